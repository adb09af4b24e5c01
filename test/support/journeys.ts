import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Lab } from '../../src/lab/index.js';
import { cli, cliPath } from './cli.js';
import { caFile, labArgs, withLab } from './lab-run.js';
import { loadsIn, packages, recordLoads } from './loads.js';
import { joined, keys, terminal } from './terminal.js';
import type { Terminal } from './terminal.js';

// What a person does on a terminal. Each way of doing it is a test: the usual one in test/ui, the others in test/screen.

/** A run that is over, on its summary. */
export const isOver = /\[Summary\][^]*q quit$/u;
/** Nothing goes on any more, in whatever view. */
export const isIdle = /\n.* q quit$/u;
const colours = /\u001b\[(?:\d+;)*(?:3[0-7]|9[0-7]|38;|4[0-7]|48;)[;\d]*m/u;
export const hasColours = (screen: Terminal): boolean => colours.test(screen.raw());

/** A run of the lab that is over. */
export async function lab(
  args: readonly string[] = [],
  options: Parameters<typeof terminal>[1] = {},
): Promise<Terminal> {
  const screen = terminal(['lab', ...args], options);
  await screen.sees(isOver);
  return screen;
}

/** Leaves, and resolves to the exit code. */
export function left(screen: Terminal, key = 'q'): Promise<number> {
  screen.press(key);
  return screen.ended;
}

/** What a terminal has to be after whatever used it: its first screen, with a cursor, listening as before. */
export function expectRestored(screen: Terminal): void {
  expect([screen.buffer(), screen.isCursorShown()]).toEqual(['normal', true]);
  const modes = new Map([...screen.raw().matchAll(/\u001b\[\?(\d+)([hl])/gu)].map(([, mode, how]) => [mode, how]));
  expect(Object.fromEntries([...modes].filter(([mode, how]) => (mode === '25' ? how === 'l' : how === 'h')))).toEqual(
    {},
  );
}

export async function leaveAfterRun(key: string): Promise<void> {
  const screen = await lab(['--scenario', 'session-limit']);
  expect(await left(screen, key)).toBe(1);
  expectRestored(screen);
  const text = joined(screen.text());
  expect(text).toMatch(/^THE LAB, scenario session-limit/u);
  expect(text).toContain('FAILED There is room for one more session of this account');
  expect(text).toContain('NOT READY. One cause. What to mend, in this order:');
  expect(text).toContain('sessions opened 0, left open 0; sign-ins accepted 1, refused 0.');
}

/** The main job on a terminal, against a lab in the test, up to where a session is open. */
export async function mainJob(folder: string, lab: Lab, more: readonly string[] = []): Promise<Terminal> {
  const ca = caFile(folder, lab);
  const screen = terminal([...labArgs(lab, { ca }), ...more], { rows: 44 });
  await screen.shows(/Password of/u);
  screen.press(`${lab.password}${keys.enter}`);
  await screen.sees(/connecting: (?:Runspace|Get-Mailbox)|slow: waiting on/u);
  expect(lab.counts()).toMatchObject({ shellsOpened: 1, shellsLeft: 1 });
  return screen;
}

export async function withSlowLab(use: (lab: Lab) => Promise<void>): Promise<void> {
  await withLab({ scenario: 'slow', password: 'Str0ng&Pass"word' }, async (lab) => {
    await use(lab);
  });
}

export const leaveDuringConnection = (folder: string, leave: (screen: Terminal) => void): Promise<void> =>
  withSlowLab(async (lab) => {
    const screen = await mainJob(folder, lab);
    leave(screen);
    expect(await screen.ended).toBe(130);
    expect(lab.counts()).toMatchObject({ shellsOpened: 1, shellsLeft: 0, signIns: 1 });
    expectRestored(screen);
    expect(joined(screen.text())).toContain('UNCLEAR. Interrupted.');
    expect(screen.raw()).not.toContain('Str0ng');
  });

/** The path of a check whose title is in order when it is loaded, and not when it is drawn. */
export function breaksTheScreen(folder: string, afterMs = 300): string {
  const path = join(folder, `breaks-the-screen-${afterMs}.mjs`);
  writeFileSync(
    path,
    `let isDrawn = false;
const texts = { get title() { if (isDrawn) throw new RangeError('from the title'); return 'A row that breaks the screen'; }, fine: 'Fine.' };
export const breaks = { apiVersion: 1, id: 'breaks-the-screen', group: 'pc', texts: { en: texts }, async run() {
  setTimeout(() => (isDrawn = true), ${afterMs});
  await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
  return { status: 'pass', summary: { id: 'fine' }, evidence: [] };
} };
`,
  );
  return path;
}

export async function crash(folder: string, more: readonly string[], hasStack: boolean): Promise<void> {
  const screen = terminal(['lab', '--scenario', 'slow', '--checks', breaksTheScreen(folder), ...more], { rows: 60 });
  expect(await screen.ended).toBe(4);
  expectRestored(screen);
  expect(joined(screen.text())).toMatch(/The screen itself failed \(RangeError\); the terminal is as it was before\./u);
  expect(/RangeError: from the title\s+at /u.test(screen.text())).toBe(hasStack);
  expect(screen.text().includes('Run the same with --plain')).toBe(!hasStack);
  expect(screen.text()).toContain('left open 0');
}

export async function withoutColour(more: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const screen = await lab(['--scenario', 'wrong-password', ...more], { env });
  await screen.after(keys.tab, /^❯ ✘ FAILED +The account is accepted/mu);
  expect(await left(screen)).toBe(1);
  expect(hasColours(screen)).toBe(false);
}

export async function readAloud(more: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const screen = await lab(['--scenario', 'wrong-password', ...more], { env });
  const list = await screen.after(keys.tab, /FAILED +The account is accepted/u);
  expect(list).not.toMatch(/[█░#]{2}/u);
  const connection = await screen.after(keys.tab, /\[Connection\]/u);
  expect(connection).toMatch(/BROKEN +Sign-in +[\d.]+ m?s/u);
  expect(await left(screen)).toBe(1);
  expect(screen.raw()).not.toMatch(/[█░]/u);
  expect(hasColours(screen)).toBe(false);
}

/** The screen is drawn in its place: the first line on top, the keys below, nothing broken by the terminal. */
export function expectInPlace(screen: Terminal, rows: number): void {
  const lines = screen.visible().split('\n');
  expect(lines.length).toBeLessThan(rows);
  expect(lines.at(-1)).toMatch(/q (?:quit|stop)$/u);
  expect(screen.wrapped()).toBe(0);
}

export async function everyRowIsReached(columns: number, rows: number): Promise<void> {
  const screen = await lab(['--scenario', 'session-limit'], { columns, rows });
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
}

const unattended = ['lab', '--scenario', 'session-limit'] as const;

/** A shell in between, where only it can take the keyboard away. */
export const inShell = (command: string, env: Readonly<Record<string, string>>): Terminal =>
  terminal(['-c', command, process.execPath, ...recordLoads, cliPath, ...unattended], {
    program: '/bin/sh',
    columns: 400,
    env,
  });

const newRow = /(?=(?:^|(?<= ))(?:ok|FAILED|blocked|n\/a) )| (?=NOT READY\.)/u;
/** Rows end in any order; ports, ids and times are those of one run. */
const said = (text: string): readonly string[] =>
  joined(text)
    .replaceAll(/\d+ ms/gu, '# ms')
    .replaceAll(/127\.0\.0\.1:\d+|TCP \d{4,5}|[0-9a-f]{8}-[0-9a-f-]{27}/gu, '#')
    .split(newRow)
    .map((row) => row.trim())
    .toSorted();

/** Lines as they come, aligned, without one escape sequence, in the words of a pipe, and no Ink is loaded. */
export async function plainLines(
  folder: string,
  name: string,
  command: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const loads = join(folder, `loads-${name.replaceAll(/\W/gu, '')}`);
  const screen = inShell(command, { ...env, RECORD_LOADS_INTO: loads, KEPT: join(folder, 'kept.txt') });
  expect(await screen.ended).toBe(1);
  expect(screen.raw()).not.toContain('\u001b');
  const piped = await cli(unattended);
  expect(said(screen.text())).toEqual(said(`${piped.stdout}${piped.stderr}`));
  expect(piped.stdout).not.toContain('\u001b');
  for (const row of screen
    .text()
    .split('\n')
    .filter((line) => /^(?:ok|FAILED|blocked|n\/a) /u.test(line)))
    expect(row).toMatch(/^.{11} \S/u);
  for (const never of ['ink', 'react', 'yoga-layout', 'chalk'])
    expect(packages(loadsIn(loads).sources)).not.toContain(never);
}
