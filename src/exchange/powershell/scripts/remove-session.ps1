# remove-session
# The article's last step: Remove-PSSession, and the commands that were imported go with it.
param($given)
$problems = @()
try {
    if ($global:ExoModule) { Remove-Module -ModuleInfo $global:ExoModule -Force -ErrorAction SilentlyContinue }
    # This process opened nothing else: whatever is there is ours. One whose opening was stopped is closed by the stop itself.
    $mine = @(Get-PSSession -ErrorAction SilentlyContinue)
    if ($mine.Count -gt 0) { Remove-PSSession -Session $mine -ErrorAction SilentlyContinue -ErrorVariable found }
    $problems = @($found | Where-Object { $_ })
} catch {
    $problems = @($_)
}
$left = @(Get-PSSession -ErrorAction SilentlyContinue)
$global:ExoSession = $null
$global:ExoModule = $null
@{ reported = @{ left = [int] $left.Count }; problems = $problems }
