import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Broken, StageRecorder } from '../../../src/exchange/stage-recorder.js';
import type { PreflightEvent } from '../../../src/preflight/index.js';
import type { RunState, StageState } from '../../../src/ui/screen/run-state.js';
import { emptyRun, reduceRun } from '../../../src/ui/screen/run-state.js';
import type { Json } from '../../../src/vocabulary/index.js';
import { logIds, readLog } from '../../support/event-logs.js';
import type { LogId } from '../../support/event-logs.js';
import { runs } from '../../support/runs.js';

const logs = new Map(logIds.map((id) => [id, readLog(id)]));
const log = (id: LogId): readonly PreflightEvent[] => logs.get(id)!;
const after = (events: readonly PreflightEvent[], before: RunState = emptyRun): RunState =>
  events.reduce(reduceRun, before);
const idsOf = ({ rows }: RunState): readonly string[] => rows.map(({ check }) => check);
const stageLinesOf = ({ stages }: RunState): readonly string[] =>
  stages.map(({ stage, redirect, way, state }) => `${way}.${redirect} ${stage} ${state}`);
const row = (state: RunState, check: string) => state.rows.find((one) => one.check === check)!;
/** The events of one run of several. */
const runOf = (events: readonly PreflightEvent[], number: number): readonly PreflightEvent[] => {
  const starts = events.flatMap((event, index) => (event.type === 'run-started' ? [index] : []));
  return events.slice(starts[number], starts[number + 1]);
};
/** Each state on the way through a log. */
function statesOf(events: readonly PreflightEvent[]): readonly RunState[] {
  const states: RunState[] = [];
  for (const event of events) states.push(reduceRun(states.at(-1) ?? emptyRun, event));
  return states;
}
const step = (what: Json, atMs = 0): PreflightEvent => ({ type: 'step', seq: 0, atMs, of: 'connection', step: what });
const all = [
  'resolve',
  'proxy',
  'connect',
  'tls',
  'http',
  'sign-in',
  'shell',
  'runspace',
  'import',
  'command',
  'disconnect',
];
const notNeeded = ['proxy', 'import'];
const attempted = (way: number, redirect: number, stageNames: readonly string[]): readonly string[] =>
  stageNames.map((stage) => `${way}.${redirect} ${stage} ${notNeeded.includes(stage) ? 'not-needed' : 'passed'}`);

describe('a recorded event log', () => {
  it.each(logIds)(
    '%s: comes to the same state each time, also when it was written to a file between two events',
    (id) => {
      const once = after(log(id));
      expect(after(log(id))).toEqual(once);
      const stored = log(id).reduce(
        (state, event) => JSON.parse(JSON.stringify(reduceRun(state, event))) as RunState,
        emptyRun,
      );
      expect(stored).toEqual(JSON.parse(JSON.stringify(once)));
    },
  );

  it.each(logIds)('%s: no event changes a state that was', (id) => {
    for (const [index, state] of statesOf(log(id)).entries()) {
      const before = JSON.stringify(state);
      const next = log(id)[index + 1];
      if (next) reduceRun(state, next);
      expect(JSON.stringify(state)).toBe(before);
    }
  });

  it.each(logIds)('%s: every row ends with what the log says of it last, in its first place', (id) => {
    const state = after(log(id));
    const started = log(id).find((event) => event.type === 'run-started')!;
    expect(idsOf(state)).toEqual(started.rows.map(({ check }) => check));
    for (const one of state.rows) {
      const reported = log(id).findLast((event) => event.type === 'check-finished' && event.check === one.check);
      expect(one).toMatchObject({
        phase: 'finished',
        waitsFor: [],
        outcome: (reported as { outcome: unknown }).outcome,
      });
    }
    expect(state.finished).toBe(log(id).at(-1));
    expect(state.stages.filter((stage) => stage.state === 'running')).toEqual([]);
  });

  it.each(logIds)('%s: no row leaves its place at any event, a further run included', (id) => {
    const [first, ...rest] = statesOf(log(id));
    for (const state of rest) expect(idsOf(state)).toEqual(idsOf(first!));
  });
});

describe('a row', () => {
  it('waits and says for whom, runs, is slow, is finished', () => {
    const phases = statesOf(log('interrupted')).map((state) => row(state, 'session-limit'));
    expect([...new Set(phases.map(({ phase }) => phase))]).toEqual(['waiting', 'running', 'slow', 'finished']);
    expect(phases.some(({ phase, waitsFor }) => phase === 'waiting' && waitsFor.includes('credentials'))).toBe(true);
    expect(phases.filter(({ phase, waitsFor }) => phase !== 'waiting' && waitsFor.length > 0)).toEqual([]);
    const running = phases.find(({ phase }) => phase === 'running')!;
    expect(running.startedMs).toBe(
      log('interrupted').find((event) => event.type === 'check-started' && event.check === 'session-limit')!.atMs,
    );
  });

  it('shows what it said before while it is asked again, and is kept only where it was not', () => {
    const [first, second] = [after(runOf(log('again'), 0)), runOf(log('again'), 1)];
    const begun = reduceRun(first, second[0]!);
    expect(begun.finished).toBeUndefined();
    for (const one of begun.rows)
      expect(one).toMatchObject({ phase: 'waiting', outcome: row(first, one.check).outcome });
    const done = after(second, first);
    expect(done.rows.filter(({ isKept }) => !isKept).map(({ check }) => check)).toEqual(['clock']);
    for (const one of done.rows.filter(({ isKept }) => isKept))
      expect([one.check, one.ranMs]).toEqual([one.check, row(first, one.check).ranMs]);
  });

  it('that only a later run knows stands below those that were there', () => {
    const started = log('healthy')[0] as Extract<PreflightEvent, { type: 'run-started' }>;
    const fewer: PreflightEvent = { ...started, rows: started.rows.slice(5, 8) };
    const ids = started.rows.map(({ check }) => check);
    expect(idsOf(after([fewer, started]))).toEqual([...ids.slice(5, 8), ...ids.slice(0, 5), ...ids.slice(8)]);
    expect(idsOf(after([started, fewer]))).toEqual(ids);
  });
});

describe('the connection stages', () => {
  it('has one line per stage, in the order of the attempt', () =>
    expect(stageLinesOf(after(log('healthy')))).toEqual(attempted(0, 0, all)));

  it('begins again below a redirect, and counts it', () => {
    const recorder = stageLinesOf(after(log('redirect')));
    expect(recorder).toContain('0.0 http passed');
    expect(recorder.filter((one) => one.startsWith('0.1'))).toContain('0.1 http passed');
    expect(recorder.filter((one) => one.startsWith('1.'))).toEqual([]);
    expect(recorder.at(-1)).toBe('0.1 disconnect passed');
  });

  it('names the stage that broke, and the fault', () => {
    const { stages } = after(log('wrong-password'));
    expect(stages.at(-1)).toMatchObject({ stage: 'sign-in', state: 'broken', symptom: 'sign-in-refused' });
  });

  it('keeps two ways apart, the second from its first stage on', () => {
    const recorder = stageLinesOf(after(log('both-ways')));
    expect(recorder.slice(0, 11)).toEqual(all.map((stage) => `0.0 ${stage} passed`));
    expect(recorder.slice(11)).toEqual(attempted(1, 0, all));
  });

  it('shows how far an import is, and not any more once it is over', () => {
    const percents = statesOf(log('both-ways')).map(({ stages }) => stages.find(({ stage }) => stage === 'import'));
    expect([...new Set(percents.map((stage) => stage?.percent))]).toEqual([undefined, 10, 55, 90]);
    expect(percents.at(-1)).toMatchObject({ state: 'passed' });
    expect(percents.at(-1)).not.toHaveProperty('percent');
  });

  it('stays through a run without an attempt, and gives way to the first stage of one with an attempt', () => {
    const first = after(runOf(log('again'), 0));
    const second = after(runOf(log('again'), 1), first);
    expect(stageLinesOf(second)).toEqual(stageLinesOf(first));
    const on = runOf(log('again'), 2);
    const at = on.findIndex(({ type }) => type === 'step');
    expect(stageLinesOf(after(on.slice(0, at), second))).toEqual(stageLinesOf(first));
    expect(stageLinesOf(after(on.slice(0, at + 1), second))).toEqual(['0.0 resolve running']);
    expect(stageLinesOf(after(on, second))).toEqual(stageLinesOf(first));
  });

  it('names mailboxes of the connection it shows, never those of an earlier one', () => {
    const done = after(log('healthy'));
    expect(done.mailboxes).toHaveLength(1);
    const [started, ...rest] = log('wrong-password');
    expect(reduceRun(done, started!).mailboxes).toEqual(done.mailboxes);
    expect(after(rest, reduceRun(done, started!)).mailboxes).toEqual([]);
  });

  it.each(logIds)('%s: goes one stage at a time, and no time runs backwards', (id) => {
    for (const { stages, atMs } of statesOf(log(id))) {
      expect(stages.filter(({ state }) => state === 'running').length).toBeLessThanOrEqual(1);
      for (const { startedMs, durationMs = 0 } of stages)
        expect([startedMs >= 0, durationMs >= 0, startedMs <= Math.max(atMs, startedMs)]).toEqual([true, true, true]);
    }
  });

  describe('of a PowerShell, which only tells at its end how far it came', () => {
    /** What the book of a connection tells of such a attempt. */
    function reported(attempt: (recorder: StageRecorder) => void): RunState {
      const steps: Json[] = [];
      const recorder = new StageRecorder((one) => steps.push(one));
      try {
        attempt(recorder);
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
      }
      return after(steps.map((one, index) => step(one, 100 * index)));
    }
    const below = (state: 'passed' | 'undetermined', ...stageNames: readonly string[]) =>
      stageNames.map((stage) => ({ stage, state }) as { stage: 'resolve'; state: 'passed' });

    it('an attempt that ended on a lower stage has that one broken and none running', () => {
      const state = reported((recorder) => {
        recorder.begin('shell');
        recorder.endedOn('sign-in', below('undetermined', 'resolve', 'proxy', 'connect', 'tls', 'http'));
        recorder.break({ symptom: 'wrong-password' });
      });
      expect(stageLinesOf(state)).toEqual([
        '0.0 resolve undetermined',
        '0.0 proxy undetermined',
        '0.0 connect undetermined',
        '0.0 tls undetermined',
        '0.0 http undetermined',
        '0.0 sign-in broken',
      ]);
    });

    it('a redirect begins another pass of the same way', () => {
      const state = reported((recorder) => {
        recorder.begin('shell');
        recorder.endedOn('http', below('passed', 'resolve', 'connect'));
        recorder.passed();
        recorder.redirect = 1;
        recorder.begin('shell');
        recorder.passed();
      });
      expect(stageLinesOf(state)).toEqual([
        '0.0 resolve passed',
        '0.0 connect passed',
        '0.0 http passed',
        '0.1 shell passed',
      ]);
    });

    it('an attempt without a stage below it, one out of time, one the run ended', () => {
      expect(
        stageLinesOf(
          reported((recorder) => {
            recorder.begin('shell');
            recorder.endedOn('resolve', []);
            recorder.break({ symptom: 'name-not-found' });
          }),
        ),
      ).toEqual(['0.0 resolve broken']);
      expect(
        stageLinesOf(
          reported((recorder) => {
            recorder.begin('shell');
            recorder.timedOut();
          }),
        ),
      ).toEqual(['0.0 shell timed-out']);
      expect(
        stageLinesOf(
          reported((recorder) => {
            recorder.begin('shell');
            recorder.interrupt();
          }),
        ),
      ).toEqual(['0.0 shell interrupted']);
    });
  });
});

describe('the session', () => {
  it('of a run that is left is being closed, then closed', () => {
    expect([...new Set(statesOf(log('interrupted')).map(({ removal }) => removal))]).toEqual([
      'none',
      'interrupting',
      'closing',
      'clean',
    ]);
  });

  it('that was left behind is said to be, until another run begins', () => {
    const left = after([
      ...log('interrupted').filter(({ type }) => type !== 'run-finished'),
      { type: 'closed', seq: 0, atMs: 9, resource: 'connection', result: 'abandoned' },
    ]);
    expect(left.removal).toBe('abandoned');
    expect(reduceRun(left, log('healthy')[0]!).removal).toBe('none');
  });
});

describe('what nobody expected', () => {
  const stageFields = fc.record(
    {
      stage: fc.constantFrom(...all, 'attic', ''),
      redirect: fc.oneof(fc.nat({ max: 5 }), fc.integer(), fc.string()),
      state: fc.constantFrom(
        'running',
        'passed',
        'broken',
        'undetermined',
        'gone',
        'timed-out',
        'interrupted',
        'not-needed',
      ),
      durationMs: fc.oneof(fc.nat(), fc.integer()),
      percent: fc.oneof(fc.nat({ max: 100 }), fc.string()),
      symptom: fc.constantFrom('wrong-password', 'nobody-knows'),
      mailboxes: fc.array(fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const steps = fc
    .tuple(fc.oneof(stageFields, fc.jsonValue()), fc.nat({ max: 10_000 }))
    .map(([what, atMs]) => step(JSON.parse(JSON.stringify(what)) as Json, atMs));
  const recorded = fc.constantFrom(...logIds);

  it('a step that is not a stage changes nothing but the time', () => {
    const before = after(log('healthy').slice(0, 30));
    for (const odd of [
      null,
      3,
      'resolve',
      [],
      {},
      { stage: 7 },
      { percent: 3 },
      { mailboxes: 'adele' },
      { StageName: 'shell' },
    ])
      expect(reduceRun(before, step(odd as Json, 77))).toEqual({ ...before, atMs: 77 });
  });

  it('what is no name of a mailbox is left out, whatever it does when it is asked for its text', () => {
    const step = { mailboxes: ['anna', { toString: 0 }, null] };
    const state = reduceRun(emptyRun, { type: 'step', seq: 0, atMs: 0, of: 'connection', step });
    expect(state.mailboxes).toEqual(['anna']);
  });

  it('any beginning of a log, with any steps in between, throws never and neither loses nor moves a row', () => {
    fc.assert(
      fc.property(
        recorded,
        fc.nat({ max: 130 }),
        fc.array(fc.tuple(fc.nat({ max: 130 }), steps), { maxLength: 12 }),
        (id, length, odd) => {
          const events = [...log(id).slice(0, length)];
          for (const [at, one] of odd) events.splice(Math.min(at, events.length), 0, one);
          let ids: readonly string[] = [];
          let state = emptyRun;
          for (const event of events) {
            state = reduceRun(state, event);
            if (ids.length > 0) expect(idsOf(state)).toEqual(ids);
            ids = idsOf(state);
            expect(state.stages.filter((one: StageState) => one.state === 'running').length).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: runs(60, 300) },
    );
  });

  it('logs one after the other, cut anywhere, keep every row there ever was', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(recorded, fc.nat({ max: 130 })), { maxLength: 4 }), (cuts) => {
        let ids: readonly string[] = [];
        let state = emptyRun;
        for (const event of cuts.flatMap(([id, length]) => log(id).slice(0, length))) {
          state = reduceRun(state, event);
          expect(idsOf(state).slice(0, ids.length)).toEqual(ids);
          ids = idsOf(state);
        }
      }),
      { numRuns: runs(30, 100) },
    );
  });
});
