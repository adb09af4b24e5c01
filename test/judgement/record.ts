import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { WholeRun } from '../support/in-process.js';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

const folder = join(import.meta.dirname, 'recorded');
const records = process.env['EXO_PREFLIGHT_RECORD'] === 'judgement';

/**
 * Holds what was judged against its record, to the letter and in its order. With EXO_PREFLIGHT_RECORD=judgement it becomes the
 * record instead (`npm run judgement:record`), which is right only where a judgement is meant to change.
 */
export function expectRecorded(name: string, judged: Json): void {
  const file = join(folder, `${name}.json`);
  const written = `${asLines(judged)}\n`;
  if (records) {
    mkdirSync(folder, { recursive: true });
    return writeFileSync(file, written);
  }
  if (!existsSync(file)) throw new Error(`nothing is recorded for ${name}: npm run judgement:record`);
  const recorded = readFileSync(file, 'utf8');
  if (recorded === written) return;
  // The difference by itself reads better than by way of ten thousand lines that agree.
  expect(differing(written, recorded), `${name}.json is judged otherwise`).toBe(differing(recorded, written));
  expect(written).toBe(recorded);
}

export const recordedNames = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -5))
    .sort();

/** Lines of a difference: those before it, and all in all. */
const [context, mostShown] = [3, 60];

/** Lines from the first that differs to the last that does. */
function differing(text: string, other: string): string {
  const [lines, others] = [text.split('\n'), other.split('\n')];
  const first = lines.findIndex((line, index) => line !== others[index]);
  let last = 0;
  while (last < lines.length - first && lines.at(-1 - last) === others.at(-1 - last)) last++;
  return lines
    .slice(Math.max(first - context, 0), lines.length - last)
    .slice(0, mostShown)
    .join('\n');
}

/** Room on a line before its parts get lines of their own. */
const width = 160;

/** JSON in lines that a person can compare: what is short stands on one line. */
function asLines(value: Json, indent = ''): string {
  const whole = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || whole.length + indent.length <= width) return whole;
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? (value as readonly Json[]).map((one) => asLines(one, inner))
    : Object.entries(value as Readonly<Record<string, Json>>).map(
        ([key, one]) => `${JSON.stringify(key)}: ${asLines(one, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

/** Runs by name, the first in full; in the others a part that is the first's says so, and no more. */
export function shown(runs: Readonly<Record<string, WholeRun>>): Json {
  const [[firstName, first]] = Object.entries(runs) as [[string, WholeRun]];
  const mark = `as ${firstName}`;
  return Object.fromEntries(
    Object.entries(runs).map(([name, run]) => [name, name === firstName ? inFull(run) : besides(run, first, mark)]),
  );
}

/** `opened` repeats most of what was printed: of lines that the text has as well, only where they stand is kept. */
function inFull({ document, text, opened, ...rest }: WholeRun): Json {
  return { ...rest, text, opened: openedBeside(opened, text), document };
}

function besides(run: WholeRun, first: WholeRun, mark: string): Json {
  const { facts, outcomes } = run.document;
  return {
    ...(inFull(run) as object),
    text: sameOr(run.text, first.text, mark),
    document: {
      ...run.document,
      facts: sameOr(facts, first.document.facts, mark),
      outcomes: outcomes.map((row) =>
        sameOr(
          row,
          first.document.outcomes.find(({ check }) => check === row.check),
          `${row.check}: ${mark}`,
        ),
      ),
    },
  };
}

const sameOr = <T>(value: T, other: unknown, mark: string): T | string =>
  JSON.stringify(value) === JSON.stringify(other) ? mark : value;

/** The heading is its own; what follows is the text's, or is given in full. */
function openedBeside(opened: readonly string[], text: readonly string[]): readonly string[] {
  const [heading = '', ...rest] = opened;
  return JSON.stringify(rest) === JSON.stringify(text.slice(1)) ? [heading, 'and then as text'] : opened;
}
