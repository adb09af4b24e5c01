# import-session
# The article's Import-PSSession. Its progress is watched from outside.
param($given)
$problems = @()
$module = $null
try {
    $module = Import-PSSession -Session $global:ExoSession -DisableNameChecking -ErrorAction SilentlyContinue -ErrorVariable found
    $problems = @($found)
} catch {
    $problems = @($_)
}
$global:ExoModule = $module
$count = 0
if ($module) { $count = [int] $module.ExportedCommands.Count }
@{ reported = @{ imported = [bool] $module; commands = $count }; problems = $problems }
