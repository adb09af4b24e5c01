export const texts = {
  en: {
    title: 'Get-Mailbox answers over a real connection',
    mailboxes: 'Get-Mailbox answered with {count|one mailbox|# mailboxes}, and the session is closed again.',
    'mailboxes-and-more':
      'Get-Mailbox answered with {count|one mailbox|# mailboxes} (there are more), and the session is closed again.',
    'no-mailboxes': 'Get-Mailbox answered that there are no mailboxes to see, and the session is closed again.',
    'session-left': 'Get-Mailbox answered, but the session could not be closed: it may remain for about 15 minutes.',
    'not-begun': 'PowerShell could not begin to connect.',
    'broke-at-resolve': 'The connection got no further than looking up its name.',
    'broke-at-proxy': 'The connection got no further than the proxy.',
    'broke-at-connect': 'The connection did not open.',
    'broke-at-tls': 'The connection opened and could not be secured.',
    'broke-at-http': 'The connection got no further than the first answer of the server; no password was sent to it.',
    'broke-at-http-by-powershell':
      'The connection got no further than the first answer of the server; whether the password had been sent, PowerShell does not tell.',
    'broke-at-sign-in': 'The connection got no further than the sign-in.',
    'broke-at-shell': 'The server opened no session.',
    'broke-at-runspace': 'The session opened, and the runspace in it did not.',
    'broke-at-import': 'The commands of the session could not be imported.',
    'broke-at-command': 'The session opened, and Get-Mailbox did not answer in it.',
    'broke-at-disconnect': 'The session could not be closed.',
    'silent-at-resolve': 'No name server answered in time.',
    'silent-at-proxy': 'The proxy did not answer in time.',
    'silent-at-connect': 'The server did not answer in time when the connection was to be opened.',
    'silent-at-tls': 'The server did not answer in time when the connection was to be secured.',
    'silent-at-http': 'The connection opened, and the server did not answer the first message in time.',
    'silent-at-sign-in': 'The server did not answer the sign-in in time.',
    'silent-at-shell': 'The server did not open a session in time.',
    'silent-at-runspace': 'The session opened, and its runspace did not in time.',
    'silent-at-import': 'The commands of the session did not arrive in time.',
    'silent-at-command': 'Get-Mailbox did not answer in time.',
    'silent-at-disconnect': 'The session was not closed in time.',
    'by-hand':
      'Signs in once more, in Windows PowerShell: `$UserCredential = Get-Credential`, `$Session = New-PSSession -ConfigurationName Microsoft.Exchange -ConnectionUri <address> -Credential $UserCredential -Authentication {authentication}`, `Invoke-Command -Session $Session -ScriptBlock {Get-Mailbox -ResultSize 1}`, `Remove-PSSession $Session`',
    'by-hand-rest':
      'Signs in once more, in a new window of PowerShell: `Connect-ExchangeOnline` (partners: with `-DelegatedOrganization {tenant}`), `Get-Mailbox -ResultSize 1`, `Disconnect-ExchangeOnline`',
  },
} as const;
