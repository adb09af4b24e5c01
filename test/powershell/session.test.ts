import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openPowerShell } from '../../src/machine/live/powershell/open-session.js';
import type { CallOptions, PowerShellSession } from '../../src/machine/live/powershell/session.js';
import { PowerShellFailure } from '../../src/machine/live/powershell/session.js';
import { realPowerShell } from '../support/real-powershell.js';

let session: PowerShellSession | undefined;
afterEach(async () => {
  await session?.close();
  session = undefined;
});

const open = async (): Promise<PowerShellSession> =>
  (session = await openPowerShell({ edition: 'powershell-7', programs: [realPowerShell!] }));
const ask = (of: PowerShellSession, script: string, more: Partial<CallOptions<unknown>> = {}) =>
  of.call(script, { parse: (value) => value, timeoutMs: 30_000, ...more });
const failure = async (work: Promise<unknown>): Promise<PowerShellFailure> => {
  const error: unknown = await work.then(
    (value) => new Error(`it came back with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof PowerShellFailure) return error;
  throw error;
};

describe.skipIf(realPowerShell === undefined)('a session in a real PowerShell', () => {
  it('greets', async () => {
    const hello = await (await open()).hello();
    expect(hello).toMatchObject({ languageMode: 'FullLanguage', edition: 'Core' });
    expect(Number(hello.version.split('.')[0])).toBeGreaterThanOrEqual(7);
    expect(['Unrestricted', 'RemoteSigned', 'AllSigned', 'Restricted', 'Bypass']).toContain(hello.executionPolicy);
  });

  it('takes arguments and brings answers back whole, in any alphabet', async () => {
    const text = '"å📬" $(Get-Date) \'quoted\' `tick';
    expect(
      await ask(
        await open(),
        'param($given) @{ text = $given.text; count = @($given.list).Count; first = @($given.list)[0] }',
        { arguments: { text, list: [7, 8] } },
      ),
    ).toEqual({ text, count: 2, first: 7 });
  });

  it('is not disturbed by warnings, progress, what goes to the host, and native programs', async () => {
    const script =
      "Write-Warning 'w'; Write-Progress -Activity 'a' -PercentComplete 5; Write-Host 'h'; [Console]::Error.WriteLine('e'); 'whole'";
    expect(await ask(await open(), script)).toBe('whole');
  });

  it('names errors by their identifiers and lives on', async () => {
    const one = await open();
    expect(
      (
        await failure(
          ask(one, "Get-Item -LiteralPath (Join-Path ([System.IO.Path]::GetTempPath()) 'exo-preflight-is-not-there')"),
        )
      ).error,
    ).toMatchObject({
      fullyQualifiedErrorId: 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand',
      category: 'ObjectNotFound',
    });
    expect((await failure(ask(one, 'Get-MailboxThatIsNotThere'))).error).toMatchObject({
      fullyQualifiedErrorId: 'CommandNotFoundException',
    });
    expect((await failure(ask(one, 'if ( {'))).kind).toBe('script-error');
    expect(await ask(one, "'still here'")).toBe('still here');
  });

  it('takes exit 0 for what it is: no answer', async () => {
    expect(await failure(ask(await open(), 'exit 0'))).toMatchObject({ kind: 'crashed' });
  });

  it('ends at the deadline', async () => {
    expect((await failure(ask(await open(), 'Start-Sleep -Seconds 60', { timeoutMs: 1_500 }))).kind).toBe('timeout');
  });

  it.each(['plain', 'Gehéim 📬 "$(calc)" \'; exit #', ' stray '])(
    'hands a secret over as a SecureString: %j',
    async (secret) => {
      const script =
        "$secret = Read-ExoSecret; $credential = New-Object System.Management.Automation.PSCredential('user', $secret); @{ type = $secret.GetType().Name; back = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($credential.GetNetworkCredential().Password)) }";
      const one = await open();
      expect(await ask(one, script, { secret })).toEqual({
        type: 'SecureString',
        back: Buffer.from(secret, 'utf8').toString('base64'),
      });
      expect(await ask(one, "'the next line is a command again'")).toBe('the next line is a command again');
    },
  );
});

/** Every script of ours, wherever it lives. */
const src = join(import.meta.dirname, '../../src');
const scripts = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ps1'));

describe.skipIf(realPowerShell === undefined)('a script of ours', () => {
  it.each(scripts)('%s has no mistake of syntax', async (file) => {
    const script =
      'param($given) $tokens = $null; $errors = $null; $null = [System.Management.Automation.Language.Parser]::ParseInput($given.text, [ref] $tokens, [ref] $errors); [string[]] @($errors | ForEach-Object { $_.Message }) -join "; "';
    expect(await ask(await open(), script, { arguments: { text: readFileSync(join(src, file), 'utf8') } })).toBe('');
  });
});

describe('scripts', () => {
  it.each(scripts)('%s is ASCII, so that no code page can change it', (file) => {
    expect(readFileSync(join(src, file), 'utf8')).toMatch(/^[\x20-\x7e\r\n\t]*$/u);
  });

  it.each(scripts)('%s uses nothing that came after PowerShell 3.0', (file) => {
    const code = readFileSync(join(src, file), 'utf8').replaceAll(/^\s*#.*$/gmu, '');
    for (const later of [
      /::new\(/u,
      /\?\?/u,
      /&&/u,
      /\|\|/u,
      /\busing\s+(?:namespace|module)\b/u,
      /^\s*class\s/mu,
      /^\s*enum\s/mu,
      /-ExecutionPolicy\s+(?:Bypass|Unrestricted)/u,
      /\bInvoke-Expression\b.*\$given/u,
      /-AsPlainText/u,
    ])
      expect(code).not.toMatch(later);
  });
});
