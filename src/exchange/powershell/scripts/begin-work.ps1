# begin-work
# Starts a piece of work in a runspace of its own and returns at once, so that the session stays free to receive a stop.
# All work shares that runspace: the last piece removes what the first one opened. Windows PowerShell 3.0 to PowerShell 7.
param($given)
if (-not $global:ExoRunspace) {
    $global:ExoRunspace = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace()
    $global:ExoRunspace.Open()
}
$credential = $null
if ($given.user) {
    $credential = New-Object System.Management.Automation.PSCredential([string] $given.user, (Read-ExoSecret))
}
if ($global:ExoWork) { $global:ExoWork.Dispose() }
$global:ExoWork = [System.Management.Automation.PowerShell]::Create()
$global:ExoWork.Runspace = $global:ExoRunspace
$null = $global:ExoWork.AddScript([string] $given.work).AddArgument($given).AddArgument($credential)
$global:ExoResult = $global:ExoWork.BeginInvoke()
@{ begun = $true }
