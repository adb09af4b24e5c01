import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FixDocument } from '../../src/report/text/fix-document.js';
import { clear, cli, here, set } from './wine.js';

/** The guided fix on the Windows build of Node.js with the registry of Wine, whose powershell.exe does nothing: what it must never call a success. */
const currentVersion = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const shellIds = 'SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell';
const policies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell';

describe.skipIf(!here)('the guided fix on the Windows build of Node.js', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fix-wine-'));
  const journal = `Z:${join(folder, 'journal.json').replaceAll('/', '\\')}`;
  beforeAll(() => set(currentVersion, 'InstallationType', 'REG_SZ', 'Client'));
  afterEach(() => [`HKLM\\${shellIds}`, `HKCU\\${shellIds}`, policies].forEach((key) => clear(key)));
  afterAll(() => rmSync(folder, { recursive: true }));

  const fix = (...args: readonly string[]): FixDocument => {
    const { stdout, stderr } = cli(['fix', 'execution-policy', '--journal', journal, '--format', 'json', ...args]);
    if (!stdout.startsWith('{')) throw new Error(`no document: ${stderr}`);
    return JSON.parse(Buffer.from(stdout, 'latin1').toString('utf8')) as FixDocument;
  };
  const inForce = ({ snapshot }: FixDocument) => snapshot.windows.map((window) => window.inForce.text).slice(0, 2);

  it('reads every scope and plans on them', () => {
    set(`HKLM\\${shellIds}`, 'ExecutionPolicy', 'REG_SZ', 'AllSigned');
    const plan = fix('--scope', 'machine');
    expect([plan.state, inForce(plan), plan.plan?.steps[0]?.before]).toEqual([
      'planned',
      ['AllSigned', 'Restricted (default)'],
      'AllSigned',
    ]);
    set(`HKLM\\${shellIds}`, 'ExecutionPolicy', 'REG_SZ', 'RemoteSigned');
    expect(fix()).toMatchObject({ state: 'already-allowed', exitCode: 0 });
    set(policies, 'EnableScripts', 'REG_DWORD', '0');
    expect(fix()).toMatchObject({ state: 'refused', refused: { owner: 'domain-admin' }, exitCode: 1 });
  });

  it('does not take a PowerShell that does nothing for one that did it', () => {
    const done = fix('--scope', 'machine', '--yes');
    expect(done).toMatchObject({
      state: 'failed',
      exitCode: 1,
      result: {
        verified: false,
        effective: { policy: 'Restricted' },
        checks: [{ check: 'execution-policy', status: 'FAILED' }],
      },
    });
  });
});
