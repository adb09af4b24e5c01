import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab } from '../../src/lab/index.js';
import type { Lab } from '../../src/lab/index.js';
import { cliPath } from '../support/cli.js';
import { endpointTo } from '../support/lab-endpoint.js';
import { joined, keys, terminal } from '../support/terminal.js';
import type { Terminal } from '../support/terminal.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'leaving-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a terminal has to be after whatever used it: its first screen, with a cursor, listening as before. */
function expectRestored(screen: Terminal): void {
  expect([screen.buffer(), screen.isCursorShown()]).toEqual(['normal', true]);
  const modes = new Map([...screen.raw().matchAll(/\u001b\[\?(\d+)([hl])/gu)].map(([, mode, how]) => [mode, how]));
  expect(Object.fromEntries([...modes].filter(([mode, how]) => (mode === '25' ? how === 'l' : how === 'h')))).toEqual(
    {},
  );
}

describe('leaving after a run', { timeout: 120_000 }, () => {
  it.each([
    ['q', 'q'],
    ['Ctrl-C', keys.interrupt],
    ['Ctrl-D', keys.endOfInput],
  ])(
    'by %s gives the terminal back as it was, the plain result in it, and the exit code of the run',
    async (_name, key) => {
      const screen = terminal(['lab', '--scenario', 'session-limit']);
      await screen.sees(/\[Summary\][^]*q quit$/u);
      screen.press(key);
      expect(await screen.ended).toBe(1);
      expectRestored(screen);
      const text = joined(screen.text());
      expect(text).toMatch(/^THE LAB, scenario session-limit/u);
      expect(text).toContain('FAILED There is room for one more session of this account');
      expect(text).toContain('NOT READY. One cause. What to mend, in this order:');
      expect(text).toContain('sessions opened 0, left open 0; sign-ins accepted 1, refused 0.');
    },
  );

  it.skipIf(process.platform === 'win32')(
    'leaves the line as it was for the shell: what is typed is shown, and is read line by line',
    async () => {
      const screen = terminal(['-c', `"$0" "$1" lab; stty -a; exit 7`, process.execPath, cliPath], {
        program: '/bin/sh',
        rows: 60,
      });
      await screen.sees(/\[Summary\][^]*q quit$/u);
      screen.press('q');
      expect(await screen.ended).toBe(7);
      const line = screen.text().slice(screen.text().indexOf('speed '));
      expect(line).toMatch(/(?<!-)\bicanon\b/u);
      expect(line).toMatch(/(?<!-)\becho\b/u);
    },
  );
});

/** The main job on a terminal, against a lab in the test. */
async function mainJob(lab: Lab, more: readonly string[] = []): Promise<Terminal> {
  const ca = join(folder, `${Math.random()}.pem`);
  writeFileSync(ca, lab.ca);
  const screen = terminal(
    [
      '--route',
      'partner-basic',
      '--endpoint',
      lab.https,
      '--tenant',
      lab.tenant,
      '--user',
      lab.user,
      '--ca',
      ca,
      ...more,
    ],
    { rows: 44 },
  );
  await screen.shows(/Password of/u);
  screen.press(`${lab.password}${keys.enter}`);
  await screen.sees(/connecting: (?:Runspace|Get-Mailbox)|slow: waiting on/u);
  expect(lab.counts()).toMatchObject({ shellsOpened: 1, shellsLeft: 1 });
  return screen;
}

async function withLab(use: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = await startLab({ scenario: 'slow', password: 'Str0ng&Pass"word' });
  try {
    await use(lab);
  } finally {
    await lab.close();
  }
}

describe('leaving in the middle of a connection', { timeout: 120_000 }, () => {
  it.each([
    ['Ctrl-C', (screen: Terminal) => screen.press(keys.interrupt)],
    ['q', (screen: Terminal) => screen.press('q')],
    ['SIGTERM from outside', (screen: Terminal) => screen.signal('SIGTERM')],
    ['SIGHUP from outside', (screen: Terminal) => screen.signal('SIGHUP')],
  ])('by %s removes the session, and restores the terminal', (_name, leave) =>
    withLab(async (lab) => {
      const screen = await mainJob(lab);
      leave(screen);
      expect(await screen.ended).toBe(130);
      expect(lab.counts()).toMatchObject({ shellsOpened: 1, shellsLeft: 0, signIns: 1 });
      expectRestored(screen);
      expect(joined(screen.text())).toContain('UNCLEAR. Interrupted.');
      expect(screen.raw()).not.toContain('Str0ng');
    }),
  );

  it('is told on the screen for as long as the session is being closed, and in the end that it may have stayed', () =>
    withLab(async (lab) => {
      const endpoint = await endpointTo(lab);
      try {
        const screen = await mainJob({ ...lab, https: endpoint.endpoint, ca: endpoint.ca });
        endpoint.fallSilent();
        await screen.after(keys.interrupt, /^(?:Interrupted: )?closing the remote session/mu);
        expect(screen.buffer()).toBe('alternate');
        expect(await screen.ended).toBe(130);
        expectRestored(screen);
        expect(joined(screen.text())).toContain(
          'The remote session could not be closed; it may remain for about 15 minutes.',
        );
      } finally {
        await endpoint.close();
      }
    }));

  it('by Ctrl-C twice leaves at once, with a line about it and a terminal that works', () =>
    withLab(async (lab) => {
      const screen = await mainJob(lab);
      screen.press(`${keys.interrupt}${keys.interrupt}`);
      expect(await screen.ended).toBe(130);
      expectRestored(screen);
      expect(joined(screen.text())).toMatch(/session may (?:stay|remain)|left at once/iu);
      expect(screen.raw()).not.toMatch(/\n\s+at .*:\d+:\d+/u);
    }));

  it('by Ctrl-D waits for the end of the run: nobody will press another key', () =>
    withLab(async (lab) => {
      const screen = await mainJob(lab);
      screen.press(keys.endOfInput);
      expect(await screen.ended).toBe(0);
      expect(lab.counts()).toMatchObject({ shellsOpened: 1, shellsLeft: 0 });
      expectRestored(screen);
      expect(joined(screen.text())).toContain('READY. The test connection worked');
    }));
});

describe('a screen that breaks', { timeout: 120_000 }, () => {
  /** A check whose title is in order when it is loaded, and not when it is drawn. */
  function plugin(afterMs = 300): string {
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

  it('hides no session that could not be closed', () =>
    withLab(async (lab) => {
      const endpoint = await endpointTo(lab);
      try {
        const screen = await mainJob({ ...lab, https: endpoint.endpoint, ca: endpoint.ca }, [
          '--checks',
          plugin(5_000),
        ]);
        endpoint.fallSilent();
        expect(await screen.ended).toBe(4);
        expectRestored(screen);
        const text = joined(screen.text());
        expect(text).toContain('The remote session could not be closed; it may remain for about 15 minutes.');
        expect(text).toContain('The screen itself failed (RangeError)');
      } finally {
        await endpoint.close();
      }
    }));

  it.each([
    ['says so in one sentence', [], false],
    ['tells the stack with --debug', ['--debug'], true],
  ])('%s, exit code 4, on the terminal as it was', async (_name, more, hasStack) => {
    const screen = terminal(['lab', '--scenario', 'slow', '--checks', plugin(), ...more], { rows: 60 });
    expect(await screen.ended).toBe(4);
    expectRestored(screen);
    expect(joined(screen.text())).toMatch(
      /The screen itself failed \(RangeError\); the terminal is as it was before\./u,
    );
    expect(/RangeError: from the title\s+at /u.test(screen.text())).toBe(hasStack);
    expect(screen.text().includes('Run the same with --plain')).toBe(!hasStack);
    expect(screen.text()).toContain('left open 0');
  });
});
