# watch-work
# Waits a moment for the running work and reports its progress or its result.
param($given)
$isDone = $global:ExoResult.AsyncWaitHandle.WaitOne([int] $given.waitMs)
$percent = -1
$records = $global:ExoWork.Streams.Progress
if ($records.Count -gt 0) { $percent = [int] $records[$records.Count - 1].PercentComplete }
if (-not $isDone) { return @{ done = $false; percent = $percent } }

$value = $null
$problems = @()
try {
    $output = $global:ExoWork.EndInvoke($global:ExoResult)
    if ($output.Count -gt 0) { $value = $output[$output.Count - 1] }
} catch {
    # What the work threw is wrapped in the exception of the call that fetches its result.
    $record = $_
    $inner = $_.Exception.InnerException
    if ($inner -and $inner.ErrorRecord) { $record = $inner.ErrorRecord }
    $problems += ConvertTo-ExoError $record
}
if ($value -and $value.problems) {
    foreach ($problem in @($value.problems)) {
        if ($problems.Count -ge 10) { break }
        $record = $problem
        if ($problem -isnot [System.Management.Automation.ErrorRecord] -and $problem.ErrorRecord) { $record = $problem.ErrorRecord }
        $problems += ConvertTo-ExoError $record
    }
}
# An imported command writes its errors to the stream and may not put them in a variable.
if ($problems.Count -eq 0) {
    foreach ($record in @($global:ExoWork.Streams.Error)) {
        if ($record -and $problems.Count -lt 10) { $problems += ConvertTo-ExoError $record }
    }
}
$reported = $null
if ($value) { $reported = $value.reported }
@{ done = $true; percent = $percent; reported = $reported; problems = @($problems); warnings = [int] $global:ExoWork.Streams.Warning.Count }
