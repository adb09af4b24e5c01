import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machine } from '../support/cli.js';
import { textOfSvg } from '../support/svg.js';
import { joined, keys, terminal } from '../support/terminal.js';
import type { Terminal } from '../support/terminal.js';

/** Pictures for people who read about the tool: made here, by the tool itself in a real terminal, and never by hand. */
const folder = join(import.meta.dirname, '../../docs/screens');
const isUpdated = (process.env['UPDATE_SCREENS'] ?? '') !== '';

/** What differs from run to run and from PC to PC: ports, ids, times and the bars that show them, dates, the version of Node.js. */
const settled = (text: string): string =>
  text
    .replaceAll(/(127\.0\.0\.1|localhost):\d{4,5}/gu, '$1:#')
    .replaceAll(/TCP \d{4,5} of/gu, 'TCP # of')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, '#')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, '#')
    .replaceAll(/Node\.js \d+\.\d+\.\d+/gu, 'Node.js #')
    .replaceAll(/[\d.]+ (?:ms|s|min)(?![a-z])/gu, '#')
    .replaceAll(/[█░]+/gu, '')
    .replaceAll(/[^\S\n]+/gu, ' ')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();

interface Kept {
  readonly name: string;
  readonly what: string;
  readonly args: readonly string[];
  readonly columns: number;
  readonly rows: number;
  /** What is pressed, and what is in sight before the next key: the last of them is what is kept. */
  readonly steps: readonly (readonly [pressed: string, until: RegExp])[];
  readonly exitCode: number;
}

const isOver = /\[Summary\][^]*q quit$/u;
const kept: readonly Kept[] = [
  {
    name: 'run-in-progress',
    what: 'the run in progress',
    args: ['lab', '--scenario', 'slow'],
    columns: 118,
    rows: 32,
    steps: [['', /15 of 18 done, 1 running, [^]*connecting: Runspace/u]],
    exitCode: 130,
  },
  {
    name: 'connection-broken',
    what: 'the connection, broken at a rung',
    args: ['lab', '--scenario', 'session-limit'],
    columns: 96,
    rows: 24,
    steps: [
      ['', isOver],
      [keys.left, /\[Connection\]/u],
    ],
    exitCode: 1,
  },
  {
    name: 'summary',
    what: 'the summary',
    args: ['lab', '--scenario', 'session-limit'],
    columns: 96,
    rows: 32,
    steps: [['', isOver]],
    exitCode: 1,
  },
  {
    name: 'detail',
    what: 'what one row has to say',
    args: ['lab', '--machine', machine('windows-10-basic-off')],
    columns: 96,
    rows: 36,
    steps: [
      ['', isOver],
      [keys.enter, /Esc back/u],
    ],
    exitCode: 1,
  },
  {
    name: 'guided-fix',
    what: 'the guided fix with its question',
    args: ['lab', '--machine', machine('windows-11-fresh')],
    columns: 110,
    rows: 40,
    steps: [
      ['', isOver],
      ['f', /Change it\?/u],
    ],
    exitCode: 130,
  },
  {
    name: 'narrow',
    what: 'forty columns',
    args: ['lab', '--scenario', 'session-limit'],
    columns: 40,
    rows: 30,
    steps: [
      ['', isOver],
      [keys.tab, /\[Checks\]/u],
    ],
    exitCode: 1,
  },
];

/** Leaves from wherever it is. */
async function leave(screen: Terminal): Promise<number> {
  screen.press(keys.interrupt);
  return screen.ended;
}

describe('the pictures of the documentation', { timeout: 120_000 }, () => {
  it.each(kept)('show $what as it is', async ({ name, args, columns, rows, steps, exitCode }) => {
    const path = join(folder, `${name}.svg`);
    const screen = terminal(args, { columns, rows, env: { TERM: 'xterm-256color' } });
    for (const [pressed, until] of steps) await screen.after(pressed, until);
    const [svg, seen] = [screen.svg(), screen.visible()];
    expect(await leave(screen)).toBe(exitCode);
    // What is drawn is what is in sight, but for what never stays the same.
    expect(settled(textOfSvg(svg))).toBe(settled(seen));
    if (isUpdated) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, svg);
    }
    const before = existsSync(path) ? textOfSvg(readFileSync(path, 'utf8')) : '';
    // A time of one digit more may break a line elsewhere; only other words are another picture.
    if (joined(settled(seen)) === joined(settled(before))) return;
    expect(
      settled(seen),
      `docs/screens/${name}.svg no longer shows what the tool shows. If the change is wanted: npm run screens, and look at the pictures.`,
    ).toBe(settled(before));
  });
});
