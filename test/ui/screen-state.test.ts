import { describe, expect, it } from 'vitest';
import type { PreflightEvent, PreflightEventBody } from '../../src/preflight/events.js';
import { emptyRun, reduce } from '../../src/ui/screen-state.js';

const log = (...events: readonly PreflightEventBody[]): PreflightEvent[] => events.map((event, seq) => ({ seq, atMs: seq * 10, ...event }));
const row = (check: string) => ({ check, group: 'pc', title: { id: 'title' }, needs: [], yieldsTo: [] });
const stateAfter = (...events: readonly PreflightEventBody[]) => log(...events).reduce(reduce, emptyRun);
const notHere = { status: 'not-applicable', why: { id: 'elsewhere' } } as const;

describe('what the screen shows', () => {
  it('is the same for the same events, and knows each row by its phase', () => {
    const { rows, finishedRows } = stateAfter(
      { type: 'run-started', rows: [row('a'), row('b'), row('c'), row('d')] },
      { type: 'check-started', check: 'a' },
      { type: 'check-started', check: 'b' },
      { type: 'check-slow', check: 'b' },
      { type: 'check-started', check: 'c' },
      { type: 'check-finished', check: 'c', outcome: notHere, ranMs: 5, waitedMs: 1 },
      { type: 'check-finished', check: 'a', outcome: notHere, ranMs: 7, waitedMs: 1 },
    );
    expect(rows.map(({ check, phase }) => `${check} ${phase}`)).toEqual(['a finished', 'b slow', 'c finished', 'd waiting']);
    expect(finishedRows.map(({ check }) => check)).toEqual(['c', 'a']);
  });

  it('follows the connection up its rungs, and what becomes of the session', () => {
    const step = (rung: string): PreflightEventBody => ({ type: 'step', of: 'connection', step: { rung, hop: 0, state: 'running' } });
    expect(stateAfter(step('connect'), step('tls')).rung).toBe('tls');
    const at = (percent: number): PreflightEventBody => ({ type: 'step', of: 'connection', step: { rung: 'import', hop: 0, state: 'running', percent } });
    expect(stateAfter(step('import'), at(10), at(55))).toMatchObject({ rung: 'import', percent: 55 });
    expect(stateAfter(at(55), step('command')).percent).toBeUndefined();
    expect(stateAfter({ type: 'step', of: 'connection', step: { mailboxes: ['ada@contoso.example'] } }).mailboxes).toEqual(['ada@contoso.example']);
    expect(stateAfter({ type: 'interrupting' }).removal).toBe('interrupting');
    expect(stateAfter({ type: 'interrupting' }, { type: 'closing', resource: 'connection' }, { type: 'closed', resource: 'connection', result: 'abandoned' }).removal).toBe('abandoned');
  });

  it('takes no harm from steps it does not know', () => {
    for (const step of [null, 1, 'text', [], {}, { rung: 5 }, { mailboxes: 'x' }, { percent: 5 }]) expect(stateAfter({ type: 'step', of: 'other', step })).toEqual(emptyRun);
  });
});
