import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  everyRowIsReached,
  expectInPlace,
  hasColours,
  isOver,
  left,
  readAloud,
  withoutColour,
} from '../support/journeys.js';
import { keys, terminal } from '../support/terminal.js';
import type { Terminal } from '../support/terminal.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'looks-'))));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a terminal of its own kind', { timeout: 120_000 }, () => {
  it('--no-color: no colour, and the words say the same', () => withoutColour(['--no-color'], {}));

  it('any other has colours', async () => {
    const screen = terminal(['lab', '--scenario', 'wrong-password']);
    await screen.sees(isOver);
    await left(screen);
    expect(hasColours(screen)).toBe(true);
  });

  it('TERM=linux: signs that its font has', async () => {
    const screen = terminal(['lab', '--scenario', 'wrong-password'], { env: { TERM: 'linux' } });
    await screen.sees(isOver);
    const list = await screen.after(keys.tab, /^> x FAILED +The account is accepted/mu);
    expect(list).toMatch(/^ {2}\+ ok/mu);
    const recorder = await screen.after(keys.tab, /\[Connection\]/u);
    expect(recorder).toMatch(/^x BROKEN +Sign-in +[\d.]+ m?s +#+$/mu);
    const help = await screen.after('?', /Keys that do something here/u);
    for (const text of [list, recorder, help]) expect(text).toMatch(/^[\n\x20-\x7e]*$/u);
    expect(await left(screen)).toBe(1);
  });

  it('INK_SCREEN_READER=true: words alone, no bars, no colours', () => readAloud([], { INK_SCREEN_READER: 'true' }));

  it('--no-motion: nothing ticks while a check takes its time', async () => {
    const path = join(folder, 'slow.mjs');
    writeFileSync(
      path,
      `export const slow = { apiVersion: 1, id: 'takes-its-time', group: 'pc', texts: { en: { title: 'This one takes its time', fine: 'Fine.' } }, async run(_context, signal) {
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  return { status: 'pass', summary: { id: 'fine' }, evidence: [] };
} };\n`,
    );
    const start = async (more: readonly string[]): Promise<Terminal> => {
      const screen = terminal(['lab', '--only', 'takes-its-time', '--checks', path, ...more]);
      await screen.sees(/running +This one takes its time/u);
      return screen;
    };
    const moving = await start([]);
    await moving.sees(/0 of 1 done, 1 running, [2-9] s/u);
    const still = await start(['--no-motion']);
    expect(still.visible()).toMatch(/0 of 1 done, 1 running: (?!.*\d s)/mu);
    // The last thing that is reported of it while it goes on.
    await still.sees(/slow +This one takes its time/u);
    await sleep(500);
    const before = still.raw().length;
    await sleep(2_000);
    expect(still.raw().length).toBe(before);
    for (const screen of [moving, still]) {
      screen.press(keys.interrupt);
      expect(await screen.ended).toBe(130);
    }
  });
});

describe('a terminal of any size', { timeout: 120_000 }, () => {
  it.each([
    [80, 24],
    [200, 50],
  ])('%i columns, %i rows: every row can be come to, and every line fits', everyRowIsReached);

  it('is followed when it changes while the run goes on', async () => {
    const screen = terminal(['lab', '--scenario', 'slow'], { columns: 200, rows: 40 });
    await screen.sees(/connecting: Runspace/u);
    for (const [columns, rows] of [
      [40, 40],
      [120, 40],
      [120, 5],
      [60, 5],
      [120, 30],
    ] as const) {
      screen.resize(columns, rows);
      // As wide as it is now, the line of the views tells.
      await screen.sees(
        (text) =>
          text.split('\n').some((line) => /\[Checks\].*─$/u.test(line) && line.length === columns) &&
          text.split('\n').length === rows - 1,
      );
      expectInPlace(screen, rows);
      if (rows > 20) expect(screen.visible()).toMatch(/^THE LAB, scenario slow/u);
    }
    await screen.sees(isOver);
    expectInPlace(screen, 30);
    expect(screen.visible()).toMatch(/^THE LAB, scenario slow[^]*READY\. The test connection worked/u);
    screen.resize(70, 20);
    await screen.sees((text) => /^ Checks {2}Connection \[Summary\] ─+$/mu.exec(text)?.[0].length === 70);
    expectInPlace(screen, 20);
    expect(await left(screen)).toBe(0);
  });

  it('is drawn on where it tells no size', async () => {
    const screen = terminal(
      [
        '-c',
        'stty rows 0 cols 0; exec "$0" "$@"',
        process.execPath,
        join(import.meta.dirname, '../../dist/cli.js'),
        'lab',
      ],
      { program: '/bin/sh', columns: 80, rows: 24 },
    );
    await screen.sees(isOver);
    expect(await left(screen)).toBe(0);
  });
});
