import { describe, expect, it } from 'vitest';
import type { AnyCheck, CheckId, Outcome, PreflightEvent } from '../../src/preflight/index.js';
import { fail, pass, preflight } from '../../src/preflight/index.js';

const evidence = [{ what: { id: 'x' }, observed: { state: 'absent' }, source: 'test' }] as const;
const check = (id: CheckId, needs: readonly CheckId[], isFine: () => boolean): AnyCheck<undefined> => ({
  apiVersion: 1,
  id,
  group: 'g',
  texts: { en: { title: id } },
  needs,
  run: () => Promise.resolve(isFine() ? pass('x', { evidence }) : fail('x', { evidence })),
});

async function run(checks: readonly AnyCheck<undefined>[], keep?: ReadonlyMap<CheckId, Outcome>) {
  const events: PreflightEvent[] = [];
  for await (const event of preflight(checks, undefined, {
    signal: new AbortController().signal,
    deadlineMs: 5_000,
    goal: 'goal',
    ...(keep ? { keep } : {}),
  }))
    events.push(event);
  const rows = new Map(
    events.flatMap((event) => (event.type === 'check-finished' ? [[event.check, event] as const] : [])),
  );
  const finished = events.findLast((event) => event.type === 'run-finished')!;
  return { rows, finished, outcomes: new Map([...rows].map(([id, { outcome }]) => [id, outcome])) };
}

describe('rows that keep what an earlier run found', () => {
  it('a row that was blocked by one that holds now was asked too early: it is undetermined, and so is the verdict', async () => {
    let isOpen = false;
    const checks = [
      check('endpoint', [], () => isOpen),
      check('middle', ['endpoint'], () => true),
      check('goal', ['middle'], () => true),
    ];
    const first = await run(checks);
    expect(first.outcomes.get('goal')).toEqual({ status: 'blocked', by: { check: 'endpoint' } });
    isOpen = true;
    const again = await run(checks, new Map([...first.outcomes].filter(([id]) => id !== 'endpoint')));
    expect(again.outcomes.get('goal')).toEqual({ status: 'unknown', outdated: { check: 'endpoint' } });
    expect(again.rows.get('goal')?.kept).toBe(true);
    expect(again.rows.get('endpoint')?.kept).toBeUndefined();
    expect(again.finished).toMatchObject({ verdict: 'unclear', exitCode: 3, causes: [] });
  });

  it('one that is still blocked stays so', async () => {
    const checks = [check('endpoint', [], () => false), check('goal', ['endpoint'], () => true)];
    const first = await run(checks);
    const again = await run(checks, new Map([...first.outcomes].filter(([id]) => id !== 'endpoint')));
    expect(again.outcomes.get('goal')).toEqual({ status: 'blocked', by: { check: 'endpoint' } });
    expect(again.finished).toMatchObject({ verdict: 'not-ready', exitCode: 1 });
  });

  it('READY is of this run alone: a goal that was kept leaves it unclear, though nothing failed', async () => {
    const checks = [check('endpoint', [], () => true), check('goal', ['endpoint'], () => true)];
    const first = await run(checks);
    expect(first.finished.verdict).toBe('ready');
    const again = await run(checks, new Map([...first.outcomes].filter(([id]) => id !== 'endpoint')));
    expect(again.finished).toMatchObject({ verdict: 'unclear', exitCode: 0 });
  });
});
