import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clear, cli, here, judge, reg, set } from './wine.js';

/**
 * The Windows build of Node.js runs the built tool under Wine, which brings reg.exe and a registry. It is no Windows: what it
 * proves is that the program starts there, asks reg.exe as it should, and judges what it is reported.
 */
const currentVersion = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const dotnet = 'HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full';
const engine3 = 'HKLM\\SOFTWARE\\Microsoft\\PowerShell\\3\\PowerShellEngine';
const shellIds = 'SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell';
const policies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows';
const tls12 = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client';

function windows10(): void {
  set(currentVersion, 'CurrentBuildNumber', 'REG_SZ', '19045');
  set(currentVersion, 'InstallationType', 'REG_SZ', 'Client');
  set(dotnet, 'Release', 'REG_DWORD', '528372');
  set(engine3, 'PowerShellVersion', 'REG_SZ', '5.1.19041.1');
  set(`HKLM\\${shellIds}`, 'ExecutionPolicy', 'REG_SZ', 'RemoteSigned');
}

const allPass = {
  'windows-version': 'pass',
  'dotnet-framework': 'pass',
  wmf: 'pass',
  'execution-policy': 'pass',
  'winrm-client': 'pass',
  'tls-client': 'pass',
};

describe.skipIf(!here)('on the Windows build of Node.js, with the registry of Wine', () => {
  beforeAll(windows10);
  afterAll(() => {
    for (const key of [
      dotnet,
      engine3,
      `HKLM\\${shellIds}`,
      `HKCU\\${shellIds}`,
      `${policies}\\PowerShell`,
      `${policies}\\WinRM`,
      tls12,
    ])
      clear(key);
    clear(`HKLM\\${shellIds}`, 32);
  });

  it('a prepared PC passes, and every fact tells the key it came from', () => {
    const { report, rows } = judge();
    expect(rows).toEqual(allPass);
    expect(report.origin).toBe('live');
    expect(report.facts.find(({ id }) => id === 'windows.build')).toMatchObject({
      state: 'value',
      value: 19045,
      source: `${currentVersion}, value CurrentBuildNumber (64-bit view)`,
    });
    expect(report.exitCode).toBe(0);
  });

  it.each([
    [
      'an older build',
      () => set(currentVersion, 'CurrentBuildNumber', 'REG_SZ', '7600'),
      { 'windows-version': 'windows-needs-service-pack', 'tls-client': 'tls12-off-old-windows' },
    ],
    [
      'an old .NET Framework',
      () => set(dotnet, 'Release', 'REG_DWORD', '378000'),
      { 'dotnet-framework': 'dotnet-too-old' },
    ],
    ['no .NET Framework', () => clear(dotnet), { 'dotnet-framework': 'dotnet-missing' }],
    ['PowerShell 2.0', () => set(engine3, 'PowerShellVersion', 'REG_SZ', '2.0'), { wmf: 'wmf-too-old-by-update' }],
    [
      'a Restricted user over a RemoteSigned PC',
      () => set(`HKCU\\${shellIds}`, 'ExecutionPolicy', 'REG_SZ', 'Restricted'),
      { 'execution-policy': 'scripts-disabled-for-user' },
    ],
    [
      'scripts turned off by policy',
      () => set(`${policies}\\PowerShell`, 'EnableScripts', 'REG_DWORD', '0'),
      { 'execution-policy': 'scripts-disabled-by-policy' },
    ],
    [
      'Basic turned off by policy',
      () => set(`${policies}\\WinRM\\Client`, 'AllowBasic', 'REG_DWORD', '0'),
      { 'winrm-client': 'basic-disabled-by-policy' },
    ],
    ['TLS 1.2 turned off', () => set(tls12, 'Enabled', 'REG_DWORD', '0'), { 'tls-client': 'tls12-disabled' }],
    [
      'a value of the wrong type',
      () => set(dotnet, 'Release', 'REG_BINARY', '0102'),
      { 'dotnet-framework': 'unknown' },
    ],
  ])('%s is seen, and seen to be gone again', (_what, change, expected) => {
    change();
    const seen = judge().rows;
    for (const key of [dotnet, `HKCU\\${shellIds}`, `${policies}\\PowerShell`, `${policies}\\WinRM`, tls12]) clear(key);
    windows10();
    expect(seen).toEqual({ ...allPass, ...expected });
    expect(judge().rows).toEqual(allPass);
  });

  it('the two views of the registry are kept apart', () => {
    set(`HKLM\\${shellIds}`, 'ExecutionPolicy', 'REG_SZ', 'Restricted', 32);
    const { report, rows } = judge();
    expect(rows['execution-policy']).toBe('pass');
    const view = (id: string) => report.facts.find((fact) => fact.id === id);
    expect(view('policy.localMachine64')).toMatchObject({ state: 'value', value: 'RemoteSigned' });
    expect(view('policy.localMachine32')).toMatchObject({ state: 'value', value: 'Restricted' });
  });

  it("this window's own policy is shown and decides nothing", () => {
    const { report, rows } = judge({ PSExecutionPolicyPreference: 'Restricted' });
    expect(rows['execution-policy']).toBe('pass');
    expect(report.facts.find(({ id }) => id === 'policy.process')).toMatchObject({
      state: 'value',
      value: 'Restricted',
    });
  });

  it('an absent key is absent and not unreadable', () => {
    expect(reg('query', `${policies}\\WinRM`)).not.toBe(0);
    expect(judge().report.facts.find(({ id }) => id === 'winrm.policy.allowBasic')?.state).toBe('absent');
  });

  it('a report is written where it was asked for, and not over another', () => {
    const args = [
      '--route',
      'exchange-server',
      '--endpoint',
      'https://mail.contoso.example/PowerShell/',
      '--only',
      'wmf',
      '--output',
      '.cache/wine-report.json',
    ];
    expect(cli([...args, '--force']).status).toBe(0);
    const { status, stderr } = cli(args);
    expect([status, stderr.includes('exists already')]).toEqual([2, true]);
  });

  it('a plugin is refused where the window is elevated, until it is allowed', () => {
    const localService = 'HKU\\S-1-5-19';
    const args = [
      '--route',
      'exchange-server',
      '--endpoint',
      'https://mail.contoso.example/PowerShell/',
      '--checks',
      'nothing.mjs',
    ];
    set(localService, 'here', 'REG_SZ', 'yes');
    try {
      expect(cli(args)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('--allow-elevated-plugins') as string,
      });
      expect(cli([...args, '--allow-elevated-plugins'])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('does not exist') as string,
      });
    } finally {
      clear(localService);
    }
    expect(cli(args).stderr).not.toContain('--allow-elevated-plugins');
  });
});
