import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startLab } from '../../src/lab/index.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine } from '../support/cli.js';
import { terminal } from '../support/terminal.js';

const titles = ['This way in is still offered', 'Windows can take this way in', 'PowerShell may run scripts', 'The account is accepted', 'Get-Mailbox answers over a real connection'];

/** Words as they stand, wherever a line broke between them. */
const joined = (text: string): string => text.replaceAll(/\s+/gu, ' ');

describe('the screen of a run', () => {
  it('says first that it is the lab, shows every row, what came back, and the verdict', async () => {
    const screen = terminal(['lab']);
    expect(await screen.ended).toBe(0);
    const text = joined(screen.text());
    expect(text).toMatch(/^THE LAB, scenario healthy: a simulated PC/u);
    for (const title of titles) expect(text).toContain(title);
    expect(text).toContain('Get-Mailbox returned: ');
    expect(text).toContain('READY. The test connection worked');
  });

  it.each([40, 80, 200])('fits a terminal of %i columns: no word is cut off and no row lost', async (columns) => {
    const screen = terminal(['lab', '--scenario', 'session-limit'], { columns, rows: 20 });
    expect(await screen.ended).toBe(1);
    const text = joined(screen.text());
    for (const title of [...titles, 'There is room for one more session of this account']) expect(text).toContain(title);
    expect(text).toContain('NOT READY. One cause.');
    // A row's own words begin at one column, and so does every line they go on in.
    const rows = screen.text().split('\n');
    const [first, last] = [rows.findIndex((line) => line.includes(' ok ')), rows.findIndex((line) => line.includes('NOT READY'))];
    for (const line of rows.slice(first, last).filter((one) => one.startsWith('  '))) expect(line).toMatch(/^ {14}\S/u);
    expect(text).toContain('Get-PSSession | Remove-PSSession');
  });

  it('tells the same without colour: words beside the signs', async () => {
    const screen = terminal(['lab', '--scenario', 'wrong-password', '--no-color'], { env: { NO_COLOR: '1' } });
    await screen.ended;
    expect(screen.raw()).not.toMatch(/\u001b\[(?:3[0-7]|9[0-7]|38;)[;\d]*m/u);
    expect(screen.text()).toMatch(/FAILED +The account is accepted/u);
  });

  it('shows a rung while it is climbed, and is overwritten by what comes of it', async () => {
    const screen = terminal(['lab', '--scenario', 'slow']);
    await screen.shows(/Test connection: Runspace/u);
    await screen.ended;
    expect(screen.text()).not.toContain('Test connection: Runspace');
  });

  it('survives being resized while it runs', async () => {
    const screen = terminal(['lab', '--scenario', 'slow']);
    await screen.shows(/Test connection/u);
    screen.resize(60, 20);
    await sleep(50);
    screen.resize(120, 40);
    expect(await screen.ended).toBe(0);
    expect(joined(screen.text())).toContain('READY.');
  });

  it('a recorded PC says so first', async () => {
    const screen = terminal(['--route', 'exchange-online', '--machine', machine('windows-11-fresh')]);
    expect(await screen.ended).toBe(1);
    expect(joined(screen.text())).toMatch(/^A recorded PC, from a file: Windows 11 24H2 as it came/u);
  });
});

describe('Ctrl-C', () => {
  it('is seen at once, removes the session, leaves the terminal as it was, and exits 130', async () => {
    const lab = await startLab({ scenario: 'slow', password: 'Str0ng&Pass"word' });
    const folder = mkdtempSync(join(tmpdir(), 'ctrl-c-'));
    try {
      writeFileSync(join(folder, 'ca.pem'), lab.ca);
      const screen = terminal(['--route', 'partner-basic', '--endpoint', lab.https, '--tenant', lab.tenant, '--user', lab.user, '--ca', join(folder, 'ca.pem')]);
      await screen.shows(/Password of/u);
      screen.type('Str0ng&Pass"word\r');
      await screen.shows(/Test connection: (?:Runspace|Get-Mailbox)/u);
      expect(lab.counts().shellsLeft).toBe(1);
      screen.type('\u0003');
      await screen.shows(/closing the remote session|Interrupted/u);
      expect(await screen.ended).toBe(130);
      expect(lab.counts()).toMatchObject({ shellsOpened: 1, shellsLeft: 0 });
      expect(screen.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(screen.raw().lastIndexOf('\u001b[?25l'));
      expect(screen.raw()).not.toContain('Str0ng');
    } finally {
      await lab.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('at a question for the password runs nothing', async () => {
    const screen = terminal(['--route', 'partner-basic', '--tenant', 'contoso.onmicrosoft.com', '--user', 'a@b.example', '--endpoint', 'https://127.0.0.1:1/PowerShell/']);
    await screen.shows(/Password of/u);
    screen.type('half a passw\u0003');
    expect(await screen.ended).toBe(130);
    expect(screen.raw()).not.toContain('half');
  });

  it('at a question runs nothing', async () => {
    const screen = terminal([]);
    await screen.shows(/Way in/u);
    screen.type('\u0003');
    expect(await screen.ended).toBe(130);
    expect(joined(screen.text())).toContain('Nothing was run');
  });
});

describe('the questions', () => {
  it.each<[string, readonly string[]]>([
    ['no chosen row uses', ['--route', 'partner-basic', '--user', 'a@b.example', '--endpoint', 'https://127.0.0.1:1/PowerShell/', '--only', 'execution-policy,route-offered']],
    ['goes nowhere, because the way is closed', ['--route', 'partner-basic', '--user', 'a@b.example', '--only', 'test-connection', '--skip', 'name-resolution,port-443']],
  ])('do not ask for a password that %s', async (_what, args) => {
    const screen = terminal(args);
    await screen.ended;
    expect(screen.text()).not.toMatch(/Password of|Customer's tenant/u);
    expect(joined(screen.text())).toMatch(/READY|UNCLEAR/u);
  });

  it('ask for what the command line left open, the password masked', async () => {
    const lab = await startLab({ password: 'Str0ng&Pass"word' });
    const folder = mkdtempSync(join(tmpdir(), 'questions-'));
    try {
      writeFileSync(join(folder, 'ca.pem'), lab.ca);
      const screen = terminal(['--endpoint', lab.https, '--ca', join(folder, 'ca.pem')]);
      await screen.shows(/Way in \(partner-basic, exchange-server, exchange-online\):/u);
      screen.type('partner-basic\r');
      await screen.shows(/Customer's tenant/u);
      screen.type(`${lab.tenant}\r`);
      await screen.shows(/Account, for example/u);
      screen.type(`${lab.user}\r`);
      await screen.shows(/Password of admin@partner\.example:/u);
      screen.type('Str0ng&Pass"word');
      await screen.shows(/•{16}/u);
      screen.type('\r');
      expect(await screen.ended).toBe(0);
      expect(joined(screen.text())).toContain('READY.');
      expect(screen.text()).toContain(`contoso.onmicrosoft.com: ${lab.tenant}\n`);
      expect(screen.text()).toContain(`admin@partner.example: ${lab.user}\n`);
      expect(screen.raw()).not.toContain('Str0ng');
    } finally {
      await lab.close();
      rmSync(folder, { recursive: true });
    }
  });
});
