export type Step = string | { readonly on: 'remote-powershell' | 'rest'; readonly step: string };

const inSessions = (step: string): Step => ({ on: 'remote-powershell', step });
const inModule = (step: string): Step => ({ on: 'rest', step });

const withoutScripts = inSessions('Without changing anything: `Invoke-Command -Session $Session -ScriptBlock {Get-Mailbox}` needs no script.');
const signWhatIsWritten = [
  inSessions('Or sign what is written: `Import-PSSession $Session -Certificate <code signing certificate>`.'),
  inModule('Or sign what is written: `Connect-ExchangeOnline -SigningCertificate <code signing certificate>` (module 3.2.0 or later).'),
];

/**
 * What is wrong, what to do, and what to send to the one who can do it. Commands stand in backticks. `{user}`, `{tenant}` and
 * `{host}` are those of the run; `{package}`, `{required}`, `{issuer}` come from the finding.
 */
export interface SymptomText {
  /** One or two sentences: the fault, not the finding. */
  readonly cause: string;
  /** In order, each one action; some only where the route opens a PowerShell session, or only where it uses the module. */
  readonly steps: readonly Step[];
  /** Ready to send to the owner, where the owner is somebody else. */
  readonly send?: string;
}

export const symptoms = {
  'route-closed': {
    cause: 'Microsoft switched off remote PowerShell sessions to Exchange Online in October 2023, for every customer and without a way back.',
    steps: [
      'Connect with the Exchange Online module instead: `Connect-ExchangeOnline -DelegatedOrganization {tenant}` (partners: a GDAP role in the customer tenant comes first).',
      'See whether this PC is ready for it: `exo-preflight --route exchange-online`.',
      'To see for yourself what the old address answers, add `--try-retired`; the password then goes to Microsoft once.',
    ],
  },

  'windows-too-old': {
    cause: 'This Windows is older than what the software for this way in supports, and no update closes the gap.',
    steps: ['Use another PC with Windows 10, Windows 11, or Windows Server 2016 or later.', 'Or upgrade this one.'],
  },
  'windows-needs-service-pack': {
    cause: 'This is Windows 7 or Server 2008 R2 without Service Pack 1, which everything else needs first.',
    steps: ['Install Service Pack 1 (KB976932) and restart.', 'Better: use another PC with Windows 10, Windows 11, or Windows Server 2016 or later.'],
  },
  'windows-not-listed': {
    cause: 'Microsoft lists later versions only; nobody promises that this one works.',
    steps: ['Bring Windows up to date, or use another PC.', 'Go by the other rows and by the test connection.'],
  },
  'windows-newer-than-table': {
    cause: 'The tables of this version end before this Windows. It most likely works.',
    steps: ['Go by the other rows and by the test connection.', 'Look for a newer version of this tool.'],
  },
  'windows-not-in-table': {
    cause: 'This build is between two known releases: a preview or a special channel.',
    steps: ['Go by the other rows and by the test connection.'],
  },

  'dotnet-missing': {
    cause: 'Windows Management Framework needs .NET Framework {required} or later in its full edition; a client profile is not enough.',
    steps: [
      'Install .NET Framework {required} or later, best the latest that this Windows takes. On an Exchange server, only a version its support table lists.',
      'Restart.',
      'Then look at the row about Windows Management Framework: it comes after .NET.',
    ],
  },
  'dotnet-too-old': {
    cause: 'The installed .NET Framework is older than what the next step needs.',
    steps: ['Install .NET Framework {required} or later, best the latest that this Windows takes. On an Exchange server, only a version its support table lists.', 'Restart.'],
  },
  'wmf-superseded': {
    cause: 'Version 5.0 was replaced by 5.1 and is no longer supported.',
    steps: ['Install Windows Management Framework 5.1 (Windows Update on Windows 10 versions before 1607).', 'Restart.'],
  },
  'wmf-too-old': {
    cause: 'Windows PowerShell came with Windows and was never updated.',
    steps: ['Install .NET Framework 4.5.2 or later first.', 'Install one Windows Management Framework only: 5.1, package {package}.', 'Restart.'],
  },
  'wmf-too-old-remove-first': {
    cause: 'Windows PowerShell came with Windows and was never updated.',
    steps: [
      'Install .NET Framework 4.5.2 or later first.',
      'If Windows Management Framework 3.0 was ever installed here, remove it (installing over it damages PSModulePath).',
      'Install one Windows Management Framework only: 5.1, package {package}.',
      'Restart.',
    ],
  },
  'wmf-too-old-unclear': {
    cause: 'Windows PowerShell is too old, and which Windows this is could not be read well enough to name the package.',
    steps: [
      'See which Windows it is: `winver`.',
      'Windows 7 and Server 2008 R2 take package KB3191566, Server 2012 takes KB3191565, Windows 8.1 and Server 2012 R2 take KB3191564; Windows 8 takes none.',
      'Install .NET Framework 4.5.2 or later first, and restart after both.',
    ],
  },
  'wmf-too-old-by-update': {
    cause: 'Windows PowerShell is older than the one this Windows should have.',
    steps: ['Run Windows Update until it offers nothing more.', 'Restart.'],
  },
  'wmf-too-old-on-exchange-server': {
    cause: 'Exchange Server 2010 and 2013 do not support Windows Management Framework 5.1 on the server itself.',
    steps: ['Do not install it here.', 'Connect from another PC: Windows 10, Windows 11, or Windows Server 2016 or later.'],
  },
  'wmf-dead-end': {
    cause: 'Windows 8 ships version 3.0, and Microsoft made no later one for it.',
    steps: ['Upgrade to Windows 8.1 or, better, to a Windows in support.'],
  },

  'scripts-disabled': {
    cause: 'The execution policy lets no script run, and the commands from Exchange arrive as a script module.',
    steps: [
      'In a PowerShell window started with "Run as administrator": `Set-ExecutionPolicy RemoteSigned` (once for this PC).',
      'Without administrator rights, for yourself only: `Set-ExecutionPolicy RemoteSigned -Scope CurrentUser`.',
      withoutScripts,
    ],
  },
  'scripts-disabled-for-user': {
    cause: 'A policy set for you alone lets no script run. It beats the one set for the PC, so changing that one changes nothing.',
    steps: [
      'Replace it, no administrator rights needed: `Set-ExecutionPolicy RemoteSigned -Scope CurrentUser`.',
      'Or take it away, so that the one for the PC counts: `Set-ExecutionPolicy Undefined -Scope CurrentUser`.',
      withoutScripts,
    ],
  },
  'scripts-disabled-by-default': {
    cause: 'Windows starts with the policy Restricted, which lets no script run, and nobody has changed it here yet.',
    steps: [
      'In a PowerShell window started with "Run as administrator": `Set-ExecutionPolicy RemoteSigned` (once for this PC).',
      'Without administrator rights, for yourself only: `Set-ExecutionPolicy RemoteSigned -Scope CurrentUser`.',
      withoutScripts,
    ],
  },
  'scripts-disabled-by-policy': {
    cause: 'Group Policy or device management sets the execution policy, and its setting beats every local one.',
    steps: ['Ask the administrator of your domain; no command on this PC changes it.', withoutScripts],
    send: 'On my PC the policy "Turn on Script Execution" (Administrative Templates, Windows Components, Windows PowerShell) is set so that no script may run. To work with Exchange I need the execution policy RemoteSigned ("Allow local scripts and remote signed scripts"). Could you set it, or leave the policy not configured, for this PC or for me?',
  },
  'scripts-must-be-signed': {
    cause: 'The execution policy runs only scripts signed by a trusted publisher; the module that brings the commands from Exchange is not signed.',
    steps: [
      'In a PowerShell window started with "Run as administrator": `Set-ExecutionPolicy RemoteSigned`.',
      'Without administrator rights, for yourself only: `Set-ExecutionPolicy RemoteSigned -Scope CurrentUser`.',
      ...signWhatIsWritten,
      withoutScripts,
    ],
  },
  'scripts-must-be-signed-for-user': {
    cause: 'A policy set for you alone runs only signed scripts. It beats the one set for the PC, so changing that one changes nothing.',
    steps: ['Replace it, no administrator rights needed: `Set-ExecutionPolicy RemoteSigned -Scope CurrentUser`.', ...signWhatIsWritten, withoutScripts],
  },
  'scripts-must-be-signed-by-policy': {
    cause: 'Group Policy or device management allows only scripts signed by a trusted publisher; the module that brings the commands from Exchange is not signed.',
    steps: ['Ask the administrator of your domain; no command on this PC changes it.', ...signWhatIsWritten, withoutScripts],
    send: 'On my PC the policy "Turn on Script Execution" (Administrative Templates, Windows Components, Windows PowerShell) allows only signed scripts. To work with Exchange I need the execution policy RemoteSigned ("Allow local scripts and remote signed scripts"), or a code signing certificate of my own. Could you help with one of the two?',
  },

  'basic-disabled': {
    cause: 'Somebody turned Basic authentication off for the WinRM client of this PC, and this connection needs it.',
    steps: [
      'In a command prompt started as administrator: `winrm set winrm/config/client/auth @{Basic="true"}` (in PowerShell with quotes around the last part).',
      'If that answers 0x80338012, the WinRM service is stopped: `net start WinRM`, the command again, `net stop WinRM`. Connecting itself does not need the service.',
    ],
  },
  'basic-disabled-by-policy': {
    cause: 'Group Policy or device management turns Basic authentication off for the WinRM client, as security baselines advise. A local setting does not help against it.',
    steps: ['Ask the administrator of your domain.', 'Better, where there is one: use a way in that needs no Basic authentication (`--route exchange-online`).'],
    send: 'On my PC the policy "Allow Basic authentication" for the WinRM client (Administrative Templates, Windows Components, Windows Remote Management, WinRM Client) is disabled. The Exchange connection I have to make uses Basic authentication inside TLS. Could you allow it for this PC, or tell me which other way to use?',
  },

  'tls12-disabled': {
    cause: 'A value in the registry turns TLS 1.2 off for every program that uses the TLS of Windows.',
    steps: [
      'As administrator, remove or correct it: `reg add "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client" /v Enabled /t REG_DWORD /d 1 /f`.',
      'Restart.',
    ],
  },
  'tls12-off-by-default': {
    cause: 'A value in the registry keeps TLS 1.2 from programs that do not ask for it by name.',
    steps: [
      'As administrator: `reg add "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client" /v DisabledByDefault /t REG_DWORD /d 0 /f`.',
      'Restart.',
    ],
  },
  'tls12-off-old-windows': {
    cause: 'Windows 7, Server 2008 R2 and Server 2012 know TLS 1.2, but programs that use WinHTTP, such as WinRM, leave it out until update KB3140245 and its registry value are in place.',
    steps: [
      'Install update KB3140245, and set the value it describes: `DefaultSecureProtocols` = 0xA00, in both registry views.',
      'On Windows 7 and Server 2008 R2 also turn it on for SChannel: `reg add "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client" /v DisabledByDefault /t REG_DWORD /d 0 /f`.',
      'Restart.',
    ],
  },
  'dotnet-tls-weak': {
    cause: 'A value in the registry keeps .NET Framework programs from modern TLS.',
    steps: ['As administrator, set `SchUseStrongCrypto` and `SystemDefaultTlsVersions` to 1 under `HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319`, and the same under `Wow6432Node`.', 'Open a new PowerShell window.'],
  },

  'proxy-only-elsewhere': {
    cause: 'Windows or its browsers use a proxy that this test connection does not know of.',
    steps: ['Name it for this window: `set HTTPS_PROXY=http://proxy:port` (command prompt) or `$env:HTTPS_PROXY = "http://proxy:port"` (PowerShell), then run again.', 'For Windows PowerShell itself: `netsh winhttp show proxy`.'],
  },
  'proxy-setting-unusable': {
    cause: 'One of the environment variables HTTPS_PROXY, HTTP_PROXY and ALL_PROXY is set, but not to `http://host:port`.',
    steps: ['Correct or remove the variable, then run again.'],
  },
  'proxy-authentication': {
    cause: 'The proxy wants to know who is asking (HTTP 407). This test connection can answer with Basic only, from the address in HTTPS_PROXY.',
    steps: ['Ask the network team to let the hosts of Exchange through without authentication, which is what Microsoft advises.', 'Or put the account into the address of the proxy for this window only.'],
    send: 'The proxy asks for authentication for {host}. Microsoft advises to exempt its Exchange hosts from proxy authentication. Could you let {host} through on TCP {port}?',
  },
  'proxy-refused': {
    cause: 'The proxy answered, and does not open a connection to this address.',
    steps: ['Ask the network team to allow it.'],
    send: 'The proxy refuses connections to {host} on TCP {port}. I need them for remote PowerShell to Exchange. Could you allow that host?',
  },
  'proxy-unreachable': {
    cause: 'The environment names a proxy that does not answer: it moved, or this network has none.',
    steps: ['Check HTTPS_PROXY and ALL_PROXY, or remove them where this network needs none.'],
  },

  'name-not-found': {
    cause: 'No name server knows this name: a mistake in it, or a network whose name servers do not see it (VPN, split DNS).',
    steps: ['Check the spelling of {host}.', 'By hand: `nslookup {host}`.', 'For a server inside a company, connect to its network or VPN first.'],
    send: 'The name {host} can not be resolved from my PC. Is it published for this network?',
  },
  'resolver-silent': {
    cause: 'The name servers this PC uses do not answer.',
    steps: ['Check that the PC is online at all.', 'By hand: `nslookup {host}`.'],
  },
  'door-refused': {
    cause: 'A computer answers at this address and says that nothing listens there: the wrong port, a stopped service, or a firewall that refuses.',
    steps: ['Check the address and the port.', 'Ask who runs the server whether it is up, and the network team whether a firewall refuses it.'],
    send: 'TCP connections from my PC to {host} are refused. Does the service run there, and may I reach it?',
  },
  'door-reset': {
    cause: 'Something cut the connection: usually a firewall or an inspection device on the way.',
    steps: ['Try from another network, for example a mobile one.', 'Ask the network team.'],
    send: 'TCP connections from my PC to {host} are reset. Does a firewall or an inspection device do that?',
  },
  'door-unreachable': {
    cause: 'The network knows no way there: no VPN, no route, or only IPv6 where there is none.',
    steps: ['Check that the PC is online, and on the VPN if the server needs one.'],
  },
  'door-timed-out': {
    cause: 'Nothing comes back: a firewall that drops, or a server that is not there.',
    steps: ['Try from another network, for example a mobile one.', 'Ask the network team.'],
    send: 'TCP connections from my PC to {host} get no answer. Are they dropped by a firewall? I need TCP {port}.',
  },
  'door-failed': {
    cause: 'The operating system could not open the connection.',
    steps: ['See the code in the evidence.', 'Check the network settings and any security software of this PC.'],
  },
  'tls-failed': {
    cause: 'The two sides did not agree on how to secure the connection: the other one is too old for TLS 1.2, wants a certificate of ours, or is no TLS service at all.',
    steps: ['Check the port.', 'See the code in the evidence.', 'Ask who runs the server to enable TLS 1.2.'],
    send: 'A TLS handshake with {host} on TCP {port} fails. Is TLS 1.2 enabled there, and is a client certificate asked for?',
  },
  'tls-reset': {
    cause: 'The connection is cut as soon as TLS begins: typical of a device that inspects or filters by name.',
    steps: ['Try from another network.', 'Ask the network team whether {host} is filtered.'],
    send: 'Connections from my PC to {host} are cut during the TLS handshake. Is that host filtered or inspected?',
  },
  'tls-timed-out': {
    cause: 'The port opens, and then nothing answers: an overloaded server, or a device in between.',
    steps: ['Run again.', 'Try from another network.'],
  },
  'certificate-untrusted': {
    cause: 'The certificate was issued by an authority this PC does not know: a private one, or a device that inspects TLS and signs for everybody.',
    steps: ['See who issued it in the evidence.', 'For a private authority you trust: give its certificate with `--ca FILE`.', 'For an inspection device: ask the network team to exempt {host}; Microsoft advises so for its own.'],
    send: 'The TLS certificate I get for {host} is issued by "{issuer}", which my PC does not trust. Is that yours? If it is TLS inspection, could you exempt {host} or give me the root certificate?',
  },
  'certificate-name': {
    cause: 'The certificate belongs to another name than the one in the address: an alias, an IP address, or interception.',
    steps: ['Use the name that the certificate shows, if that is the server you mean.'],
    send: 'The TLS certificate of {host} is made out to another name. Which name should I use, or could you add this one?',
  },
  'certificate-dates': {
    cause: 'The certificate has expired or is not valid yet, or the clock of this PC is wrong.',
    steps: ['Check date, time and time zone of this PC.', 'If they are right, tell who runs the server.'],
    send: 'The TLS certificate of {host} is outside its validity period by my clock. Could you renew it?',
  },
  'certificate-invalid': { cause: 'The certificate is malformed, too weak, or not meant for servers.', steps: ['See the code in the evidence.', 'Tell who runs the server.'], send: 'The TLS certificate of {host} is not accepted. Could you check it?' },
  'certificate-trusted-by-windows-only': {
    cause: 'Windows trusts the issuer, so PowerShell will connect; Node.js has a list of its own that lacks it. Often a device that inspects TLS.',
    steps: ['Nothing to do for PowerShell.', 'If you do not expect inspection here, ask the network team who "{issuer}" is.'],
  },
  'captive-portal': {
    cause: 'A hotel, guest or company sign-in page answers in place of the real server until you have signed in to the network.',
    steps: ['Open a browser, sign in to the network, then run again.'],
  },
  'port-80-blocked': {
    cause: 'TCP 80 is blocked between this PC and the endpoint. The likely reason Microsoft asks for it: certificate revocation lists come over it. The connection itself goes over TLS.',
    steps: ['If PowerShell reports a revocation error, have TCP 80 opened; else it can wait.'],
    send: 'TCP port 80 from my PC to {host} is blocked. Microsoft asks for it for Exchange PowerShell. Could you open it?',
  },
  'port-80-is-the-door': {
    cause: 'The address is a plain http one, and its port does not answer.',
    steps: ['Check the name of the server and that you are on its network.', 'Ask who runs it, and the network team.'],
    send: 'TCP port 80 from my PC to {host} does not answer. I need it for remote PowerShell to Exchange. Could you check the server and the firewall?',
  },
  'clock-off': { cause: 'The clock of this PC differs from the server by more than five minutes. Kerberos refuses that, and certificates may look expired.', steps: ['Set date, time and time zone, or as administrator: `w32tm /resync`.'] },
  'clock-breaks-tls': { cause: 'By the wrong clock of this PC the certificate of the server is not valid.', steps: ['Set date, time and time zone, or as administrator: `w32tm /resync`.', 'Run again.'] },

  'sign-in-refused': {
    cause: 'The server refused the account. It does not say why; the reasons below are ranked.',
    steps: ['Go through the reasons below in their order.', 'The account locks after a few refusals: check before you try again.'],
  },
  'basic-not-offered': {
    cause: 'The server offers no Basic authentication at this address. On Exchange Server it is off by default; on a wrong address another service may be answering.',
    steps: ['Check the address.', 'Ask who runs the server whether Basic authentication may be enabled on the PowerShell virtual directory.'],
    send: 'At {host} Basic authentication is not offered for the PowerShell virtual directory. Should I use Kerberos from a domain PC, or can Basic over https be enabled?',
  },
  'wrong-password': {
    cause: 'The user name or the password is wrong. The article calls it the common problem.',
    steps: ['Sign in as {user} in a browser (for Exchange Online: https://outlook.office365.com). If that works, name and password are right.', 'Type both again by hand; do not paste a trailing space.'],
  },
  'customer-account': {
    cause: 'The account belongs to the customer tenant itself. DelegatedOrg is for an administrator of the partner acting on the customer.',
    steps: ['Use your own partner administrator account with this tenant.', "Or connect as the customer's administrator without a delegated tenant."],
  },
  'account-name-form': {
    cause: 'The form of the user name does not fit the server: online it is name@domain, on a company server often DOMAIN\\name.',
    steps: ['Online: use the full sign-in address, name@domain.', 'On a company server: try the form your administrator names.'],
  },
  'multi-factor-or-security-defaults': {
    cause: 'The account must use multi-factor authentication, or its tenant blocks Basic authentication (security defaults, Conditional Access). The old session has no way to ask for a second factor.',
    steps: ['Look at the sign-in log of the account in Microsoft Entra; it names the reason.', 'Use an account and a way in with modern authentication.'],
    send: 'A sign-in of {user} with Basic authentication was refused. Could you look in the Entra sign-in log whether multi-factor authentication, security defaults or Conditional Access blocked it?',
  },
  'account-blocked': {
    cause: 'The account is locked, disabled, or its password has expired.',
    steps: ['Sign in as {user} in a browser; the page says which it is.', 'Ask the administrator of the tenant.'],
    send: 'The account {user} is refused. Could you check whether it is locked, disabled, or its password expired?',
  },
  'password-expired': { cause: 'The password of the account has expired.', steps: ['Change it, then run again.'] },
  'account-disabled': { cause: 'The account is disabled.', steps: ['Ask the administrator to enable it.'], send: 'The account {user} is disabled. Could you enable it?' },
  'account-locked': { cause: 'The account is locked after too many wrong passwords.', steps: ['Wait, or ask the administrator to unlock it.', 'Find what keeps trying the old password.'], send: 'The account {user} is locked. Could you unlock it?' },

  'remote-powershell-disabled': {
    cause: 'The account is known, but remote PowerShell is turned off for it.',
    steps: ['Another administrator runs: `Set-User {user} -RemotePowerShellEnabled $true`.', 'Wait 15 to 20 minutes, then run again.'],
    send: 'Remote PowerShell is turned off for my account. Could you run: Set-User {user} -RemotePowerShellEnabled $true',
  },
  'no-role': {
    cause: 'The account is not a member of any role group in Exchange.',
    steps: ['An administrator adds the account to a role group that may do the work, for example View-Only Organization Management or Organization Management.'],
    send: 'The account {user} has no management role in Exchange. Could you add it to a role group (for example View-Only Organization Management)?',
  },
  'session-limit': {
    cause: 'The account has as many remote sessions open as the server allows. Windows that were closed without Remove-PSSession keep theirs for about 15 minutes.',
    steps: ['In every PowerShell window that has one: `Get-PSSession | Remove-PSSession`.', 'Or wait about 15 minutes, then run again.'],
  },
  'shell-access-denied': {
    cause: 'The server says "access denied" to opening a session. The same words cover several reasons; they are ranked below.',
    steps: ['Go through the reasons below in their order.'],
  },
  'shell-refused': {
    cause: 'The server answered the request for a session with an HTTP error and no explanation. The reasons that fit are ranked below.',
    steps: ['Go through the reasons below in their order.'],
  },
  'request-rejected': {
    cause: 'The web server rejected the request itself (HTTP 400): a wrong address, or headers it finds too large.',
    steps: ['Check the address, its path included (/powershell-liveid online, /PowerShell on a server).'],
  },
  forbidden: {
    cause: 'The web server forbids this address (HTTP 403): TLS required, an address list, or the wrong path.',
    steps: ['Check that the address begins with https and ends in the right path.', 'Ask who runs the server whether your address is allowed.'],
    send: '{host} answers "403 Forbidden" to remote PowerShell from my PC. Is there an address restriction on the PowerShell virtual directory?',
  },
  'service-unavailable': {
    cause: 'The web server is there, and the service behind it is not (HTTP 503): a stopped application pool, maintenance, or overload.',
    steps: ['Wait some minutes, then run again.', 'Ask who runs the server; on Exchange the application pool is MSExchangePowerShellAppPool or MSExchangePowerShellFrontEndAppPool.'],
    send: '{host} answers "503 Service Unavailable" to remote PowerShell. Is the PowerShell application pool running?',
  },
  'server-error': {
    cause: 'The server failed inside (HTTP 500 or a fault of its own).',
    steps: ['Run again after some minutes.', 'Send the evidence to who runs the server; the request id in it finds the entry in its logs.'],
    send: 'Remote PowerShell at {host} fails with an internal error. The evidence with request ids is attached.',
  },
  'endpoint-not-found': {
    cause: 'The server is there, and knows nothing at this path (HTTP 404).',
    steps: ['Check the path: /powershell-liveid online, /PowerShell on an Exchange server.'],
  },
  'configuration-not-found': {
    cause: 'A WS-Management service answers, but it is not Exchange: it has no session configuration Microsoft.Exchange.',
    steps: ['Check the host and the port: Exchange answers at /PowerShell on port 80 or 443, plain Windows remoting on 5985 and 5986.'],
  },
  'incompatible-protocol': { cause: 'The server speaks a version of the remoting protocol that does not fit.', steps: ['Send the evidence to who runs the server; on Exchange this points to a damaged PowerShell virtual directory.'] },
  'session-lost': {
    cause: 'The server no longer knows the session it opened: a load balancer sent us elsewhere, or our public address changed on the way.',
    steps: ['Run again.', 'If it repeats, ask the network team whether outgoing connections share one public address.'],
    send: 'Sessions from my PC to {host} are lost half-way (InvalidShellID). Do my connections leave through changing public addresses?',
  },
  throttled: { cause: 'The server limits how much this account may do, and it did too much lately.', steps: ['Wait some minutes, then run again.', 'Stop other scripts that use the same account.'] },
  'unknown-fault': { cause: 'The server refused with a fault this version does not know.', steps: ['See the number and the text in the evidence.'] },
  'not-wsman': {
    cause: 'Something answers over HTTP that is no remote PowerShell service: a web page, a proxy, or another application.',
    steps: ['Check the address.', 'Open it in a browser: a sign-in page of the network shows there.'],
  },

  'redirect-refused': {
    cause: 'The server sends us on to a host that is neither Microsoft\'s nor one you allowed. The password was not sent there.',
    steps: ['If you trust that host, allow it by its exact name: `--allow-redirect HOST`.', 'If you do not know it, do not use this address.'],
  },
  'redirect-not-https': { cause: 'The server sends us on to an address without TLS. The password was not sent there.', steps: ['Check the address you gave; begin it with https.', 'Tell who runs the server.'] },
  'redirect-invalid': { cause: 'The server sends us on to something that is no address: often a proxy that rewrites.', steps: ['Try without the proxy.', 'Tell who runs the server.'] },
  'redirect-loop': { cause: 'The server sends us on again and again.', steps: ['Check the address.', 'Tell who runs the server.'] },

  'no-mailbox-role': {
    cause: 'The session opened, and Get-Mailbox is not in it: Exchange hides every command that no role of the account allows.',
    steps: ['An administrator gives the account a role that contains Get-Mailbox, for example by the role group View-Only Organization Management.', 'A partner checks that the delegated role for this customer was granted.'],
    send: 'In remote PowerShell my account {user} does not get the cmdlet Get-Mailbox for {tenant}. Could you add it to a role group such as View-Only Organization Management?',
  },
  'command-failed': { cause: 'Get-Mailbox ran and failed on the server.', steps: ['See the identifier of the error in the evidence.', 'Send it to who runs the server.'], send: 'Get-Mailbox over remote PowerShell fails for {user}. The identifier of the error is in the evidence.' },
  'connection-lost': { cause: 'The connection was cut in the middle: a device on the way, a restart, or a timeout of a load balancer.', steps: ['Run again.', 'If it repeats at the same step, send the evidence to the network team.'], send: 'Connections from my PC to {host} are cut in the middle of an answer. Is there a device with a short timeout on the way?' },
  'answer-not-understood': { cause: 'The server answered with something that is not correct WS-Management or PowerShell remoting: a damaged answer, or another service.', steps: ['Run again.', 'Check the address.', 'Send the evidence to who runs the server.'] },
  'server-silent': { cause: 'The server took the request and did not answer in time.', steps: ['Run again, with more time: `--timeout 3`.', 'If it repeats, tell who runs the server.'] },
  'session-left': { cause: 'Removing the session failed. It counts against the limit of the account until the server drops it.', steps: ['Wait about 15 minutes before you need all sessions of the account.'] },
} as const satisfies Readonly<Record<string, SymptomText>>;
