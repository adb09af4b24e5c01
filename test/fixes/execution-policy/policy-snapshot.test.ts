import { describe, expect, it } from 'vitest';
import type { Edition } from '../../../src/machine/live/powershell/session.js';
import { readPolicySnapshot } from '../../../src/fixes/execution-policy/policy-snapshot.js';
import type { Changes } from '../../machines/compose.js';
import { composedPcs } from '../../machines/compose.js';
import { pcWith } from '../../support/composed.js';

/** What decides in a new window, in a few words. */
async function inForce(changes: Changes, edition: Edition, pc?: string): Promise<string> {
  const { winner: found, presence } = (await readPolicySnapshot(pcWith(changes, pc))).windows[edition];
  if (presence === 'absent') return 'not there';
  if (found.state === 'unknown') return `unknown${found.scope === undefined ? '' : ` ${found.scope}`}`;
  return found.state === 'default' ? `default ${found.policy}` : `${found.scope} ${found.policy}`;
}

/** PC by PC: Windows PowerShell, its 32-bit window, and PowerShell 7 where there is one. Where nothing is said, LocalMachine is RemoteSigned in the first two. */
const expected: Readonly<Record<string, readonly [string, string, string?]>> = {
  'windows-10-module-loads': ['LocalMachine RemoteSigned', 'LocalMachine RemoteSigned', 'default Restricted'],
  'windows-10-module-for-powershell-7': [
    'LocalMachine RemoteSigned',
    'LocalMachine RemoteSigned',
    'default Restricted',
  ],
  'windows-10-powershell-7-old': ['LocalMachine RemoteSigned', 'LocalMachine RemoteSigned', 'default Restricted'],
  'windows-10-powershell-7-undetermined': [
    'LocalMachine RemoteSigned',
    'LocalMachine RemoteSigned',
    'default Restricted',
  ],
  'server-2019-asked': ['default RemoteSigned', 'unknown'],
  'windows-7-as-shipped': ['default Restricted', 'default Restricted'],
  'server-2019-no-policy': ['unknown', 'unknown'],
  'windows-10-64-bit-only': ['LocalMachine RemoteSigned', 'default Restricted'],
  'windows-10-all-signed': ['LocalMachine AllSigned', 'LocalMachine AllSigned'],
  'windows-10-current-user-restricted': ['CurrentUser Restricted', 'CurrentUser Restricted'],
  'windows-10-policy-all-signed': ['UserPolicy AllSigned', 'UserPolicy AllSigned'],
  'windows-10-policy-locked': ['MachinePolicy Restricted', 'MachinePolicy Restricted'],
  'windows-10-unreadable': ['unknown MachinePolicy', 'unknown MachinePolicy'],
  'windows-11-fresh': ['default Restricted', 'default Restricted'],
  'windows-11-current-user-allowed': ['CurrentUser RemoteSigned', 'CurrentUser RemoteSigned'],
  'windows-11-policy-allowed': ['MachinePolicy RemoteSigned', 'MachinePolicy RemoteSigned'],
};

describe('what is in force in a new window', () => {
  it.each(Object.keys(composedPcs))('%s', async (pc) => {
    const remoteSigned = 'LocalMachine RemoteSigned';
    expect([
      await inForce({}, 'windows-64', pc),
      await inForce({}, 'windows-32', pc),
      await inForce({}, 'powershell-7', pc),
    ]).toEqual([remoteSigned, remoteSigned, 'not there'].map((usual, column) => expected[pc]?.[column] ?? usual));
  });

  const seven = { 'powershell.7': '7.6.5', 'windows.installationType': 'Client' } as const;
  it.each<[string, Changes, string]>([
    ['its settings for the PC', { 'policy.localMachine7': 'RemoteSigned' }, 'LocalMachine RemoteSigned'],
    [
      'its settings for the user',
      { 'policy.currentUser7': 'Restricted', 'policy.localMachine7': 'RemoteSigned' },
      'CurrentUser Restricted',
    ],
    [
      'its own Group Policy',
      {
        'policy.machinePolicy7.enableScripts': 1,
        'policy.machinePolicy7.executionPolicy': 'AllSigned',
        'policy.localMachine7': 'RemoteSigned',
      },
      'MachinePolicy AllSigned',
    ],
    [
      'the one of Windows PowerShell, where its own says so',
      { 'policy.machinePolicy7.useWindowsPowerShell': 1, 'policy.machinePolicy.enableScripts': 0 },
      'MachinePolicy Restricted',
    ],
    [
      'which does not count where its own does not say so',
      { 'policy.machinePolicy.enableScripts': 0, 'policy.localMachine7': 'RemoteSigned' },
      'LocalMachine RemoteSigned',
    ],
    ['nothing', {}, 'default Restricted'],
    [
      'one that can not be read',
      { 'policy.userPolicy7.useWindowsPowerShell': { unreadable: 'denied' } },
      'unknown UserPolicy',
    ],
  ])('PowerShell 7: %s', async (_what, changes, result) =>
    expect(await inForce({ ...seven, ...changes }, 'powershell-7')).toBe(result),
  );

  it('is what PowerShell says on a server where nothing is set and PowerShell was asked', async () => {
    expect(await inForce({ 'policy.effective64': 'RemoteSigned' }, 'windows-64', 'server-2019-no-policy')).toBe(
      'default RemoteSigned',
    );
    expect(await inForce({ 'policy.effective64': 'RemoteSigned' }, 'windows-32', 'server-2019-no-policy')).toBe(
      'unknown',
    );
  });

  it('is never that of this window alone', async () =>
    expect(await inForce({ 'policy.process': 'Bypass' }, 'windows-64', 'windows-11-fresh')).toBe('default Restricted'));

  it('has no 32-bit window on a 32-bit Windows', async () =>
    expect(await inForce({ 'windows.architecture': 'x86' }, 'windows-32', 'windows-11-fresh')).toBe('not there'));
});

describe('the table of scopes', () => {
  it('shows five scopes in every PowerShell, strongest first, each with where it is read', async () => {
    const { windows } = await readPolicySnapshot(pcWith({}, 'windows-10'));
    for (const { scopes } of Object.values(windows)) {
      expect(scopes.map(({ scope }) => scope)).toEqual([
        'MachinePolicy',
        'UserPolicy',
        'Process',
        'CurrentUser',
        'LocalMachine',
      ]);
      expect(scopes.every(({ source }) => source.length > 10)).toBe(true);
    }
  });

  it('keeps the word that stands there where it is not the name of the policy', async () => {
    const { windows } = await readPolicySnapshot(pcWith({ 'policy.currentUser': 'Sometimes' }, 'windows-10'));
    expect(windows['windows-64'].scopes.find(({ scope }) => scope === 'CurrentUser')?.reading).toEqual({
      state: 'set',
      policy: 'Restricted',
      written: 'Sometimes',
    });
  });
});
