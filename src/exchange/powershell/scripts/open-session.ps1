# open-session
# The article's New-PSSession without -AllowRedirection, which would follow anything with the credential. The options are an object
# that is filled in: off Windows New-PSSessionOption has no parameter for a timeout, and the object has all three. Nothing stands
# outside the try, so that no error of this script can pass for one of the server's.
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
    # The one parameter that may be missing: without any of the others this would be another connection than the one asked for.
    if ((Get-Command New-PSSession).Parameters.ContainsKey('SessionOption')) {
        $option = New-Object System.Management.Automation.Remoting.PSSessionOption
        $option.OpenTimeout = [TimeSpan]::FromMilliseconds($given.openMs)
        $option.OperationTimeout = [TimeSpan]::FromMilliseconds($given.openMs)
        $option.CancelTimeout = [TimeSpan]::FromMilliseconds($given.cancelMs)
        $parameters.SessionOption = $option
    }
    $session = New-PSSession @parameters
    $problems = @($found)
} catch {
    $problems = @($_)
}
$global:ExoSession = $session
$reported = @{ opened = [bool] $session; id = '' }
if ($session) { $reported.id = [string] $session.InstanceId }
@{ reported = $reported; problems = $problems }
