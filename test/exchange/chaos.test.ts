import { setTimeout as sleep } from 'node:timers/promises';
import { checks as builtIn } from 'exo-preflight/checks';
import type { Facilities } from 'exo-preflight';
import { describe, expect, it } from 'vitest';
import { Credential } from '../../src/identity/credential.js';
import { chooseTarget } from '../../src/exchange/index.js';
import { stageNames } from '../../src/exchange/index.js';
import { NativeConnection } from '../../src/exchange/native/native-connection.js';
import { makeCertificates } from '../../src/lab/certificates.js';
import { startLab } from '../../src/lab/index.js';
import { isKnownSymptom } from '../../src/knowledge/symptoms.js';
import { RecordedMachine } from '../../src/machine/recording/recorded-machine.js';
import { Network } from '../../src/network/index.js';
import type { AnyCheck, Outcome, PreflightEvent } from '../../src/preflight/index.js';
import { preflight, select } from '../../src/preflight/index.js';
import type { Mishap } from '../support/chaos.js';
import { badLine, seeded } from '../support/chaos.js';

const certificates = await makeCertificates();
const times = { stepMs: 400, connectionMs: 1200, removalMs: 400, closeMs: 700 };

interface Seed extends Mishap {
  readonly seed: number;
  /** Ctrl-C, in milliseconds from the start; 0 for none. */
  readonly interruptMs: number;
  /** What the server would do on a good line. */
  readonly scenario: 'healthy' | 'session-limit' | 'no-mailbox-role';
}

/** Bytes a whole run over TLS takes on its connections: one for the probe, one for the session. */
const whole = [
  { 'to-server': 364, 'to-client': 858 },
  { 'to-server': 23_100, 'to-client': 19_100 },
] as const;

function plan(seed: number): Seed {
  const next = seeded(seed);
  const kind = Math.floor(next() * 4);
  const direction = next() < 0.5 ? 'to-server' : 'to-client';
  const connection = next() < 0.15 ? 0 : 1;
  const afterBytes = Math.floor(next() * whole[connection][direction]);
  // Ctrl-C comes on good lines, and now and then on a bad one too.
  const interruptMs = kind === 3 || next() < 0.25 ? 1 + Math.floor(next() * 120) : 0;
  const scenario = (['healthy', 'healthy', 'healthy', 'session-limit', 'no-mailbox-role'] as const)[
    Math.floor(next() * 5)
  ]!;
  return {
    seed,
    direction,
    connection,
    afterBytes,
    how: (['reset', 'stall', 'truncate', 'none'] as const)[kind]!,
    interruptMs,
    scenario,
  };
}

async function runOver(mishap: Seed) {
  const lab = await startLab({ scenario: mishap.scenario });
  const line = await badLine(new URL(lab.http), certificates, mishap);
  try {
    const target = chooseTarget({
      route: 'partner-basic',
      endpoint: `https://127.0.0.1:${line.port}/powershell-liveid`,
      tenant: lab.tenant,
      httpEndpoint: lab.http,
    });
    const trust = { added: [certificates.ca], windowsRoots: () => Promise.resolve([]) };
    const connection = new NativeConnection({
      target,
      trust,
      credential: new Credential(lab.user, lab.password),
      allowedRedirects: [],
      ...times,
    });
    const interruption = new AbortController();
    const network = new Network({ signal: interruption.signal, trust, probeMs: times.stepMs });
    const { checks } = select(builtIn as readonly AnyCheck<Facilities>[], { only: ['test-connection'] });
    const context: Facilities = {
      machine: new RecordedMachine(new Map(), 'simulated'),
      network,
      connection,
      route: target,
    };
    const interrupt = mishap.interruptMs > 0 ? setTimeout(() => interruption.abort(), mishap.interruptMs) : undefined;
    const events: PreflightEvent[] = [];
    const options = {
      signal: interruption.signal,
      deadlineMs: 5_000,
      shared: [connection],
      inputs: new Set(['network', 'way', 'tenant', 'account']),
      goal: 'test-connection',
      closeMs: times.closeMs,
    };
    for await (const event of preflight(checks, context, options)) events.push(event);
    clearTimeout(interrupt);
    // What the server still had in hand when the line was cut.
    await sleep(20);
    return {
      events,
      stages: connection.stages(),
      counts: lab.counts(),
      interrupted: interruption.signal.aborted,
      happened: line.happened(),
      checks: checks.map(({ id }) => id),
    };
  } finally {
    await line.close();
    await lab.close();
  }
}

describe('a hundred bad lines', () => {
  const seeds = Array.from({ length: 100 }, (_, seed) => plan(seed + 1));
  let cut = 0;
  const groups = Array.from({ length: 10 }, (_, index) => seeds.slice(index * 10, index * 10 + 10));

  it.each(groups.map((group) => [group[0]!.seed, group.at(-1)!.seed, group] as const))(
    'seeds %i to %i end in time, at a true stage, with the session removed or named as left',
    async (_first, _last, group) => {
      const runs = await Promise.all(group.map(async (mishap) => ({ mishap, run: await runOver(mishap) })));
      for (const { mishap, run } of runs) {
        const { events, stages, counts, interrupted, happened, checks } = run;
        const what = JSON.stringify({ mishap, stages: stages.map(({ stage, state }) => `${stage} ${state}`), counts });
        const outcomes = new Map(
          events.flatMap((event) => (event.type === 'check-finished' ? [[event.check, event.outcome] as const] : [])),
        );
        const last = events.at(-1);
        if (last?.type !== 'run-finished') throw new Error(`no end: ${what}`);
        if (happened || interrupted) cut++;

        expect([...outcomes.keys()].sort(), what).toEqual([...checks].sort());
        for (const outcome of outcomes.values())
          expect('crash' in outcome, `${what} ${JSON.stringify(outcome)}`).toBe(false);
        expect(interrupted ? [130] : [0, 1, 3], what).toContain(last.exitCode);
        if (last.exitCode === 0)
          expect(outcomes.get('test-connection'), what).toMatchObject({ data: { mailboxes: 1 } });

        // A stage is said to have passed only where the server saw it pass.
        const passed = (stage: string): boolean => stages.some((one) => one.stage === stage && one.state === 'passed');
        if (passed('shell')) expect(counts.shellsOpened, what).toBe(1);
        if (passed('sign-in')) expect(counts.signIns, what).toBe(1);
        const broken = stages.find(
          ({ state }) => state === 'broken' || state === 'timed-out' || state === 'interrupted',
        );
        if (broken && stageNames.indexOf(broken.stage) < stageNames.indexOf('sign-in'))
          expect(counts.signIns, what).toBe(0);
        if (broken?.state === 'broken') expect(isKnownSymptom(broken.symptom), what).toBe(true);
        if (broken && !interrupted && broken.stage !== 'disconnect')
          expect(failing(outcomes).length, what).toBeGreaterThan(0);

        expect(counts.signIns + counts.signInsRefused, what).toBeLessThanOrEqual(1);
        if (counts.shellsLeft > 0) expect(reportedAsLeft(events, outcomes), what).toBe(true);
      }
    },
  );

  it('were truly bad, most of them', () => expect(cut).toBeGreaterThan(70));
});

const failing = (outcomes: ReadonlyMap<string, Outcome>): readonly string[] =>
  [...outcomes].filter(([, { status }]) => status === 'fail').map(([id]) => id);

const reportedAsLeft = (events: readonly PreflightEvent[], outcomes: ReadonlyMap<string, Outcome>): boolean =>
  events.some((event) => event.type === 'closed' && event.result === 'abandoned') ||
  outcomes.get('test-connection')?.status === 'warn';
