# get-mailbox
# Get-Mailbox in the session: by Invoke-Command, as the article does in a batch file, or by the command that was imported.
param($given)
$seen = @{ total = 0; version = '' }
$names = New-Object System.Collections.ArrayList
$problems = @()
$warnings = @()
$take = {
    $seen.total++
    if (-not $seen.version -and $_.AdminDisplayVersion) { $seen.version = [string] $_.AdminDisplayVersion }
    if ($names.Count -lt 10) {
        $name = ''
        foreach ($property in 'PrimarySmtpAddress', 'UserPrincipalName', 'Name', 'Alias') {
            if (-not $name -and $_.$property) { $name = [string] $_.$property }
        }
        $null = $names.Add($name)
    }
}
try {
    if ($given.imported -and $given.all) {
        Get-Mailbox -ErrorAction SilentlyContinue -ErrorVariable found -WarningAction SilentlyContinue -WarningVariable warned | ForEach-Object $take
    } elseif ($given.imported) {
        Get-Mailbox -ResultSize 1 -ErrorAction SilentlyContinue -ErrorVariable found -WarningAction SilentlyContinue -WarningVariable warned | ForEach-Object $take
    } elseif ($given.all) {
        Invoke-Command -Session $global:ExoSession -ScriptBlock { Get-Mailbox } -ErrorAction SilentlyContinue -ErrorVariable found -WarningAction SilentlyContinue -WarningVariable warned | ForEach-Object $take
    } else {
        Invoke-Command -Session $global:ExoSession -ScriptBlock { Get-Mailbox -ResultSize 1 } -ErrorAction SilentlyContinue -ErrorVariable found -WarningAction SilentlyContinue -WarningVariable warned | ForEach-Object $take
    }
    $problems = @($found)
    $warnings = @($warned | Where-Object { $_ })
} catch {
    $problems = @($_)
}
@{ told = @{ count = [int] $seen.total; names = [string[]] @($names); warnings = [int] $warnings.Count; version = $seen.version }; problems = $problems }
