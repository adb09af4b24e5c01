import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machine } from '../support/cli.js';
import { expectRestored } from '../support/journeys.js';
import { caFile, labArgs, withLab } from '../support/lab-run.js';
import { joined, keys, terminal } from '../support/terminal.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'signals-'))));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(['SIGTERM', 'SIGHUP'] as const)(
  '%s from outside ends the screen, and gives the terminal back',
  { timeout: 120_000 },
  (signal) => {
    it('at the questions', async () => {
      const screen = terminal(['--no-remember']);
      await screen.sees(/❯ partner-basic/u);
      screen.signal(signal);
      expect(await screen.ended).toBe(130);
      expectRestored(screen);
      expect(joined(screen.text())).toContain('Nothing was run: the questions were left.');
    });

    it('as soon as there is a picture', async () => {
      const screen = terminal(['lab', '--scenario', 'slow']);
      await screen.sees(/This way in is still offered/u);
      screen.signal(signal);
      expect(await screen.ended).toBe(130);
      expectRestored(screen);
    });

    it('while a password is asked for again: nothing is sent', async () => {
      const screen = terminal(['lab', '--scenario', 'wrong-password']);
      await screen.sees(/NOT READY\./u);
      screen.press('R');
      await screen.sees(/Password of admin@partner\.example: $/mu);
      screen.signal(signal);
      expect(await screen.ended).toBe(130);
      expectRestored(screen);
      expect(joined(screen.text())).toContain('sign-ins accepted 0, refused 1.');
    });

    it('while the guided fix asks: nothing is changed, and the last lines say so', async () => {
      const screen = terminal(['lab', '--machine', machine('windows-11-fresh')]);
      await screen.sees(/NOT READY\./u);
      screen.press('f');
      await screen.sees(/Change it\?/u);
      screen.signal(signal);
      expect(await screen.ended).toBe(130);
      expectRestored(screen);
      expect(joined(screen.text())).toMatch(/Guided fix: .*[Nn]othing was changed/u);
    });
  },
);

describe('leaving while rows are asked again', { timeout: 120_000 }, () => {
  it('closes the session, whatever was wanted meanwhile', async () => {
    await withLab({ scenario: 'slow', password: 'Str0ng&Pass"word' }, async (lab) => {
      const ca = caFile(folder, lab);
      const screen = terminal([...labArgs(lab, { ca }), '--no-remember']);
      await screen.shows(/Password of/u);
      screen.press(`${lab.password}${keys.enter}`);
      await screen.sees(/READY\. .*[^]*q quit/u);
      screen.press('R');
      await screen.sees(/[12]\d of 18 done, 1 running/u);
      screen.press(`${keys.backTab}${keys.backTab}`);
      await screen.sees(/\[Checks\]/u);
      screen.press('o');
      await screen.sees(/docs\/checks\//u);
      for (let waited = 0; lab.counts().shellsLeft === 0 && waited < 100; waited++)
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(lab.counts().shellsLeft).toBe(1);
      screen.press(keys.interrupt);
      expect(await screen.ended).toBe(130);
      expectRestored(screen);
      expect(lab.counts()).toMatchObject({ shellsOpened: 2, shellsLeft: 0 });
      expect(joined(screen.text())).toContain('UNCLEAR. Interrupted.');
    });
  });
});
