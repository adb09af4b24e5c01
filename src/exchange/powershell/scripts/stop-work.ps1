# stop-work
# Ends the running work, so that its runspace can be used again.
param($given)
if ($global:ExoWork -and -not $global:ExoResult.IsCompleted) {
    $stopping = $global:ExoWork.BeginStop($null, $null)
    $null = $stopping.AsyncWaitHandle.WaitOne([int] $given.waitMs)
}
@{ stopped = [bool] (-not $global:ExoWork -or $global:ExoResult.IsCompleted) }
