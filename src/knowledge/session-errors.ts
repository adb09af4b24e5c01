import type { KnownSymptom } from './symptoms.js';

/**
 * What New-PSSession, Import-PSSession and Invoke-Command of Windows PowerShell mean by an error, by its identifier and its
 * transport code, never by its text, which is in the language of Windows.
 *
 * Sources: PowerShell, WSManTransportManager.cs (names of transport codes in `<name>,PSSessionOpenFailed`; a code without a
 * name appears as its signed decimal number, Basic turned off for the client being the one met most); wsmerror.h (Windows SDK);
 * MicrosoftDocs/win32, WinHTTP error messages and system error codes; ImplicitRemotingCommands.cs.
 */
export interface SessionError {
  /** The step of a connection this error belongs to. */
  readonly rung: 'resolve' | 'proxy' | 'connect' | 'tls' | 'http' | 'sign-in' | 'shell' | 'runspace' | 'import' | 'command';
  readonly symptom: KnownSymptom;
  readonly candidates?: readonly KnownSymptom[];
  /** A server saw the password and may have counted it: it is not sent again. */
  readonly refused?: true;
  /** The server, not this PC, said so: what lies below has worked. */
  readonly fromServer?: true;
  readonly source: string;
}

const names = 'PowerShell, WSManTransportManager.cs';
const wsmerror = 'wsmerror.h';
const winhttp = 'WinHTTP error';

/** By the name in front of `,PSSessionOpenFailed`. */
export const errorsByName = {
  AccessDenied: { rung: 'shell', symptom: 'shell-access-denied', candidates: ['wrong-password', 'remote-powershell-disabled', 'no-role'], refused: true, fromServer: true, source: `${names}: 5; OfficeDocs-Support access-denied-connect-powershell` },
  LogonFailure: { rung: 'sign-in', symptom: 'sign-in-refused', candidates: ['wrong-password', 'account-name-form'], refused: true, fromServer: true, source: `${names}: 1326` },
  AuthenticationFailed: { rung: 'sign-in', symptom: 'domain-controller-silent', source: `${names}: 1311, no logon server available` },
  NetworkPathNotFound: { rung: 'resolve', symptom: 'name-not-found', source: `${names}: 53` },
  ComputerNotFound: { rung: 'resolve', symptom: 'name-not-found', candidates: ['name-not-found', 'proxy-only-elsewhere'], source: `${names}: 0x803381B9` },
  CannotConnect: { rung: 'connect', symptom: 'door-failed', candidates: ['door-refused', 'door-timed-out', 'proxy-only-elsewhere'], source: `${names}: 0x80338012` },
  WinRMOperationTimeout: { rung: 'connect', symptom: 'door-timed-out', source: `${names}: 0x80338126` },
  WinRMOperationAborted: { rung: 'shell', symptom: 'connection-lost', source: `${names}: 995` },
  URLNotAvailable: { rung: 'http', symptom: 'endpoint-not-found', source: `${names}: 0x80338113` },
  CannotConnectWinRMService: { rung: 'shell', symptom: 'shell-refused', candidates: ['service-unavailable', 'remote-powershell-disabled'], fromServer: true, source: `${names}: 0x80338112; OfficeDocs-Support fail-to-start-exchange-management-shell-console` },
  WinRMHttpError: { rung: 'shell', symptom: 'server-error', fromServer: true, source: `${names}: 0x80338170` },
  InvalidResourceUri: { rung: 'shell', symptom: 'configuration-not-found', fromServer: true, source: `${names}: 0x8033803B` },
  IncorrectProtocolVersion: { rung: 'runspace', symptom: 'incompatible-protocol', fromServer: true, source: `${names}: 0x80540FA0` },
  ServerOutOfMemory: { rung: 'shell', symptom: 'server-error', fromServer: true, source: `${names}: 14` },
  ShutDownInProgress: { rung: 'shell', symptom: 'server-error', fromServer: true, source: `${names}: 1115` },
  ImproperResponse: { rung: 'http', symptom: 'answer-not-understood', source: `${names}: 1722` },
  InvalidAuthentication: { rung: 'sign-in', symptom: 'authentication-not-offered', fromServer: true, source: `${names}: 0x8033810E` },
  ServerNotTrusted: { rung: 'sign-in', symptom: 'trusted-host-missing', source: `${names}: 0x803380E4` },
  ExplicitCredentialsRequired: { rung: 'sign-in', symptom: 'trusted-host-missing', source: `${names}: 0x803380E5` },
  WorkgroupCannotUseKerberos: { rung: 'sign-in', symptom: 'kerberos-without-domain', source: `${names}: 0x8033810C` },
  CannotUseIPAddress: { rung: 'sign-in', symptom: 'kerberos-needs-name', source: `${names}: 0x803381BB` },
  TargetUnknown: { rung: 'sign-in', symptom: 'kerberos-needs-name', source: `${names}: 0x80090303, no such target in Kerberos` },
  ClientKerberosDisabled: { rung: 'sign-in', symptom: 'kerberos-disabled', source: `${names}: 0x803380E2` },
  CorruptedWinRMConfig: { rung: 'resolve', symptom: 'winrm-corrupted', source: `${names}: 0x80338005` },
  RedirectLocationInvalid: { rung: 'http', symptom: 'redirect-invalid', fromServer: true, source: `${names}: 0x803381B7` },
  RemoteSessionDisallowed: { rung: 'shell', symptom: 'shell-access-denied', candidates: ['remote-powershell-disabled', 'no-role'], fromServer: true, source: `${names}: 0x803381AC` },
  RemoteConnectionDisallowed: { rung: 'shell', symptom: 'shell-access-denied', candidates: ['remote-powershell-disabled', 'no-role'], fromServer: true, source: `${names}: 0x803381E3` },
  CannotConnectTargetSessionDoesNotExist: { rung: 'shell', symptom: 'session-lost', fromServer: true, source: `${names}: 0x8033805B` },
  WinRMOperationNotSupportedOnServer: { rung: 'http', symptom: 'not-wsman', fromServer: true, source: `${names}: 0x80338074` },
  URIExceedsMaxAllowedSize: { rung: 'http', symptom: 'request-rejected', source: `${names}: 0x8033802D` },
} as const satisfies Readonly<Record<string, SessionError>>;

/** By transport code, signed as PowerShell writes it: those that have no name, and system errors beneath others. */
export const errorsByCode = {
  1312: { rung: 'sign-in', symptom: 'account-name-form', source: 'system error 1312; RemotingErrorIdStrings, RemotingErrorNoLogonSessionExist' },
  1330: { rung: 'sign-in', symptom: 'password-expired', refused: true, fromServer: true, source: 'system error 1330' },
  1331: { rung: 'sign-in', symptom: 'account-disabled', refused: true, fromServer: true, source: 'system error 1331' },
  1909: { rung: 'sign-in', symptom: 'account-locked', refused: true, fromServer: true, source: 'system error 1909' },
  [-2144108321]: { rung: 'sign-in', symptom: 'basic-disabled', candidates: ['basic-disabled', 'basic-disabled-by-policy'], source: `${wsmerror} 0x803380DF` },
  [-2144108322]: { rung: 'sign-in', symptom: 'unencrypted-refused', source: `${wsmerror} 0x803380DE` },
  [-2144108320]: { rung: 'sign-in', symptom: 'authentication-disabled', source: `${wsmerror} 0x803380E0 (Digest)` },
  [-2144108319]: { rung: 'sign-in', symptom: 'negotiate-disabled', source: `${wsmerror} 0x803380E1` },
  [-2144108317]: { rung: 'sign-in', symptom: 'authentication-disabled', source: `${wsmerror} 0x803380E3 (certificate)` },
  [-2144108277]: { rung: 'sign-in', symptom: 'kerberos-needs-name', source: `${wsmerror} 0x8033810B` },
  // Exchange's own refusals arrive under this number, a wrong password among them; the category in the text tells more, where there is one.
  [-2144108477]: { rung: 'shell', symptom: 'shell-access-denied', candidates: ['wrong-password', 'remote-powershell-disabled', 'no-role'], refused: true, fromServer: true, source: `${wsmerror} 0x80338043; OfficeDocs-Support KB 2898571` },
  [-2144108490]: { rung: 'sign-in', symptom: 'sign-in-refused', candidates: ['authentication-not-offered', 'wrong-password'], refused: true, fromServer: true, source: `${wsmerror} 0x80338036` },
  [-2144108273]: { rung: 'shell', symptom: 'shell-refused', candidates: ['forbidden', 'remote-powershell-disabled'], fromServer: true, source: `${wsmerror} 0x8033810F, unknown HTTP status; OfficeDocs-Support connecting-remote-server-failed (403)` },
  [-2144108175]: { rung: 'shell', symptom: 'shell-refused', candidates: ['remote-powershell-disabled', 'request-rejected'], fromServer: true, source: `${wsmerror} 0x80338171, HTTP 400` },
  [-2144108503]: { rung: 'shell', symptom: 'server-silent', fromServer: true, source: `${wsmerror} 0x80338029` },
  [-2144108297]: { rung: 'http', symptom: 'not-wsman', candidates: ['not-wsman', 'captive-portal'], source: `${wsmerror} 0x803380F7, no content type` },
  [-2144108173]: { rung: 'http', symptom: 'not-wsman', candidates: ['captive-portal', 'not-wsman'], source: `${wsmerror} 0x80338173, an HTML page` },
  [-2144108102]: { rung: 'tls', symptom: 'tls-failed', source: `${wsmerror} 0x803381BA` },
  [-2144108111]: { rung: 'proxy', symptom: 'proxy-setting-unusable', source: `${wsmerror} 0x803381B1` },
  [-2144108110]: { rung: 'proxy', symptom: 'proxy-setting-unusable', source: `${wsmerror} 0x803381B2, a proxy with Kerberos` },
  [-2144108109]: { rung: 'proxy', symptom: 'proxy-setting-unusable', source: `${wsmerror} 0x803381B3` },
  [-2144108133]: { rung: 'proxy', symptom: 'proxy-authentication', source: `${wsmerror} 0x8033819B` },
  [-2144108408]: { rung: 'resolve', symptom: 'winrm-policy-corrupted', source: `${wsmerror} 0x80338088` },
  [-2144108123]: { rung: 'shell', symptom: 'session-limit', fromServer: true, source: `${wsmerror} 0x803381A5` },
  [-2144108122]: { rung: 'shell', symptom: 'throttled', fromServer: true, source: `${wsmerror} 0x803381A6` },
  [-2144108121]: { rung: 'shell', symptom: 'throttled', fromServer: true, source: `${wsmerror} 0x803381A7` },
  [-2144108060]: { rung: 'shell', symptom: 'session-limit', fromServer: true, source: `${wsmerror} 0x803381E4` },
  [-2147012894]: { rung: 'connect', symptom: 'door-timed-out', source: `${winhttp} 12002` },
  [-2147012889]: { rung: 'resolve', symptom: 'name-not-found', source: `${winhttp} 12007` },
  [-2147012867]: { rung: 'connect', symptom: 'door-failed', candidates: ['door-refused', 'proxy-unreachable'], source: `${winhttp} 12029` },
  [-2147012866]: { rung: 'tls', symptom: 'tls-reset', source: `${winhttp} 12030` },
  [-2147012859]: { rung: 'tls', symptom: 'certificate-dates', source: `${winhttp} 12037` },
  [-2147012858]: { rung: 'tls', symptom: 'certificate-name', source: `${winhttp} 12038` },
  [-2147012852]: { rung: 'tls', symptom: 'tls-failed', source: `${winhttp} 12044, a client certificate is asked for` },
  [-2147012851]: { rung: 'tls', symptom: 'untrusted-by-windows', source: `${winhttp} 12045` },
  [-2147012839]: { rung: 'tls', symptom: 'revocation-unreachable', source: `${winhttp} 12057` },
  [-2147012744]: { rung: 'http', symptom: 'not-wsman', source: `${winhttp} 12152` },
  [-2147012740]: { rung: 'http', symptom: 'redirect-not-https', source: `${winhttp} 12156` },
  [-2147012739]: { rung: 'tls', symptom: 'tls-failed', source: `${winhttp} 12157` },
  [-2147012730]: { rung: 'proxy', symptom: 'proxy-setting-unusable', source: `${winhttp} 12166` },
  [-2147012729]: { rung: 'proxy', symptom: 'proxy-setting-unusable', source: `${winhttp} 12167` },
  [-2147012727]: { rung: 'tls', symptom: 'certificate-invalid', source: `${winhttp} 12169` },
  [-2147012726]: { rung: 'tls', symptom: 'certificate-invalid', source: `${winhttp} 12170, revoked` },
  [-2147012721]: { rung: 'tls', symptom: 'certificate-invalid', candidates: ['untrusted-by-windows', 'certificate-name', 'certificate-dates', 'revocation-unreachable'], source: `${winhttp} 12175` },
  [-2147012718]: { rung: 'proxy', symptom: 'proxy-setting-unusable', source: `${winhttp} 12178` },
  [-2147012717]: { rung: 'tls', symptom: 'certificate-invalid', source: `${winhttp} 12179` },
  [-2147012716]: { rung: 'proxy', symptom: 'proxy-setting-unusable', source: `${winhttp} 12180` },
} as const satisfies Readonly<Record<number, SessionError>>;

/** Whole identifiers of other errors, the part before the first comma for those of Import-PSSession. */
export const errorsById = {
  'System.Management.Automation.Remoting.PSRemotingDataStructureException': { rung: 'resolve', symptom: 'wsman-missing', source: 'RemotingErrorIdStrings: no supported WSMan client library (measured, PowerShell 7.6.5 on Linux)' },
  UnauthorizedAccess: { rung: 'import', symptom: 'import-blocked-by-policy', source: 'PowerShell, Authenticode.resx; PSSecurityException' },
  InvalidOperation: { rung: 'import', symptom: 'import-blocked-by-policy', source: 'ImplicitRemotingCommands.cs, CertificateNeeded' },
  ErrorNoCommandsImportedBecauseOfSkipping: { rung: 'import', symptom: 'import-shadowed', source: 'ImplicitRemotingStrings.resx' },
  ErrorNoResultsFromRemoteEnd: { rung: 'import', symptom: 'import-empty', candidates: ['no-mailbox-role', 'session-lost'], source: 'ImplicitRemotingStrings.resx' },
  ErrorMalformedDataFromRemoteCommand: { rung: 'import', symptom: 'import-empty', candidates: ['session-lost'], source: 'ImplicitRemotingStrings.resx' },
  ErrorFromRemoteCommand: { rung: 'import', symptom: 'import-empty', candidates: ['no-mailbox-role', 'session-lost'], source: 'ImplicitRemotingStrings.resx' },
  CommandNotFoundException: { rung: 'command', symptom: 'no-mailbox-role', source: 'PowerShell CommandNotFoundException: Exchange hides what no role allows' },
} as const satisfies Readonly<Record<string, SessionError>>;

/** The transport name and code of a redirect that was not followed (0x80338199). */
export const redirectRequested = { name: 'RedirectInformationRequired', code: -2144108135 } as const;
