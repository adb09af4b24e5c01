import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab, ScenarioId } from '../../src/lab/index.js';
import { scenarioIds, startLab } from '../../src/lab/index.js';
import { isKnownSymptom } from '../../src/knowledge/symptoms.js';
import type { Report } from '../../src/report/document/schema.js';
import { cli, machine, reportOf, rowsOf } from '../support/cli.js';
import type { Ended } from '../support/cli.js';
import { caFile, labArgs, withLab } from '../support/lab-run.js';
import { inProcess } from '../support/run-cli.js';

/** How a connection to each scenario has to end: where it breaks, what is named, by which row, and how the process exits. */
interface Expected {
  readonly stage?: string;
  readonly symptom?: string;
  readonly by?: string;
  readonly candidate?: string;
  readonly exit: number;
  readonly signIns: number;
  readonly refused: number;
  readonly redirect?: number;
}

const matrix: Readonly<Record<ScenarioId, Expected>> = {
  healthy: { exit: 0, signIns: 1, refused: 0 },
  slow: { exit: 0, signIns: 1, refused: 0 },
  redirect: { exit: 0, signIns: 1, refused: 0, redirect: 1 },
  'redirect-elsewhere': {
    stage: 'http',
    symptom: 'redirect-refused',
    by: 'test-connection',
    exit: 1,
    signIns: 0,
    refused: 0,
  },
  'basic-not-offered': {
    stage: 'sign-in',
    symptom: 'basic-not-offered',
    by: 'credentials',
    exit: 1,
    signIns: 0,
    refused: 0,
  },
  'wrong-password': {
    stage: 'sign-in',
    symptom: 'sign-in-refused',
    by: 'credentials',
    candidate: 'wrong-password',
    exit: 1,
    signIns: 0,
    refused: 1,
  },
  retired: { symptom: 'route-closed', by: 'route-offered', exit: 1, signIns: 0, refused: 0 },
  'remote-powershell-disabled': {
    stage: 'shell',
    symptom: 'shell-refused',
    by: 'test-connection',
    candidate: 'remote-powershell-disabled',
    exit: 1,
    signIns: 1,
    refused: 0,
  },
  'session-limit': { stage: 'shell', symptom: 'session-limit', by: 'session-limit', exit: 1, signIns: 1, refused: 0 },
  'no-mailbox-role': {
    stage: 'command',
    symptom: 'no-mailbox-role',
    by: 'test-connection',
    exit: 1,
    signIns: 1,
    refused: 0,
  },
};

const stagesOf = ({ connections }: Report): Report['connections'][number]['stages'] => connections[0]?.stages ?? [];
const brokenOf = (report: Report) =>
  stagesOf(report).find(({ status }) => status !== 'passed' && status !== 'not-needed');
const pcRows = [
  'windows-version',
  'dotnet-framework',
  'wmf',
  'execution-policy',
  'language-mode',
  'winrm-client',
  'tls-client',
];

/** One run a scenario: several tests read the same one. */
const runs = new Map<ScenarioId, Promise<Ended>>();
function runOf(scenario: ScenarioId): Promise<Ended> {
  const run = runs.get(scenario) ?? inProcess(['lab', '--scenario', scenario, '--format', 'json']);
  runs.set(scenario, run);
  return run;
}

// It is slow by waiting: the others run meanwhile.
beforeAll(() => void runOf('slow'));

describe('the lab, by its own command', () => {
  it('has every scenario in the table', () => expect(Object.keys(matrix).sort()).toEqual([...scenarioIds].sort()));

  it.each(scenarioIds)('%s: the stage, the symptom, the row and the exit code are its own', async (scenario) => {
    const ended = await runOf(scenario);
    const report = reportOf(ended);
    const expected = matrix[scenario];
    expect([ended.status, report.exitCode, report.origin]).toEqual([expected.exit, expected.exit, 'simulated']);
    expect(brokenOf(report)?.stage).toBe(expected.stage);
    expect(report.causes.map(({ check, symptom }) => ({ check, symptom }))).toEqual(
      expected.symptom === undefined ? [] : [{ check: expected.by, symptom: expected.symptom }],
    );
    if (expected.candidate !== undefined) expect(report.causes[0]?.candidates?.[0]).toBe(expected.candidate);
    expect(stagesOf(report).at(-1)?.hop ?? 0).toBe(expected.redirect ?? 0);
    for (const row of pcRows) expect(rowsOf(report)[row]).toBe('pass');
  });

  it('confuses no scenario with another: what one names as a fault none of the others does', async () => {
    const named = await Promise.all(
      scenarioIds.map(async (scenario) => {
        const { outcomes } = reportOf(await runOf(scenario));
        return { scenario, symptoms: outcomes.flatMap(({ symptom }) => symptom ?? []) };
      }),
    );
    for (const { scenario, symptoms } of named) {
      const others = scenarioIds.filter((id) => id !== scenario).map((id) => matrix[id].symptom);
      expect(
        symptoms.filter((symptom) => others.includes(symptom)),
        scenario,
      ).toEqual([]);
      for (const symptom of symptoms) expect(isKnownSymptom(symptom), symptom).toBe(true);
    }
  });

  it('names a mailbox count and the stack, and no mailbox', async () => {
    const ended = await runOf('healthy');
    const report = reportOf(ended);
    expect(report.outcomes.find(({ check }) => check === 'test-connection')?.data).toEqual({
      mailboxes: 1,
      more: true,
      stack: `the tool's own client on Node.js ${process.versions.node}`,
    });
    expect(report.connections[0]).toMatchObject({ via: 'native', removal: 'clean' });
    expect(ended.stdout).not.toMatch(/[a-z]+@contoso\.onmicrosoft\.com/u);
  });

  it('with --all brings all mailboxes', async () => {
    const report = reportOf(await inProcess(['lab', '--all', '--format', 'json']));
    const { mailboxes, more } = report.outcomes.find(({ check }) => check === 'test-connection')?.data as {
      mailboxes: number;
      more: boolean;
    };
    expect([mailboxes > 1, more]).toEqual([true, false]);
  });

  it('judges a recorded PC as a simulated one: both verdicts are kept apart', async () => {
    const report = reportOf(await inProcess(['lab', '--machine', machine('windows-11-fresh'), '--format', 'json']));
    expect(rowsOf(report)).toMatchObject({
      'execution-policy': 'scripts-disabled-by-default',
      'test-connection': 'pass',
    });
    expect([report.verdict, report.exitCode]).toEqual(['not-ready', 1]);
    const { stdout } = await inProcess(['lab', '--machine', machine('windows-11-fresh')]);
    expect(stdout).toContain('The test connection itself worked');
  });

  it.each([
    ['its row left out', ['--skip', 'route-offered']],
    [
      'a plugin that asks the connection without waiting for the row',
      ['--checks', 'test/fixtures/asks-the-connection.mjs'],
    ],
  ])('retired, with %s, sends no password all the same', async (_what, more) => {
    const ended = await inProcess(['lab', '--scenario', 'retired', ...more, '--format', 'text']);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain('sign-ins accepted 0, refused 0');
    expect(ended.stdout).toContain('Microsoft');
  });

  it('retired, when asked to try all the same, spends the password once and still names the closing first', async () => {
    const report = reportOf(await inProcess(['lab', '--scenario', 'retired', '--try-retired', '--format', 'json']));
    expect(report.causes.map(({ check }) => check)).toEqual(['route-offered', 'credentials']);
    expect(report.causes[1]?.candidates?.[0]).toBe('route-closed');
  });
});

/** Every form in which a password could have got away. */
function formsOf(password: string): readonly string[] {
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), Buffer.from(password)])
      .toString('base64')
      .replaceAll('=', '')
      .slice(offset === 0 ? 0 : offset + 1, -2),
  );
  const utf16 = Buffer.from(password, 'utf16le');
  const xml = password
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return [
    password,
    ...base64,
    utf16.toString('latin1'),
    utf16.toString('base64').slice(0, -4),
    encodeURIComponent(password),
    JSON.stringify(password).slice(1, -1),
    xml,
    Buffer.from(password).toString('hex'),
  ];
}

describe('the main job against a served endpoint', () => {
  const password = 'Gy7&kl<ö>"x\'9%/+=Zq';
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'main-job-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  interface MainJob {
    readonly lab: Lab;
    readonly ended: Ended;
    readonly environment: string;
  }

  async function mainJob(scenario: ScenarioId, more: readonly string[], isOwnProcess = false): Promise<MainJob> {
    return withLab({ scenario, password }, async (lab) => {
      const ca = caFile(folder, lab);
      const allow = lab.allowedRedirects.flatMap((host) => ['--allow-redirect', host]);
      const output = join(folder, `${scenario}-${Math.random()}.json`);
      const args = [...labArgs(lab, { ca }), '--password-stdin', ...allow, '--output', output, ...more];
      const input = `${password}\n`;
      if (!isOwnProcess) return { lab, ended: await inProcess(args, { input }), environment: '' };
      const running = cli(args, { input });
      // While it lives, what anybody on the machine can see of it.
      const seen: string[] = [];
      const style = setInterval(() => {
        for (const name of ['cmdline', 'environ']) {
          try {
            seen.push(readFileSync(`/proc/${running.child.pid}/${name}`, 'latin1'));
          } catch {
            // Gone, or another system.
          }
        }
      }, 20);
      const ended = await running;
      clearInterval(style);
      return { lab, ended, environment: seen.join('\n') };
    });
  }

  it.each(scenarioIds.filter((id) => id !== 'retired'))(
    '%s: no session is left, one sign-in at most, and the password is nowhere',
    async (scenario) => {
      const jobs = await Promise.all([
        mainJob(scenario, ['--format', 'json', '--debug']),
        mainJob(scenario, ['--debug'], scenario === 'healthy'),
      ]);
      expect(jobs[1].environment.includes('--password-stdin')).toBe(scenario === 'healthy');
      for (const { lab, ended, environment } of jobs) {
        const expected = matrix[scenario];
        expect(ended.status).toBe(expected.exit === 0 ? 0 : 1);
        expect(lab.counts()).toMatchObject({
          shellsLeft: 0,
          signIns: expected.signIns,
          signInsRefused: expected.refused,
        });
        expect(lab.trap?.().credentials ?? 0).toBe(0);
        const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
        const everything = [ended.stdout, ended.stderr, environment, ...files].join('\n');
        for (const form of formsOf(password)) {
          expect(everything.includes(form), `${scenario}: ${form}`).toBe(false);
          expect(Buffer.from(everything, 'latin1').toString('utf8').includes(form), `${scenario}: ${form}`).toBe(false);
        }
      }
    },
  );

  it('a redirect that nobody allowed is not followed', async () => {
    await withLab({ scenario: 'redirect', password }, async (lab) => {
      const ca = caFile(folder, lab);
      const report = reportOf(
        await inProcess([...labArgs(lab, { ca }), '--password-stdin', '--format', 'json'], { input: password }),
      );
      expect(brokenOf(report)).toMatchObject({ stage: 'http', symptom: 'redirect-refused' });
      expect(lab.counts()).toMatchObject({ signIns: 0, signInsRefused: 0 });
    });
  });

  it('without the authority the certificate is not trusted, and the password stays here', async () => {
    await withLab({ password }, async (lab) => {
      const report = reportOf(
        await inProcess([...labArgs(lab), '--password-stdin', '--format', 'json'], { input: password }),
      );
      expect(rowsOf(report)).toMatchObject({
        'port-443': 'certificate-untrusted',
        credentials: 'blocked',
        'test-connection': 'blocked',
      });
      expect(lab.counts()).toMatchObject({ signIns: 0, signInsRefused: 0 });
    });
  });

  it('an authority of the environment counts beside one that is given', async () => {
    const lab = await startLab({ password });
    const other = await startLab();
    try {
      const [own, another] = [join(folder, 'extra.pem'), join(folder, 'other.pem')];
      writeFileSync(own, lab.ca);
      writeFileSync(another, other.ca);
      const args = [...labArgs({ https: lab.https, tenant: lab.tenant }), '--only', 'port-443', '--format', 'json'];
      for (const more of [[], ['--ca', another]])
        expect(rowsOf(reportOf(await cli([...args, ...more], { env: { NODE_EXTRA_CA_CERTS: own } })))).toMatchObject({
          'port-443': 'pass',
        });
    } finally {
      await lab.close();
      await other.close();
    }
  });

  it('over plain http to a loopback address the same job runs', async () => {
    await withLab({ password }, async (lab) => {
      const report = reportOf(
        await inProcess([...labArgs(lab, { endpoint: lab.http }), '--password-stdin', '--format', 'json'], {
          input: password,
        }),
      );
      expect(rowsOf(report)).toMatchObject({
        'port-443': 'not-applicable',
        'port-80': 'pass',
        'test-connection': 'pass',
      });
    });
  });

  it.each([
    ['no account', ['--tenant', 'contoso.onmicrosoft.com'], { credentials: 'account' }],
    ['no tenant', ['--user', 'a@b.example', '--password-stdin'], { credentials: 'tenant' }],
  ] as const)(
    'with %s given, off a terminal, the rows that need it are blocked by it, and nothing is asked of the account',
    async (_what, given, blocked) => {
      await withLab({ password }, async (lab) => {
        const ca = caFile(folder, lab);
        const ended = await inProcess(
          ['--route', 'partner-basic', '--endpoint', lab.https, '--ca', ca, ...given, '--format', 'json'],
          { input: 'x' },
        );
        const report = reportOf(ended);
        for (const [check, input] of Object.entries(blocked))
          expect(report.outcomes.find((row) => row.check === check)?.blockedBy).toEqual({ input });
        expect([ended.status, report.verdict]).toEqual([3, 'unclear']);
        expect(lab.counts()).toMatchObject({ signIns: 0, signInsRefused: 0 });
      });
    },
  );
});
