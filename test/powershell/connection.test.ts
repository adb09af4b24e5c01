import { afterEach, describe, expect, it } from 'vitest';
import { Credential } from '../../src/identity/credential.js';
import { chooseTarget } from '../../src/exchange/index.js';
import { PowerShellConnection } from '../../src/exchange/powershell/powershell-connection.js';
import { Work } from '../../src/exchange/powershell/work.js';
import { openPowerShell } from '../../src/machine/live/powershell/open-session.js';
import type { PowerShellSession } from '../../src/machine/live/powershell/session.js';
import { realPowerShell } from '../support/real-powershell.js';

let session: PowerShellSession | undefined;
afterEach(async () => {
  await session?.close();
  session = undefined;
});
const openReal = () => openPowerShell({ edition: 'powershell-7', programs: [realPowerShell!] });
const never = new AbortController().signal;

describe.skipIf(realPowerShell === undefined)('work in a runspace of a real PowerShell', () => {
  it('brings its answer, its errors by identifier, and its progress', async () => {
    session = await openReal();
    const percents: number[] = [];
    const script =
      "param($given) 1..4 | ForEach-Object { Write-Progress -Activity 'a' -PercentComplete ($_ * 20); Start-Sleep -Milliseconds 250 }; Get-Item -LiteralPath '/is-not-there' -ErrorAction SilentlyContinue -ErrorVariable found; @{ reported = @{ name = $given.name }; problems = @($found) }";
    const done = await new Work(session).run(script, {
      given: { name: 'é' },
      parse: (reported) => reported,
      signal: never,
      onPercent: (percent) => percents.push(percent),
    });
    expect(done.reported).toEqual({ name: 'é' });
    expect(done.problems.map(({ fullyQualifiedErrorId }) => fullyQualifiedErrorId)).toEqual([
      'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand',
    ]);
    expect(percents.length).toBeGreaterThan(0);
  });

  it('what it throws is an error too', async () => {
    session = await openReal();
    expect(
      await new Work(session).run("throw 'away'", { given: {}, parse: (reported) => reported, signal: never }),
    ).toMatchObject({ reported: undefined, problems: [{ fullyQualifiedErrorId: 'away' }] });
  });

  it('hands over an account, and can be stopped while it works', async () => {
    session = await openReal();
    const work = new Work(session);
    const account = { user: 'admin@contoso.example', password: 'Tür$auf "3' };
    const asked = await work.run(
      'param($given, $credential) @{ reported = @{ user = $credential.UserName; same = ($credential.GetNetworkCredential().Password -ceq $given.expected) } }',
      { given: { expected: account.password }, account, parse: (reported) => reported, signal: never },
    );
    expect(asked.reported).toEqual({ user: account.user, same: true });
    const controller = new AbortController();
    setTimeout(() => controller.abort('interrupted'), 700);
    await expect(
      work.run('Start-Sleep -Seconds 60', { given: {}, parse: (reported) => reported, signal: controller.signal }),
    ).rejects.toBe('interrupted');
    expect(await work.stop(3_000)).toBe(true);
    expect(
      (await work.run('@{ reported = 1 }', { given: {}, parse: (reported) => reported, signal: never })).reported,
    ).toBe(1);
  });
});

describe.skipIf(realPowerShell === undefined || process.platform === 'win32')(
  "the article's connection by a real PowerShell off Windows",
  () => {
    it('says that there is no WS-Management client (measured on 7.6.5)', async () => {
      const target = chooseTarget({
        route: 'exchange-server',
        endpoint: 'https://mail.contoso.example/PowerShell/',
        via: 'powershell',
        authentication: 'basic',
      });
      const connection = new PowerShellConnection({
        target,
        credential: new Credential('admin@contoso.example', 'Tür$auf "3'),
        allowedRedirects: [],
        connectionMs: 30_000,
        removalMs: 5_000,
        stack: 'PowerShell 7',
        open: openReal,
      });
      connection.attach({ signal: never, step: () => undefined });
      expect(await connection.mailboxes()).toMatchObject({ broken: { stage: 'resolve', symptom: 'wsman-missing' } });
      expect(await connection.close(AbortSignal.timeout(5_000))).toBe('clean');
    });
  },
);
