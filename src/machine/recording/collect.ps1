# exo-preflight: collects the facts a PC is judged by, for another PC to open.
#
# It reads registry values, environment variables, settings files and module
# folders, and writes them into one file. It changes nothing, starts no other
# program, needs no elevation, and uses the network only with -Probe.
# The file holds no password. It names this PC, its user, domain and proxy.
#
# Windows PowerShell 2.0 to 5.1 (best: 64-bit), or PowerShell 7.
#
# Run it in a PowerShell window, with any execution policy:
#
#     Get-Content .\collect.ps1 | Out-String | Invoke-Expression
#
# From a command prompt, in one line:
#
#     powershell -NoProfile -Command
#         "Get-Content .\collect.ps1 | Out-String | Invoke-Expression"
#
# With options (not in ConstrainedLanguage mode):
#
#     $text = Get-Content .\collect.ps1 | Out-String
#     & ([scriptblock]::Create($text)) -Probe
#
# As a file, where the execution policy allows scripts:
#
#     powershell -NoProfile -File collect.ps1 -Probe
#
# -Output FILE     where to write; an existing file is never replaced.
# -Probe           also tries TCP 80 and 443, five seconds per address, and
#                  looks for a domain controller.
# -ProbeHost NAME  the server to try, or several, comma-separated; implies
#                  -Probe.
#
# Each TCP probe ends after five seconds. WMI and the search for a domain
# controller have no deadline: where they hang, this script waits.
param(
    [string]$Output = '',
    [switch]$Probe,
    [string[]]$ProbeHost = @()
)

# A child scope, so that nothing below stays behind in an open window. When
# started by Invoke-Expression, $Output, $Probe and $ProbeHost do stay there,
# empty; their earlier values are lost.
& {
    Set-StrictMode -Off
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'

    # ---- This PowerShell -------------------------------------------------

    $mode = "$($ExecutionContext.SessionState.LanguageMode)"
    if ($mode -eq '') { $mode = 'FullLanguage' }
    # ConstrainedLanguage forbids calls of .NET methods.
    $full = $mode -eq 'FullLanguage'
    $windows = $env:OS -eq 'Windows_NT'
    $core = $PSVersionTable.PSEdition -eq 'Core'
    $major = $PSVersionTable.PSVersion.Major
    $bits = 64
    if (@('x86', 'ARM') -contains $env:PROCESSOR_ARCHITECTURE) { $bits = 32 }
    # A 32-bit PowerShell on 64-bit Windows sees another HKLM\SOFTWARE.
    $wow64 = $bits -eq 32 -and $null -ne $env:PROCESSOR_ARCHITEW6432
    $remote = $Host.Name -eq 'ServerRemoteHost'
    # Only such a session is like a new 64-bit window of this user.
    $isOrdinary = $windows -and -not $core -and -not $wow64 -and -not $remote
    # .NET Framework 4 can open the 64-bit view from there, 2.0 cannot.
    $opensViews = $false
    if ($full -and $windows) {
        $opener = [Microsoft.Win32.RegistryKey].GetMethod('OpenBaseKey')
        $opensViews = $null -ne $opener
    }

    # ---- Rows of the file ------------------------------------------------

    $maxText = 4096

    function New-Fact($id, $source, $state, $value, $why, $detail) {
        New-Object PSObject -Property @{
            id = $id
            source = $source
            state = $state
            value = $value
            why = $why
            detail = $detail
        }
    }

    function New-Absent($id, $source) {
        New-Fact $id $source 'absent' $null $null $null
    }

    function New-Unreadable($id, $source, $why, $detail) {
        New-Fact $id $source 'unreadable' $null "unreadable.$why" $detail
    }

    function New-Value($id, $source, $value) {
        if ($value -is [string]) {
            # A new string has no properties added by a provider.
            $value = "$value"
            if ($value.Length -gt $maxText) {
                return New-Unreadable $id $source 'too-long' $null
            }
        }
        New-Fact $id $source 'value' $value $null $null
    }

    # Why something could not be read. Error messages are in the language of
    # Windows and may quote data: only type names are kept.
    function Get-Trouble($problem) {
        $detail = "$($problem.CategoryInfo.Reason)"
        if ($full) {
            $inner = $problem.Exception
            while ($null -ne $inner.InnerException) {
                $inner = $inner.InnerException
            }
            $detail = $inner.GetType().Name
        }
        $category = "$($problem.CategoryInfo.Category)"
        $denials = @('SecurityException', 'UnauthorizedAccessException')
        $why = 'recorded'
        if ($category -eq 'PermissionDenied' -or $denials -contains $detail) {
            $why = 'denied'
        }
        @{
            state = 'unreadable'
            why = $why
            detail = $detail
            category = $category
        }
    }

    # ---- Registry --------------------------------------------------------

    # The path by which this PowerShell reaches the key in that view.
    function Get-PathInView($key, $view) {
        if ($view -eq 32 -and $bits -eq 64) {
            return $key -replace '^SOFTWARE\\', 'SOFTWARE\Wow6432Node\'
        }
        $key
    }

    function Test-OtherView($hive, $view, $key) {
        $wow64 -and $hive -eq 'HKLM' -and $view -eq 64 -and
            $key -like 'SOFTWARE\*'
    }

    # The open key, or $null where there is none. Throws where it is denied.
    function Open-Key($hive, $view, $key) {
        if ($hive -eq 'HKCU') {
            return [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey($key)
        }
        $root = [Microsoft.Win32.Registry]::LocalMachine
        if (Test-OtherView $hive $view $key) {
            $root = [Microsoft.Win32.RegistryKey]::OpenBaseKey(
                'LocalMachine', 'Registry64')
        }
        $root.OpenSubKey((Get-PathInView $key $view))
    }

    function Read-WithNet($hive, $view, $key, $name) {
        $opened = $null
        try {
            $opened = Open-Key $hive $view $key
            if ($null -eq $opened) { return @{ state = 'absent' } }
            # Unexpanded: %SystemRoot% stays %SystemRoot%.
            $asItIs = [Microsoft.Win32.RegistryValueOptions]1
            $raw = $opened.GetValue($name, $null, $asItIs)
            if ($null -eq $raw) { return @{ state = 'absent' } }
            return @{ state = 'value'; raw = $raw }
        } catch {
            return Get-Trouble $_
        } finally {
            if ($null -ne $opened) { $opened.Close() }
        }
    }

    # The way that ConstrainedLanguage allows. A missing key or value is an
    # error of category ObjectNotFound or InvalidArgument here.
    function Read-WithCmdlet($hive, $view, $key, $name) {
        $path = "${hive}:\" + (Get-PathInView $key $view)
        try {
            $found = Get-ItemProperty -LiteralPath $path -Name $name
            $raw = $found.$name
            if ($null -eq $raw) { return @{ state = 'absent' } }
            return @{ state = 'value'; raw = $raw }
        } catch {
            $trouble = Get-Trouble $_
            $absences = @('ObjectNotFound', 'InvalidArgument')
            if ($absences -contains $trouble.category) {
                return @{ state = 'absent' }
            }
            return $trouble
        }
    }

    function Read-Raw($hive, $view, $key, $name) {
        if (-not $windows) {
            return @{ state = 'unreadable'; why = 'not-windows' }
        }
        if ((Test-OtherView $hive $view $key) -and -not $opensViews) {
            return @{ state = 'unreadable'; why = 'other-view' }
        }
        if ($full) { return Read-WithNet $hive $view $key $name }
        Read-WithCmdlet $hive $view $key $name
    }

    # Reads a value of the key that the caller has set.
    function Read-Registry($id, $name, $as) {
        $source = "$hive\$key, value $name"
        if ($hive -eq 'HKLM') { $source = "$source ($view-bit view)" }
        $found = Read-Raw $hive $view $key $name
        if ($found.state -eq 'absent') { return New-Absent $id $source }
        if ($found.state -ne 'value') {
            return New-Unreadable $id $source $found.why $found.detail
        }
        Convert-Raw $id $source $as $found.raw
    }

    function Convert-Raw($id, $source, $as, $raw) {
        if ($as -eq 'dword') {
            if ($raw -is [int]) {
                # REG_DWORD is unsigned, but .NET returns a signed number.
                $number = $raw
                if ($raw -lt 0) { $number = 4294967296 + $raw }
                return New-Value $id $source $number
            }
            if ($raw -is [string] -and $raw -match '^[0-9]{1,10}$') {
                return New-Value $id $source ([long]"$raw")
            }
        } elseif ($as -eq 'bytes') {
            if ($raw -is [byte[]]) {
                if (Test-HoldsCredentials $raw) {
                    return New-Unreadable $id $source 'withheld' $null
                }
                $hex = @($raw | ForEach-Object { '{0:x2}' -f $_ }) -join ''
                return New-Value $id $source $hex
            }
        } elseif ($raw -is [string]) {
            $text = "$raw"
            if ($as -eq 'proxy') { $text = Remove-Credentials $text }
            return New-Value $id $source $text
        }
        New-Unreadable $id $source 'type' (Get-RegistryType $raw)
    }

    function Get-RegistryType($raw) {
        if ($raw -is [int]) { return 'REG_DWORD' }
        if ($raw -is [long]) { return 'REG_QWORD' }
        if ($raw -is [string]) { return 'REG_SZ' }
        if ($raw -is [byte[]]) { return 'REG_BINARY' }
        'REG_MULTI_SZ'
    }

    # Of http://user:password@proxy:8080 only http://proxy:8080 is kept: all
    # up to the last @ goes, as a password may contain any character.
    function Remove-Credentials($text) {
        $at = $text.LastIndexOf('@')
        if ($at -lt 0) { return $text }
        $scheme = ''
        if ($text -match '^([A-Za-z]+=)?[A-Za-z][A-Za-z0-9+.-]*://') {
            $scheme = $matches[0]
        }
        $scheme + $text.Substring($at + 1)
    }

    # WinHttpSettings: twelve bytes, a length, and that much text. An @ in it
    # may follow a password; then nothing of it is kept.
    function Test-HoldsCredentials($bytes) {
        if ($bytes.Length -lt 16) { return $false }
        $end = 16 + $bytes[12] + 256 * $bytes[13]
        if ($bytes[14] -gt 0 -or $bytes[15] -gt 0) { $end = $bytes.Length }
        for ($at = 16; $at -lt $end -and $at -lt $bytes.Length; $at++) {
            if ($bytes[$at] -eq 64) { return $true }
        }
        $false
    }

    # ---- Other sources ---------------------------------------------------

    function Read-Variable($id, $name, $as) {
        $source = "environment variable $name"
        $text = ''
        foreach ($one in @($name, $name.ToLowerInvariant())) {
            if ($text -eq '' -and (Test-Path -LiteralPath "Env:$one")) {
                $variable = Get-Item -LiteralPath "Env:$one"
                $text = "$($variable.Value)"
            }
        }
        if ($text -eq '') { return New-Absent $id $source }
        if ($as -eq 'proxy') { $text = Remove-Credentials $text }
        New-Value $id $source $text
    }

    # Runs the body and makes a row of its result: $null means absent.
    function Read-Reported($id, $source, $body) {
        try {
            $reported = & $body
        } catch {
            $trouble = Get-Trouble $_
            if (-not $full) { $trouble.why = 'blocked-by-policy' }
            return New-Unreadable $id $source $trouble.why $trouble.detail
        }
        if ($null -eq $reported) { return New-Absent $id $source }
        New-Value $id $source $reported
    }

    function Test-Elevated {
        if ($full) {
            $who = [Security.Principal.WindowsIdentity]::GetCurrent()
            $role = [Security.Principal.WindowsBuiltInRole]::Administrator
            $principal = New-Object Security.Principal.WindowsPrincipal $who
            return $principal.IsInRole($role)
        }
        # Every Windows has this hive, readable by administrators only.
        try {
            $null = Get-Item -LiteralPath 'Registry::HKEY_USERS\S-1-5-19'
            return $true
        } catch {
            $trouble = Get-Trouble $_
            if ($trouble.why -eq 'denied') { return $false }
            throw
        }
    }

    function Test-DomainMember {
        $system = Get-WmiObject Win32_ComputerSystem
        if ($null -eq $system.PartOfDomain) { throw 'WMI does not tell.' }
        [bool]$system.PartOfDomain
    }

    function Get-DomainOfPc {
        [DirectoryServices.ActiveDirectory.Domain]::GetComputerDomain()
    }

    # Whether the error means that no domain controller answers or this PC is
    # in no domain. PowerShell wraps the exception of a method in its own.
    function Test-NoController($problem) {
        if (-not $full) { return $false }
        $absences = @(
            'ActiveDirectoryObjectNotFoundException',
            'ActiveDirectoryServerDownException')
        $inner = $problem.Exception
        while ($null -ne $inner) {
            if ($absences -contains $inner.GetType().Name) { return $true }
            $inner = $inner.InnerException
        }
        $false
    }

    # A row that only Windows PowerShell can fill.
    function Read-Asked($id, $source, $mayAsk, $body) {
        if (-not $windows) {
            return New-Unreadable $id $source 'not-windows' $null
        }
        if (-not $mayAsk) {
            return New-Unreadable $id $source 'not-asked' $null
        }
        Read-Reported $id $source $body
    }

    # The text of a small file, or $null where there is none.
    function Read-SmallFile($path) {
        if (-not (Test-Path -LiteralPath $path)) { return $null }
        if ((Get-Item -LiteralPath $path).Length -gt 1048576) {
            throw 'The file is too large.'
        }
        @(Get-Content -LiteralPath $path) -join "`n"
    }

    # A string in powershell.config.json of PowerShell 7.
    function Read-Setting($id, $source, $folder) {
        if (-not $windows) {
            return New-Unreadable $id $source 'not-windows' $null
        }
        if ($folder -eq '') {
            # Only a .NET method returns the folder.
            $why = 'blocked-by-policy'
            if ($full) { $why = 'recorded' }
            return New-Unreadable $id $source $why $null
        }
        $name = '"Microsoft\.PowerShell:ExecutionPolicy"\s*:'
        try {
            $text = Read-SmallFile "$folder\powershell.config.json"
        } catch {
            $trouble = Get-Trouble $_
            return New-Unreadable $id $source $trouble.why $trouble.detail
        }
        # Whole lines may be comments.
        $text = "$text" -replace '(?m)^\s*//.*$', ''
        if ($text -match ($name + '\s*"([^"\\]*)"')) {
            return New-Value $id $source $matches[1]
        }
        if ($text -match $name) {
            return New-Unreadable $id $source 'undecodable' $null
        }
        New-Absent $id $source
    }

    function Get-ModuleVersion($manifest) {
        $text = Read-SmallFile $manifest
        if ($null -eq $text) { return }
        $quote = '[''"]'
        $version = '([0-9]{1,9}(\.[0-9]{1,9}){1,3})'
        $line = '(?m)^\s*(?:@\{\s*)?ModuleVersion\s*=\s*' + $quote +
            $version + $quote
        if ($text -match $line) { return $matches[1] }
        throw 'The manifest tells no version.'
    }

    # The module's versions in one folder of the module path, newest first.
    function Get-ModulesIn($place, $name) {
        $isVersion = '^[0-9]{1,9}(\.[0-9]{1,9}){1,3}$'
        $folders = @(Get-ChildItem -LiteralPath $place |
            Where-Object { $_.PSIsContainer -and $_.Name -match $isVersion } |
            Sort-Object -Property { [version]$_.Name } -Descending)
        foreach ($folder in $folders) {
            $inside = "$place\$($folder.Name)"
            if (Test-Path -LiteralPath "$inside\$name.psd1") {
                "$($folder.Name) $inside"
            }
        }
        $flat = Get-ModuleVersion "$place\$name.psd1"
        if ($flat) { "$flat $place" }
    }

    function Read-Module($id, $name) {
        $source = "folders of the module path, $name"
        if (-not $windows) {
            return New-Unreadable $id $source 'not-windows' $null
        }
        # Other editions have another module path.
        if (-not $isOrdinary) {
            return New-Unreadable $id $source 'not-asked' $null
        }
        $found = @()
        $seen = @()
        $trouble = $null
        foreach ($folder in @("$env:PSModulePath" -split ';')) {
            $place = $folder.Trim().TrimEnd('\') + "\$name"
            if ($folder.Trim() -ne '' -and $seen -notcontains $place) {
                $seen += $place
                try {
                    if (Test-Path -LiteralPath $place) {
                        $found += @(Get-ModulesIn $place $name)
                    }
                } catch {
                    $trouble = Get-Trouble $_
                }
            }
        }
        if ($found.Count -gt 0) {
            return New-Value $id $source ($found -join '; ')
        }
        if ($null -ne $trouble) {
            return New-Unreadable $id $source $trouble.why $trouble.detail
        }
        New-Absent $id $source
    }

    # The newest PowerShell 7 that an installer registered.
    function Read-PowerShell7($id) {
        $key = 'SOFTWARE\Microsoft\PowerShellCore\InstalledVersions'
        $source = "HKLM\$key, value SemanticVersion"
        if (-not $windows) {
            return New-Unreadable $id $source 'not-windows' $null
        }
        if ((Test-OtherView 'HKLM' 64 $key) -and -not $opensViews) {
            return New-Unreadable $id $source 'other-view' $null
        }
        $names = @()
        try {
            if ($full) {
                $opened = Open-Key 'HKLM' 64 $key
                if ($null -ne $opened) {
                    $names = @($opened.GetSubKeyNames())
                    $opened.Close()
                }
            } elseif (Test-Path -LiteralPath "HKLM:\$key") {
                $names = @(Get-ChildItem -LiteralPath "HKLM:\$key" |
                    ForEach-Object { $_.PSChildName })
            }
        } catch {
            $trouble = Get-Trouble $_
            return New-Unreadable $id $source $trouble.why $trouble.detail
        }
        $unread = $null
        $versions = @()
        foreach ($name in $names) {
            $found = Read-Raw 'HKLM' 64 "$key\$name" 'SemanticVersion'
            if ($found.state -eq 'unreadable') { $unread = $found }
            if ("$($found.raw)" -match '^[0-9]{1,9}(\.[0-9]{1,9}){1,3}') {
                $versions += New-Object PSObject -Property @{
                    number = [version]$matches[0]
                    text = "$($found.raw)"
                }
            }
        }
        if ($versions.Count -gt 0) {
            $newest = @($versions | Sort-Object number -Descending)[0]
            return New-Value $id $source $newest.text
        }
        if ($null -ne $unread) {
            return New-Unreadable $id $source $unread.why $unread.detail
        }
        New-Absent $id $source
    }

    # ---- The network, with -Probe ----------------------------------------

    $deadlineMs = 5000
    # Several names come as a list, or with -File as one string with commas.
    $servers = @(($ProbeHost -join ',') -split '[,\s]+' |
        Where-Object { $_ -ne '' })
    $isProbing = $Probe -or $servers.Count -gt 0
    if ($servers.Count -eq 0) { $servers = @('outlook.office365.com') }

    function New-Probe($name, $port, $address, $state, $ms, $code) {
        New-Object PSObject -Property @{
            host = "$name"
            port = $port
            address = "$address"
            state = $state
            ms = [int]$ms
            code = "$code"
        }
    }

    # The system's name of a network error: ConnectionRefused, TimedOut.
    function Get-SocketError($problem) {
        $inner = $problem.Exception
        while ($null -ne $inner.InnerException) {
            $inner = $inner.InnerException
        }
        if ($inner -is [System.Net.Sockets.SocketException]) {
            return "$($inner.SocketErrorCode)"
        }
        $inner.GetType().Name
    }

    function Test-Port($name, $address, $port) {
        $states = @{
            ConnectionRefused = 'refused'
            TimedOut = 'timed-out'
            ConnectionReset = 'reset'
            HostUnreachable = 'unreachable'
            NetworkUnreachable = 'unreachable'
            AddressNotAvailable = 'unreachable'
        }
        $state = 'timed-out'
        $code = ''
        $client = $null
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        try {
            $client = New-Object System.Net.Sockets.TcpClient -ArgumentList (
                $address.AddressFamily)
            $pending = $client.BeginConnect($address, $port, $null, $null)
            if ($pending.AsyncWaitHandle.WaitOne($deadlineMs, $false)) {
                $client.EndConnect($pending)
                $state = 'connected'
            }
        } catch {
            $code = Get-SocketError $_
            $state = $states[$code]
            if ($null -eq $state) { $state = 'failed' }
        }
        $clock.Stop()
        if ($null -ne $client) { $client.Close() }
        New-Probe $name $port $address $state $clock.ElapsedMilliseconds $code
    }

    function Test-Server($name) {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $addresses = @()
        $state = 'timed-out'
        $code = ''
        try {
            $pending = [System.Net.Dns]::BeginGetHostAddresses(
                $name, $null, $null)
            if ($pending.AsyncWaitHandle.WaitOne($deadlineMs, $false)) {
                $addresses = [System.Net.Dns]::EndGetHostAddresses($pending)
                $addresses = @($addresses)
                $state = 'not-found'
            }
        } catch {
            $code = Get-SocketError $_
            $state = 'failed'
            if (@('HostNotFound', 'NoData') -contains $code) {
                $state = 'not-found'
            }
        }
        if ($addresses.Count -eq 0) {
            $spent = $clock.ElapsedMilliseconds
            return New-Probe $name $null '' $state $spent $code
        }
        foreach ($address in @($addresses | Select-Object -First 4)) {
            Test-Port $name $address 80
            Test-Port $name $address 443
        }
    }

    # ---- The facts -------------------------------------------------------

    if ($Output -ne '' -and (Test-Path -LiteralPath $Output)) {
        throw "exo-preflight: $Output exists already. Give another -Output."
    }
    Write-Host 'exo-preflight: reading this PC. Nothing is changed.'

    $facts = @(& {
        Read-Reported 'host.platform' 'process.platform' {
            if ($windows) { return 'win32' }
            $system = "$($PSVersionTable.OS)"
            if ($system -match '^(Darwin|macOS)') { return 'darwin' }
            'linux'
        }

        $hive = 'HKLM'
        $view = 64

        $key = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion'
        Read-Registry 'windows.build' 'CurrentBuildNumber' 'dword'
        Read-Registry 'windows.revision' 'UBR' 'dword'
        Read-Registry 'windows.installationType' 'InstallationType' 'text'
        Read-Registry 'windows.productName' 'ProductName' 'text'
        Read-Registry 'windows.displayVersion' 'DisplayVersion' 'text'
        Read-Registry 'windows.edition' 'EditionID' 'text'
        Read-Registry 'windows.servicePack' 'CSDVersion' 'text'
        Read-Reported 'windows.kernel' '[Environment]::OSVersion' {
            $kernel = [System.Environment]::OSVersion.Version
            if ($null -eq $kernel) { throw 'It is not known.' }
            "$($kernel.Major).$($kernel.Minor).$($kernel.Build)"
        }
        $key = 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
        Read-Registry 'windows.architecture' 'PROCESSOR_ARCHITECTURE' 'text'

        $key = 'SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full'
        Read-Registry 'dotnet.release' 'Release' 'dword'
        Read-Registry 'dotnet.version' 'Version' 'text'
        $key = 'SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Client'
        Read-Registry 'dotnet.clientProfile' 'Install' 'dword'

        $key = 'SOFTWARE\Microsoft\PowerShell\3\PowerShellEngine'
        Read-Registry 'powershell.engine3' 'PowerShellVersion' 'text'
        # Version 2.0 reports no other mode, even where a new window has one.
        $engine3 = Read-Raw $hive $view $key 'PowerShellVersion'
        $speaks = $isOrdinary -and
            ($major -ge 3 -or $engine3.state -eq 'absent')
        $from = 'Windows PowerShell: ' +
            '$ExecutionContext.SessionState.LanguageMode'
        Read-Asked 'powershell.languageMode' $from $speaks { $mode }
        Read-PowerShell7 'powershell.7'
        $key = 'SOFTWARE\Microsoft\PowerShell\1\PowerShellEngine'
        Read-Registry 'powershell.engine1' 'PowerShellVersion' 'text'

        $key = 'SOFTWARE\Policies\Microsoft\Windows\PowerShell'
        Read-Registry 'policy.machinePolicy.enableScripts' 'EnableScripts' `
            'dword'
        Read-Registry 'policy.machinePolicy.executionPolicy' `
            'ExecutionPolicy' 'text'
        $hive = 'HKCU'
        Read-Registry 'policy.userPolicy.enableScripts' 'EnableScripts' `
            'dword'
        Read-Registry 'policy.userPolicy.executionPolicy' 'ExecutionPolicy' `
            'text'
        Read-Variable 'policy.process' 'PSExecutionPolicyPreference' 'text'
        $key = 'SOFTWARE\Microsoft\PowerShell\1\ShellIds\Microsoft.PowerShell'
        Read-Registry 'policy.currentUser' 'ExecutionPolicy' 'text'
        $hive = 'HKLM'
        Read-Registry 'policy.localMachine64' 'ExecutionPolicy' 'text'
        $view = 32
        Read-Registry 'policy.localMachine32' 'ExecutionPolicy' 'text'
        $view = 64

        # The Process scope of this window does not apply to a new one.
        $isSet = Test-Path -LiteralPath 'Env:PSExecutionPolicyPreference'
        $speaks = $isOrdinary -and -not $isSet
        $from = 'Windows PowerShell: Get-ExecutionPolicy'
        Read-Asked 'policy.effective64' $from $speaks {
            "$(Get-ExecutionPolicy)"
        }
        $key = 'SOFTWARE\Policies\Microsoft\PowerShellCore'
        Read-Registry 'policy.machinePolicy7.enableScripts' 'EnableScripts' `
            'dword'
        Read-Registry 'policy.machinePolicy7.executionPolicy' `
            'ExecutionPolicy' 'text'
        Read-Registry 'policy.machinePolicy7.useWindowsPowerShell' `
            'UseWindowsPowerShellPolicySetting' 'dword'
        $hive = 'HKCU'
        Read-Registry 'policy.userPolicy7.enableScripts' 'EnableScripts' `
            'dword'
        Read-Registry 'policy.userPolicy7.executionPolicy' `
            'ExecutionPolicy' 'text'
        Read-Registry 'policy.userPolicy7.useWindowsPowerShell' `
            'UseWindowsPowerShellPolicySetting' 'dword'
        $hive = 'HKLM'

        $documents = ''
        if ($full -and $windows) {
            $documents = [System.Environment]::GetFolderPath('Personal')
        }
        if ($documents -ne '') { $documents = "$documents\PowerShell" }
        $from = 'Documents\PowerShell\powershell.config.json, ' +
            'Microsoft.PowerShell:ExecutionPolicy'
        Read-Setting 'policy.currentUser7' $from $documents
        $programs = "$env:ProgramW6432"
        if ($programs -eq '') { $programs = "$env:ProgramFiles" }
        $from = '%ProgramFiles%\PowerShell\7\powershell.config.json, ' +
            'Microsoft.PowerShell:ExecutionPolicy'
        Read-Setting 'policy.localMachine7' $from "$programs\PowerShell\7"

        $key = 'SOFTWARE\Policies\Microsoft\Windows\WinRM\Client'
        Read-Registry 'winrm.policy.allowBasic' 'AllowBasic' 'dword'
        Read-Registry 'winrm.policy.allowUnencrypted' `
            'AllowUnencryptedTraffic' 'dword'
        Read-Registry 'winrm.policy.allowKerberos' 'AllowKerberos' 'dword'
        Read-Registry 'winrm.policy.allowNegotiate' 'AllowNegotiate' 'dword'
        $key = 'SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Client'
        Read-Registry 'winrm.local.basic' 'auth_basic' 'dword'
        Read-Registry 'winrm.local.kerberos' 'auth_kerberos' 'dword'
        Read-Registry 'winrm.local.negotiate' 'auth_negotiate' 'dword'
        Read-Registry 'winrm.local.allowUnencrypted' 'allow_unencrypted' `
            'dword'
        Read-Registry 'winrm.local.trustedHosts' 'trusted_hosts' 'text'

        $key = 'SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL' +
            '\Protocols\TLS 1.2\Client'
        Read-Registry 'tls.tls12.enabled' 'Enabled' 'dword'
        Read-Registry 'tls.tls12.disabledByDefault' 'DisabledByDefault' `
            'dword'
        $key = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings' +
            '\WinHttp'
        Read-Registry 'tls.winhttp.protocols' 'DefaultSecureProtocols' 'dword'
        $key = 'SOFTWARE\Microsoft\.NETFramework\v4.0.30319'
        Read-Registry 'tls.dotnet.strongCrypto' 'SchUseStrongCrypto' 'dword'
        Read-Registry 'tls.dotnet.systemDefault' 'SystemDefaultTlsVersions' `
            'dword'

        $key = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings' +
            '\Connections'
        Read-Registry 'proxy.winhttp' 'WinHttpSettings' 'bytes'
        $hive = 'HKCU'
        $key = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings'
        Read-Registry 'proxy.wininet.enabled' 'ProxyEnable' 'dword'
        Read-Registry 'proxy.wininet.server' 'ProxyServer' 'proxy'
        Read-Registry 'proxy.wininet.script' 'AutoConfigURL' 'proxy'
        $hive = 'HKLM'
        Read-Variable 'proxy.environment.https' 'HTTPS_PROXY' 'proxy'
        Read-Variable 'proxy.environment.http' 'HTTP_PROXY' 'proxy'
        Read-Variable 'proxy.environment.all' 'ALL_PROXY' 'proxy'
        Read-Variable 'proxy.environment.none' 'NO_PROXY' 'text'

        Read-Reported 'user.name' 'WindowsIdentity' {
            if (-not $windows) { return [System.Environment]::UserName }
            if (-not $full) { return "$env:USERDOMAIN\$env:USERNAME" }
            [System.Security.Principal.WindowsIdentity]::GetCurrent().Name
        }
        $from = 'role Administrators of this process'
        Read-Asked 'user.elevated' $from $true { Test-Elevated }
        $key = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'
        Read-Registry 'user.uac' 'EnableLUA' 'dword'
        Read-Variable 'user.dnsDomain' 'USERDNSDOMAIN' 'text'
        Read-Reported 'pc.name' 'Dns.GetHostName, or COMPUTERNAME' {
            if ($full) { return [System.Net.Dns]::GetHostName() }
            "$env:COMPUTERNAME"
        }
        $key = 'SYSTEM\CurrentControlSet\Services\Tcpip\Parameters'
        Read-Registry 'pc.domain' 'Domain' 'text'
        $from = 'Windows PowerShell: ' +
            '(Get-WmiObject Win32_ComputerSystem).PartOfDomain'
        $speaks = -not $core
        $joined = Read-Asked 'pc.domainJoined' $from $speaks {
            Test-DomainMember
        }
        $joined
        $from = 'Windows PowerShell: ' +
            '[DirectoryServices.ActiveDirectory.Domain]' +
            '::GetComputerDomain().FindDomainController().Name'
        $speaks = $isProbing -and -not $core
        Read-Asked 'pc.domainController' $from $speaks {
            if ($joined.state -eq 'value' -and -not $joined.value) {
                return $null
            }
            try {
                (Get-DomainOfPc).FindDomainController().Name
            } catch {
                if (-not (Test-NoController $_)) { throw }
            }
        }
        Read-Variable 'user.logonServer' 'LOGONSERVER' 'text'
        Read-Variable 'pc.remoteSession' 'SESSIONNAME' 'text'

        Read-Module 'modules.exchangeOnlineManagement' `
            'ExchangeOnlineManagement'
        Read-Module 'modules.powerShellGet' 'PowerShellGet'
        Read-Module 'modules.packageManagement' 'PackageManagement'
        # Loading a module runs its code: a collector must not.
        $from = 'Windows PowerShell: Import-Module ' +
            'ExchangeOnlineManagement, in a process of its own'
        Read-Asked 'modules.exchangeLoads' $from $false { $null }

        $key = 'SOFTWARE\Microsoft\ExchangeServer\v15\Setup'
        Read-Registry 'exchange.v15.minor' 'MsiProductMinor' 'dword'
        $key = 'SOFTWARE\Microsoft\ExchangeServer\v14\Setup'
        Read-Registry 'exchange.v14.minor' 'MsiProductMinor' 'dword'
    })

    $probes = @()
    if ($isProbing -and -not $full) {
        Write-Host 'exo-preflight: a policy does not let PowerShell probe.'
    } elseif ($isProbing) {
        Write-Host "exo-preflight: trying TCP 80 and 443 of $servers"
        $probes = @($servers | ForEach-Object { Test-Server $_ })
    }

    # ---- The file --------------------------------------------------------

    # Why a 64-bit Windows PowerShell could have read more.
    $partial = @()
    if (-not $windows) { $partial += 'not-windows' }
    if (-not $full) { $partial += 'language-mode' }
    if ($wow64) { $partial += 'bitness' }
    if ($windows -and $core) { $partial += 'powershell-7' }
    if ($remote) { $partial += 'remote-session' }

    $pc = "$env:COMPUTERNAME"
    foreach ($fact in $facts) {
        if ($pc -eq '' -and $fact.id -eq 'pc.name') { $pc = "$($fact.value)" }
    }
    $now = Get-Date
    $document = New-Object PSObject -Property @{
        schema = 'exo-preflight/collected/1'
        name = "collected on $pc"
        collected = $now.ToUniversalTime()
        by = 'collect.ps1 1'
        powershell = "$($PSVersionTable.PSVersion)"
        bits = $bits
        languageMode = $mode
        partial = $partial
        facts = $facts
        probes = $probes
    }

    # The Gregorian year, whatever calendar Windows shows.
    $stamp = '{0:0000}{1:00}{2:00}-{3:00}{4:00}{5:00}' -f $now.Year,
        $now.Month, $now.Day, $now.Hour, $now.Minute, $now.Second
    $plain = $pc -replace '[^A-Za-z0-9-]', '_'
    $file = "exo-preflight-collected-$plain-$stamp.clixml"
    $paths = @($Output)
    if ($Output -eq '') {
        $here = "$((Get-Location -PSProvider FileSystem).ProviderPath)"
        $temporary = "$env:TEMP"
        if ($temporary -eq '') { $temporary = '/tmp' }
        $paths = @()
        foreach ($folder in @($here, $temporary)) {
            if ($folder -ne '') { $paths += Join-Path $folder $file }
        }
    }

    $written = ''
    $detail = ''
    foreach ($path in $paths) {
        if ($written -eq '') {
            $to = @{ InputObject = $document; Depth = 5; NoClobber = $true }
            # Version 2.0 takes characters such as [ in a path for a wildcard.
            $how = 'Path'
            if ($major -ge 3) { $how = 'LiteralPath' }
            $to[$how] = $path
            try {
                Export-Clixml @to
                $written = (Get-Item -LiteralPath $path).FullName
            } catch {
                $trouble = Get-Trouble $_
                $detail = $trouble.detail
            }
        }
    }
    if ($written -eq '') {
        throw ("exo-preflight: nothing could be written ($detail). " +
            'Go to a folder where you may write, or give -Output FILE.')
    }

    $counts = @{ value = 0; absent = 0; unreadable = 0 }
    foreach ($fact in $facts) { $counts[$fact.state] += 1 }
    Write-Host "exo-preflight: wrote $written"
    $sum = 'It holds {0} facts: {1} read, {2} not there, {3} unreadable.'
    Write-Host ($sum -f $facts.Count, $counts['value'], $counts['absent'],
        $counts['unreadable'])
    Write-Host 'It holds no password. It names PC, user, domain and proxy.'
    if ($partial.Count -gt 0) {
        Write-Host "PARTIAL ($($partial -join ', ')): see docs/collector.md"
    }
    foreach ($one in $probes) {
        Write-Host ('{0} {1} TCP {2}: {3}' -f $one.host, $one.address,
            $one.port, $one.state)
    }
    Write-Host 'To read it elsewhere: exo-preflight --machine FILE'
}
