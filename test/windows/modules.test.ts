import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/document/schema.js';
import { clear, cli, here, onDriveC, set } from './wine.js';

/** Folders, registry and environment as Windows names them, under Wine: what the module row reads, with the Windows build of Node.js. */
const name = 'ExchangeOnlineManagement';
const allUsers = 'Program Files/WindowsPowerShell/Modules';
const seven = 'Program Files/PowerShell/7';
const elsewhere = 'exo-preflight-modules';
const documents = 'exo-preflight-documents';
const installed = 'HKLM\\SOFTWARE\\Microsoft\\PowerShellCore';
const foldersKey = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders';

function put(path: string, content = ''): void {
  mkdirSync(dirname(onDriveC(path)), { recursive: true });
  writeFileSync(onDriveC(path), content);
}
const install = (folder: string, module: string, version: string): void =>
  put(`${folder}/${module}/${version}/${module}.psd1`);

function away(): void {
  for (const folder of ['Program Files/WindowsPowerShell', 'Program Files/PowerShell', elsewhere, documents])
    rmSync(onDriveC(folder), { recursive: true, force: true });
}

/** What the row says; with the stack of an error, should Wine bring one about. */
function judge(): { row: Report['outcomes'][number]; fact: (id: string) => Report['facts'][number] | undefined } {
  const { stdout, stderr } = cli([
    '--route',
    'exchange-online',
    '--only',
    'exchange-module',
    '--format',
    'json',
    '--debug',
  ]);
  if (!stdout.startsWith('{')) throw new Error(`no report: ${stderr}`);
  const { outcomes, facts } = JSON.parse(Buffer.from(stdout, 'latin1').toString('utf8')) as Report;
  return { row: outcomes[0]!, fact: (id) => facts.find((one) => one.id === id) };
}

describe.skipIf(!here)('the Exchange Online module, on the Windows build of Node.js', () => {
  beforeAll(() => set(foldersKey, 'Personal', 'REG_SZ', `C:\\${documents}`));
  beforeEach(() => {
    away();
    install(allUsers, 'PowerShellGet', '1.0.0.1');
    install(allUsers, 'PackageManagement', '1.0.0.1');
  });
  afterAll(() => {
    away();
    set(foldersKey, 'Personal', 'REG_EXPAND_SZ', '%USERPROFILE%\\Documents');
  });

  it('is missing where no folder has it', () => {
    const { row, fact } = judge();
    expect([row.status, row.symptom]).toEqual(['fail', 'module-missing']);
    expect(fact('modules.exchangeOnlineManagement')).toMatchObject({ state: 'absent' });
  });

  it('is found under Program Files, by its folder', () => {
    install(allUsers, name, '3.10.1');
    const { row, fact } = judge();
    expect([row.status, row.summary]).toEqual(['pass', 'Version 3.10.1 is in place.']);
    expect(fact('modules.exchangeOnlineManagement')).toMatchObject({
      value: `3.10.1 C:\\Program Files\\WindowsPowerShell\\Modules\\${name}\\3.10.1`,
    });
  });

  it('is found in Documents that went elsewhere, and beside an old one in a folder that the user added', () => {
    install(`${documents}/WindowsPowerShell/Modules`, name, '3.10.1');
    put(`${elsewhere}/${name}/${name}.psd1`, "@{\r\nModuleVersion = '2.0.5'\r\n}");
    set('HKCU\\Environment', 'PSModulePath', 'REG_EXPAND_SZ', `%SystemDrive%\\${elsewhere}`);
    try {
      const { row, fact } = judge();
      expect([row.status, row.symptom]).toEqual(['warn', 'module-duplicates']);
      expect(fact('modules.exchangeOnlineManagement')).toMatchObject({
        value: `3.10.1 C:\\${documents}\\WindowsPowerShell\\Modules\\${name}\\3.10.1; 2.0.5 C:\\${elsewhere}\\${name}`,
      });
    } finally {
      // Only the value: the key is Wine's own.
      set('HKCU\\Environment', 'PSModulePath', 'REG_SZ', '');
    }
  });

  it('is weighed against a PowerShell 7 that its installer registered, and one that nobody did', () => {
    install(allUsers, name, '3.10.1');
    put(`${seven}/pwsh.exe`);
    const undetermined = judge();
    expect([undetermined.row.status, undetermined.fact('powershell.7')?.state]).toEqual(['warn', 'unreadable']);
    set(
      `${installed}\\InstalledVersions\\{31ab5147-9a97-4452-8443-d9709f0516e1}`,
      'SemanticVersion',
      'REG_SZ',
      '7.4.6',
    );
    try {
      const { row, fact } = judge();
      expect([row.status, row.symptom]).toEqual(['warn', 'module-unfit-for-powershell-7']);
      expect(fact('powershell.7')).toMatchObject({ state: 'value', value: '7.4.6' });
      set(
        `${installed}\\InstalledVersions\\{31ab5147-9a97-4452-8443-d9709f0516e2}`,
        'SemanticVersion',
        'REG_SZ',
        '7.6.1',
      );
      expect(judge().row.status).toBe('pass');
    } finally {
      clear(installed);
    }
  });

  it('brings the settings of PowerShell 7 into the report', () => {
    put(`${seven}/powershell.config.json`, '{"Microsoft.PowerShell:ExecutionPolicy":"RemoteSigned"}');
    put(`${documents}/PowerShell/powershell.config.json`, '{"Microsoft.PowerShell:ExecutionPolicy":"Restricted",}');
    const { fact } = judge();
    expect(fact('policy.localMachine7')).toMatchObject({ state: 'value', value: 'RemoteSigned' });
    expect(fact('policy.currentUser7')).toMatchObject({ state: 'unreadable', why: { id: 'unreadable.not-json' } });
  });
});
