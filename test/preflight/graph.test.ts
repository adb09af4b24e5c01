import { describe, expect, it } from 'vitest';
import type { AnyCheck } from '../../src/preflight/index.js';
import { GraphError, select, validate } from '../../src/preflight/index.js';

const check = (id: string, rest: Partial<AnyCheck<unknown>> = {}): AnyCheck<unknown> => ({
  apiVersion: 1,
  id,
  group: 'g',
  texts: { en: { title: id } },
  run: () => Promise.reject(new Error('not run here')),
  ...rest,
});

const errorOf = (checks: readonly AnyCheck<unknown>[]): GraphError => {
  try {
    validate(checks);
  } catch (error) {
    if (error instanceof GraphError) return error;
  }
  throw new Error('the graph was accepted');
};

describe('a graph of checks', () => {
  it('with an unknown id is refused by name', () => {
    expect(errorOf([check('a', { needs: ['b'] })])).toMatchObject({ kind: 'unknown', ids: ['a', 'b'] });
  });

  it('with two checks of one id is refused by name', () => {
    expect(errorOf([check('a'), check('a')])).toMatchObject({ kind: 'duplicate', ids: ['a'] });
  });

  it('with a circle through needs and yieldsTo is refused, naming the circle', () => {
    expect(
      errorOf([check('a', { needs: ['b'] }), check('b', { blockedByFailureOf: ['c'] }), check('c', { needs: ['a'] })]),
    ).toMatchObject({ kind: 'cycle', ids: ['a', 'b', 'c', 'a'] });
    expect(errorOf([check('a', { needs: ['a'] })])).toMatchObject({ kind: 'cycle', ids: ['a', 'a'] });
  });

  it.each(['', 'A', 'a b', 'a--b', '-a', 'a-', 'a_b', 'a'.repeat(65)])('refuses %j as an id', (id) => {
    expect(errorOf([check(id)])).toMatchObject({ kind: 'bad-id' });
  });

  it('of ten thousand checks in a row is no burden', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) =>
      check(`c${index}`, index > 0 ? { needs: [`c${index - 1}`] } : {}),
    );
    expect(validate(chain.reverse() as readonly AnyCheck<never>[]).size).toBe(10_000);
  });
});

describe('a selection', () => {
  const graph = [
    check('a'),
    check('b', { needs: ['a'] }),
    check('c', { needs: ['b'], blockedByFailureOf: ['d'] }),
    check('d'),
    check('e'),
  ];
  const ids = (checks: readonly AnyCheck<unknown>[]): string[] => checks.map((one) => one.id);

  it('of one check brings what it waits for, but speaks only of the one', () => {
    const { checks, selected } = select(graph, { only: ['c'] });
    expect([ids(checks), [...selected]]).toEqual([['a', 'b', 'c', 'd'], ['c']]);
  });

  it('without a check lets what needs it run without it', () => {
    const { checks } = select(graph, { skip: ['b'] });
    expect(ids(checks)).toEqual(['a', 'c', 'd', 'e']);
    expect(checks.find((one) => one.id === 'c')?.needs).toEqual([]);
  });

  it('with a waived check runs it, but nothing waits for it', () => {
    const { checks } = select(graph, { waive: ['a'] });
    expect(ids(checks)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(checks.find((one) => one.id === 'b')?.needs).toEqual([]);
  });

  it('of an unknown id is refused by name', () => {
    expect(() => select(graph, { only: ['zebra'] })).toThrow('There is no check "zebra".');
  });
});
