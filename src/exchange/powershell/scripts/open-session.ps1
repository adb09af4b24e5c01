# open-session
# The article's New-PSSession without -AllowRedirection, which would follow anything with the credential. The options are made as
# an object: New-PSSessionOption knows no timeouts off Windows. Nothing stands outside the try, so that no error of this script
# can pass for one of the server's.
param($given, $credential)
$problems = @()
$session = $null
try {
    $option = New-Object System.Management.Automation.Remoting.PSSessionOption
    $option.OpenTimeout = [TimeSpan]::FromMilliseconds($given.openMs)
    $option.OperationTimeout = [TimeSpan]::FromMilliseconds($given.openMs)
    $option.CancelTimeout = [TimeSpan]::FromMilliseconds($given.cancelMs)
    $parameters = @{
        ConfigurationName = 'Microsoft.Exchange'
        ConnectionUri = [uri] $given.uri
        Credential = $credential
        Authentication = $given.authentication
        SessionOption = $option
        ErrorAction = 'SilentlyContinue'
        ErrorVariable = 'found'
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
