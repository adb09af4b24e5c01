import { afterEach, describe, expect, it, vi } from 'vitest';
import { Credential } from '../../../src/identity/credential.js';
import { chooseTarget } from '../../../src/exchange/index.js';
import { PowerShellConnection } from '../../../src/exchange/powershell/powershell-connection.js';
import { openPowerShell } from '../../../src/machine/live/powershell/open-session.js';
import type { Plan, StandIn, WorkStep } from '../../support/stand-in.js';
import { isRunning, standIn } from '../../support/stand-in.js';

const password = 'Tür$auf "3';
const user = 'admin@contoso.example';
const endpoint = 'https://mail.contoso.example/PowerShell/';

const open: WorkStep = {
  reported: { opened: true, id: '0d5b6a1c-0000-4000-8000-000000000001', name: 'Microsoft.Exchange' },
};
const found: WorkStep = { reported: { count: 1, names: ['adele@contoso.example'] }, warnings: 1 };
const removed: WorkStep = { reported: { left: 0 } };
const imported: WorkStep = { reported: { imported: true, commands: 712 }, percents: [10, 55, 90], afterMs: 200 };
const healthy = { 'open-session': open, 'get-mailbox': found, 'import-session': imported, 'remove-session': removed };
const problem = (fullyQualifiedErrorId: string, more: object = {}): WorkStep => ({
  reported: { opened: false, id: '' },
  problems: [{ fullyQualifiedErrorId, ...more }],
});
const redirect = (to: string): WorkStep =>
  problem('RedirectInformationRequired,PSSessionOpenFailed', { errorCode: -2144108135, redirectTo: to });

let powershell: StandIn | undefined;
let connection: PowerShellConnection | undefined;
let controller = new AbortController();
let steps: unknown[] = [];

afterEach(async () => {
  if (connection?.isOpen()) await connection.close(AbortSignal.timeout(3_000));
  powershell?.remove();
  controller = new AbortController();
  steps = [];
});

interface Setting {
  readonly plan?: Plan;
  readonly endpoint?: string;
  readonly route?: string;
  readonly imports?: boolean;
  readonly all?: boolean;
  readonly tryRetired?: boolean;
  readonly allowedRedirects?: readonly string[];
  readonly connectionMs?: number;
  readonly removalMs?: number;
}

function connect(
  work: Plan['work'],
  {
    plan = {},
    endpoint: address = endpoint,
    route = 'exchange-server',
    allowedRedirects = [],
    connectionMs = 20_000,
    removalMs = 5_000,
    ...rest
  }: Setting = {},
) {
  powershell = standIn({ work: { ...healthy, ...work }, ...plan });
  const { program } = powershell;
  const credential = new Credential(user, password);
  const target = chooseTarget({ route, endpoint: address, via: 'powershell', tenant: 'contoso.onmicrosoft.com' });
  connection = new PowerShellConnection({
    target,
    credential,
    allowedRedirects,
    connectionMs,
    removalMs,
    stack: 'Windows PowerShell',
    open: (signal) => openPowerShell({ edition: 'windows-64', programs: [program], startMs: 5_000, signal }),
    ...rest,
  });
  connection.attach({ signal: controller.signal, step: (step) => steps.push(step) });
  return { connection, credential };
}

const isAlive = (): boolean => powershell!.log().some(({ pid }) => pid !== undefined && isRunning(pid));

const works = (): readonly string[] => powershell!.log().flatMap(({ work }) => (work === undefined ? [] : [work]));
const givenTo = (name: string) =>
  powershell!
    .log()
    .filter(({ work }) => work === name)
    .map(({ given }) => given!);
const states = (): Record<string, string> =>
  Object.fromEntries(
    connection!.stages().map((stage) => [stage.stage, stage.state === 'broken' ? stage.symptom : stage.state]),
  );
const all = ['resolve', 'proxy', 'connect', 'tls', 'http', 'sign-in', 'shell', 'runspace'];
const passed = (...stageNames: string[]): Record<string, string> =>
  Object.fromEntries(stageNames.map((stage) => [stage, 'passed']));

describe("the article's connection by the PowerShell of this PC", () => {
  it('opens, asks for one mailbox by Invoke-Command, removes the session', async () => {
    const { connection: one } = connect({});
    expect(await one.mailboxes()).toEqual({ count: 1, more: true, names: ['adele@contoso.example'], errorIds: [] });
    expect(states()).toEqual({ ...passed(...all, 'command', 'disconnect'), import: 'not-needed' });
    expect(works()).toEqual(['open-session', 'get-mailbox', 'stopped', 'remove-session']);
    expect(givenTo('open-session')).toMatchObject([{ uri: endpoint, authentication: 'Kerberos' }]);
    expect(givenTo('get-mailbox')).toMatchObject([{ imported: false, all: false }]);
    expect(one.signInProof()).toBe('shell-opened');
  });

  it('imports first where that was asked for, and tells how far it is', async () => {
    const { connection: one } = connect({}, { imports: true, all: true });
    expect(await one.mailboxes()).toMatchObject({ count: 1 });
    expect(states()).toMatchObject({ import: 'passed' });
    expect(steps.filter((step) => 'percent' in (step as object))).toMatchObject([
      { stage: 'import', percent: 10 },
      { stage: 'import', percent: 55 },
      { stage: 'import', percent: 90 },
    ]);
    expect(givenTo('get-mailbox')).toMatchObject([{ imported: true, all: true }]);
  });

  it('is shown as the article writes it, and run without -AllowRedirection', async () => {
    const { connection: one } = connect({});
    await one.mailboxes();
    expect(JSON.stringify(one.stages())).toContain('stage.without-redirection');
    const scripts = powershell!.log().flatMap(({ args }) => (typeof args?.['work'] === 'string' ? [args['work']] : []));
    expect(scripts.some((script) => script.includes('New-PSSession @parameters'))).toBe(true);
    expect(scripts.filter((script) => /^(?!\s*#).*-?AllowRedirection/mu.test(script))).toEqual([]);
  });

  it('hands the password over as a line of standard input that is asked for, once, and nowhere else', async () => {
    const { connection: one } = connect({});
    await one.mailboxes();
    const log = powershell!.log();
    expect(log.filter(({ secret }) => secret !== undefined).map(({ secret }) => secret)).toEqual([password]);
    const rest = JSON.stringify([
      log.map((entry) => ({ ...entry, secret: undefined, as: undefined })),
      one.stages(),
      steps,
    ]);
    for (const form of [
      password,
      JSON.stringify(password).slice(1, -1),
      Buffer.from(password, 'utf8').toString('base64'),
      Buffer.from(password, 'utf16le').toString('base64'),
    ])
      expect(rest).not.toContain(form);
  });

  it('cuts the password out of what PowerShell says', async () => {
    const { connection: one } = connect({
      'open-session': problem('AccessDenied,PSSessionOpenFailed', { errorCode: 5, text: `no: ${password}` }),
    });
    await one.mailboxes();
    expect(JSON.stringify(one.stages())).toContain('[removed]');
  });

  it('opens one session, however many ask', async () => {
    const { connection: one } = connect({});
    await Promise.all([one.reached('sign-in'), one.reached('runspace'), one.mailboxes(), one.reached('http')]);
    expect(works().filter((work) => work === 'open-session')).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>, object, number?]>([
    ['nobody there', { count: 0, names: [] }, { count: 0, more: false }],
    ['one, and the warning that there are more', { count: 1, names: ['a'] }, { count: 1, more: true }, 1],
    ['none, and a warning of another kind', { count: 0, names: [] }, { count: 0, more: false }, 1],
    [
      'a server that tells its version',
      { count: 1, names: ['a'], version: 'Version 15.1 (Build 2507.6)' },
      { count: 1, serverVersion: 'Version 15.1 (Build 2507.6)' },
    ],
    ['an empty list as nothing', { count: 0, names: null }, { count: 0, names: [] }],
  ])('%s', async (_what, reported, answer, warnings = 0) => {
    expect(await connect({ 'get-mailbox': { reported, warnings } }).connection.mailboxes()).toMatchObject(answer);
  });
});

describe('what breaks', () => {
  it('Basic turned off on this PC: nothing was sent, the stages below are undetermined', async () => {
    const { connection: one, credential } = connect({
      'open-session': problem('-2144108321,PSSessionOpenFailed', { errorCode: -2144108321 }),
    });
    expect(await one.mailboxes()).toMatchObject({ broken: { stage: 'sign-in', symptom: 'basic-disabled' } });
    expect(states()).toMatchObject({ resolve: 'undetermined', http: 'undetermined', 'sign-in': 'basic-disabled' });
    expect(credential.spent).toBe(false);
    expect([one.isOpen(), works()]).toEqual([false, ['open-session']]);
  });

  it('a call that this PowerShell does not take: nothing left this PC, and no code is shown where there is none', async () => {
    const { connection: one, credential } = connect({
      'open-session': problem('NamedParameterNotFound,Microsoft.PowerShell.Commands.NewPSSessionCommand', {
        category: 'InvalidArgument',
        errorCode: 0,
      }),
    });
    expect(await one.mailboxes()).toMatchObject({ broken: { stage: 'resolve', symptom: 'powershell-failed' } });
    expect(JSON.stringify(one.stages())).not.toContain('0x00000000');
    expect([credential.spent, one.leavesRoom(), one.signInProof(), one.isOpen()]).toEqual([
      false,
      true,
      undefined,
      false,
    ]);
  });

  it('access denied: the password is spent, and the account row can not tell more', async () => {
    const { connection: one, credential } = connect({
      'open-session': problem('AccessDenied,PSSessionOpenFailed', { errorCode: 5 }),
    });
    expect(await one.mailboxes()).toMatchObject({
      broken: {
        stage: 'shell',
        symptom: 'shell-access-denied',
        candidates: ['wrong-password', 'remote-powershell-disabled', 'no-role'],
      },
    });
    expect([credential.spent, one.signInProof()]).toEqual([true, 'undetermined']);
    expect(() => credential.forPowerShell()).toThrow('refused before');
    expect(states()).toMatchObject({ http: 'passed', 'sign-in': 'undetermined' });
  });

  it('the command is hidden by Exchange: the session is removed', async () => {
    const { connection: one } = connect({
      'get-mailbox': {
        reported: { count: 0, names: [] },
        problems: [{ fullyQualifiedErrorId: 'CommandNotFoundException' }],
      },
    });
    expect(await one.mailboxes()).toMatchObject({ broken: { stage: 'command', symptom: 'no-mailbox-role' } });
    expect(one.isOpen()).toBe(true);
    expect(await one.close(AbortSignal.timeout(3_000))).toBe('clean');
    expect(works().at(-1)).toBe('remove-session');
  });

  it('the import is stopped by the execution policy: the session is removed', async () => {
    const { connection: one } = connect(
      {
        'import-session': {
          reported: { imported: false, commands: 0 },
          problems: [
            { fullyQualifiedErrorId: 'InvalidOperation,Microsoft.PowerShell.Commands.ImportPSSessionCommand' },
          ],
        },
      },
      { imports: true },
    );
    expect(await one.mailboxes()).toMatchObject({ broken: { stage: 'import', symptom: 'import-blocked-by-policy' } });
    expect(await one.close(AbortSignal.timeout(3_000))).toBe('clean');
  });

  it('Remove-PSSession leaves one: that is reported', async () => {
    const { connection: one } = connect({ 'remove-session': { reported: { left: 1 } } });
    expect(await one.mailboxes()).toMatchObject({ count: 1 });
    expect(states()).toMatchObject({ disconnect: 'session-left' });
  });

  it.each([
    ['prints nothing and exits with 0', { start: 'exit', exitCode: 0 }, 'powershell-failed'],
    [
      'runs in a reduced language',
      { hello: '<<exo:hello::ConstrainedLanguage|5.1.26100.1|Desktop|RemoteSigned>>\r\n' },
      'powershell-blocked',
    ],
  ] as const)('a PowerShell that %s: nothing was tried, the password stayed here', async (_what, plan, symptom) => {
    const { connection: one, credential } = connect({}, { plan });
    expect(await one.mailboxes()).toMatchObject({ broken: { stage: 'resolve', symptom } });
    expect(credential.used).toBe(false);
  });

  it.each([
    ['nobody knows', { fullyQualifiedErrorId: 'SomethingNew,PSSessionOpenFailed' }, 'undetermined', 'undetermined'],
    [
      'comes from this PC itself (no credentials in the package)',
      { fullyQualifiedErrorId: '-2146893042,PSSessionOpenFailed' },
      'undetermined',
      'undetermined',
    ],
    [
      'a proxy or a web server may have written (500)',
      { fullyQualifiedErrorId: 'WinRMHttpError,PSSessionOpenFailed', errorCode: -2144108176 },
      'undetermined',
      'undetermined',
    ],
    [
      'says "access denied" in a category that other refusals share',
      {
        fullyQualifiedErrorId: '-2144108477,PSSessionOpenFailed',
        text: '[FailureCategory=AuthZ-AuthorizationException]',
      },
      'undetermined',
      'undetermined',
    ],
    [
      'Exchange writes after the sign-in',
      {
        fullyQualifiedErrorId: '-2144108477,PSSessionOpenFailed',
        text: '[FailureCategory=AuthZ-CmdletAccessDeniedException]',
      },
      'passed',
      'server-answered',
    ],
  ] as const)('an error that %s proves no more than it does', async (_what, error, signIn, proof) => {
    const { connection: one } = connect({ 'open-session': problem(error.fullyQualifiedErrorId, error) });
    await one.mailboxes();
    expect([states()['sign-in'], one.signInProof()]).toEqual([signIn, proof]);
  });

  it('a password that is refused later, in the middle of a session, is spent as well', async () => {
    const { connection: one, credential } = connect({
      'get-mailbox': {
        reported: { count: 0, names: [] },
        problems: [{ fullyQualifiedErrorId: '1909,JobFailure', errorCode: 1909 }],
      },
    });
    expect(await one.mailboxes()).toMatchObject({ broken: { stage: 'command', symptom: 'account-locked' } });
    expect(credential.spent).toBe(true);
  });

  it('an answer of another shape is no answer, and nothing that crashes', async () => {
    const { connection: one } = connect({ 'get-mailbox': { reported: { count: 'many' } } });
    expect(await one.mailboxes()).toMatchObject({ broken: { stage: 'command', symptom: 'powershell-failed' } });
  });

  it.each([
    ['refused by this PC before anything was sent', problem('-2144108321,PSSessionOpenFailed'), true],
    ['refused by a server', problem('AccessDenied,PSSessionOpenFailed', { errorCode: 5 }), false],
    ['that nobody knows', problem('SomethingNew,PSSessionOpenFailed'), false],
    ['whose PowerShell died', { does: 'crash' } as const, false],
    ['that broke after the account had been accepted', open, true],
  ])('a connection %s: whether another way may send the password', async (_what, step, room) => {
    const { connection: one } = connect({
      'open-session': step,
      'get-mailbox': {
        reported: { count: 0, names: [] },
        problems: [{ fullyQualifiedErrorId: 'CommandNotFoundException' }],
      },
    });
    await one.mailboxes();
    expect(one.leavesRoom()).toBe(room);
  });

  it('without an account nothing is begun, and nothing throws', async () => {
    powershell = standIn({ work: healthy });
    const target = chooseTarget({ route: 'exchange-server', endpoint, via: 'powershell' });
    const { program } = powershell;
    connection = new PowerShellConnection({
      target,
      allowedRedirects: [],
      connectionMs: 5_000,
      removalMs: 1_000,
      stack: 'Windows PowerShell',
      open: () => openPowerShell({ edition: 'windows-64', programs: [program] }),
    });
    connection.attach({ signal: controller.signal, step: () => undefined });
    expect(await connection.reached('http')).toMatchObject({ state: 'not-reached' });
    expect(await connection.mailboxes()).toMatchObject({ broken: { state: 'interrupted' } });
    expect([connection.isOpen(), powershell.log()]).toEqual([false, []]);
  });

  it('PowerShell dies in the middle: that is reported, and the session as possibly left', async () => {
    const { connection: one } = connect({ 'open-session': { does: 'crash' } });
    expect(await one.mailboxes()).toMatchObject({ broken: { stage: 'shell', symptom: 'powershell-failed' } });
    expect(one.signInProof()).toBe('undetermined');
    expect(await one.close(AbortSignal.timeout(3_000))).toBe('abandoned');
  });
});

describe('redirects', () => {
  it('go only where the rules allow, both names shown, and there the connection is made', async () => {
    const { connection: one } = connect(
      { 'open-session': [redirect('https://ex02.contoso.example/PowerShell/'), open] },
      { allowedRedirects: ['ex02.contoso.example'] },
    );
    expect(await one.mailboxes()).toMatchObject({ count: 1 });
    expect(givenTo('open-session').map((given) => given['uri'])).toEqual([
      endpoint,
      'https://ex02.contoso.example/PowerShell/',
    ]);
    expect(powershell!.log().filter(({ started }) => started !== undefined)).toHaveLength(1);
    expect(
      one
        .stages()
        .filter(({ stage }) => stage === 'http')
        .map(({ redirect }) => redirect),
    ).toEqual([0, 1]);
  });

  it.each([
    ['to a stranger', 'https://evil.example/PowerShell/', 'redirect-refused'],
    ['to plain http', 'http://mail.contoso.example/PowerShell/', 'redirect-not-https'],
    ['to nowhere', '', 'redirect-invalid'],
    ['to itself', endpoint, 'redirect-loop'],
    ["to Microsoft's closed hosts", 'https://outlook.office365.com/powershell-liveid/', 'route-closed'],
  ])('%s: refused, and not asked again', async (_what, to, symptom) => {
    const { connection: one } = connect({ 'open-session': redirect(to) });
    expect(await one.mailboxes()).toMatchObject({ broken: { stage: 'http', symptom } });
    expect(givenTo('open-session')).toHaveLength(1);
  });

  it('end after five', async () => {
    const { connection: one } = connect({
      'open-session': [1, 2, 3, 4, 5, 6, 7].map((number) => redirect(`${endpoint}${number}/`)),
    });
    expect(await one.mailboxes()).toMatchObject({ broken: { symptom: 'redirect-loop' } });
    expect(givenTo('open-session')).toHaveLength(6);
  });

  it("Microsoft's own hosts get no password unless asked", async () => {
    const { connection: one, credential } = connect(
      {},
      { route: 'partner-basic', endpoint: 'https://ps.outlook.com/powershell-liveid' },
    );
    expect(await one.mailboxes()).toMatchObject({ broken: { stage: 'sign-in', symptom: 'route-closed' } });
    expect([credential.used, works()]).toEqual([false, []]);
    const { connection: retired } = connect(
      {},
      { route: 'partner-basic', endpoint: 'https://ps.outlook.com/powershell-liveid', tryRetired: true },
    );
    expect(await retired.mailboxes()).toMatchObject({ count: 1 });
    expect(givenTo('open-session')).toMatchObject([
      { uri: 'https://ps.outlook.com/powershell-liveid?DelegatedOrg=contoso.onmicrosoft.com', authentication: 'Basic' },
    ]);
  });
});

describe('an end before the end', () => {
  const interruptAfter = (ms: number): void => void setTimeout(() => controller.abort('interrupted'), ms);

  it('while the session opens: the work is stopped, what there may be is removed', async () => {
    const { connection: one } = connect({ 'open-session': { ...open, afterMs: 10_000 } });
    interruptAfter(400);
    expect(await one.mailboxes()).toMatchObject({ broken: { state: 'interrupted' } });
    expect(await one.close(AbortSignal.timeout(3_000))).toBe('clean');
    expect(works()).toEqual(['open-session', 'stopped', 'remove-session']);
  });

  it('while Get-Mailbox runs: the session is removed', async () => {
    const { connection: one } = connect({ 'get-mailbox': { ...found, afterMs: 10_000 } });
    interruptAfter(600);
    await one.mailboxes();
    expect(await one.close(AbortSignal.timeout(3_000))).toBe('clean');
    expect(works().at(-1)).toBe('remove-session');
  });

  it('with work that does not stop: named as left, and PowerShell is ended all the same', async () => {
    const { connection: one } = connect({ 'get-mailbox': { ...found, afterMs: 60_000, unstoppable: true } });
    interruptAfter(600);
    await one.mailboxes();
    expect(await one.close(AbortSignal.timeout(1_000))).toBe('abandoned');
    await vi.waitFor(() => expect(isAlive()).toBe(false));
    expect(works()).not.toContain('remove-session');
  });

  it('while PowerShell starts: it is ended, with all it started', async () => {
    const { connection: one } = connect({}, { plan: { start: 'silent' } });
    interruptAfter(500);
    expect(await one.mailboxes()).toMatchObject({ broken: { state: 'interrupted' } });
    if (one.isOpen()) await one.close(AbortSignal.timeout(3_000));
    await vi.waitFor(() => expect([one.isOpen(), isAlive()]).toEqual([false, false]));
  });

  it('while a call is slow: its late answer does not spoil the removal', async () => {
    const { connection: one } = connect({}, { plan: { latencyMs: 1_100 } });
    const asked = one.mailboxes();
    await vi.waitFor(() => expect(works()).toContain('open-session'), { timeout: 10_000 });
    controller.abort('interrupted');
    expect(await one.close(AbortSignal.timeout(9_000))).toBe('clean');
    await asked;
    expect(states()).toMatchObject({ disconnect: 'passed' });
  });

  it('while a call hangs that hears of nothing: named as left, and ended with all it started', async () => {
    const { connection: one } = connect({ 'open-session': { does: 'hang-with-child' } });
    interruptAfter(500);
    const asked = one.mailboxes();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(await one.close(AbortSignal.timeout(1_500))).toBe('abandoned');
    await asked;
    const { child } = powershell!.log().find((entry) => entry.child !== undefined)!;
    await vi.waitFor(() => expect([isAlive(), isRunning(child!)]).toEqual([false, false]));
  });

  it('at the deadline of the connection', async () => {
    const { connection: one } = connect({ 'open-session': { ...open, afterMs: 60_000 } }, { connectionMs: 700 });
    expect(await one.mailboxes()).toMatchObject({ broken: { stage: 'shell', state: 'timed-out' } });
    expect(await one.close(AbortSignal.timeout(3_000))).toBe('clean');
  });

  it('no session is begun after an interruption', async () => {
    const { connection: one, credential } = connect({});
    controller.abort('interrupted');
    await one.mailboxes();
    expect([credential.used, works()]).toEqual([false, []]);
  });
});
