import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliPath } from '../support/cli.js';
import {
  breaksTheScreen,
  crash,
  expectRestored,
  leaveAfterRun,
  leaveDuringConnection,
  mainJob,
  withSlowLab,
} from '../support/journeys.js';
import { endpointTo } from '../support/lab-endpoint.js';
import { joined, keys, terminal } from '../support/terminal.js';
import type { Terminal } from '../support/terminal.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'leaving-'))));
afterAll(() => rmSync(folder, { recursive: true }));

describe('leaving after a run', { timeout: 120_000 }, () => {
  it.each([
    ['Ctrl-C', keys.interrupt],
    ['Ctrl-D', keys.endOfInput],
  ])('by %s gives the terminal back as it was, the plain result in it, and the exit code of the run', (_name, key) =>
    leaveAfterRun(key),
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

describe('leaving in the middle of a connection', { timeout: 120_000 }, () => {
  it.each([
    ['q', (screen: Terminal) => screen.press('q')],
    ['SIGTERM from outside', (screen: Terminal) => screen.signal('SIGTERM')],
    ['SIGHUP from outside', (screen: Terminal) => screen.signal('SIGHUP')],
  ])('by %s removes the session, and restores the terminal', (_name, leave) => leaveDuringConnection(folder, leave));

  it('is shown on the screen while the session is being closed, and in the end that it may have stayed', () =>
    withSlowLab(async (lab) => {
      const endpoint = await endpointTo(lab);
      try {
        const screen = await mainJob(folder, { ...lab, https: endpoint.endpoint, ca: endpoint.ca });
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
    withSlowLab(async (lab) => {
      const screen = await mainJob(folder, lab);
      screen.press(`${keys.interrupt}${keys.interrupt}`);
      expect(await screen.ended).toBe(130);
      expectRestored(screen);
      expect(joined(screen.text())).toMatch(/session may (?:stay|remain)|left at once/iu);
      expect(screen.raw()).not.toMatch(/\n\s+at .*:\d+:\d+/u);
    }));

  it('by Ctrl-D waits for the end of the run: nobody will press another key', () =>
    withSlowLab(async (lab) => {
      const screen = await mainJob(folder, lab);
      screen.press(keys.endOfInput);
      expect(await screen.ended).toBe(0);
      expect(lab.counts()).toMatchObject({ shellsOpened: 1, shellsLeft: 0 });
      expectRestored(screen);
      expect(joined(screen.text())).toContain('READY. The test connection worked');
    }));
});

describe('a screen that breaks', { timeout: 120_000 }, () => {
  it('hides no session that could not be closed', () =>
    withSlowLab(async (lab) => {
      const endpoint = await endpointTo(lab);
      try {
        const screen = await mainJob(folder, { ...lab, https: endpoint.endpoint, ca: endpoint.ca }, [
          '--checks',
          breaksTheScreen(folder, 5_000),
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

  it('tells the stack with --debug, exit code 4, on the terminal as it was', () => crash(folder, ['--debug'], true));
});
