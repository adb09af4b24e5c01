import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newestPowerShell7 } from '../../../src/machine/live/powershell-7.js';
import { setting } from '../../../src/machine/live/settings-file.js';
import type { FakeKeys } from '../../support/fake-registry.js';
import { fakeRegistry } from '../../support/fake-registry.js';

const installed = 'HKLM\\SOFTWARE\\Microsoft\\PowerShellCore\\InstalledVersions';
const foldersKey = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders';
const policy = 'Microsoft.PowerShell:ExecutionPolicy';

let root = '';
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'pwsh-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const where = (keys: FakeKeys = {}) => ({
  environment: {
    ProgramFiles: join(root, 'Program Files (x86)'),
    ProgramW6432: join(root, 'Program Files'),
    USERPROFILE: join(root, 'Users', 'tech'),
  },
  registry: fakeRegistry({ 'HKLM\\SOFTWARE\\Microsoft': {}, [foldersKey]: {}, ...keys }),
  timeoutMs: 5_000,
});
function put(path: string, content: string | Uint8Array = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

describe('PowerShell 7', () => {
  it('is the newest that an installer registered, previews before their release', async () => {
    const keys: FakeKeys = {
      [`${installed}\\{11111111-0000-0000-0000-000000000001}`]: { SemanticVersion: 'REG_SZ 7.4.6' },
      [`${installed}\\{11111111-0000-0000-0000-000000000002}`]: {
        SemanticVersion: 'REG_SZ 7.6.0-preview.4',
        InstallDir: 'REG_SZ C:\\Program Files\\PowerShell\\7-preview\\',
      },
      [`${installed}\\{11111111-0000-0000-0000-000000000003}`]: { InstallDir: 'REG_SZ C:\\x' },
    };
    expect(await newestPowerShell7(where(keys))).toEqual({ state: 'value', value: '7.6.0-preview.4' });
  });

  it('is absent where neither a key nor a program speaks of it', async () => {
    expect(await newestPowerShell7(where())).toEqual({ state: 'absent' });
    expect(await newestPowerShell7(where({ [installed]: {} }))).toEqual({ state: 'absent' });
  });

  it('is unreadable where its program is there and no key tells the version', async () => {
    put('Program Files/PowerShell/7/pwsh.exe');
    expect(await newestPowerShell7(where())).toMatchObject({
      state: 'unreadable',
      why: { id: 'unreadable.no-version' },
    });
  });

  it.each([
    ['a key that may not be read', { [installed]: 'denied' }, 'unreadable.denied'],
    ['a version that is none', { [`${installed}\\{1}`]: { SemanticVersion: 'REG_SZ seven' } }, 'unreadable.no-version'],
    [
      'a version of another type',
      { [`${installed}\\{1}`]: { SemanticVersion: 'REG_DWORD 0x7' } },
      'unreadable.no-version',
    ],
  ] as const)('is unreadable behind %s', async (_what, keys, why) => {
    expect(await newestPowerShell7(where(keys))).toMatchObject({ state: 'unreadable', why: { id: why } });
  });
});

describe('a setting of PowerShell 7', () => {
  const machineFile = 'Program Files/PowerShell/7/powershell.config.json';

  it('of the PC lies beside pwsh.exe, of the user in Documents', async () => {
    put(
      machineFile,
      '{ "WindowsPowerShellCompatibilityModuleDenyList": ["x"], "Microsoft.PowerShell:ExecutionPolicy": "RemoteSigned" }',
    );
    put(
      'Users/tech/Documents/PowerShell/powershell.config.json',
      '\uFEFF{"microsoft.powershell:executionpolicy":"Restricted"}',
    );
    expect(await setting('machine', policy, where())).toEqual({ state: 'value', value: 'RemoteSigned' });
    expect(await setting('user', policy, where())).toEqual({ state: 'value', value: 'Restricted' });
  });

  it.each([
    ['no file', undefined],
    ['an empty file', ' \r\n'],
    ['a file that speaks of other things', '{"ExperimentalFeatures":[]}'],
    ['an empty setting', `{"${policy}":""}`],
    ['nothing set', `{"${policy}":null}`],
  ])('is absent in %s', async (_what, content) => {
    if (content !== undefined) put(machineFile, content);
    expect(await setting('machine', policy, where())).toEqual({ state: 'absent' });
  });

  it.each([
    ['a comment', '{ // ours\n}', 'unreadable.not-json'],
    ['a comma too many', '{"a":1,}', 'unreadable.not-json'],
    ['a list', '[]', 'unreadable.not-json'],
    ['a number', `{"${policy}":1}`, 'unreadable.type'],
    ['a megabyte', ' '.repeat(1024 * 1024), 'unreadable.code'],
  ])('is unreadable behind %s', async (_what, content, why) => {
    put(machineFile, content);
    expect(await setting('machine', policy, where())).toMatchObject({ state: 'unreadable', why: { id: why } });
  });

  it('of the user is unreadable where it is not known where Documents are', async () => {
    expect(await setting('user', policy, where({ [foldersKey]: 'denied' }))).toMatchObject({ state: 'unreadable' });
  });
});
