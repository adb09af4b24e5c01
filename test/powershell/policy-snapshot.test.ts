import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveMachine } from '../../src/machine/live/live-machine.js';
import { decide } from '../../src/fixes/execution-policy/plan.js';
import { readPolicySnapshot } from '../../src/fixes/execution-policy/policy-snapshot.js';
import { realPowerShell } from '../support/real-powershell.js';
import { runMs, runPowerShell } from '../support/run-powershell.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'x-ray-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

/** What PowerShell itself says, scope by scope, and where it is installed. In a settings file policies may stand that the policy snapshot does not read. */
async function said(): Promise<{
  readonly scopes: ReadonlyMap<string, string>;
  readonly home: string;
  readonly readsPoliciesFromFile: boolean;
}> {
  const script = [
    "Get-ExecutionPolicy -List | ForEach-Object { 'scope=' + $_.Scope + '=' + $_.ExecutionPolicy }",
    "'home=' + $PSHOME",
    "$files = @($PSHOME, (Split-Path $PROFILE.CurrentUserAllHosts)) | ForEach-Object { Join-Path $_ 'powershell.config.json' } | Where-Object { Test-Path -LiteralPath $_ }",
    "'file=' + [bool]($files | Where-Object { (Get-Content -Raw -LiteralPath $_) -match 'PowerShellPolicies' })",
  ].join('; ');
  const { code, stdout, stderr } = await runPowerShell(['-NoProfile', '-NonInteractive', '-Command', script], {
    folder,
  });
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  const lines = stdout.split(/\r?\n/u);
  const after = (start: string): string =>
    lines
      .find((line) => line.startsWith(start))
      ?.slice(start.length)
      .trim() ?? '';
  return {
    scopes: new Map(
      lines.flatMap((line) => {
        const found = /^scope=(\w+)=(\w+)\s*$/u.exec(line);
        return found ? [[found[1]!, found[2]!] as const] : [];
      }),
    ),
    home: after('home='),
    readsPoliciesFromFile: after('file=') !== 'False',
  };
}

const names = ['MachinePolicy', 'UserPolicy', 'Process', 'CurrentUser', 'LocalMachine'];

describe.skipIf(realPowerShell === undefined)('the policy snapshot beside what a real PowerShell 7 says', () => {
  it.skipIf(process.platform === 'win32')(
    'off Windows there is no policy, and nothing to mend',
    async () => {
      const { scopes } = await said();
      expect([...scopes.keys()].sort()).toEqual([...names].sort());
      for (const [scope, policy] of scopes) expect(['Unrestricted', 'Undefined'], scope).toContain(policy);
      const snapshot = await readPolicySnapshot(new LiveMachine());
      expect(snapshot.applicable).toBe(false);
      expect(decide(snapshot)).toEqual({ state: 'not-applicable' });
    },
    runMs + 10_000,
  );

  it.skipIf(process.platform !== 'win32')(
    'on Windows they agree scope by scope',
    async () => {
      const { scopes, home, readsPoliciesFromFile } = await said();
      expect([...scopes.keys()].sort()).toEqual([...names].sort());
      const seen = (await readPolicySnapshot(new LiveMachine())).windows['powershell-7'].scopes;
      // The policy snapshot looks where the installer puts PowerShell 7; this one may live elsewhere, with a settings file of its own.
      const usual = join(
        process.env['ProgramW6432'] ?? process.env['ProgramFiles'] ?? '',
        'PowerShell',
        '7',
      ).toLowerCase();
      for (const { scope, reading } of seen) {
        if (scope === 'Process' || reading.state === 'unreadable') continue;
        if (scope === 'LocalMachine' && home.toLowerCase() !== usual) continue;
        if ((scope === 'MachinePolicy' || scope === 'UserPolicy') && readsPoliciesFromFile) continue;
        expect(reading.state === 'set' ? reading.policy : 'Undefined', scope).toBe(scopes.get(scope));
      }
    },
    runMs + 10_000,
  );
});
