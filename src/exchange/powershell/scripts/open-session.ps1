# open-session
# The article's New-PSSession without -AllowRedirection, which would follow any redirect with the credential. The options
# object is filled in here: off Windows New-PSSessionOption lacks timeout parameters, but the object has all three. Everything is
# inside the try, so that no error of this script can pass for one of the server's.
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
    # The only parameter that may be missing: without any other, this would not be the connection that was requested.
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
