import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/preflight/index.js';
import { fail, pass, unknown, warn } from '../../src/preflight/index.js';
import { causes, exitCode, verdict } from '../../src/preflight/verdict.js';
import { pub, value } from '../../src/vocabulary/index.js';

const evidence = [{ what: { id: 'seen' }, observed: value(pub('yes')), source: 'test' }];
const row = {
  pass: pass('right', { evidence }),
  warn: warn('odd', { evidence }),
  fail: fail('wrong', { evidence }),
  unknown: unknown('unseen', { evidence }),
  crashed: { status: 'unknown', crash: { name: 'Error' } },
  timedOut: { status: 'timed-out', afterMs: 5 },
  noInput: { status: 'blocked', by: { input: 'account' } },
  notHere: { status: 'not-applicable', why: { id: 'elsewhere' } },
} satisfies Record<string, Outcome>;
const blockedBy = (check: string): Outcome => ({ status: 'blocked', by: { check } });

const judged = (outcomes: Record<string, Outcome>, rest: object = {}) => ({
  checks: Object.keys(outcomes).map((id) => ({
    apiVersion: 1 as const,
    id,
    group: 'g',
    texts: { en: { title: id } },
    run: () => Promise.reject(new Error()),
  })),
  outcomes: new Map(Object.entries(outcomes)),
  goal: 'goal',
  ...rest,
});

describe('the exit code', () => {
  it.each([
    [0, { goal: row.pass, a: row.warn, b: row.notHere }, {}],
    [1, { goal: row.pass, a: row.fail, b: row.unknown }, {}],
    [3, { goal: row.pass, a: row.unknown }, {}],
    [3, { goal: row.pass, a: row.crashed }, {}],
    [3, { goal: row.pass, a: row.timedOut }, {}],
    [3, { goal: row.noInput }, {}],
    [1, { goal: row.pass, a: row.warn }, { strict: true }],
    [4, { goal: row.fail }, { bug: true }],
    [130, { goal: row.fail }, { bug: true, interrupted: true }],
  ] as const)('is %i for %j with %j', (expected, outcomes, rest) => {
    expect(exitCode(judged(outcomes, rest))).toBe(expected);
  });

  it('speaks about the selected rows, and about what blocks them', () => {
    expect(exitCode(judged({ a: row.pass, b: row.fail }, { selected: new Set(['a']) }))).toBe(0);
    expect(exitCode(judged({ a: blockedBy('b'), b: row.fail }, { selected: new Set(['a']) }))).toBe(1);
    expect(exitCode(judged({ a: blockedBy('b'), b: row.timedOut }, { selected: new Set(['a']) }))).toBe(3);
  });
});

describe('the verdict', () => {
  it.each([
    ['ready', { goal: row.pass, a: row.warn }],
    ['not-ready', { goal: row.pass, a: row.fail }],
    ['not-ready', { goal: blockedBy('a'), a: row.fail }],
    ['unclear', { goal: row.notHere, a: row.pass }],
    ['unclear', { a: row.pass }],
    ['unclear', { goal: row.pass, a: row.unknown }],
    ['unclear', { goal: row.noInput }],
  ] as const)('is %s for %j', (expected, outcomes) => {
    expect(verdict(judged(outcomes))).toBe(expected);
  });

  it('is never ready after an interruption', () => {
    expect(verdict(judged({ goal: row.pass }, { interrupted: true }))).toBe('unclear');
  });
});

describe('causes', () => {
  it('rank failures first, then by priority, then by how much each explains', () => {
    const outcomes = {
      a: row.fail,
      b: row.fail,
      c: blockedBy('b'),
      d: row.unknown,
      e: blockedBy('d'),
      f: blockedBy('d'),
      z: row.fail,
    };
    const given = judged(outcomes);
    const checks = given.checks.map((check) => (check.id === 'z' ? { ...check, priority: 1 } : check));
    expect(causes({ ...given, checks }).map((cause) => cause.check)).toEqual(['z', 'b', 'a', 'd']);
  });

  it('an undetermined row that blocks nothing is no cause', () => {
    expect(causes(judged({ a: row.unknown, b: row.noInput }))).toEqual([]);
  });
});
