import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Terminal } from '../support/terminal.js';
import { joined, keys, terminal } from '../support/terminal.js';

const { enter, escape } = keys;

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'questions-'))));
afterEach(() => rmSync(home, { recursive: true }));
const start = (args: readonly string[] = []): Terminal =>
  terminal(args, { env: { HOME: home, XDG_STATE_HOME: join(home, 'state') } });
const lastRun = (): unknown => JSON.parse(readFileSync(join(home, 'state', 'exo-preflight', 'last-run.json'), 'utf8'));

describe('the questions, on a terminal', { timeout: 120_000 }, () => {
  it('Esc goes back, and before the first question leaves: nothing was run', async () => {
    const screen = start();
    await screen.sees(/❯ partner-basic/u);
    screen.press('\u001b[B');
    await screen.sees(/❯ exchange-server/u);
    screen.press(enter);
    await screen.sees(/Address of the server: $/mu);
    screen.press(`mail${enter}`);
    await screen.sees(/! --endpoint "mail" is not a URL/u);
    screen.press(escape);
    await screen.sees(/❯ exchange-server/u);
    screen.press(escape);
    expect(await screen.ended).toBe(130);
    expect(joined(screen.text())).toContain('Nothing was run: the questions were left.');
    expect(screen.buffer()).toBe('normal');
    expect(() => lastRun()).toThrow();
  });

  it('--no-remember leaves nothing behind', async () => {
    const screen = start(['--no-remember', '--only', 'route-offered']);
    await screen.sees(/❯ partner-basic/u);
    screen.press(`j${enter}`);
    await screen.sees(/Address of the server/u);
    screen.press(`https://mail.contoso.example/PowerShell/${enter}`);
    await screen.sees(/UNCLEAR|NOTHING FAILED|READY/u);
    screen.press('q');
    await screen.ended;
    expect(() => lastRun()).toThrow();
  });

  it.each<[string, readonly string[]]>([
    [
      'no chosen row uses',
      [
        '--route',
        'partner-basic',
        '--user',
        'a@b.example',
        '--endpoint',
        'https://127.0.0.1:1/PowerShell/',
        '--only',
        'execution-policy,route-offered',
      ],
    ],
    [
      'goes nowhere, because the way is closed',
      [
        '--route',
        'partner-basic',
        '--user',
        'a@b.example',
        '--only',
        'test-connection',
        '--skip',
        'name-resolution,port-443',
      ],
    ],
  ])('no password is asked that %s', async (_what, args) => {
    const screen = start(args);
    await screen.sees(/READY|UNCLEAR|NOTHING FAILED/u);
    expect(screen.text()).not.toMatch(/Password of|Customer's tenant/u);
    screen.press('q');
    await screen.ended;
  });

  it('with --plain come line by line', async () => {
    const screen = start(['--plain']);
    await screen.shows(/Way in \(partner-basic, exchange-server, exchange-online\):/u);
    screen.press('\u0003');
    expect(await screen.ended).toBe(130);
    expect(joined(screen.text())).toContain('Nothing was run');
  });
});
