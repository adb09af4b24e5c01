import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Facilities } from 'exo-preflight';
import { defineCheck, pass, pub, value, warn } from 'exo-preflight';
import { describe, expect, it } from 'vitest';
import { openedRun } from '../../../src/session/opened-report.js';
import type { ScenarioId } from '../../../src/lab/index.js';
import { readMachineFile } from '../../../src/machine/recording/machine-file.js';
import { RecordedMachine } from '../../../src/machine/recording/recorded-machine.js';
import type { AnyCheck, Outcome, PreflightEvent } from '../../../src/preflight/index.js';
import { replay, standing } from '../../../src/report/document/replay.js';
import type { Report, ReportedOutcome } from '../../../src/report/document/schema.js';
import { cli, reportOf } from '../../support/cli.js';
import { known, reportOn, retold } from '../../support/judged-pc.js';

const folder = join(import.meta.dirname, '../../machines');
const pcs = readdirSync(folder).filter((name) => name.endsWith('.json'));
const open = async (pc: string) => new RecordedMachine((await readMachineFile(join(folder, pc))).recording);
const routes = ['partner-basic', 'exchange-server', 'exchange-online'];

/** What a reader of a run goes by. */
const reportedBy = ({ outcomes, causes, verdict, exitCode, durationMs }: Report) => ({
  outcomes,
  causes,
  verdict,
  exitCode,
  durationMs,
});

/** What stands for a name in a redacted report could not stand in a command: there it is a placeholder again. */
const withPlaceholders = (report: Report): Report => ({
  ...report,
  outcomes: report.outcomes.map(({ byHand, ...row }) => ({
    ...row,
    ...(byHand === undefined ? {} : { byHand: byHand.replaceAll(/\[(host|user|tenant) \d+\]/gu, '<$1>') }),
  })),
});

/** Every row, sentence, proof, remedy and cause of the replayed run is the report's. */
function expectSame(report: Report): readonly PreflightEvent[] {
  const { events, shown } = openedRun(report);
  expect(reportedBy(retold(events, report, shown.wording))).toEqual(reportedBy(withPlaceholders(report)));
  expect(standing(report, known)).toBe('borne-out');
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index));
  expect(events.map(({ atMs }) => atMs)).toEqual(events.map(({ atMs }) => atMs).sort((a, b) => a - b));
  return events;
}

const outcomeIn = (events: readonly PreflightEvent[], check: string): Outcome | undefined =>
  events.flatMap((event) => (event.type === 'check-finished' && event.check === check ? [event.outcome] : []))[0];
const finishIn = (events: readonly PreflightEvent[]) => events.find((event) => event.type === 'run-finished')!;

describe('run, report, replay: the same run', () => {
  it.each(pcs)('on %s, by every way in', async (pc) => {
    for (const route of routes) expectSame(await reportOn(await open(pc), { route }));
  });

  it('with names replaced, with warnings that count, and with rows left out', async () => {
    for (const pc of [
      'windows-7-as-shipped.json',
      'windows-10-kerberos-off.json',
      'windows-10-module-conflict.json',
      'windows-10-1511.json',
    ]) {
      for (const judging of [{ redact: true }, { strict: true }, { choice: { skip: ['wmf', 'port-443'] } }])
        expectSame(await reportOn(await open(pc), { ...judging, route: 'exchange-online' }));
    }
  });

  it.each<ScenarioId>([
    'healthy',
    'redirect',
    'redirect-elsewhere',
    'basic-not-offered',
    'wrong-password',
    'retired',
    'remote-powershell-disabled',
    'session-limit',
    'no-mailbox-role',
  ])('against the lab: %s, its stages and what became of the session', async (scenario) => {
    const report = reportOf(await cli(['lab', '--scenario', scenario, '--format', 'json']));
    const events = expectSame(report);
    const ends = events.flatMap((event) =>
      event.type === 'step' && (event.step as { state: string }).state !== 'running' ? [event.step] : [],
    );
    expect(ends).toEqual(
      report.connections.flatMap(({ stages }) =>
        stages.map(({ stage, hop: redirect, status: state, durationMs, symptom }) => ({
          stage,
          redirect,
          state,
          durationMs,
          ...(symptom === undefined ? {} : { symptom }),
        })),
      ),
    );
    for (const step of ends)
      expect(events).toContainEqual(
        expect.objectContaining({
          type: 'step',
          of: 'connection',
          step: {
            stage: (step as { stage: string }).stage,
            redirect: (step as { redirect: number }).redirect,
            state: 'running',
          },
        }),
      );
    const { shown } = openedRun(report);
    expect(shown.stack()).toBe(report.connections[0]?.stack ?? '');
    expect(shown.headline).toContain(`partner-basic to ${new URL(report.target.endpoint).host}`);
  });

  it('redacted, against the lab', async () => {
    const report = reportOf(await cli(['lab', '--scenario', 'wrong-password', '--redact', '--format', 'json']));
    expectSame(report);
    expect(openedRun(report).shown.origin).toContain('Names in it are replaced.');
  });

  it('each row begins before it ends, and ends when the report says', async () => {
    const report = reportOf(await cli(['lab', '--format', 'json']));
    const events = replay(report, known);
    for (const { check, waitedMs, durationMs } of report.outcomes) {
      const began = events.findIndex((event) => event.type === 'check-started' && event.check === check);
      const ended = events.findIndex((event) => event.type === 'check-finished' && event.check === check);
      expect(events[ended]?.atMs).toBe(Math.min(waitedMs + durationMs, report.durationMs));
      if (began >= 0) expect([began < ended, events[began]?.atMs]).toEqual([true, waitedMs]);
    }
    expect(events[0]).toMatchObject({
      type: 'run-started',
      rows: report.outcomes.map(({ check, group, needs }) => ({ check, group, needs })),
    });
  });
});

const domain = defineCheck({
  apiVersion: 1,
  id: 'acme-domain',
  group: 'acme',
  texts: {
    en: { title: "This PC is in Acme's domain", member: 'It belongs to {domain}.', stranger: 'It belongs to nobody.' },
  },
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- so that the compiler looks at it after the texts
  run: (_context) =>
    Promise.resolve(
      pass('member', {
        evidence: [{ what: { id: 'title' }, observed: value(pub('yes')), source: 'acme' }],
        args: { domain: pub('acme.example') },
      }),
    ),
}) as AnyCheck<Facilities>;
const stranger: AnyCheck<Facilities> = {
  ...domain,
  id: 'acme-stranger',
  run: () =>
    Promise.resolve(
      warn('stranger', { evidence: [{ what: { id: 'title' }, observed: value(pub('no')), source: 'acme' }] }),
    ),
};

describe("a row this version does not know, a plugin's or a later version's", () => {
  it('stands with the words of the file, marked as such, and without a remedy', async () => {
    const report = await reportOn(await open('windows-10.json'), { plugins: [domain, stranger] });
    const { events, shown } = openedRun(report);
    const again = retold(events, report, shown.wording);
    expect(again.outcomes.slice(-2)).toMatchObject([
      {
        check: 'acme-domain',
        group: 'acme',
        status: 'pass',
        title: "in the report: This PC is in Acme's domain",
        summary: 'in the report: It belongs to acme.example.',
        evidence: [{ observed: 'yes', source: 'acme' }],
      },
      { check: 'acme-stranger', status: 'warn', symptom: 'stranger', summary: 'in the report: It belongs to nobody.' },
    ]);
    expect(again.outcomes.at(-1)).not.toHaveProperty('remedy');
    expect([again.verdict, again.exitCode]).toEqual([report.verdict, report.exitCode]);
  });

  it('so does a known row with a sentence that is not ours, or with one that can not be filled', async () => {
    const report = await reportOn(await open('windows-10.json'));
    for (const message of [
      { id: 'from-the-future' },
      { id: 'title' },
      { id: 'verdict.ready' },
      { id: 'constructor' },
      { id: 'allowed', args: { policy: pub('x') } },
    ]) {
      const events = replay(changed(report, 'execution-policy', { message, summary: 'Words of the file.' }), known);
      expect(outcomeIn(events, 'execution-policy')).toMatchObject({
        status: 'pass',
        summary: { id: 'in-report', args: { text: { value: 'Words of the file.' } } },
      });
    }
  });
});

function changed(report: Report, check: string, change: Partial<ReportedOutcome>): Report {
  return { ...report, outcomes: report.outcomes.map((row) => (row.check === check ? { ...row, ...change } : row)) };
}

/** A row that leaves something out. */
const lacking = (row: ReportedOutcome, ...fields: readonly (keyof ReportedOutcome)[]): ReportedOutcome =>
  Object.fromEntries(
    Object.entries(row).filter(([name]) => !(fields as readonly string[]).includes(name)),
  ) as ReportedOutcome;

describe('a row whose parts do not belong together', () => {
  const impossible: readonly (readonly [string, (report: Report) => Report])[] = [
    [
      'failed without a symptom',
      (report) => ({ ...report, outcomes: report.outcomes.map((row) => lacking(row, 'symptom')) }),
    ],
    [
      'passed without an observation',
      (report) => changed(report, 'execution-policy', { status: 'pass', evidence: [] }),
    ],
    [
      'unknown without an observation',
      (report) => changed(report, 'execution-policy', { status: 'unknown', evidence: [] }),
    ],
    ['blocked by nothing', (report) => changed(report, 'execution-policy', { status: 'blocked' })],
    [
      'blocked by itself',
      (report) => changed(report, 'execution-policy', { status: 'blocked', blockedBy: { check: 'execution-policy' } }),
    ],
    [
      'blocked by a row that is not there',
      (report) => changed(report, 'execution-policy', { status: 'blocked', blockedBy: { check: 'constructor' } }),
    ],
    [
      'blocked by a row that passed',
      (report) => changed(report, 'execution-policy', { status: 'blocked', blockedBy: { check: 'windows-version' } }),
    ],
    [
      'blocked by a sentence',
      (report) => changed(report, 'execution-policy', { status: 'blocked', blockedBy: { input: 'Call 555 0199 now' } }),
    ],
  ];

  it.each(impossible)('%s: is unknown, says what the file called it, and passes nowhere', async (_what, change) => {
    const report = change(await reportOn(await open('windows-10-all-signed.json')));
    const events = replay(report, known);
    const outcome = outcomeIn(events, 'execution-policy');
    expect(outcome).toMatchObject({
      status: 'unknown',
      summary: {
        id: 'row.damaged',
        args: { status: { value: report.outcomes.find(({ check }) => check === 'execution-policy')!.status } },
      },
    });
    expect([finishIn(events).verdict, finishIn(events).exitCode]).toEqual(['unclear', 3]);
  });

  it('no change of one field makes a replay fail, lose a row, or find READY where it was not', async () => {
    const report = await reportOn(await open('windows-7-as-shipped.json'));
    const row = fc.record<Partial<ReportedOutcome>>(
      {
        status: fc.constantFrom('pass', 'warn', 'fail', 'blocked', 'not-applicable', 'timed-out', 'unknown'),
        evidence: fc.constantFrom([], [{ what: 'a', observed: 'b', source: 'c' }]),
        blockedBy: fc.constantFrom({ check: 'wmf' }, { check: 'zebra' }, { input: 'network' }),
        ended: fc.constantFrom('interrupted' as const, { crash: 'TypeError' }, { crash: '\u001b[2J' }),
        needs: fc.array(fc.constantFrom('wmf', 'zebra', '__proto__')),
        candidates: fc.array(fc.constantFrom('wrong-password', 'zebra')),
        message: fc.record({
          id: fc.constantFrom('allowed', 'zebra', '__proto__'),
          args: fc.constantFrom({}, { policy: pub('x'), scope: pub('y') }),
        }),
        durationMs: fc.nat(),
        waitedMs: fc.maxSafeNat(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: report.outcomes.length - 1 }), row)),
        fc.constantFrom(0, 1, 3, 4, 130, 77),
        (changes, exitCode) => {
          const forged = {
            ...changes.reduce((made, [index, change]) => changed(made, made.outcomes[index]!.check, change), report),
            exitCode,
          };
          const { events, shown } = openedRun(forged);
          const again = retold(events, forged, shown.wording);
          expect(again.outcomes.map(({ check }) => check)).toEqual(report.outcomes.map(({ check }) => check));
          expect(JSON.stringify(again)).not.toContain('\\u001b');
          if (again.verdict === 'ready')
            expect(forged.outcomes.find(({ check }) => check === 'test-connection')?.status).toMatch(/pass|warn/u);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('how a run ended', () => {
  it('interrupted, crashed, out of time: each row as it was, and the session that was left', async () => {
    const base = reportOf(await cli(['lab', '--scenario', 'wrong-password', '--format', 'json']));
    const stages = base.connections[0]!.stages;
    const left: Report = {
      ...base,
      exitCode: 130,
      verdict: 'unclear',
      connections: [
        {
          ...base.connections[0]!,
          removal: 'abandoned',
          stages: [
            ...stages.slice(0, -1),
            { ...stages.at(-1)!, status: 'interrupted' },
            { ...stages.at(-1)!, stage: '\u001b[31mzebra' },
          ],
        },
      ],
      outcomes: base.outcomes.map((row) => {
        const rest = lacking(row, 'symptom', 'remedy', 'blockedBy', 'candidates', 'message');
        if (row.check === 'credentials')
          return { ...rest, status: 'unknown', evidence: [], ended: 'interrupted', durationMs: 20, waitedMs: 5 };
        if (row.check === 'clock') return { ...rest, status: 'unknown', evidence: [], ended: { crash: 'TypeError' } };
        if (row.check === 'proxy')
          return { ...rest, status: 'unknown', evidence: [], ended: { crash: 'Type `rm -rf`' } };
        if (row.check === 'test-connection')
          return { ...rest, status: 'timed-out', evidence: [], durationMs: 15_004, waitingOn: 'shell' };
        if (row.status === 'blocked')
          return { ...rest, status: 'timed-out', evidence: [], durationMs: 0, waitingOn: 'http://evil.example' };
        return row;
      }),
    };
    const events = replay(left, known);
    expect(outcomeIn(events, 'credentials')).toEqual({ status: 'unknown', interrupted: true });
    expect(outcomeIn(events, 'clock')).toEqual({ status: 'unknown', crash: { name: 'TypeError' } });
    expect(outcomeIn(events, 'proxy')).toEqual({ status: 'unknown', crash: { name: 'in the report: Type `rm -rf`' } });
    expect(outcomeIn(events, 'test-connection')).toEqual({ status: 'timed-out', afterMs: 15_004, waitingOn: 'shell' });
    expect(outcomeIn(events, 'session-limit')).toEqual({ status: 'timed-out', afterMs: 0 });
    expect(finishIn(events).exitCode).toBe(130);
    expect(events.findIndex(({ type }) => type === 'interrupting')).toBeLessThan(
      events.findIndex((event) => event.type === 'check-finished' && event.check === 'credentials'),
    );
    expect(events.slice(-3)).toMatchObject([
      { type: 'closing' },
      { type: 'closed', result: 'abandoned' },
      { type: 'run-finished' },
    ]);
    expect(JSON.stringify(events)).not.toContain('zebra');
    const { shown } = openedRun(left);
    expect(shown.wording.summary('test-connection', outcomeIn(events, 'test-connection')!)).toBe(
      'No answer after 15 s; it was waiting on: Session.',
    );
  });

  it('what a row without an answer was waiting on goes into the report', async () => {
    const report = await reportOn(await open('windows-10.json'));
    const { shown } = openedRun(report);
    const events = replay(report, known).map((event) =>
      event.type === 'check-finished' && event.check === 'clock'
        ? { ...event, outcome: { status: 'timed-out' as const, afterMs: 15_000, waitingOn: 'tls' } }
        : event,
    );
    expect(retold(events, report, shown.wording).outcomes.find(({ check }) => check === 'clock')).toMatchObject({
      status: 'timed-out',
      waitingOn: 'tls',
    });
  });
});

describe('what a report says of itself, beside what its rows come to', () => {
  it('READY over a row that failed is marked', async () => {
    const report = {
      ...(await reportOn(await open('windows-7-as-shipped.json'))),
      verdict: 'ready' as const,
      exitCode: 0,
    };
    const { events, shown } = openedRun(report);
    expect(standing(report, known)).toBe('contradicted');
    expect([finishIn(events).verdict, finishIn(events).exitCode]).toEqual(['not-ready', 1]);
    expect(shown.alert).toMatch(/THE REPORT ITSELF SAYS READY \(exit code 0\)/u);
  });

  it('READY over a connection that worked beside a name that failed is no choice of rows either', async () => {
    const healthy = reportOf(await cli(['lab', '--format', 'json']));
    expect(standing(changed(healthy, 'name-resolution', { status: 'fail', symptom: 'name-not-found' }), known)).toBe(
      'contradicted',
    );
  });

  it('--only, which shows rows that do not count, is reported as that', async () => {
    const healthy = reportOf(await cli(['lab', '--only', 'credentials', '--format', 'json']));
    const waited = changed(healthy, 'name-resolution', { status: 'unknown' });
    expect([standing(waited, known), finishIn(replay(waited, known)).exitCode]).toEqual(['narrowed', 3]);
    expect(openedRun(waited).shown.alert).toContain('a choice like --only');
  });
});
