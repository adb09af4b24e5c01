# load-exchange-module
# Loads the Exchange Online module into this process, which was started for that alone. Connects nowhere.
try {
    $module = Import-Module -Name ExchangeOnlineManagement -PassThru -DisableNameChecking -ErrorAction Stop
    'loaded ' + [string] @($module)[0].Version
} catch {
    'failed ' + [string] $_.FullyQualifiedErrorId
}
