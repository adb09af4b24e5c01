# open-session
# The article's New-PSSession without -AllowRedirection, which would follow anything with the credential.
# The options are an object that is filled in: off Windows New-PSSessionOption has no parameter for a timeout, and the object has all three.
param($given, $credential)
$problems = @()
$session = $null
try {
    $parameters = @{
        ConfigurationName = 'Microsoft.Exchange'
        ConnectionUri = [uri] $given.uri
        Credential = $credential
        Authentication = $given.authentication
        ErrorAction = 'SilentlyContinue'
        ErrorVariable = 'found'
    }
    # The one parameter that may be missing: without any of the others this would be another connection than the one that was asked for.
    if ((Get-Command New-PSSession).Parameters.ContainsKey('SessionOption')) {
        $option = New-Object System.Management.Automation.Remoting.PSSessionOption
        $option.OpenTimeout = [timespan]::FromMilliseconds($given.openMs)
        $option.OperationTimeout = [timespan]::FromMilliseconds($given.openMs)
        $option.CancelTimeout = [timespan]::FromMilliseconds($given.cancelMs)
        $parameters.SessionOption = $option
    }
    $session = New-PSSession @parameters
    $problems = @($found)
} catch {
    $problems = @($_)
}
$global:ExoSession = $session
$told = @{ opened = [bool] $session; id = '' }
if ($session) { $told.id = [string] $session.InstanceId }
@{ told = $told; problems = $problems }
