import { afterEach, describe, expect, it } from 'vitest';
import { Credential } from '../../src/identity/credential.js';
import { chooseTarget } from '../../src/exchange/index.js';
import openSession from '../../src/exchange/powershell/scripts/open-session.ps1';
import { PowerShellConnection } from '../../src/exchange/powershell/powershell-connection.js';
import { diagnoseScriptError } from '../../src/exchange/powershell/session-fault.js';
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
const password = 'Tür$auf "3';
const user = 'admin@contoso.example';

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
    const account = { user, password };
    const handed = await work.run(
      'param($given, $credential) @{ reported = @{ user = $credential.UserName; same = ($credential.GetNetworkCredential().Password -ceq $given.expected) } }',
      { given: { expected: account.password }, account, parse: (reported) => reported, signal: never },
    );
    expect(handed.reported).toEqual({ user: account.user, same: true });
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

const asked = {
  uri: 'https://mail.contoso.example/PowerShell/',
  authentication: 'Basic',
  openMs: 12_500,
  cancelMs: 800,
};

/** New-PSSession of a system that has these parameters, and tells what it was given; the real one is hidden behind it. */
const tellingNewSession = (parameters: readonly string[]): string => `
function global:New-PSSession {
    [CmdletBinding()] param(${parameters.map((parameter) => `$${parameter}`).join(', ')})
    $options = @{}
    foreach ($name in 'OpenTimeout', 'OperationTimeout', 'CancelTimeout') {
        if ($SessionOption) { $options[$name] = [int] $SessionOption.$name.TotalMilliseconds }
    }
    $global:ExoGiven = @{
        names = @($PSBoundParameters.Keys | Sort-Object); uri = [string] $ConnectionUri; user = [string] $Credential.UserName
        configuration = $ConfigurationName; authentication = $Authentication; options = $options
    }
}
@{ reported = 1 }`;

describe.skipIf(realPowerShell === undefined)('New-PSSession is called with what this system has', () => {
  const needed = ['ConfigurationName', 'ConnectionUri', 'Credential', 'Authentication'];
  const run = async (parameters: readonly string[]) => {
    session = await openReal();
    const work = new Work(session);
    const parse = (reported: unknown) => reported;
    await work.run(tellingNewSession(parameters), { given: {}, parse, signal: never });
    const account = { user, password };
    const { problems } = await work.run(openSession, { given: asked, account, parse, signal: never });
    const { reported: given } = await work.run('@{ reported = $global:ExoGiven }', { given: {}, parse, signal: never });
    return { problems, given };
  };

  it('all three timeouts, in options that are an object of every system', async () => {
    expect(await run([...needed, 'SessionOption'])).toEqual({
      problems: [],
      given: {
        names: [...needed, 'SessionOption', 'ErrorAction', 'ErrorVariable'].sort(),
        uri: asked.uri,
        user,
        configuration: 'Microsoft.Exchange',
        authentication: 'Basic',
        options: { OpenTimeout: 12_500, OperationTimeout: 12_500, CancelTimeout: 800 },
      },
    });
  });

  it('none where it takes no options', async () => {
    expect(await run(needed)).toMatchObject({ problems: [], given: { uri: asked.uri, options: {} } });
  });

  it.each(needed)(
    'without %s it is not another connection that is opened, but an error of this PC',
    async (missing) => {
      const { problems, given } = await run([...needed.filter((name) => name !== missing), 'SessionOption']);
      expect(given ?? undefined).toBeUndefined();
      expect(problems).toHaveLength(1);
      expect(diagnoseScriptError(problems[0]!, 'shell')).toMatchObject({
        stage: 'resolve',
        symptom: 'powershell-failed',
        stayedHere: true,
      });
    },
  );
});

describe.skipIf(realPowerShell === undefined || process.platform === 'win32')(
  "the article's connection by a real PowerShell off Windows",
  () => {
    it.each(['basic', 'kerberos'])('%s: says that there is no WS-Management client', async (authentication) => {
      const target = chooseTarget({
        route: 'exchange-server',
        endpoint: asked.uri,
        via: 'powershell',
        authentication,
      });
      const credential = new Credential(user, password);
      const connection = new PowerShellConnection({
        target,
        credential,
        allowedRedirects: [],
        connectionMs: 30_000,
        removalMs: 5_000,
        stack: 'PowerShell 7',
        open: openReal,
      });
      connection.attach({ signal: never, step: () => undefined });
      expect(await connection.mailboxes()).toMatchObject({ broken: { stage: 'resolve', symptom: 'wsman-missing' } });
      // Nothing left this PC, and the error has no code to show.
      expect([credential.spent, connection.leavesRoom(), connection.signInProof()]).toEqual([false, true, undefined]);
      expect(JSON.stringify(connection.stages())).not.toContain('0x00000000');
      expect(await connection.close(AbortSignal.timeout(5_000))).toBe('clean');
    });
  },
);
