# get-mailbox
# Get-Mailbox in the session: by Invoke-Command, as the article does in a batch file, or by the imported command.
# No -ErrorAction and no -WarningAction: an imported command passes both on to Exchange, which would then keep its errors and
# warnings to itself. Nobody sees what is written here.
param($given)
$seen = @{ total = 0; version = '' }
$names = New-Object System.Collections.ArrayList
$problems = @()
$take = {
    $seen.total++
    if (-not $seen.version -and $_.AdminDisplayVersion) { $seen.version = [string] $_.AdminDisplayVersion }
    if ($names.Count -lt 10) {
        $name = ''
        foreach ($property in 'PrimarySmtpAddress', 'UserPrincipalName', 'Name', 'Alias') {
            if (-not $name -and $_.$property) { $name = [string] $_.$property }
        }
        $null = $names.Add($name)
    }
}
try {
    if ($given.imported -and $given.all) {
        Get-Mailbox -ErrorVariable found | ForEach-Object $take
    } elseif ($given.imported) {
        Get-Mailbox -ResultSize 1 -ErrorVariable found | ForEach-Object $take
    } elseif ($given.all) {
        Invoke-Command -Session $global:ExoSession -ScriptBlock { Get-Mailbox } -ErrorVariable found | ForEach-Object $take
    } else {
        Invoke-Command -Session $global:ExoSession -ScriptBlock { Get-Mailbox -ResultSize 1 } -ErrorVariable found | ForEach-Object $take
    }
    $problems = @($found)
} catch {
    $problems = @($_)
}
@{ reported = @{ count = [int] $seen.total; names = [string[]] @($names); version = $seen.version }; problems = $problems }
