import { describe, expect, it } from 'vitest';
import { instantOf, ticksOf } from '../../../src/remoting/clixml/index.js';

describe('instantOf', () => {
  it.each([
    ['2020-08-14T01:02:03.004Z', '2020-08-14T01:02:03.004Z'],
    ['2020-08-14T01:02:03+02:00', '2020-08-13T23:02:03.000Z'],
    ['2018-06-13T23:45:29.4583203+00:00', '2018-06-13T23:45:29.458Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('%s', (text, iso) => {
    expect(instantOf(text)?.toISOString()).toBe(iso);
  });

  it.each(['2020-08-14T01:02:03', '2020-13-14T01:02:03Z', '2020-08-14', 'now'])('does not guess: %s', (text) => {
    expect(instantOf(text)).toBeUndefined();
  });
});

describe('ticksOf', () => {
  it.each([
    ['P1DT2H3M4.5S', 937_845_000_000n],
    ['P1DT2H3.000004S', 936_030_000_040n],
    ['-PT1M30S', -900_000_000n],
    ['-PT0.001S', -10_000n],
    ['PT0S', 0n],
    ['P10675199DT2H48M5.4775807S', 9_223_372_036_854_775_807n],
  ])('%s', (text, ticks) => {
    expect(ticksOf(text)).toBe(ticks);
  });

  it.each(['P', 'PT', 'P1Y', '1:00:00', ''])('is undefined for %j', (text) => {
    expect(ticksOf(text)).toBeUndefined();
  });
});
