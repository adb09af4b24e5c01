import type { KnownSymptom } from './symptoms.js';

/**
 * What a server's refusal to open a remote PowerShell session means, by number and by identifier, never by translated text.
 * One symptom where the answer names it; several, likeliest first, where it fits more than one.
 *
 * Sources: wsmerror.h (Windows SDK) for WSManFault codes; MS-WSMV 3.1.4; MicrosoftDocs/OfficeDocs-Support,
 * Exchange/ExchangeOnline/administration and ExchangeServer/administration, for what Exchange means by HTTP answers.
 */
interface Row {
  readonly symptom: KnownSymptom;
  readonly candidates?: readonly KnownSymptom[];
  readonly source: string;
}

/** WSManFault codes, unsigned decimal. */
export const wsmanFaults = {
  5: {
    symptom: 'shell-access-denied',
    candidates: ['remote-powershell-disabled', 'no-role', 'sign-in-refused'],
    source: 'system error 5; OfficeDocs-Support access-denied-connect-powershell',
  },
  1326: {
    symptom: 'sign-in-refused',
    candidates: ['wrong-password'],
    source: 'system error 1326, ERROR_LOGON_FAILURE',
  },
  1330: { symptom: 'password-expired', source: 'system error 1330, ERROR_PASSWORD_EXPIRED' },
  1331: { symptom: 'account-disabled', source: 'system error 1331, ERROR_ACCOUNT_DISABLED' },
  1909: { symptom: 'account-locked', source: 'system error 1909, ERROR_ACCOUNT_LOCKED_OUT' },
  2150858793: { symptom: 'server-silent', source: 'wsmerror.h 0x80338029: not complete within OperationTimeout' },
  2150858811: { symptom: 'configuration-not-found', source: 'wsmerror.h 0x8033803B: resource URI not found' },
  2150858754: {
    symptom: 'configuration-not-found',
    source: 'wsmerror.h 0x80338002: resource URI missing or malformed',
  },
  2150858843: { symptom: 'session-lost', source: 'wsmerror.h 0x8033805B: no such shell' },
  2150859120: { symptom: 'server-error', source: 'wsmerror.h 0x80338170: HTTP 500 without more' },
  2150859173: { symptom: 'session-limit', source: 'wsmerror.h 0x803381A5: too many concurrent shells for this user' },
  2150859174: { symptom: 'throttled', source: 'wsmerror.h 0x803381A6: too many concurrent operations for this user' },
  2150859175: { symptom: 'throttled', source: 'wsmerror.h 0x803381A7: load quota for this user exceeded' },
  2150859236: {
    symptom: 'session-limit',
    source: 'wsmerror.h 0x803381E4: too many shells for this user on this plugin',
  },
  2152992672: {
    symptom: 'incompatible-protocol',
    source: 'PowerShell, ERROR_WSMAN_INCORRECT_PROTOCOLVERSION 0x80540FA0',
  },
} as const satisfies Record<number, Row>;

/** The category Exchange writes into its refusals: `[FailureCategory=AuthZ-CmdletAccessDeniedException]`. */
export const failureCategories = {
  'AuthZ-CmdletAccessDeniedException': { symptom: 'no-role', source: 'Microsoft Q&A; Netwrix knowledge base' },
  'AuthZ-AuthorizationException': {
    symptom: 'shell-access-denied',
    candidates: ['session-limit', 'no-role', 'remote-powershell-disabled'],
    source: 'Microsoft365DSC issue 359: the same category as "maximum number of connections allowed"',
  },
  'AuthZ-TypeInitializationException': { symptom: 'server-error', source: 'Microsoft Q&A' },
  'Cafe-SendFailure': { symptom: 'server-error', source: 'Microsoft Q&A' },
  'WSMan-InvalidShellID': {
    symptom: 'session-lost',
    source: 'OfficeDocs-Support invalidshellid-error-in-rps (KB 3090768)',
  },
} as const satisfies Record<string, Row>;

/** Where a category is shared by several refusals, a word of the service's own policy settles it: parameter names are not translated. */
export const limitMarkers = ['MaxConcurrency'] as const;

/** HTTP answers without a WS-Management body, to a request that carried the credential. */
export const httpAnswers = {
  401: {
    symptom: 'sign-in-refused',
    candidates: ['session-lost', 'wrong-password'],
    source: 'RFC 9110, section 15.5.2: after a session was open, another server was reached or the account changed',
  },
  429: { symptom: 'throttled', source: 'RFC 6585, section 4' },
  400: {
    symptom: 'shell-refused',
    candidates: ['remote-powershell-disabled', 'request-rejected'],
    source: 'OfficeDocs-Support, "Bad request" (KB 4482720): RemotePowerShellEnabled is False',
  },
  403: {
    symptom: 'shell-refused',
    candidates: ['forbidden', 'remote-powershell-disabled'],
    source: 'OfficeDocs-Support connecting-remote-server-failed',
  },
  404: { symptom: 'endpoint-not-found', source: 'wsmerror.h 0x80338113: requested HTTP URL not available' },
  500: { symptom: 'server-error', source: 'wsmerror.h 0x80338170' },
  503: {
    symptom: 'shell-refused',
    candidates: ['service-unavailable', 'remote-powershell-disabled'],
    source: 'OfficeDocs-Support fail-to-start-exchange-management-shell-console',
  },
} as const satisfies Record<number, Row>;

/** The same before a credential was sent: nothing about an account can be behind it. */
export const httpAnswersUnauthenticated = {
  400: { symptom: 'request-rejected', source: 'wsmerror.h 0x80338171' },
  403: { symptom: 'forbidden', source: 'OfficeDocs-Support connecting-remote-server-failed' },
  404: { symptom: 'endpoint-not-found', source: 'wsmerror.h 0x80338113' },
  405: { symptom: 'not-wsman', source: 'RFC 9110, section 15.5.6: the address takes no POST' },
  407: {
    symptom: 'not-wsman',
    source: 'RFC 9110, section 15.5.8: only a proxy may answer so, and the one we use has let us through',
  },
  429: { symptom: 'throttled', source: 'RFC 6585, section 4' },
  411: { symptom: 'not-wsman', source: 'RFC 9110, section 15.5.12' },
  500: { symptom: 'server-error', source: 'wsmerror.h 0x80338170' },
  502: { symptom: 'service-unavailable', source: 'RFC 9110, section 15.6.3' },
  503: { symptom: 'service-unavailable', source: 'wsmerror.h 0x80338112' },
  504: { symptom: 'service-unavailable', source: 'RFC 9110, section 15.6.5' },
  511: { symptom: 'captive-portal', source: 'RFC 6585, section 6' },
} as const satisfies Record<number, Row>;

/** Identifiers of errors from a command, as PowerShell and Exchange write them; the part before the first comma. */
export const commandErrors = {
  CommandNotFoundException: {
    symptom: 'no-mailbox-role',
    source: 'PowerShell CommandNotFoundException: Exchange hides what no role allows',
  },
} as const satisfies Record<string, Row>;

export type ServerAnswer = Row;
