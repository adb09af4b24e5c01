import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareVersions, isDottedVersion } from '../../../src/machine/rules/dotted-version.js';
import { inTime } from '../../../src/machine/live/disk.js';
import { moduleVersions } from '../../../src/machine/live/module-folders.js';
import { factTable } from '../../../src/machine/fact-table.js';
import type { FakeKeys } from '../../support/fake-registry.js';
import { fakeRegistry } from '../../support/fake-registry.js';

const name = 'ExchangeOnlineManagement';
const machineKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment';
const userKey = 'HKCU\\Environment';
const foldersKey = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders';

let root = '';
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'modules-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A PC whose drive is a folder of the test. Names of registry paths use this system's separator. */
const ask = (keys: FakeKeys = {}, module = name) => {
  const environment = {
    ProgramFiles: join(root, 'Program Files'),
    SYSTEMROOT: join(root, 'Windows'),
    UserProfile: join(root, 'Users', 'tech'),
  };
  return moduleVersions(module, {
    environment,
    registry: fakeRegistry({ [machineKey]: {}, [userKey]: {}, [foldersKey]: {}, ...keys }),
    timeoutMs: 5_000,
  });
};

function put(path: string, content: string | Uint8Array = '@{\n    ModuleVersion = "9.9"\n}\n'): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  return join(root, dirname(path));
}
const install = (folder: string, version: string, module = name): string =>
  put(`${folder}/${module}/${version}/${module}.psd1`);

const allUsers = 'Program Files/WindowsPowerShell/Modules';
const ownDocuments = 'Users/tech/Documents/WindowsPowerShell/Modules';

describe('versions of a module', () => {
  it('are found in the folders that Windows has by itself, the newest first', async () => {
    const [old, newer] = [install(allUsers, '3.9.2'), install(allUsers, '3.10.1')];
    const own = install(ownDocuments, '3.10.0');
    const shipped = install('Windows/System32/WindowsPowerShell/v1.0/Modules', '2.0.3');
    expect(await ask()).toEqual({
      state: 'value',
      value: `3.10.1 ${newer}; 3.10.0 ${own}; 3.9.2 ${old}; 2.0.3 ${shipped}`,
    });
  });

  it('are also found where PowerShell 7 searches', async () => {
    const folders = [
      'Users/tech/Documents/PowerShell/Modules',
      'Program Files/PowerShell/Modules',
      'Program Files/PowerShell/7/Modules',
    ].map((folder, index) => install(folder, `3.${9 - index}.0`));
    expect(await ask()).toEqual({
      state: 'value',
      value: `3.9.0 ${folders[0]!}; 3.8.0 ${folders[1]!}; 3.7.0 ${folders[2]!}`,
    });
  });

  it('are found where the module path of the PC and of the user lead, with their variables, and each folder once', async () => {
    const [own, shared] = [install('own', '3.2.0'), install('shared', '3.1.0')];
    const machine = install(allUsers, '3.0.0');
    const keys: FakeKeys = {
      [userKey]: { PSModulePath: `REG_EXPAND_SZ ${join(root, 'own')}; ;"${join(root, 'shared')}"` },
      [machineKey]: {
        PSModulePath: `REG_EXPAND_SZ %ProgramFiles%/WindowsPowerShell/Modules;%systemroot%/nowhere;%NoSuchThing%/Modules;relative/Modules;${join(root, 'SHARED').replace('SHARED', 'shared')}/`,
      },
    };
    expect(await ask(keys)).toEqual({ state: 'value', value: `3.2.0 ${own}; 3.1.0 ${shared}; 3.0.0 ${machine}` });
  });

  it('are found in Documents that OneDrive took along', async () => {
    const own = install('OneDrive - Contoso/Documents/WindowsPowerShell/Modules', '3.10.1');
    install(ownDocuments, '1.0.0');
    expect(
      await ask({ [foldersKey]: { Personal: `REG_EXPAND_SZ ${join(root, 'OneDrive - Contoso', 'Documents')}` } }),
    ).toEqual({ state: 'value', value: `3.10.1 ${own}` });
  });

  it.each([
    [
      'UTF-8 with its mark',
      Buffer.from("\uFEFF#\r\n# Module manifest\r\n#\r\n@{\r\nRootModule = 'x.psm1'\r\nModuleVersion = '2.0.3.6'\r\n}"),
    ],
    [
      'UTF-16, little end first',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("@{\r\n ModuleVersion = '2.0.3.6'\r\n}", 'utf16le')]),
    ],
    [
      'UTF-16, big end first',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('@{ ModuleVersion="2.0.3.6" }', 'utf16le').swap16()]),
    ],
    [
      'in another case, before the module it requires',
      Buffer.from(
        "@{\n  'moduleversion' = \"2.0.3.6\"\n  RequiredModules = @(@{ ModuleName = 'x'; ModuleVersion = '9.0' })\n}",
      ),
    ],
    ['after a comment that names another', Buffer.from("# ModuleVersion = '1.0'\n@{\nModuleVersion = '2.0.3.6'\n}")],
  ])('are read from a manifest without a folder of its own: %s', async (_what, manifest) => {
    const folder = put(`${allUsers}/${name}/${name}.psd1`, manifest);
    expect(await ask()).toEqual({ state: 'value', value: `2.0.3.6 ${folder}` });
  });

  it('are absent where no folder has the module, or only what an interrupted installation left', async () => {
    expect(await ask()).toEqual({ state: 'absent' });
    mkdirSync(join(root, allUsers, name, '3.10.1'), { recursive: true });
    mkdirSync(join(root, allUsers, name, 'en-US'));
    put(`${allUsers}/${name}/notes.txt`);
    expect(await ask()).toEqual({ state: 'absent' });
  });

  it('are unreadable where a folder cannot be listed and no other has the module, and reported where one has', async () => {
    mkdirSync(join(root, allUsers), { recursive: true });
    symlinkSync(name, join(root, allUsers, name));
    expect(await ask()).toMatchObject({
      state: 'unreadable',
      why: { id: 'unreadable.code', args: { code: { value: 'ELOOP' } } },
    });
    const own = install(ownDocuments, '3.9.0');
    expect(await ask()).toEqual({ state: 'value', value: `3.9.0 ${own}` });
  });

  it.each([
    ['a module path that may not be read', { [machineKey]: 'denied' }, 'unreadable.denied'],
    [
      'Documents at a place that lost its letters',
      { [foldersKey]: { Personal: 'REG_SZ C:\\Users\\?ukasz\\Documents' } },
      'unreadable.undecodable',
    ],
    ['Documents that are no text', { [foldersKey]: { Personal: 'REG_DWORD 0x1' } }, 'unreadable.type'],
  ] as const)('are not said to be absent behind %s', async (_what, keys, why) => {
    expect(await ask(keys)).toMatchObject({ state: 'unreadable', why: { id: why } });
  });

  it('are unreadable where the manifest tells none, or is far too large for one', async () => {
    put(`${allUsers}/${name}/${name}.psd1`, '@{ }');
    expect(await ask()).toMatchObject({ state: 'unreadable', why: { id: 'unreadable.no-version' } });
    put(`${allUsers}/${name}/${name}.psd1`, ' '.repeat(600 * 1024));
    expect(await ask()).toMatchObject({ state: 'unreadable', why: { id: 'unreadable.code' } });
  });

  it('fit into a recorded fact, however many there are', async () => {
    for (let minor = 0; minor < 120; minor++) install(allUsers, `3.${minor}.0`);
    const found = await ask();
    expect(found.state === 'value' && found.value.length <= 4096 && found.value.startsWith('3.119.0 ')).toBe(true);
  });

  it('are given up where a folder does not answer', async () => {
    expect(await inTime(new Promise(() => undefined), 20)).toMatchObject({
      state: 'unreadable',
      why: { id: 'unreadable.timed-out' },
    });
  });

  it('have a row in the table for each module that a check asks for', () => {
    const asked = Object.values(factTable).flatMap(({ from }) => ('module' in from ? [from.module] : []));
    expect(asked).toEqual(['ExchangeOnlineManagement', 'PowerShellGet', 'PackageManagement']);
  });
});

describe('versions of four parts', () => {
  it.each([
    ['3.10.1', '3.9.2', 1],
    ['1.0.0.1', '1.0.0', 1],
    ['1.4.8.1', '1.4.8.1', 0],
    ['3.0', '3.0.0.0', 0],
    ['2.0.3', '10.0', -1],
  ])('%s against %s', (a, b, order) => expect(Math.sign(compareVersions(a, b))).toBe(order));

  it('have an order: of any three, two comparisons settle the third', () => {
    const version = fc
      .array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 4 })
      .map((parts) => parts.join('.'));
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(isDottedVersion(a)).toBe(true);
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it.each(['3', '3.', '3.1-preview', 'en-US', '1.2.3.4.5', ''])('%j is none', (text) =>
    expect(isDottedVersion(text)).toBe(false),
  );
});
