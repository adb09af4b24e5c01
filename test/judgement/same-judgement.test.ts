/**
 * What a user is shown, held through any rebuilding: for every composed PC, way in and scenario of the lab the exit code, the
 * verdict, each row, the causes in their order, the report document and the printed text. See `record.ts` for how to record anew.
 */
import type * as dns from 'node:dns/promises';
import { describe, expect, it, vi } from 'vitest';
import { composedPcs } from '../machines/compose.js';
import { machine } from '../support/cli.js';
import type { Report, ScenarioId, WholeRun } from '../support/in-process.js';
import {
  inProcess,
  judgedAgainst,
  timeScale,
  runAgainst,
  scenarioIds,
  startLab,
  wholeRunOf,
} from '../support/in-process.js';
import { withPlaceholders } from './placeholders.js';
import type { Json } from './record.js';
import { expectRecorded, recordedNames, shown } from './record.js';

/** Where the lab redirects to. Which addresses that name has, and in which order, is a matter of the machine. */
vi.mock('node:dns/promises', async (original) => ({
  ...(await original<typeof dns>()),
  lookup: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
}));

const pcs = Object.keys(composedPcs).sort();
const routes = ['partner-basic', 'exchange-server', 'exchange-online'];
/** Ways in that the lab can stand for. */
const labRoutes = ['partner-basic', 'exchange-server'];
/** The PC that is ready, and one with something wrong in nearly every row. */
const [ready, faulty] = ['windows-10', 'windows-7-as-shipped'] as const;

/** Side by side: each has a lab of its own, and the slow ones do little but wait. */
async function runsOf(runs: Readonly<Record<string, () => Promise<WholeRun>>>): Promise<Record<string, WholeRun>> {
  const done = Object.entries(runs).map(async ([name, run]) => [name, withPlaceholders(await run())] as const);
  return Object.fromEntries(await Promise.all(done));
}

const onRecorded = (pc: string, route: string): readonly string[] => [
  ...['--machine', machine(pc), '--route', route],
  ...['--endpoint', 'https://mail.contoso.example/PowerShell/', '--tenant', 'contoso.onmicrosoft.com'],
];

describe('a recorded PC, by every way in', () => {
  it.each(pcs)('%s', async (pc) => {
    const runs = await runsOf(
      Object.fromEntries(routes.map((route) => [route, () => wholeRunOf(onRecorded(pc, route))])),
    );
    expectRecorded(`pc-${pc}`, shown(runs));
  });

  it('is the same document on standard output', async () => {
    for (const route of routes) {
      const args = onRecorded(faulty, route);
      const { stdout, exitCode } = await inProcess([...args, '--format', 'json']);
      const run = await wholeRunOf(args);
      const document = JSON.parse(stdout.join('\n')) as Report;
      expect(withPlaceholders({ ...run, document }).document).toEqual(withPlaceholders(run).document);
      expect([exitCode, document.exitCode]).toEqual([run.exitCode, run.exitCode]);
    }
  });
});

const labArgs = (scenario: string, ...more: readonly string[]): readonly string[] => [
  ...['lab', '--scenario', scenario, '--timeout', String(timeScale)],
  ...more,
];

describe('a scenario of the lab', () => {
  const byRoute = (scenario: ScenarioId, pc: string, route: string) => async () => {
    const lab = await startLab({ scenario });
    try {
      return await runAgainst({ lab, scenario, route, machine: machine(pc) });
    } finally {
      await lab.close();
    }
  };

  it.concurrent.each(scenarioIds)('%s: by its own command, and by another way in, on two PCs', async (scenario) => {
    const runs = await runsOf({
      lab: () => wholeRunOf(labArgs(scenario)),
      [`lab --machine ${faulty}`]: () => wholeRunOf(labArgs(scenario, '--machine', machine(faulty))),
      [`exchange-server, ${ready}`]: byRoute(scenario, ready, 'exchange-server'),
      [`exchange-server, ${faulty}`]: byRoute(scenario, faulty, 'exchange-server'),
    });
    expectRecorded(`lab-${scenario}`, shown(runs));
  });

  it('with the options that change what is said', async () => {
    const options: Readonly<Record<string, readonly string[]>> = {
      'healthy --all': labArgs('healthy', '--all'),
      'healthy --redact': labArgs('healthy', '--redact'),
      'wrong-password --redact': labArgs('wrong-password', '--redact'),
      'retired --try-retired': labArgs('retired', '--try-retired'),
      'healthy --strict': labArgs('healthy', '--strict', '--machine', machine('windows-10-1511')),
      'session-limit --skip': labArgs('session-limit', '--skip', 'wmf,port-443'),
      'no-mailbox-role --only': labArgs('no-mailbox-role', '--only', 'test-connection'),
    };
    const runs = await runsOf(
      Object.fromEntries(Object.entries(options).map(([name, args]) => [name, () => wholeRunOf(args)])),
    );
    expectRecorded('lab-options', shown(runs));
  });
});

/** In a few words: what is not fine, and what is to be done about in which order. */
function judgementOf({ exitCode, verdict, outcomes, causes }: Report): Json {
  const rows = outcomes
    .filter(({ status }) => status !== 'pass' && status !== 'not-applicable')
    .map(({ check, status, symptom }) => `${check} ${status}${symptom === undefined ? '' : ` ${symptom}`}`);
  return {
    ends: `${exitCode} ${verdict}`,
    rows: rows.join(', '),
    causes: causes.map(({ check, symptom, candidates = [], explains }) =>
      [`${check} ${symptom}`, ...candidates.map((one) => `? ${one}`), ...explains.map((one) => `> ${one}`)].join(' '),
    ),
  };
}

describe('every PC against every scenario, by every way in the lab can stand for', () => {
  // What is only slow is judged as what is healthy.
  it.each(scenarioIds.filter((id) => id !== 'slow'))('%s', { timeout: 120_000 }, async (scenario) => {
    const lab = await startLab({ scenario });
    const judged: Record<string, Json> = {};
    try {
      for (const pc of pcs)
        for (const route of labRoutes)
          judged[`${pc}, ${route}`] = judgementOf(await judgedAgainst({ lab, scenario, route, machine: machine(pc) }));
    } finally {
      await lab.close();
    }
    expectRecorded(`pcs-${scenario}`, judged);
  });
});

it('nothing else is recorded', () => {
  expect(recordedNames()).toEqual(
    [
      ...pcs.map((pc) => `pc-${pc}`),
      ...scenarioIds.map((id) => `lab-${id}`),
      ...scenarioIds.filter((id) => id !== 'slow').map((id) => `pcs-${id}`),
      'lab-options',
    ].sort(),
  );
});
