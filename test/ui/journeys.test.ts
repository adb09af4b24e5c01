import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab } from '../../src/lab/index.js';
import { machine } from '../support/cli.js';
import {
  crash,
  everyRowIsReached,
  isIdle,
  isOver,
  lab,
  leaveAfterRun,
  leaveDuringConnection,
  left,
  plainLines,
  readAloud,
  withoutColour,
} from '../support/journeys.js';
import { joined, keys, terminal } from '../support/terminal.js';
import type { Terminal } from '../support/terminal.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'journeys-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** The main job in the built tool on a real pseudo-terminal. All the other ways through the screen: npm run test:screen. */
describe('the screen', { timeout: 120_000 }, () => {
  it('shows every row as it comes, then the verdict and what came back', async () => {
    const screen = terminal(['lab']);
    const first = await screen.sees(/\[Checks\]/u);
    expect(first).toMatch(/^THE LAB, scenario healthy: a simulated PC/u);
    const text = joined(await screen.sees(isOver));
    expect(text).toMatch(/^THE LAB, scenario healthy: a simulated PC/u);
    expect(text).toContain('READY. The test connection worked');
    expect(text).toContain('Get-Mailbox returned: ');
    expect([screen.buffer(), await left(screen)]).toEqual(['alternate', 0]);
  });

  it('is left by q: the terminal as it was, the plain result in it, and the exit code of the run', () =>
    leaveAfterRun('q'));

  it('is left by Ctrl-C in the middle of a connection: the session is removed, the terminal restored', () =>
    leaveDuringConnection(folder, (screen) => screen.press(keys.interrupt)));

  it('f shows the change, asks, makes it and checks again; u undoes it', async () => {
    const screen = await lab(['--machine', machine('windows-11-fresh')], { columns: 110, rows: 44 });
    const plan = await screen.after('f', /Change it\?/u);
    expect(plan).toMatch(/CurrentUser +not set/u);
    expect(plan).toContain('Set-ExecutionPolicy -ExecutionPolicy RemoteSigned -Scope CurrentUser -Force');
    expect(plan).toMatch(/y yes {2}n no {2}q stop$/u);
    const done = joined(await screen.after('y', /u puts it back as it was/u));
    expect(done).toContain('Done: a new window of Windows PowerShell starts with RemoteSigned, set for CurrentUser.');
    expect(done).toContain('Asked again after the change. PowerShell may run scripts: ok.');
    expect(await screen.after('u', /Put it back\?/u)).toContain('CurrentUser: RemoteSigned becomes not set');
    expect(joined(await screen.after('y', /Asked again after the change/u))).toContain(
      'PowerShell may run scripts: FAILED',
    );
    await screen.after(keys.escape, /What to mend/u);
    await screen.after('f', /Change it\?/u);
    await screen.after('n', /Nothing was changed/u);
    await screen.after(keys.escape, /What to mend/u);
    expect(await left(screen)).toBe(1);
    expect(screen.text()).toContain('sign-ins accepted 1, refused 0');
  });

  it('asks what it has to know, and runs; the password is never seen, and the next time all but it is offered', async () => {
    const lab = await startLab({ password: 'Str0ng&Pass"word' });
    try {
      const ca = join(folder, 'ca.pem');
      writeFileSync(ca, lab.ca);
      const state = join(folder, 'state');
      const start = (): Terminal =>
        terminal(['--endpoint', lab.https, '--ca', ca], { env: { HOME: folder, XDG_STATE_HOME: state } });
      const screen = start();
      await screen.sees(/❯ partner-basic/u);
      screen.press(keys.enter);
      await screen.sees(/Customer's tenant: $/mu);
      screen.press(`${lab.tenant}${keys.enter}`);
      await screen.sees(/Account: $/mu);
      screen.press(`${lab.user}${keys.enter}`);
      await screen.sees(/Password of admin@partner\.example: $/mu);
      screen.press('Str0ng&Pass"word');
      await screen.sees(/•{16}/u);
      screen.press(keys.enter);
      await screen.sees(/READY\./u);
      screen.press('q');
      expect(await screen.ended).toBe(0);
      expect(screen.raw()).not.toContain('Str0ng');
      expect(lab.counts()).toMatchObject({ signIns: 1, shellsLeft: 0 });
      expect(JSON.parse(readFileSync(join(state, 'exo-preflight', 'last-run.json'), 'utf8'))).toEqual({
        schema: 'exo-preflight/last-run/1',
        route: 'partner-basic',
        tenant: lab.tenant,
        user: lab.user,
      });

      const again = start();
      await again.sees(/What was answered the last time is offered\s+again/u);
      again.press(keys.enter);
      await again.sees(new RegExp(`Customer's tenant: ${lab.tenant}`, 'u'));
      again.press(keys.interrupt);
      expect(await again.ended).toBe(130);
    } finally {
      await lab.close();
    }
  });

  it('sends nothing again after a refusal before somebody types the password anew: Esc sends nothing', async () => {
    const screen = await lab(['--scenario', 'wrong-password']);
    const asks = joined(await screen.after('R', /Password of admin@partner\.example:/u));
    expect(asks).toContain('Accounts lock after a few refusals: type it again only if you are sure.');
    await screen.after(keys.escape, /Nothing was asked again/u);
    await screen.after('r', /Password of/u);
    await screen.after(keys.endOfInput, /Nothing was asked again/u);
    expect(await left(screen)).toBe(1);
    expect(screen.text()).toContain('sign-ins accepted 0, refused 1');
  });

  it('shows dots for a password that is typed, and the password nowhere', async () => {
    const screen = await lab(['--scenario', 'wrong-password']);
    await screen.after('R', /Password of/u);
    await screen.after('An0ther-Secret', /•{14}$/mu);
    expect(screen.isCursorShown()).toBe(true);
    await screen.after(keys.enter, isIdle);
    expect(await left(screen)).toBe(1);
    expect(screen.raw()).not.toContain('An0ther');
    expect(screen.text()).toContain('refused 2');
  });

  it('of 40 columns and 24 rows has a way to every row, and every line fits', () => everyRowIsReached(40, 24));

  it('has no colour under NO_COLOR, and the words say the same', () => withoutColour([], { NO_COLOR: '1' }));

  it('for a screen reader has words alone, no bars, no colours', () => readAloud(['--screen-reader'], {}));

  it.skipIf(process.platform === 'win32')(
    'is not drawn where nobody sits at a keyboard: plain lines, no Ink loaded',
    () => plainLines(folder, 'no keyboard', '"$0" "$@" </dev/null', {}),
  );

  it('that breaks says so in one sentence, exit code 4, on the terminal as it was', () => crash(folder, [], false));
});
