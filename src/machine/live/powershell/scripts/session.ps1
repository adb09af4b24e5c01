# The start of every session of the tool. Windows PowerShell 3.0 to PowerShell 7; ASCII only.
# A call is one line of input: Invoke-ExoCall '<id>' '<script>' '<arguments>', the last two base64 of UTF-8.
# An answer is one line of output: <<exo:answer:<id>:<base64 of UTF-8 JSON>>>. All other output is noise.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'

function Write-ExoLine {
    param([string] $Kind, $Value)
    $json = ConvertTo-Json -InputObject $Value -Depth 8 -Compress
    $body = [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($json))
    [System.Console]::Out.WriteLine('<<exo:' + $Kind + ':' + $global:ExoCallId + ':' + $body + '>>')
    [System.Console]::Out.Flush()
}

# The caller sends the secret as the next line, and only when asked: a line that no Read-Host waits for would be run as a command.
# It is base64 of UTF-16, since the console's code page does not have every character.
function Read-ExoSecret {
    Write-ExoLine 'secret' $true
    $characters = [System.Text.Encoding]::Unicode.GetChars([System.Convert]::FromBase64String([System.Console]::In.ReadLine()))
    $secret = New-Object System.Security.SecureString
    foreach ($character in $characters) { $secret.AppendChar($character) }
    [System.Array]::Clear($characters, 0, $characters.Length)
    $secret.MakeReadOnly()
    $secret
}

# Identifiers and numbers for decisions; the text, in the language of Windows, for evidence.
function ConvertTo-ExoError {
    param($Record)
    $code = $null
    $redirect = $null
    for ($exception = $Record.Exception; $exception; $exception = $exception.InnerException) {
        if (-not $code -and $exception -is [System.Management.Automation.Remoting.PSRemotingTransportException]) { $code = [int] $exception.ErrorCode }
        if (-not $redirect -and $exception -is [System.Management.Automation.Remoting.PSRemotingTransportRedirectException]) { $redirect = [string] $exception.RedirectLocation }
        if (-not $code -and $exception -is [System.ComponentModel.Win32Exception]) { $code = [int] $exception.NativeErrorCode }
    }
    $id = [string] $Record.FullyQualifiedErrorId
    if ($id.Length -gt 1000) { $id = $id.Substring(0, 1000) }
    $text = ''
    if ($Record.Exception) { $text = [string] $Record.Exception.Message }
    if ($text.Length -gt 4000) { $text = $text.Substring(0, 4000) }
    @{
        fullyQualifiedErrorId = $id
        category = [string] $Record.CategoryInfo.Category
        errorCode = $code
        redirectTo = $redirect
        text = $text
    }
}

function Invoke-ExoCall {
    param([string] $Id, [string] $Script, [string] $Arguments)
    $global:ExoCallId = $Id
    try {
        $text = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($Script))
        $given = ConvertFrom-Json ([System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($Arguments)))
        $value = & ([scriptblock]::Create($text)) $given
        $answer = @{ ok = $true; value = $value }
    } catch {
        $answer = @{ ok = $false; error = (ConvertTo-ExoError $_) }
    }
    try {
        Write-ExoLine 'answer' $answer
    } catch {
        Write-ExoLine 'answer' @{ ok = $false; error = (ConvertTo-ExoError $_) }
    }
}

# Before the first call there is no id.
$global:ExoCallId = ''
Write-ExoLine 'ready' $true
