# remove-session
# The article's last step: Remove-PSSession, which also removes the imported commands.
param($given)
$problems = @()
try {
    if ($global:ExoModule) { Remove-Module -ModuleInfo $global:ExoModule -Force -ErrorAction SilentlyContinue }
    # This process opened nothing else, so every session here is the tool's. One whose opening was stopped is closed by the stop.
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
