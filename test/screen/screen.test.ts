import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab } from '../../src/lab/index.js';
import { cli, machine, reportOf } from '../support/cli.js';
import { isIdle, lab, left } from '../support/journeys.js';
import { endpointTo } from '../support/lab-endpoint.js';
import { joined, keys, terminal } from '../support/terminal.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'screen-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const chosenRow = (text: string): string => text.split('\n').find((line) => line.startsWith('❯')) ?? '';

describe('the views', { timeout: 120_000 }, () => {
  it('follow Tab and the arrows, in a circle', async () => {
    const screen = await lab();
    await screen.after(keys.tab, /\[Checks\]/u);
    await screen.after(keys.right, /\[Connection\]/u);
    await screen.after(keys.right, /\[Summary\]/u);
    await screen.after(keys.left, /\[Connection\]/u);
    await screen.after(keys.backTab, /\[Checks\]/u);
    await screen.after(keys.backTab, /\[Summary\]/u);
    expect(await left(screen)).toBe(0);
  });

  it('Connection lists the stages up to the one that broke, and says why under it', async () => {
    const screen = await lab(['--scenario', 'session-limit']);
    const recorder = await screen.after(keys.left, /\[Connection\]/u);
    for (const stage of ['Name', 'TCP', 'TLS', 'HTTP', 'Sign-in'])
      expect(recorder).toMatch(new RegExp(`^✔ ok +${stage} +[\\d.]+ m?s +█+$`, 'mu'));
    expect(joined(recorder)).toMatch(/✘ BROKEN Session [\d.]+ m?s █+ The account has as many remote sessions open/u);
    expect(await left(screen)).toBe(1);
  });

  it('a recorded PC says so first, and nothing of it can be asked again', async () => {
    const screen = terminal(['--route', 'exchange-online', '--machine', machine('windows-11-fresh')]);
    const text = joined(await screen.sees(/\[Summary\][^]*q quit$/u));
    expect(text).toMatch(/^A recorded PC, from a file: Windows 11 24H2 as it came/u);
    const help = await screen.after('?', /Keys that do something here/u);
    expect(help).not.toMatch(/ask this again|run all again|watch until green|^ +f +fix/mu);
    expect(await left(screen)).toBe(1);
  });
});

describe('the keys', { timeout: 120_000 }, () => {
  it('move in the list, by one, by pages and to both ends', async () => {
    const screen = await lab();
    await screen.after(keys.tab, /^❯ .*This way in is still offered/mu);
    await screen.after('j', /^❯ .*Windows can take this way in/mu);
    await screen.after(keys.down, /^❯ .*\.NET Framework is new enough/mu);
    await screen.after('k', /^❯ .*Windows can take this way in/mu);
    await screen.after(keys.up, /^❯ .*This way in is still offered/mu);
    await screen.after(keys.up, /^❯ .*This way in is still offered/mu);
    await screen.after(keys.end, /^❯ .*Get-Mailbox answers over a real connection/mu);
    await screen.after('j', /^❯ .*Get-Mailbox answers/mu);
    await screen.after(keys.home, /^❯ .*This way in is still offered/mu);
    await screen.after(keys.pageDown, (text) => chosenRow(text) !== '' && !chosenRow(text).includes('still offered'));
    await screen.after(keys.pageUp, /^❯ .*This way in is still offered/mu);
    expect(await left(screen)).toBe(0);
  });

  it('scroll a text that is longer than the screen, and no further', async () => {
    const screen = await lab(['--scenario', 'wrong-password'], { rows: 20 });
    const first = await screen.sees(/lines 1 to \d+ of \d+/u);
    const all = /of (\d+)$/mu.exec(first)![1]!;
    await screen.after('j', /lines 2 to /u);
    await screen.after(keys.end, new RegExp(`to ${all} of ${all}`, 'u'));
    await screen.after('j', new RegExp(`to ${all} of ${all}`, 'u'));
    await screen.after(keys.pageUp, new RegExp(`to (?!${all})\\d+ of ${all}`, 'u'));
    await screen.after(keys.home, /lines 1 to /u);
    expect(await left(screen)).toBe(1);
  });

  it('Enter opens what a row has to say, Esc closes it', async () => {
    const screen = await lab(['--scenario', 'session-limit'], { rows: 50 });
    const detail = joined(await screen.after(keys.enter, /Esc back/u));
    for (const field of [
      'Result ✘ FAILED',
      'Seen The account has as many sessions',
      'Blocks The account may use remote PowerShell; Get-Mailbox',
      'Who you',
      'Do 1. In every PowerShell window',
      'observed 2150859173 (0x803381A5)',
      'read in the WS-Management fault',
      'By hand',
      'docs/checks/session-limit.md',
    ])
      expect(detail).toContain(field);
    await screen.after(keys.escape, /\[Summary\][^]*Enter details/u);
    expect(await left(screen)).toBe(1);
  });

  it('? lists the keys that do something there, and the signs in words', async () => {
    const screen = await lab(['--scenario', 'session-limit'], { rows: 50 });
    const here = await screen.after('?', /Keys that do something here/u);
    for (const key of [
      '↑ ↓ j k +scroll',
      'Enter +details',
      'Tab +next view',
      'r +ask this again',
      'R +run all again',
      'c +copy',
      's +save report',
      'o +doc page',
      'q +quit',
      'Ctrl-C +stop',
    ])
      expect(here).toMatch(new RegExp(`^ +${key}`, 'mu'));
    for (const character of ['✔ +ok', '▲ +warning', '✘ +FAILED', '■ +blocked', '– +n/a', '\\? +unknown'])
      expect(here).toMatch(new RegExp(`^ +${character}$`, 'mu'));
    expect(here).not.toMatch(/^ +(?:f +fix|a +all rows)/mu);
    await screen.after(keys.escape, /What to mend/u);
    await screen.after(keys.tab, /\[Checks\]/u);
    expect(await screen.after('?', /Keys that do something here/u)).toMatch(/^ +a +only problems$[^]*^ +\/ +find$/mu);
    expect(await left(screen)).toBe(1);
  });

  it('a leaves the rows that need somebody, and brings the others back', async () => {
    const screen = await lab(['--scenario', 'session-limit']);
    await screen.after(keys.tab, /\[Checks\]/u);
    const few = await screen.after('a', /Only what needs attention is shown/u);
    expect(few.match(/^[ ❯] ./gmu)!.filter((line) => /[✘■✔]/u.test(line))).toHaveLength(3);
    expect(few).not.toContain('✔');
    await screen.after('a', /✔ ok/u);
    expect(await left(screen)).toBe(1);
  });

  it('/ finds as it is typed; no key speaks of a row that is left out', async () => {
    const screen = await lab(['--scenario', 'session-limit']);
    await screen.after(keys.tab, /^❯ ✘ FAILED +There is room/mu);
    await screen.after('/', /^Find: *$/mu);
    await screen.after('TCP p', /^Find: TCP p$/mu);
    const found = await screen.after(keys.enter, /Only rows with "TCP p" are shown/u);
    expect(found).not.toContain('There is room');
    expect(chosenRow(found)).toContain('TCP port 80');
    await screen.after(keys.enter, /^TCP port 80 to the endpoint is open$/mu);
    await screen.after(keys.escape, /Only rows with/u);
    await screen.after(keys.escape, /There is room/u);
    await screen.after('/', /^Find: *$/mu);
    await screen.after('no such row', /No row fits/u);
    const none = await screen.after(keys.enter, /Only rows with "no such row"/u);
    expect(none).not.toMatch(/ask this again|details|copy/u);
    expect(await left(screen)).toBe(1);
  });

  it('o shows the page about a row', async () => {
    const screen = await lab(['--scenario', 'session-limit']);
    const page = await screen.after('o', /^docs\/checks\/session-limit\.md$/mu);
    expect(page).toMatch(/^session-limit$[^]*^What it asks$/mu);
    await screen.after(keys.escape, /What to mend/u);
    expect(await left(screen)).toBe(1);
  });

  it('c hands the text that is ready to send to the terminal', async () => {
    const screen = await lab(['--scenario', 'wrong-password']);
    await screen.after('c', /Handed to the terminal to copy/u);
    const [, encoded = ''] = /\u001b\]52;c;([A-Za-z0-9+/=]+)\u0007/u.exec(screen.raw())!;
    const copied = Buffer.from(encoded, 'base64').toString('utf8');
    expect(copied.length).toBeGreaterThan(40);
    expect(await left(screen)).toBe(1);
    expect(joined(screen.text())).toContain(`Send: "${joined(copied)}"`);
  });

  it('s writes the report for nobody else to read, as lines where it is a .txt, and never over a file', async () => {
    const screen = await lab(['--scenario', 'session-limit']);
    const save = async (name: string, answer: RegExp): Promise<void> => {
      await screen.after('s', /^Save as \(\.json or \.txt\): exo-preflight-\d{8}-\d{6}\.json/mu);
      await screen.after(keys.clear, /^Save as \(\.json or \.txt\): *$/mu);
      await screen.after(`${join(folder, name)}${keys.enter}`, answer);
    };
    await save('r.json', /^Saved: .*/mu);
    await save('r.txt', /^Saved: .*r\.txt|^Saved: .*…$/mu);
    const stdout = readFileSync(join(folder, 'r.json'), 'utf8');
    expect(reportOf({ status: 1, stdout, stderr: '' }).causes.map(({ check }) => check)).toEqual(['session-limit']);
    const lines = readFileSync(join(folder, 'r.txt'), 'utf8');
    expect(lines).toMatch(/^THE LAB[^]*FAILED +There is room[^]*NOT READY\. One cause\./u);
    expect(lines).not.toContain('\u001b');
    for (const name of ['r.json', 'r.txt']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    await save('r.json', /exists already\. Give another name, or Esc\./u);
    await screen.after(keys.escape, /q quit$/u);
    await save('r.pdf', /has to end in \.json or \.txt/u);
    await screen.after(keys.escape, /q quit$/u);
    expect(readFileSync(join(folder, 'r.json'), 'utf8')).toBe(stdout);
    expect(screen.buffer()).toBe('alternate');
    expect(await left(screen)).toBe(1);
  });

  it('r asks one row and what waits for it again; R all of them, and signs in again where the server had said yes', async () => {
    const screen = await lab();
    await screen.after(keys.tab, /\[Checks\]/u);
    await screen.after('j', /^❯ .*Windows can take/mu);
    await screen.after('r', /NOTHING FAILED\. The test connection is that of an earlier run/u);
    await screen.sees(isIdle);
    await screen.after('R', /^READY\. [^]* q quit$/mu);
    expect(await left(screen)).toBe(0);
    expect(screen.text()).toContain('sessions opened 2, left open 0; sign-ins accepted 2, refused 0');
  });

  it('a letter that means nothing here does nothing, and a text that is pasted is no row of keys', async () => {
    const screen = await lab();
    const before = screen.visible();
    await screen.after('yzux?', /Keys that do something here/u);
    expect(await screen.after(keys.escape, /Get-Mailbox returned/u)).toBe(before);
    screen.press('q is quit, R is run all again');
    // What comes quickly one after the other comes in one piece: asked until it is a piece of its own.
    const asking = setInterval(() => screen.press('?'), 200);
    await screen.sees(/Keys that do something here/u);
    clearInterval(asking);
    expect(await screen.after(keys.escape, /Get-Mailbox returned/u)).toBe(before);
    expect(await left(screen)).toBe(0);
    expect(screen.text()).toContain('sessions opened 1,');
  });
});

describe('after a refusal', { timeout: 120_000 }, () => {
  it("Enter alone gives the lab's own", async () => {
    const screen = await lab(['--scenario', 'wrong-password']);
    expect(joined(await screen.after('R', /Password of/u))).toContain("Enter alone gives the lab's own.");
    await screen.after(keys.enter, isIdle);
    expect(await left(screen)).toBe(1);
    expect(screen.text()).toContain('sign-ins accepted 0, refused 2');
  });
});

describe('watch until green', { timeout: 120_000 }, () => {
  it('polls until the endpoint answers, rings, keeps what changed, and never signs in by itself', async () => {
    const lab = await startLab({ password: 'Str0ng&Pass"word' });
    const endpoint = await endpointTo(lab);
    await endpoint.shut();
    try {
      writeFileSync(join(folder, 'ca.pem'), endpoint.ca);
      const screen = terminal(
        [
          '--route',
          'partner-basic',
          '--endpoint',
          endpoint.endpoint,
          '--tenant',
          lab.tenant,
          '--user',
          lab.user,
          '--ca',
          join(folder, 'ca.pem'),
        ],
        { rows: 60 },
      );
      await screen.shows(/Password of/u);
      screen.press('Str0ng&Pass"word\r');
      await screen.sees(/\[Summary\][^]* refuses connections on TCP [^]*q quit$/u);
      expect(screen.raw()).not.toContain('\u0007');
      await screen.after('w', /^Watching \d+ rows, round 1/mu);
      await screen.sees(/^Watching \d+ rows, round 2/mu);
      await screen.after('w', /^No longer watching\.$/mu);
      await screen.after('w', /^Watching \d+ rows, round 1/mu);
      await endpoint.open();
      const green = await screen.sees(/^Everything that was watched is in order now\. R runs everything again/mu);
      expect(green).toMatch(/^Changes while watching$/mu);
      expect(green).toMatch(
        /^ {2}\d\d:\d\d:\d\d {2}The secure door of the endpoint opens and its certificate is trusted: FAILED → ok$/mu,
      );
      expect(screen.raw()).toContain('\u0007');
      expect(lab.counts()).toMatchObject({ shellsOpened: 0, signIns: 0, signInsRefused: 0 });
      await screen.after('R', /^READY\. [^]*q quit$/mu);
      expect(lab.counts()).toMatchObject({ shellsOpened: 1, shellsLeft: 0, signIns: 1 });
      expect(await left(screen)).toBe(0);
      expect(screen.raw()).not.toContain('Str0ng');
    } finally {
      await endpoint.close();
      await lab.close();
    }
  });
});

describe('a report that is opened', { timeout: 120_000 }, () => {
  it('has the summary of its run, and no key that would ask anything again', async () => {
    const file = join(folder, 'opened.json');
    const run = await lab(['--scenario', 'session-limit', '--output', file], { rows: 60 });
    // Proven times stand in the report as they stood on the screen.
    const summaryOf = (text: string): string => text.slice(text.indexOf('What to mend'), text.lastIndexOf('\n'));
    const reported = summaryOf(run.visible());
    expect(await left(run)).toBe(1);
    const opened = terminal(['open', file], { rows: 60 });
    const text = await opened.sees(/\[Summary\][^]*q quit$/u);
    expect(joined(text)).toMatch(/^A report of \d{4}-\d\d-\d\d \d\d:\d\d UTC/u);
    expect(summaryOf(text)).toBe(reported);
    expect(await opened.after('?', /Keys that do something here/u)).not.toMatch(
      /^ +(?:r +ask|R +run|f +fix|w +watch|s +save)/mu,
    );
    await opened.after(keys.escape, /What to mend/u);
    expect(await left(opened)).toBe(1);
    expect([opened.buffer(), joined(opened.text())]).toEqual([
      'normal',
      expect.stringContaining('FAILED There is room for one more session of this account'),
    ]);
  });

  it('shows no control sign and no change of direction that a server put into it', async () => {
    const file = join(folder, 'hostile.json');
    const report = reportOf(await cli(['lab', '--scenario', 'session-limit', '--format', 'json']));
    const hostile = `\u001b[2J\u001b]0;owned\u0007\u009b31m\u202egnp.exe\u202c\u2066x\u2069\u200f\u0000\r\nA line of its own`;
    const text = JSON.stringify(report).replaceAll(
      'This user is allowed a maximum',
      `${JSON.stringify(hostile).slice(1, -1)} allowed a maximum`,
    );
    expect(text).toContain('owned');
    writeFileSync(file, text);
    const screen = terminal(['open', file], { rows: 60 });
    const shown = await screen.sees(/\[Summary\][^]*q quit$/u);
    expect(joined(shown)).toContain('A line of its own allowed a maximum');
    await screen.after(keys.enter, /Esc back/u);
    await screen.after(keys.escape, /What to mend/u);
    expect(await left(screen)).toBe(1);
    // Every sequence is one of ours: colours, places, the two screens, the cursor.
    const rest = screen.raw().replaceAll(/\u001b\[(?:\?\d+[hl]|[\d;]*[mABCDEFGHJK])/gu, '');
    expect(rest.match(/[^\P{Cc}\r\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu)).toBeNull();
    expect(screen.raw()).not.toContain('\u001b]0;');
  });
});
