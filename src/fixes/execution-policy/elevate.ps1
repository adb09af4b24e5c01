# elevate
# Asks Windows to run one command line with administrator rights, waits for it to end and reports its exit code.
# Windows PowerShell 3.0 to PowerShell 7; ASCII only.
# This is what Start-Process -Verb RunAs -Wait -PassThru does, one layer below: Start-Process keeps only the translated text of
# the reason why nothing was started (StartWithShellExecute), and so cannot tell a declined prompt from a fault.
param($Given)
$folder = switch -CaseSensitive ($Given.program) {
    'LocalMachine64' { [System.Environment]::GetFolderPath('System') }
    'LocalMachine32' { [System.Environment]::GetFolderPath('SystemX86') }
    default { throw 'This program is not one to run.' }
}
$start = New-Object System.Diagnostics.ProcessStartInfo
$start.FileName = [System.IO.Path]::Combine($folder, 'WindowsPowerShell\v1.0\powershell.exe')
$start.Arguments = $Given.commandLine
$start.Verb = 'RunAs'
$start.UseShellExecute = $true
$start.WindowStyle = 'Hidden'
try {
    $process = [System.Diagnostics.Process]::Start($start)
} catch {
    $code = 0
    for ($cause = $_.Exception; $cause; $cause = $cause.InnerException) {
        if ($cause -is [System.ComponentModel.Win32Exception]) { $code = $cause.NativeErrorCode }
    }
    return @{ outcome = 'not-started'; code = $code }
}
$process.WaitForExit()
@{ outcome = 'ended'; exitCode = $process.ExitCode }
