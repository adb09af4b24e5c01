/**
 * Composed PCs: no real machine was recorded for any of them. Each says in code how it differs from a plain Windows of its
 * release, with numbers from Microsoft's documentation (see `src/machine`); `npm run compose` writes the JSON
 * files beside this one, and a test holds the two together.
 */
import type { FactId, Facts } from '../../src/machine/fact-table.js';
import { factIds, sourceOf } from '../../src/machine/fact-table.js';
import { machineSchemaId } from '../../src/machine/recording/machine-file.js';

type Reading = Facts[FactId] | null | { readonly unreadable: string };
/** `null`: absent. */
export type Changes = { readonly [Id in FactId]?: Facts[Id] | null | { readonly unreadable: string } };

export interface ComposedPc {
  readonly name: string;
  readonly facts: Changes;
}

const anyWindows: Changes = {
  'host.platform': 'win32',
  'windows.architecture': 'AMD64',
  'user.name': 'CONTOSO\\tech',
  'user.elevated': false,
  'user.uac': 1,
  'pc.name': 'TECH-PC',
  'pc.remoteSession': 'Console',
  'pc.domainJoined': true,
  'pc.domain': 'contoso.example',
  'pc.domainController': 'dc01.contoso.example',
  'user.logonServer': '\\\\DC01',
  'user.dnsDomain': 'CONTOSO.EXAMPLE',
  'proxy.wininet.enabled': 0,
  'powershell.languageMode': 'FullLanguage',
  // What a started PowerShell would have said, where the registry tells it as well.
  'policy.effective64': { unreadable: 'not-asked' },
  'modules.exchangeLoads': { unreadable: 'not-asked' },
};

const modules = 'C:\\Program Files\\WindowsPowerShell\\Modules';
/** Versions of the Exchange Online module side by side, the newest first. */
const exchange = (...versions: readonly string[]): string =>
  versions.map((version) => `${version} ${modules}\\ExchangeOnlineManagement\\${version}`).join('; ');
/** Windows PowerShell 5.1 as it ships, with the module installed for all users. */
const withModule: Changes = {
  'modules.exchangeOnlineManagement': exchange('3.10.1'),
  'modules.powerShellGet': `2.2.5 ${modules}\\PowerShellGet\\2.2.5; 1.0.0.1 ${modules}\\PowerShellGet\\1.0.0.1`,
  'modules.packageManagement': `1.4.8.1 ${modules}\\PackageManagement\\1.4.8.1`,
};

interface Release {
  readonly build: number;
  readonly product: string;
  readonly type: 'Client' | 'Server' | 'Server Core';
  readonly dotnet?: readonly [number, string];
  readonly engine: string;
  readonly display?: string;
  readonly kernel?: string;
}

const release = ({ build, product, type, dotnet, engine, display, kernel = `10.0.${build}` }: Release): Changes => ({
  ...anyWindows,
  'windows.build': build,
  'windows.productName': product,
  'windows.installationType': type,
  'windows.kernel': kernel,
  'windows.displayVersion': display ?? null,
  'powershell.engine1': '2.0',
  ...(engine === '2.0' ? {} : { 'powershell.engine3': engine }),
  ...(engine.startsWith('5.1') ? withModule : {}),
  ...(dotnet ? { 'dotnet.release': dotnet[0], 'dotnet.version': dotnet[1] } : {}),
});

const remoteSigned: Changes = { 'policy.localMachine64': 'RemoteSigned', 'policy.localMachine32': 'RemoteSigned' };

const windows7 = release({
  build: 7601,
  product: 'Windows 7 Professional',
  type: 'Client',
  engine: '2.0',
  kernel: '6.1.7601',
});
const windows81 = release({
  build: 9600,
  product: 'Windows 8.1 Pro',
  type: 'Client',
  engine: '4.0',
  dotnet: [378675, '4.5.50938'],
  kernel: '6.3.9600',
});
const windows10 = release({
  build: 19045,
  product: 'Windows 10 Pro',
  type: 'Client',
  engine: '5.1.19041.1',
  dotnet: [528372, '4.8.03752'],
  display: '22H2',
});
const windows11 = release({
  build: 26100,
  product: 'Windows 10 Pro',
  type: 'Client',
  engine: '5.1.26100.1',
  dotnet: [533325, '4.8.09032'],
  display: '24H2',
});
const server2008r2 = release({
  build: 7601,
  product: 'Windows Server 2008 R2 Standard',
  type: 'Server',
  engine: '3.0',
  dotnet: [378389, '4.5.50709'],
  kernel: '6.1.7601',
});
const server2012 = release({
  build: 9200,
  product: 'Windows Server 2012 Standard',
  type: 'Server',
  engine: '3.0',
  dotnet: [378389, '4.5.50709'],
  kernel: '6.2.9200',
});
const server2012r2 = release({
  build: 9600,
  product: 'Windows Server 2012 R2 Standard',
  type: 'Server',
  engine: '4.0',
  dotnet: [378675, '4.5.51641'],
  kernel: '6.3.9600',
});
const server2016 = release({
  build: 14393,
  product: 'Windows Server 2016 Standard',
  type: 'Server',
  engine: '5.1.14393.0',
  dotnet: [394802, '4.6.01586'],
});
const server2019 = release({
  build: 17763,
  product: 'Windows Server 2019 Standard',
  type: 'Server',
  engine: '5.1.17763.1',
  dotnet: [461814, '4.7.03190'],
});
const server2022 = release({
  build: 20348,
  product: 'Windows Server 2022 Standard',
  type: 'Server',
  engine: '5.1.20348.1',
  dotnet: [528449, '4.8.04161'],
  display: '21H2',
});
const server2025 = release({
  build: 26100,
  product: 'Windows Server 2025 Datacenter',
  type: 'Server Core',
  engine: '5.1.26100.1',
  dotnet: [533325, '4.8.09032'],
  display: '24H2',
});

/** By file name. Sorted by release, then by what is wrong. */
export const composedPcs: Readonly<Record<string, ComposedPc>> = {
  'windows-7-as-shipped': {
    name: 'Windows 7 SP1 as it came: no .NET Framework 4.5, PowerShell 2.0, no execution policy',
    facts: windows7,
  },
  'windows-7-rtm': {
    name: 'Windows 7 without Service Pack 1',
    facts: { ...windows7, ...remoteSigned, 'windows.build': 7600, 'windows.kernel': '6.1.7600' },
  },
  'windows-7-dotnet-45': {
    name: 'Windows 7 SP1 with .NET Framework 4.5, still PowerShell 2.0',
    facts: { ...windows7, ...remoteSigned, 'dotnet.release': 378389, 'dotnet.version': '4.5.50709' },
  },
  'windows-7-prepared': {
    name: 'Windows 7 SP1 with .NET Framework 4.8, WMF 5.1 and KB3140245, as the article asks',
    facts: {
      ...windows7,
      ...remoteSigned,
      'dotnet.release': 528049,
      'dotnet.version': '4.8.03761',
      'powershell.engine3': '5.1.14409.1005',
      'tls.winhttp.protocols': 0xa00,
      'tls.tls12.disabledByDefault': 0,
      'tls.tls12.enabled': 1,
    },
  },
  'windows-7-tls-taken-out': {
    name: 'Windows 7 SP1 prepared as the article asks, but with TLS 1.2 taken out of the defaults',
    facts: {
      ...windows7,
      ...remoteSigned,
      'dotnet.release': 528049,
      'dotnet.version': '4.8.03761',
      'powershell.engine3': '5.1.14409.1005',
      'tls.winhttp.protocols': 0xa00,
      'tls.tls12.disabledByDefault': 1,
    },
  },
  'server-2008-r2': {
    name: 'Windows Server 2008 R2 SP1 with .NET Framework 4.5 and WMF 3.0',
    facts: { ...server2008r2, ...remoteSigned, 'tls.winhttp.protocols': 0xa00, 'tls.tls12.disabledByDefault': 0 },
  },
  'server-2012': {
    name: 'Windows Server 2012 with what it ships',
    facts: { ...server2012, ...remoteSigned, 'tls.winhttp.protocols': 0xa00 },
  },
  'server-2012-unclear': {
    name: 'Windows Server 2012 whose installation type can not be read, with PowerShell 2.0 only',
    facts: {
      ...server2012,
      ...remoteSigned,
      'tls.winhttp.protocols': 0xa00,
      'powershell.engine3': null,
      'windows.installationType': { unreadable: 'denied' },
    },
  },
  'windows-8': {
    name: 'Windows 8, for which there is no later PowerShell',
    facts: {
      ...server2012,
      ...remoteSigned,
      'windows.productName': 'Windows 8 Pro',
      'windows.installationType': 'Client',
      'tls.winhttp.protocols': 0xa00,
    },
  },
  'windows-8.1': {
    name: 'Windows 8.1 with what it ships (.NET Framework 4.5.1, WMF 4.0)',
    facts: { ...windows81, ...remoteSigned },
  },
  'server-2012-r2': { name: 'Windows Server 2012 R2 with what it ships', facts: { ...server2012r2, ...remoteSigned } },
  'exchange-2013-server': {
    name: 'Windows Server 2012 R2 that is an Exchange 2013 server',
    facts: {
      ...server2012r2,
      ...remoteSigned,
      'exchange.v15.minor': 0,
      'dotnet.release': 528049,
      'dotnet.version': '4.8.03761',
    },
  },
  'exchange-2010-server': {
    name: 'Windows Server 2008 R2 SP1 that is an Exchange 2010 server, as shipped',
    facts: {
      ...server2008r2,
      ...remoteSigned,
      'exchange.v14.minor': 3,
      'dotnet.release': null,
      'dotnet.version': null,
      'powershell.engine3': null,
      'tls.winhttp.protocols': 0xa00,
      'tls.tls12.disabledByDefault': 0,
    },
  },
  'exchange-2016-server': {
    name: 'Windows Server 2016 that is an Exchange 2016 server',
    facts: {
      ...server2016,
      ...remoteSigned,
      'exchange.v15.minor': 1,
      'dotnet.release': 528049,
      'dotnet.version': '4.8.03761',
    },
  },
  'exchange-se-server': {
    name: 'Windows Server 2022 that is an Exchange server, 2019 or SE',
    facts: { ...server2022, ...remoteSigned, 'exchange.v15.minor': 2 },
  },
  'windows-10-1511': {
    name: 'Windows 10 1511 with WMF 5.0',
    facts: {
      ...release({
        build: 10586,
        product: 'Windows 10 Pro',
        type: 'Client',
        engine: '5.0.10586.117',
        dotnet: [394254, '4.6.01055'],
      }),
      ...remoteSigned,
    },
  },
  'server-2016': { name: 'Windows Server 2016 with what it ships', facts: { ...server2016, ...remoteSigned } },
  'server-2019-no-policy': { name: 'Windows Server 2019, no execution policy set anywhere', facts: server2019 },
  'server-2019-asked': {
    name: 'Windows Server 2019, no execution policy set anywhere, and PowerShell was asked',
    facts: { ...server2019, 'policy.effective64': 'RemoteSigned' },
  },
  'windows-10': { name: 'Windows 10 22H2, RemoteSigned', facts: { ...windows10, ...remoteSigned } },
  'windows-10-64-bit-only': {
    name: 'Windows 10, RemoteSigned for 64-bit PowerShell, nothing for 32-bit',
    facts: { ...windows10, 'policy.localMachine64': 'RemoteSigned' },
  },
  'windows-10-all-signed': {
    name: 'Windows 10, AllSigned',
    facts: { ...windows10, 'policy.localMachine64': 'AllSigned', 'policy.localMachine32': 'AllSigned' },
  },
  'windows-10-basic-off': {
    name: 'Windows 10 with a security baseline: Basic off for the WinRM client',
    facts: { ...windows10, ...remoteSigned, 'winrm.policy.allowBasic': 0 },
  },
  'windows-10-current-user-restricted': {
    name: 'Windows 10, RemoteSigned for the PC, Restricted for the user',
    facts: { ...windows10, ...remoteSigned, 'policy.currentUser': 'Restricted' },
  },
  'windows-10-dotnet-missing': {
    name: 'Windows 10 whose .NET Framework key is gone',
    facts: { ...windows10, ...remoteSigned, 'dotnet.release': null, 'dotnet.version': null },
  },
  'windows-10-german': {
    name: 'Windows 10 auf Deutsch, mit Umlauten und WinINET-Proxy',
    facts: {
      ...windows10,
      ...remoteSigned,
      'user.name': 'MÜNCHEN\\Jürgen Größe',
      'pc.domain': 'münchen.example',
      'proxy.wininet.enabled': 1,
      'proxy.wininet.server': 'proxy.münchen.example:8080',
    },
  },
  'windows-10-kerberos-off': {
    name: 'Windows 10 where a policy turns Kerberos off for the WinRM client',
    facts: { ...windows10, ...remoteSigned, 'winrm.policy.allowKerberos': 0 },
  },
  'windows-10-kerberos-off-here': {
    name: 'Windows 10 whose WinRM client was told not to use Kerberos',
    facts: { ...windows10, ...remoteSigned, 'winrm.local.kerberos': 0 },
  },
  'windows-10-module-missing': {
    name: 'Windows 10 without the Exchange Online module',
    facts: { ...windows10, ...remoteSigned, 'modules.exchangeOnlineManagement': null },
  },
  'windows-10-module-old': {
    name: 'Windows 10 with the last module that opened sessions',
    facts: { ...windows10, ...remoteSigned, 'modules.exchangeOnlineManagement': exchange('2.0.5') },
  },
  'windows-10-module-versions': {
    name: 'Windows 10 with three versions of the module side by side',
    facts: { ...windows10, ...remoteSigned, 'modules.exchangeOnlineManagement': exchange('3.10.1', '3.9.2', '2.0.5') },
  },
  'windows-10-module-two-folders': {
    name: 'Windows 10 with a new module for everybody and an old one in Documents, which OneDrive took along',
    facts: {
      ...windows10,
      ...remoteSigned,
      'modules.exchangeOnlineManagement': `${exchange('3.10.1')}; 2.0.3 C:\\Users\\tech\\OneDrive - Contoso\\Documents\\WindowsPowerShell\\Modules\\ExchangeOnlineManagement\\2.0.3`,
    },
  },
  'windows-10-module-old-loads': {
    name: 'Windows 10 with two versions of the module, tried: the old one loads',
    facts: {
      ...windows10,
      ...remoteSigned,
      'modules.exchangeOnlineManagement': exchange('3.10.1', '2.0.3'),
      'modules.exchangeLoads': 'loaded 2.0.3',
    },
  },
  'windows-10-module-conflict': {
    name: 'Windows 10 whose module met a library of another version when it was tried',
    facts: {
      ...windows10,
      ...remoteSigned,
      'modules.exchangeLoads': 'failed System.IO.FileLoadException,Microsoft.PowerShell.Commands.ImportModuleCommand',
    },
  },
  'windows-10-module-does-not-load': {
    name: 'Windows 10 whose module did not load when it was tried',
    facts: {
      ...windows10,
      ...remoteSigned,
      'modules.exchangeLoads': 'failed UnauthorizedAccess,Microsoft.PowerShell.Commands.ImportModuleCommand',
    },
  },
  'windows-10-module-loads': {
    name: 'Windows 10 whose module loaded when it was tried, with a PowerShell 7 that fits',
    facts: { ...windows10, ...remoteSigned, 'modules.exchangeLoads': 'loaded 3.10.1', 'powershell.7': '7.6.1' },
  },
  'windows-10-module-for-powershell-7': {
    name: 'Windows 10 with the module for PowerShell 7 only',
    facts: {
      ...windows10,
      ...remoteSigned,
      'powershell.7': '7.6.1',
      'modules.exchangeOnlineManagement':
        '3.10.1 C:\\Users\\tech\\Documents\\PowerShell\\Modules\\ExchangeOnlineManagement\\3.10.1',
    },
  },
  'windows-10-powershell-7-old': {
    name: 'Windows 10 with a PowerShell 7 that is too old for the module',
    facts: { ...windows10, ...remoteSigned, 'powershell.7': '7.4.6' },
  },
  'windows-10-powershell-7-undetermined': {
    name: 'Windows 10 with a PowerShell 7 of which no key tells the version',
    facts: { ...windows10, ...remoteSigned, 'powershell.7': { unreadable: 'no-version' } },
  },
  'windows-10-no-powershellget': {
    name: 'Windows 10 that lost PowerShellGet',
    facts: { ...windows10, ...remoteSigned, 'modules.powerShellGet': null },
  },
  'windows-10-no-domain': {
    name: 'Windows 10 in no domain',
    facts: {
      ...windows10,
      ...remoteSigned,
      'user.name': 'TECH-PC\\tech',
      'user.dnsDomain': null,
      'user.logonServer': '\\\\TECH-PC',
      'pc.domain': null,
      'pc.domainJoined': false,
      'pc.domainController': null,
    },
  },
  'windows-10-off-vpn': {
    name: 'Windows 10 of a domain, away from it',
    facts: { ...windows10, ...remoteSigned, 'pc.domainController': null },
  },
  'windows-10-language-constrained': {
    name: 'Windows 10 under AppLocker: PowerShell in ConstrainedLanguage',
    facts: { ...windows10, ...remoteSigned, 'powershell.languageMode': 'ConstrainedLanguage' },
  },
  'windows-10-language-none': {
    name: 'Windows 10 whose PowerShell takes no scripts',
    facts: { ...windows10, ...remoteSigned, 'powershell.languageMode': 'NoLanguage' },
  },
  'windows-10-powershell-blocked': {
    name: 'Windows 10 where a policy keeps PowerShell from answering',
    facts: {
      ...windows10,
      ...remoteSigned,
      'powershell.languageMode': { unreadable: 'blocked-by-policy' },
      'pc.domainJoined': { unreadable: 'blocked-by-policy' },
      'pc.domainController': { unreadable: 'blocked-by-policy' },
    },
  },
  'windows-10-policy-all-signed': {
    name: 'Windows 10, AllSigned by a policy for users',
    facts: {
      ...windows10,
      ...remoteSigned,
      'policy.userPolicy.enableScripts': 1,
      'policy.userPolicy.executionPolicy': 'AllSigned',
    },
  },
  'windows-10-policy-locked': {
    name: 'Windows 10, scripts turned off by a policy for computers',
    facts: { ...windows10, ...remoteSigned, 'policy.machinePolicy.enableScripts': 0 },
  },
  'windows-10-tls-off': {
    name: 'Windows 10 with TLS 1.2 turned off in SChannel',
    facts: { ...windows10, ...remoteSigned, 'tls.tls12.enabled': 0 },
  },
  'windows-10-unreadable': {
    name: 'Windows 10 where keys can not be read',
    facts: {
      ...windows10,
      'dotnet.release': { unreadable: 'denied' },
      'powershell.languageMode': { unreadable: 'timed-out' },
      'modules.exchangeOnlineManagement': { unreadable: 'denied' },
      'powershell.engine3': { unreadable: 'timed-out' },
      'policy.machinePolicy.enableScripts': { unreadable: 'denied' },
      'winrm.policy.allowBasic': { unreadable: 'denied' },
      'tls.tls12.enabled': { unreadable: 'denied' },
      'windows.build': { unreadable: 'undecodable' },
    },
  },
  'windows-11-fresh': { name: 'Windows 11 24H2 as it came: no execution policy', facts: windows11 },
  'windows-11-current-user-allowed': {
    name: 'Windows 11, RemoteSigned for the user, Restricted for the PC',
    facts: { ...windows11, 'policy.currentUser': 'RemoteSigned', 'policy.localMachine64': 'Restricted' },
  },
  'windows-11-policy-allowed': {
    name: 'Windows 11, RemoteSigned by a policy for computers, Restricted for the PC',
    facts: {
      ...windows11,
      'policy.machinePolicy.enableScripts': 1,
      'policy.machinePolicy.executionPolicy': 'RemoteSigned',
      'policy.localMachine64': 'Restricted',
    },
  },
  'server-2022': {
    name: 'Windows Server 2022 with what it ships, RemoteSigned',
    facts: { ...server2022, ...remoteSigned },
  },
  'server-2025-core': {
    name: 'Windows Server 2025 Core with what it ships, RemoteSigned',
    facts: { ...server2025, ...remoteSigned },
  },
  'windows-newer': {
    name: 'A Windows newer than any table',
    facts: {
      ...release({
        build: 29000,
        product: 'Windows 10 Pro',
        type: 'Client',
        engine: '5.1.29000.1',
        dotnet: [533509, '4.8.09221'],
      }),
      ...remoteSigned,
    },
  },
};

/** The file of one PC: every fact there is, absent where it was not said otherwise. */
export function fileOf({ name, facts }: ComposedPc): string {
  const rows = factIds.map((id) => rowOf(id, (facts as Readonly<Record<string, Reading | undefined>>)[id] ?? null));
  return `{\n  "schema": "${machineSchemaId}",\n  "name": ${JSON.stringify(name)},\n  "facts": [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]\n}\n`;
}

function rowOf(id: FactId, reading: Reading) {
  const source = sourceOf(id);
  if (reading === null) return { id, state: 'absent', source };
  if (typeof reading === 'object')
    return { id, state: 'unreadable', why: { id: `unreadable.${reading.unreadable}` }, source };
  return { id, state: 'value', value: reading, source };
}
