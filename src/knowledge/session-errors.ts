import type { KnownSymptom } from './symptoms.js';

/**
 * What New-PSSession, Import-PSSession and Invoke-Command of Windows PowerShell mean by an error, by its identifier and its
 * transport code, never by translated text. (Exchange's own category, a word of no language, is read elsewhere.)
 *
 * Sources: PowerShell, WSManTransportManager.cs (names of transport codes in `<name>,PSSessionOpenFailed`; a code without a
 * name appears as its signed decimal number, Basic turned off for the client being the one met most); wsmerror.h (Windows SDK);
 * MicrosoftDocs/win32, WinHTTP error messages and system error codes; ImplicitRemotingCommands.cs.
 */
export interface SessionError {
  /** The step of a connection this error belongs to. */
  readonly stage:
    'resolve' | 'proxy' | 'connect' | 'tls' | 'http' | 'sign-in' | 'shell' | 'runspace' | 'import' | 'command';
  readonly symptom: KnownSymptom;
  readonly candidates?: readonly KnownSymptom[];
  /** A server or a domain controller saw the password and may have counted it: it is not sent again. */
  readonly refused?: true;
  /**
   * How far the error proves that the way there works. `http`: something answered over HTTP, a proxy or a web server perhaps, and of the
   * account nothing is known. `account`: only a server that had let the account in says this. Left out: this PC may have said so itself.
   */
  readonly proves?: 'http' | 'account';
  /** Windows' own client refuses before it sends anything: the password has not left this PC. */
  readonly stayedHere?: true;
  readonly source: string;
}

const names = 'PowerShell, WSManTransportManager.cs';
const wsmerror = 'wsmerror.h';
const winhttp = 'WinHTTP error';

/** By the name in front of `,PSSessionOpenFailed`, each with the code it stands for: a bare `PSSessionOpenFailed` may carry that alone. */
export const errorsByName = {
  AccessDenied: {
    code: 5,
    stage: 'shell',
    symptom: 'shell-access-denied',
    candidates: ['wrong-password', 'remote-powershell-disabled', 'no-role'],
    refused: true,
    proves: 'http',
    source: `${names}: 5; OfficeDocs-Support access-denied-connect-powershell`,
  },
  LogonFailure: {
    code: 1326,
    stage: 'sign-in',
    symptom: 'sign-in-refused',
    candidates: ['wrong-password', 'account-name-form'],
    refused: true,
    source: `${names}: 1326`,
  },
  AuthenticationFailed: {
    code: 1311,
    stage: 'sign-in',
    symptom: 'domain-controller-silent',
    source: `${names}: 1311, no logon server available`,
  },
  NetworkPathNotFound: { code: 53, stage: 'resolve', symptom: 'name-not-found', source: `${names}: 53` },
  ComputerNotFound: {
    code: -2144108103,
    stage: 'resolve',
    symptom: 'name-not-found',
    candidates: ['name-not-found', 'proxy-only-elsewhere'],
    source: `${names}: 0x803381B9`,
  },
  CannotConnect: {
    code: -2144108526,
    stage: 'connect',
    symptom: 'endpoint-failed',
    candidates: ['endpoint-refused', 'endpoint-timed-out', 'proxy-only-elsewhere'],
    source: `${names}: 0x80338012`,
  },
  WinRMOperationTimeout: {
    code: -2144108250,
    stage: 'connect',
    symptom: 'endpoint-timed-out',
    source: `${names}: 0x80338126`,
  },
  WinRMOperationAborted: { code: 995, stage: 'shell', symptom: 'connection-lost', source: `${names}: 995` },
  URLNotAvailable: {
    code: -2144108269,
    stage: 'http',
    symptom: 'endpoint-not-found',
    proves: 'http',
    source: `${names}: 0x80338113`,
  },
  CannotConnectWinRMService: {
    code: -2144108270,
    stage: 'shell',
    symptom: 'shell-refused',
    candidates: ['service-unavailable', 'remote-powershell-disabled'],
    proves: 'http',
    source: `${names}: 0x80338112; OfficeDocs-Support fail-to-start-exchange-management-shell-console`,
  },
  WinRMHttpError: {
    code: -2144108176,
    stage: 'shell',
    symptom: 'server-error',
    proves: 'http',
    source: `${names}: 0x80338170`,
  },
  InvalidResourceUri: {
    code: -2144108485,
    stage: 'shell',
    symptom: 'configuration-not-found',
    proves: 'account',
    source: `${names}: 0x8033803B`,
  },
  IncorrectProtocolVersion: {
    code: -2141974624,
    stage: 'runspace',
    symptom: 'incompatible-protocol',
    proves: 'account',
    source: `${names}: 0x80540FA0`,
  },
  ServerOutOfMemory: { code: 14, stage: 'shell', symptom: 'server-error', source: `${names}: 14` },
  ShutDownInProgress: { code: 1115, stage: 'shell', symptom: 'server-error', source: `${names}: 1115` },
  ImproperResponse: { code: 1722, stage: 'http', symptom: 'answer-not-understood', source: `${names}: 1722` },
  InvalidAuthentication: {
    code: -2144108274,
    stage: 'sign-in',
    symptom: 'authentication-not-offered',
    proves: 'http',
    source: `${names}: 0x8033810E`,
  },
  ServerNotTrusted: {
    code: -2144108316,
    stage: 'sign-in',
    symptom: 'trusted-host-missing',
    stayedHere: true,
    source: `${names}: 0x803380E4`,
  },
  ExplicitCredentialsRequired: {
    code: -2144108315,
    stage: 'sign-in',
    symptom: 'trusted-host-missing',
    stayedHere: true,
    source: `${names}: 0x803380E5`,
  },
  WorkgroupCannotUseKerberos: {
    code: -2144108276,
    stage: 'sign-in',
    symptom: 'kerberos-without-domain',
    stayedHere: true,
    source: `${names}: 0x8033810C`,
  },
  CannotUseIPAddress: {
    code: -2144108101,
    stage: 'sign-in',
    symptom: 'kerberos-needs-name',
    stayedHere: true,
    source: `${names}: 0x803381BB`,
  },
  TargetUnknown: {
    code: -2146893053,
    stage: 'sign-in',
    symptom: 'kerberos-needs-name',
    source: `${names}: 0x80090303, no such target in Kerberos`,
  },
  ClientKerberosDisabled: {
    code: -2144108318,
    stage: 'sign-in',
    symptom: 'kerberos-disabled',
    stayedHere: true,
    source: `${names}: 0x803380E2`,
  },
  CorruptedWinRMConfig: {
    code: -2144108539,
    stage: 'resolve',
    symptom: 'winrm-corrupted',
    stayedHere: true,
    source: `${names}: 0x80338005`,
  },
  RedirectLocationInvalid: {
    code: -2144108105,
    stage: 'http',
    symptom: 'redirect-invalid',
    proves: 'http',
    source: `${names}: 0x803381B7`,
  },
  RemoteSessionDisallowed: {
    code: -2144108116,
    stage: 'shell',
    symptom: 'shell-access-denied',
    candidates: ['remote-powershell-disabled', 'no-role'],
    source: `${names}: 0x803381AC`,
  },
  RemoteConnectionDisallowed: {
    code: -2144108061,
    stage: 'shell',
    symptom: 'shell-access-denied',
    candidates: ['remote-powershell-disabled', 'no-role'],
    source: `${names}: 0x803381E3`,
  },
  CannotConnectTargetSessionDoesNotExist: {
    code: -2144108453,
    stage: 'shell',
    symptom: 'session-lost',
    proves: 'account',
    source: `${names}: 0x8033805B`,
  },
  WinRMOperationNotSupportedOnServer: {
    code: -2144108428,
    stage: 'http',
    symptom: 'not-wsman',
    proves: 'http',
    source: `${names}: 0x80338074`,
  },
  URIExceedsMaxAllowedSize: {
    code: -2144108499,
    stage: 'http',
    symptom: 'request-rejected',
    source: `${names}: 0x8033802D`,
  },
} as const satisfies Readonly<Record<string, SessionError & { readonly code: number }>>;

/** By transport code, signed as PowerShell writes it: those that have no name, and system errors beneath others. */
export const errorsByCode = {
  1312: {
    stage: 'sign-in',
    symptom: 'account-name-form',
    source: 'system error 1312; RemotingErrorIdStrings, RemotingErrorNoLogonSessionExist',
  },
  1327: {
    stage: 'sign-in',
    symptom: 'sign-in-refused',
    candidates: ['account-blocked'],
    refused: true,
    source: 'system error 1327, account restriction',
  },
  1328: {
    stage: 'sign-in',
    symptom: 'sign-in-refused',
    candidates: ['account-blocked'],
    refused: true,
    source: 'system error 1328, not at this hour',
  },
  1329: {
    stage: 'sign-in',
    symptom: 'sign-in-refused',
    candidates: ['account-blocked'],
    refused: true,
    source: 'system error 1329, not from this PC',
  },
  1385: {
    stage: 'sign-in',
    symptom: 'sign-in-refused',
    candidates: ['account-blocked'],
    refused: true,
    source: 'system error 1385, this kind of logon is not granted',
  },
  1793: {
    stage: 'sign-in',
    symptom: 'sign-in-refused',
    candidates: ['account-blocked'],
    refused: true,
    source: 'system error 1793, the account has expired',
  },
  1907: {
    stage: 'sign-in',
    symptom: 'password-expired',
    refused: true,
    source: 'system error 1907, the password must be changed',
  },
  1330: { stage: 'sign-in', symptom: 'password-expired', refused: true, source: 'system error 1330' },
  1331: { stage: 'sign-in', symptom: 'account-disabled', refused: true, source: 'system error 1331' },
  1909: { stage: 'sign-in', symptom: 'account-locked', refused: true, source: 'system error 1909' },
  [-2144108321]: {
    stage: 'sign-in',
    symptom: 'basic-disabled',
    candidates: ['basic-disabled', 'basic-disabled-by-policy'],
    stayedHere: true,
    source: `${wsmerror} 0x803380DF`,
  },
  [-2144108322]: {
    stage: 'sign-in',
    symptom: 'unencrypted-refused',
    stayedHere: true,
    source: `${wsmerror} 0x803380DE`,
  },
  [-2144108320]: {
    stage: 'sign-in',
    symptom: 'authentication-disabled',
    stayedHere: true,
    source: `${wsmerror} 0x803380E0 (Digest)`,
  },
  [-2144108319]: {
    stage: 'sign-in',
    symptom: 'negotiate-disabled',
    stayedHere: true,
    source: `${wsmerror} 0x803380E1`,
  },
  [-2144108317]: {
    stage: 'sign-in',
    symptom: 'authentication-disabled',
    stayedHere: true,
    source: `${wsmerror} 0x803380E3 (certificate)`,
  },
  [-2144108277]: {
    stage: 'sign-in',
    symptom: 'kerberos-needs-name',
    stayedHere: true,
    source: `${wsmerror} 0x8033810B`,
  },
  // Exchange's own refusals arrive under this number, a wrong password among them; the category in the text tells more, where there is one.
  [-2144108477]: {
    stage: 'shell',
    symptom: 'shell-access-denied',
    candidates: ['wrong-password', 'remote-powershell-disabled', 'no-role'],
    refused: true,
    proves: 'http',
    source: `${wsmerror} 0x80338043; OfficeDocs-Support KB 2898571`,
  },
  [-2144108490]: {
    stage: 'sign-in',
    symptom: 'sign-in-refused',
    candidates: ['authentication-not-offered', 'wrong-password'],
    refused: true,
    proves: 'http',
    source: `${wsmerror} 0x80338036`,
  },
  [-2144108273]: {
    stage: 'shell',
    symptom: 'shell-refused',
    candidates: ['forbidden', 'remote-powershell-disabled'],
    proves: 'http',
    source: `${wsmerror} 0x8033810F, unknown HTTP status; OfficeDocs-Support connecting-remote-server-failed (403)`,
  },
  [-2144108175]: {
    stage: 'shell',
    symptom: 'shell-refused',
    candidates: ['remote-powershell-disabled', 'request-rejected'],
    proves: 'http',
    source: `${wsmerror} 0x80338171, HTTP 400`,
  },
  [-2144108503]: { stage: 'shell', symptom: 'server-silent', source: `${wsmerror} 0x80338029` },
  [-2144108297]: {
    stage: 'http',
    symptom: 'not-wsman',
    candidates: ['not-wsman', 'captive-portal'],
    proves: 'http',
    source: `${wsmerror} 0x803380F7, no content type`,
  },
  [-2144108173]: {
    stage: 'http',
    symptom: 'not-wsman',
    candidates: ['captive-portal', 'not-wsman'],
    proves: 'http',
    source: `${wsmerror} 0x80338173, an HTML page`,
  },
  [-2144108102]: { stage: 'tls', symptom: 'tls-failed', source: `${wsmerror} 0x803381BA` },
  [-2144108111]: {
    stage: 'proxy',
    symptom: 'proxy-setting-unusable',
    stayedHere: true,
    source: `${wsmerror} 0x803381B1`,
  },
  [-2144108110]: {
    stage: 'proxy',
    symptom: 'proxy-setting-unusable',
    stayedHere: true,
    source: `${wsmerror} 0x803381B2, a proxy with Kerberos`,
  },
  [-2144108109]: {
    stage: 'proxy',
    symptom: 'proxy-setting-unusable',
    stayedHere: true,
    source: `${wsmerror} 0x803381B3`,
  },
  [-2144108133]: { stage: 'proxy', symptom: 'proxy-authentication', source: `${wsmerror} 0x8033819B` },
  [-2144108408]: {
    stage: 'resolve',
    symptom: 'winrm-policy-corrupted',
    stayedHere: true,
    source: `${wsmerror} 0x80338088`,
  },
  [-2144108123]: { stage: 'shell', symptom: 'session-limit', proves: 'account', source: `${wsmerror} 0x803381A5` },
  [-2144108122]: { stage: 'shell', symptom: 'throttled', proves: 'account', source: `${wsmerror} 0x803381A6` },
  [-2144108121]: { stage: 'shell', symptom: 'throttled', proves: 'account', source: `${wsmerror} 0x803381A7` },
  [-2144108060]: { stage: 'shell', symptom: 'session-limit', proves: 'account', source: `${wsmerror} 0x803381E4` },
  [-2147012894]: { stage: 'connect', symptom: 'endpoint-timed-out', source: `${winhttp} 12002` },
  [-2147012889]: { stage: 'resolve', symptom: 'name-not-found', source: `${winhttp} 12007` },
  [-2147012867]: {
    stage: 'connect',
    symptom: 'endpoint-failed',
    candidates: ['endpoint-refused', 'proxy-unreachable'],
    source: `${winhttp} 12029`,
  },
  [-2147012866]: { stage: 'tls', symptom: 'tls-reset', source: `${winhttp} 12030` },
  [-2147012859]: { stage: 'tls', symptom: 'certificate-dates', source: `${winhttp} 12037` },
  [-2147012858]: { stage: 'tls', symptom: 'certificate-name', source: `${winhttp} 12038` },
  [-2147012852]: { stage: 'tls', symptom: 'tls-failed', source: `${winhttp} 12044, a client certificate is asked for` },
  [-2147012851]: { stage: 'tls', symptom: 'untrusted-by-windows', source: `${winhttp} 12045` },
  [-2147012839]: { stage: 'tls', symptom: 'revocation-unreachable', source: `${winhttp} 12057` },
  [-2147012744]: { stage: 'http', symptom: 'not-wsman', proves: 'http', source: `${winhttp} 12152` },
  [-2147012740]: { stage: 'http', symptom: 'redirect-not-https', source: `${winhttp} 12156` },
  [-2147012739]: { stage: 'tls', symptom: 'tls-failed', source: `${winhttp} 12157` },
  [-2147012730]: { stage: 'proxy', symptom: 'proxy-setting-unusable', source: `${winhttp} 12166` },
  [-2147012729]: { stage: 'proxy', symptom: 'proxy-setting-unusable', source: `${winhttp} 12167` },
  [-2147012727]: { stage: 'tls', symptom: 'certificate-invalid', source: `${winhttp} 12169` },
  [-2147012726]: { stage: 'tls', symptom: 'certificate-invalid', source: `${winhttp} 12170, revoked` },
  [-2147012721]: {
    stage: 'tls',
    symptom: 'certificate-invalid',
    candidates: ['untrusted-by-windows', 'certificate-name', 'certificate-dates', 'revocation-unreachable'],
    source: `${winhttp} 12175`,
  },
  [-2147012718]: { stage: 'proxy', symptom: 'proxy-setting-unusable', source: `${winhttp} 12178` },
  [-2147012717]: { stage: 'tls', symptom: 'certificate-invalid', source: `${winhttp} 12179` },
  [-2147012716]: { stage: 'proxy', symptom: 'proxy-setting-unusable', source: `${winhttp} 12180` },
} as const satisfies Readonly<Record<number, SessionError>>;

/** Whole identifiers of other errors, the part before the first comma for those of Import-PSSession. */
export const errorsById = {
  'System.Management.Automation.Remoting.PSRemotingDataStructureException': {
    stage: 'resolve',
    symptom: 'wsman-missing',
    stayedHere: true,
    source: 'RemotingErrorIdStrings: no supported WSMan client library (measured, PowerShell 7.6.5 on Linux)',
  },
  UnauthorizedAccess: {
    stage: 'import',
    symptom: 'import-blocked-by-policy',
    source: 'PowerShell, Authenticode.resx; PSSecurityException',
  },
  InvalidOperation: {
    stage: 'import',
    symptom: 'import-blocked-by-policy',
    source: 'ImplicitRemotingCommands.cs, CertificateNeeded',
  },
  ErrorNoCommandsImportedBecauseOfSkipping: {
    stage: 'import',
    symptom: 'import-shadowed',
    source: 'ImplicitRemotingStrings.resx',
  },
  ErrorNoResultsFromRemoteEnd: {
    stage: 'import',
    symptom: 'import-empty',
    candidates: ['no-mailbox-role', 'session-lost'],
    source: 'ImplicitRemotingStrings.resx',
  },
  ErrorMalformedDataFromRemoteCommand: {
    stage: 'import',
    symptom: 'import-empty',
    candidates: ['session-lost'],
    source: 'ImplicitRemotingStrings.resx',
  },
  ErrorFromRemoteCommand: {
    stage: 'import',
    symptom: 'import-empty',
    candidates: ['no-mailbox-role', 'session-lost'],
    source: 'ImplicitRemotingStrings.resx',
  },
  CommandNotFoundException: {
    stage: 'command',
    symptom: 'no-mailbox-role',
    source: 'PowerShell CommandNotFoundException: Exchange hides what no role allows',
  },
} as const satisfies Readonly<Record<string, SessionError>>;

/** The transport name and code of a redirect that was not followed (0x80338199). */
export const redirectRequested = { name: 'RedirectInformationRequired', code: -2144108135 } as const;
