import { afterEach, beforeAll, afterAll, describe, expect, it, vi } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab } from '../../src/lab/index.js';
import { startLab } from '../../src/lab/index.js';
import type { Report } from '../../src/report/document/schema.js';
import { cli, reportOf, rowsOf } from '../support/cli.js';
import { caFile, labArgs } from '../support/lab-run.js';
import { inProcess } from '../support/run-cli.js';
import type { Plan, StandIn } from '../support/stand-in.js';
import { foundInPath, isRunning, standIn } from '../support/stand-in.js';

const password = 'Correct-Horse-7';
const healthy: NonNullable<Plan['work']> = {
  'open-session': { reported: { opened: true, id: '0d5b6a1c-0000-4000-8000-000000000001' } },
  'get-mailbox': { reported: { count: 1, names: ['adele@contoso.example'] } },
  'import-session': { reported: { imported: true, commands: 700 } },
  'remove-session': { reported: { left: 0 } },
};

let powershell: StandIn | undefined;
let lab: Lab;
let folder: string;
let ca: string;

beforeAll(async () => {
  lab = await startLab({ scenario: 'healthy', user: 'admin@partner.example', password });
  folder = mkdtempSync(join(tmpdir(), 'via-'));
  ca = caFile(folder, lab);
});
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => powershell?.remove());

/** The stand-in is found as pwsh in PATH, the way PowerShell 7 is found off Windows; the lab stands beside it for the rows about the network. */
async function run(
  plan: Plan,
  ...more: string[]
): Promise<{ report: Report; stdout: string; stderr: string; status: number | null }> {
  powershell = standIn({ ...plan, work: { ...healthy, ...plan.work } });
  const args = [...labArgs(lab, { ca }), '--password-stdin', '--format', 'json', ...more];
  const result = await inProcess(args, { input: password, env: foundInPath(powershell) });
  return { ...result, report: reportOf(result) };
}
const asked = (): number => powershell!.log().filter(({ secret }) => secret !== undefined).length;

describe('--via powershell', () => {
  it("makes the article's connection and says whose it is", async () => {
    const { report, status, stdout } = await run({}, '--via', 'powershell');
    expect(rowsOf(report)).toMatchObject({
      credentials: 'pass',
      'session-limit': 'pass',
      'remote-powershell': 'pass',
      'test-connection': 'pass',
    });
    expect([report.via, report.connections.map(({ via, stack, removal }) => ({ via, stack, removal }))]).toEqual([
      'powershell',
      [{ via: 'powershell', stack: 'PowerShell 7', removal: 'clean' }],
    ]);
    expect([status, asked()]).toEqual([0, 1]);
    expect(stdout).not.toContain(password);
  });

  it('imports where that was asked for', async () => {
    await run({}, '--via', 'powershell', '--import');
    expect(powershell!.log().some(({ work }) => work === 'import-session')).toBe(true);
    powershell?.remove();
    powershell = standIn({
      work: {
        ...healthy,
        'import-session': { reported: { imported: true, commands: 700 }, percents: [5, 30, 40, 80], afterMs: 100 },
      },
    });
    const args = [...labArgs(lab, { ca }), '--password-stdin', '--via', 'powershell', '--import'];
    const { stderr } = await inProcess(args, { input: password, env: foundInPath(powershell) });
    expect(stderr.match(/Import … \d+ %/gu)).toEqual(['Import … 30 %', 'Import … 80 %']);
  });

  it('a refusal is named with what may lie behind it, and the other way is not tried', async () => {
    const { report, status } = await run(
      {
        work: {
          'open-session': {
            reported: { opened: false, id: '' },
            problems: [
              {
                fullyQualifiedErrorId: 'AccessDenied,PSSessionOpenFailed',
                errorCode: 5,
                text: `${password} ist falsch`,
              },
            ],
          },
        },
      },
      '--via',
      'both',
    );
    const before = lab.counts().signIns;
    expect(rowsOf(report)).toMatchObject({ credentials: 'unknown', 'test-connection': 'shell-access-denied' });
    expect([status, asked(), lab.counts().signIns - before, report.connections.length]).toEqual([1, 1, 0, 1]);
    expect(JSON.stringify(report)).not.toContain(password);
  });

  it('without a WS-Management client says so', async () => {
    const id =
      'System.Management.Automation.Remoting.PSRemotingDataStructureException,Microsoft.PowerShell.Commands.NewPSSessionCommand';
    const { report, status } = await run(
      {
        work: {
          'open-session': {
            reported: { opened: false, id: '' },
            problems: [{ fullyQualifiedErrorId: id, category: 'ResourceUnavailable' }],
          },
        },
      },
      '--via',
      'powershell',
    );
    expect(rowsOf(report)).toMatchObject({ 'test-connection': 'wsman-missing', credentials: 'unknown' });
    expect(status).toBe(1);
  });

  it('a program that prints nothing and exits with 0 is no success', async () => {
    const { report, status } = await run({ start: 'exit', exitCode: 0 }, '--via', 'powershell');
    expect(rowsOf(report)).toMatchObject({ 'test-connection': 'powershell-failed', credentials: 'unknown' });
    expect([status, asked()]).toEqual([1, 0]);
  });

  it('where there is no PowerShell says so', async () => {
    const args = [...labArgs(lab, { ca }), '--password-stdin', '--format', 'json', '--via', 'powershell'];
    const result = await inProcess(args, { input: password, env: { PATH: '/nowhere' } });
    expect(rowsOf(reportOf(result))).toMatchObject({ 'test-connection': 'powershell-missing' });
    expect(result.status).toBe(1);
  });
});

describe('--via both', () => {
  it('makes both connections, each with the password once', async () => {
    const before = lab.counts();
    const { report, status } = await run({}, '--via', 'both');
    expect(report.connections.map(({ via, removal }) => [via, removal])).toEqual([
      ['powershell', 'clean'],
      ['native', 'clean'],
    ]);
    const after = lab.counts();
    expect([status, asked(), after.shellsOpened - before.shellsOpened, after.shellsLeft]).toEqual([0, 1, 1, 0]);
  });

  it('a PC that does not let PowerShell use Basic: the account is still tried by our own client, and the row fails', async () => {
    const before = lab.counts();
    const { report, status } = await run(
      {
        work: {
          'open-session': {
            reported: { opened: false, id: '' },
            problems: [{ fullyQualifiedErrorId: '-2144108321,PSSessionOpenFailed', errorCode: -2144108321 }],
          },
        },
      },
      '--via',
      'both',
    );
    expect(rowsOf(report)).toMatchObject({ 'test-connection': 'basic-disabled' });
    expect(report.connections.map(({ via, stages }) => [via, stages.at(-1)!.stage])).toEqual([
      ['powershell', 'sign-in'],
      ['native', 'disconnect'],
    ]);
    expect([status, lab.counts().shellsOpened - before.shellsOpened]).toEqual([1, 1]);
  });
});

it('what the library reads from the environment is out of its sight: DEBUG prints nothing, NODE_POWERSHELL starts nothing', async () => {
  powershell = standIn({ work: healthy });
  const args = [...labArgs(lab, { ca }), '--password-stdin', '--format', 'json', '--via', 'powershell'];
  const result = await cli(args, {
    input: password,
    env: {
      ...foundInPath(powershell),
      DEBUG: '*',
      DEBUG_COLORS: '0',
      NODE_POWERSHELL: '/bin/false',
    },
  });
  expect(rowsOf(reportOf(result))).toMatchObject({ 'test-connection': 'pass' });
  expect(result.stderr).not.toMatch(/shell process|invocation|PWSH/u);
});

describe('what a row may not do', () => {
  it('the clock signs in to nothing, with an account or without', async () => {
    const { report } = await run({}, '--via', 'powershell', '--only', 'clock');
    expect([rowsOf(report), asked(), powershell!.log()]).toEqual([{ clock: 'pass' }, 0, []]);
    const args = [
      ...labArgs({ https: lab.https, tenant: lab.tenant }, { ca }),
      '--format',
      'json',
      '--via',
      'powershell',
    ];
    const without = reportOf(await inProcess(args, { env: foundInPath(powershell!) }));
    expect(rowsOf(without)).toMatchObject({ clock: 'pass', credentials: 'blocked', 'test-connection': 'blocked' });
    expect(powershell!.log()).toEqual([]);
  });

  it('our own probes do not keep PowerShell from its own way', async () => {
    powershell = standIn({ work: healthy });
    const args = [
      ...labArgs(lab, { endpoint: 'https://127.0.0.1:9/PowerShell/' }),
      '--password-stdin',
      '--format',
      'json',
      '--via',
      'powershell',
    ];
    const result = await inProcess(args, { input: password, env: foundInPath(powershell) });
    expect(rowsOf(reportOf(result))).toMatchObject({
      'port-443': 'endpoint-refused',
      'test-connection': 'pass',
      credentials: 'pass',
    });
  });

  it('a PowerShell that dies with the password in its hands is not followed by the other way', async () => {
    const before = lab.counts();
    const { report } = await run({ work: { 'open-session': { does: 'crash' } } }, '--via', 'both');
    expect(rowsOf(report)).toMatchObject({ credentials: 'unknown', 'test-connection': 'powershell-failed' });
    expect([lab.counts().shellsOpened - before.shellsOpened, lab.counts().signIns - before.signIns]).toEqual([0, 0]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'after %s nothing of PowerShell is left, whatever it was doing',
    async (signal) => {
      for (const plan of [
        { start: 'silent' },
        { work: { ...healthy, 'open-session': { does: 'hang-with-child' } } },
      ] satisfies Plan[]) {
        powershell?.remove();
        powershell = standIn(plan);
        const args = [...labArgs(lab, { ca }), '--password-stdin', '--via', 'powershell'];
        const running = cli(args, { input: password, env: foundInPath(powershell) });
        const wanted = 'start' in plan ? 'pid' : 'child';
        await vi.waitFor(() => expect(powershell!.log().some((entry) => entry[wanted] !== undefined)).toBe(true), {
          timeout: 10_000,
        });
        running.child.kill(signal);
        expect((await running).status).toBe(130);
        const pids = powershell
          .log()
          .flatMap(({ pid, child }) => [pid, child])
          .filter((pid) => pid !== undefined);
        await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 3_000 });
      }
    },
  );
});

describe('options that have no meaning', () => {
  it.each([
    [['--via', 'native', '--import'], /--import goes with the PowerShell/u],
    [['--via', 'nope'], /--via "nope" is not a way/u],
    [['--authentication', 'ntlm'], /--authentication "ntlm"/u],
  ])('%j is refused before anything happens', async (more, sentence) => {
    const { status, stderr } = await inProcess(['--route', 'partner-basic', '--tenant', 'contoso.com', ...more]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(sentence)]);
  });
});
