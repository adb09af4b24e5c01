import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joined, keys, terminal } from '../support/terminal.js';
import type { Terminal } from '../support/terminal.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'looks-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const colours = /\u001b\[(?:\d+;)*(?:3[0-7]|9[0-7]|38;|4[0-7]|48;)[;\d]*m/u;
const isOver = /\[Summary\][^]*q quit$/u;

async function left(screen: Terminal): Promise<number> {
  screen.press('q');
  return screen.ended;
}

/** The screen is drawn in its place: the first line on top, the keys below, nothing broken by the terminal. */
function expectInPlace(screen: Terminal, rows: number): void {
  const lines = screen.visible().split('\n');
  expect(lines.length).toBeLessThan(rows);
  expect(lines.at(-1)).toMatch(/q (?:quit|stop)$/u);
  expect(screen.wrapped()).toBe(0);
}

describe('a terminal of its own kind', { timeout: 120_000 }, () => {
  it.each([
    ['NO_COLOR', [], { NO_COLOR: '1' }],
    ['--no-color', ['--no-color'], {}],
  ] as const)('%s: no colour, and the words say the same', async (_name, more, env) => {
    const screen = terminal(['lab', '--scenario', 'wrong-password', ...more], { env });
    await screen.sees(isOver);
    await screen.after(keys.tab, /^❯ ✘ FAILED +The account is accepted/mu);
    expect(await left(screen)).toBe(1);
    expect(screen.raw()).not.toMatch(colours);
  });

  it('any other has colours', async () => {
    const screen = terminal(['lab', '--scenario', 'wrong-password']);
    await screen.sees(isOver);
    await left(screen);
    expect(screen.raw()).toMatch(colours);
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

  it.each([
    ['INK_SCREEN_READER=true', [], { INK_SCREEN_READER: 'true' }],
    ['--screen-reader', ['--screen-reader'], {}],
  ] as const)('%s: words alone, no bars, no colours', async (_name, more, env) => {
    const screen = terminal(['lab', '--scenario', 'wrong-password', ...more], { env });
    await screen.sees(isOver);
    const list = await screen.after(keys.tab, /FAILED +The account is accepted/u);
    expect(list).not.toMatch(/[█░#]{2}/u);
    const recorder = await screen.after(keys.tab, /\[Connection\]/u);
    expect(recorder).toMatch(/BROKEN +Sign-in +[\d.]+ m?s/u);
    expect(await left(screen)).toBe(1);
    expect(screen.raw()).not.toMatch(/[█░]/u);
    expect(screen.raw()).not.toMatch(colours);
  });

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
    [40, 24],
    [80, 24],
    [200, 50],
  ])('%i columns, %i rows: every row can be come to, and every line fits', async (columns, rows) => {
    const screen = terminal(['lab', '--scenario', 'session-limit'], { columns, rows });
    await screen.sees(isOver);
    expectInPlace(screen, rows);
    await screen.after(keys.tab, /\[Checks\]/u);
    await screen.after(keys.home, /^❯ ✔ ok +This way in/mu);
    expectInPlace(screen, rows);
    // A row that does not fit says the rest below the list, or in its detail.
    for (const title of [
      'Windows can take this way in',
      '.NET Framework is new enough',
      'Windows Management Framework is new enough',
    ]) {
      screen.press('j');
      await screen.sees((text) => /^❯ ✔ ok +(\S.{5})/mu.exec(text)?.[1] === title.slice(0, 6));
      const detail = joined(await screen.after(keys.enter, /Esc back/u));
      expect(detail).toContain(title);
      expectInPlace(screen, rows);
      await screen.after(keys.escape, /^❯/mu);
    }
    await screen.after(keys.tab, /\[Connection\]/u);
    expectInPlace(screen, rows);
    expect(await left(screen)).toBe(1);
    // Back in the ordinary screen words are broken between words, and begin where those of their row begin.
    const lines = screen.text().split('\n');
    const [first, last] = [
      lines.findIndex((line) => /^(?:ok|n\/a) /u.test(line)),
      lines.findIndex((line) => line.startsWith('NOT READY')),
    ];
    for (const line of lines.slice(first, last - 1).filter((one) => one.startsWith(' ')))
      expect(line).toMatch(/^ {12}\S/u);
    expect(joined(screen.text())).toContain('Get-PSSession | Remove-PSSession');
  });

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
