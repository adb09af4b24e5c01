/** Stages of a connection that a scenario can break. */
type BrokenStageName = 'http' | 'sign-in' | 'shell' | 'command';

/** One behaviour of the lab. What is omitted is as in `healthy`. */
export interface Scenario {
  readonly id: string;
  /** One sentence for the user. */
  readonly summary: string;
  /** Where the shape on the wire is described, or `invented`, part by part. */
  readonly source: string;
  /** The stage at which a connection fails; undefined where it succeeds. */
  readonly breaks?: BrokenStageName;
  /** The symptom a run reports as its first cause. */
  readonly symptom?: string;

  /** Authentication schemes that a 401 names; default Basic alone. */
  readonly offers?: readonly string[];
  /** Refuses the right credential like a wrong one. */
  readonly refusesEverybody?: true;
  /** Redirects every message: to a second server of the lab, or to a trap that only counts what arrives. */
  readonly redirectsTo?: 'own-server' | 'trap';
  /** HTTP status and reason, without a SOAP message, to a Create that carries the right credential. */
  readonly refusesCreate?: { readonly status: number; readonly reason: string };
  /** Shells of the account that are already open elsewhere. */
  readonly occupiedShells?: number;
  /** The account's role has no cmdlets. */
  readonly hasNoRole?: true;
  /** How long the runspace takes to open and each command to run, in milliseconds each. */
  readonly takesMs?: number;
  /** The server the lab stands in for: rules about that server's name apply. */
  readonly standsFor?: string;
}

/** Sorted by how far a connection gets. */
export const scenarios = {
  healthy: {
    id: 'healthy',
    summary: 'Everything works: the account signs in, the session opens, Get-Mailbox answers.',
    source:
      'MS-WSMV; MS-PSRP; traffic of Windows servers as recorded in the tests of pypsrp; the mailboxes are invented',
  },
  slow: {
    id: 'slow',
    summary: 'Everything works, but the session and the command each take a few seconds.',
    source: 'MS-WSMV 3.1.4.14 (Receive, wsman:TimedOut); the durations are invented',
    takesMs: 2_500,
  },
  redirect: {
    id: 'redirect',
    summary: 'The first server sends the connection on to a second one, where everything works.',
    source:
      'PowerShell, WSManTransportManager.cs: 301 and 302 with Location are followed by creating the session again',
    redirectsTo: 'own-server',
  },
  'redirect-elsewhere': {
    id: 'redirect-elsewhere',
    summary:
      'The first server sends the connection on to a server that is none of ours and would like to see a password.',
    source: 'as redirect; the second server is invented',
    breaks: 'http',
    symptom: 'redirect-refused',
    redirectsTo: 'trap',
  },
  'basic-not-offered': {
    id: 'basic-not-offered',
    summary: 'The server offers Negotiate and Kerberos and does not take Basic authentication.',
    source: 'RFC 9110, section 11.6.1; RFC 4559 for the schemes',
    breaks: 'sign-in',
    symptom: 'basic-not-offered',
    offers: ['Negotiate', 'Kerberos'],
    refusesEverybody: true,
  },
  'wrong-password': {
    id: 'wrong-password',
    summary: 'The server refuses the user name and password, whatever they are.',
    source: 'RFC 7617; an empty 401 as seen from an independent test server',
    breaks: 'sign-in',
    symptom: 'sign-in-refused',
    refusesEverybody: true,
  },
  retired: {
    id: 'retired',
    summary: 'The server stands for ps.outlook.com, which Microsoft closed in October 2023: it refuses everybody.',
    source:
      'techcommunity.microsoft.com 3779692; "Access is denied" as in MicrosoftDocs MS-101T00 issue 156; that it is a 401 is invented',
    breaks: 'sign-in',
    symptom: 'route-closed',
    refusesEverybody: true,
    standsFor: 'ps.outlook.com',
  },
  'remote-powershell-disabled': {
    id: 'remote-powershell-disabled',
    summary: 'The account signs in, but may not use remote PowerShell.',
    source: 'OfficeDocs-Support, "Bad request" (KB 4482720); that the body is a bare page is invented',
    breaks: 'shell',
    symptom: 'shell-refused',
    refusesCreate: { status: 400, reason: 'Bad Request' },
  },
  'session-limit': {
    id: 'session-limit',
    summary: 'The account has three sessions open elsewhere, and a fourth is refused.',
    source: 'MS-WSMV 3.1.4.5.2.1; wsmerror.h 0x803381A5; the text as in hashicorp/vagrant issue 7489',
    breaks: 'shell',
    symptom: 'session-limit',
    occupiedShells: 3,
  },
  'no-mailbox-role': {
    id: 'no-mailbox-role',
    summary: 'The session opens, but no role of the account has Get-Mailbox in it.',
    source: 'PowerShell, CommandNotFoundException; Exchange hides what no role allows',
    breaks: 'command',
    symptom: 'no-mailbox-role',
    hasNoRole: true,
  },
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioId = keyof typeof scenarios;

export const scenarioIds = Object.keys(scenarios) as readonly ScenarioId[];

export const isScenarioId = (id: string): id is ScenarioId => Object.hasOwn(scenarios, id);
