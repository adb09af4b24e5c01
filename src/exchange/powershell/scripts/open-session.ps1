# open-session
# The article's New-PSSession without -AllowRedirection, which would follow anything with the credential.
param($given, $credential)
$problems = @()
$session = $null
$option = New-PSSessionOption -OpenTimeout $given.openMs -OperationTimeout $given.openMs -CancelTimeout $given.cancelMs
try {
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
