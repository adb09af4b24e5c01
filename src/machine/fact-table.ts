import type { Kind } from '../vocabulary/index.js';
import type { RegistrySource } from './registry-question.js';
import { sourceInRegistry } from './registry-question.js';

/**
 * How the raw value becomes the fact. `dword`: a number (REG_DWORD, or digits in a REG_SZ). `text`: a string. `proxy`:
 * a string from which a user name and password are removed at once. `bytes`: hexadecimal text.
 */
export type Decoding = 'dword' | 'text' | 'proxy' | 'bytes';

type FactSource =
  | { readonly registry: RegistrySource; readonly as: Decoding }
  | { readonly environment: string; readonly as: 'text' | 'proxy' }
  | { readonly node: string; readonly as: 'text' | 'yes-no' }
  /**
   * Known only to a running Windows PowerShell (64-bit, no profile). Asked when a check needs it, never for a report
   * alone.
   */
  | { readonly powershell: string; readonly as: 'text' | 'yes-no' }
  /** The value of a key in a JSON settings file. */
  | { readonly settings: 'machine' | 'user'; readonly key: string; readonly as: 'text' }
  /** Versions of a module in the folders of the module path, as `version folder; version folder`. */
  | { readonly module: string; readonly as: 'text' };

interface FactRow {
  readonly kind: Kind;
  readonly from: FactSource;
}

const hklm = (key: string, value: string, view: 64 | 32 = 64): RegistrySource => ({ hive: 'HKLM', key, value, view });
const hkcu = (key: string, value: string): RegistrySource => ({ hive: 'HKCU', key, value, view: 64 });

const currentVersion = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const dotnet4 = 'SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4';
const powershellPolicy = 'SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell';
const shellIds = 'SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell';
const powershell7Policy = 'SOFTWARE\\Policies\\Microsoft\\PowerShellCore';
const winrmPolicy = 'SOFTWARE\\Policies\\Microsoft\\Windows\\WinRM\\Client';
const winrmLocal = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WSMAN\\Client';
const tls12 = 'SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client';
const winhttp = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp';
const netFramework = 'SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319';
const internetSettings = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const systemPolicies = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';
const exchange = (version: number): string => `SOFTWARE\\Microsoft\\ExchangeServer\\v${version}\\Setup`;

/**
 * Every fact a PC is judged by: its source, its type and whose data it is. A recorded PC has the same facts under the
 * same ids. Grouped by subject.
 *
 * Sources: Microsoft, "How to determine which .NET versions are installed"; about_Execution_Policies (5.1) and
 * PowerShell's SecuritySupport.cs; "Installation and configuration for Windows Remote Management"; "Transport Layer
 * Security (TLS) best practices with .NET Framework"; support.microsoft.com/kb/3140245 (WinHTTP protocols).
 */
export const factTable = {
  'host.platform': { kind: 'public', from: { node: 'process.platform', as: 'text' } },

  'windows.build': { kind: 'public', from: { registry: hklm(currentVersion, 'CurrentBuildNumber'), as: 'dword' } },
  'windows.revision': { kind: 'public', from: { registry: hklm(currentVersion, 'UBR'), as: 'dword' } },
  'windows.installationType': {
    kind: 'public',
    from: { registry: hklm(currentVersion, 'InstallationType'), as: 'text' },
  },
  'windows.productName': { kind: 'public', from: { registry: hklm(currentVersion, 'ProductName'), as: 'text' } },
  'windows.displayVersion': { kind: 'public', from: { registry: hklm(currentVersion, 'DisplayVersion'), as: 'text' } },
  'windows.edition': { kind: 'public', from: { registry: hklm(currentVersion, 'EditionID'), as: 'text' } },
  'windows.servicePack': { kind: 'public', from: { registry: hklm(currentVersion, 'CSDVersion'), as: 'text' } },
  'windows.kernel': { kind: 'public', from: { node: 'os.release()', as: 'text' } },
  'windows.architecture': {
    kind: 'public',
    from: {
      registry: hklm('SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment', 'PROCESSOR_ARCHITECTURE'),
      as: 'text',
    },
  },

  'dotnet.release': { kind: 'public', from: { registry: hklm(`${dotnet4}\\Full`, 'Release'), as: 'dword' } },
  'dotnet.version': { kind: 'public', from: { registry: hklm(`${dotnet4}\\Full`, 'Version'), as: 'text' } },
  'dotnet.clientProfile': { kind: 'public', from: { registry: hklm(`${dotnet4}\\Client`, 'Install'), as: 'dword' } },

  'powershell.engine3': {
    kind: 'public',
    from: { registry: hklm('SOFTWARE\\Microsoft\\PowerShell\\3\\PowerShellEngine', 'PowerShellVersion'), as: 'text' },
  },
  'powershell.languageMode': {
    kind: 'public',
    from: { powershell: '$ExecutionContext.SessionState.LanguageMode', as: 'text' },
  },
  'powershell.7': {
    kind: 'public',
    from: { node: 'HKLM\\SOFTWARE\\Microsoft\\PowerShellCore\\InstalledVersions, value SemanticVersion', as: 'text' },
  },
  'powershell.engine1': {
    kind: 'public',
    from: { registry: hklm('SOFTWARE\\Microsoft\\PowerShell\\1\\PowerShellEngine', 'PowerShellVersion'), as: 'text' },
  },

  'policy.machinePolicy.enableScripts': {
    kind: 'public',
    from: { registry: hklm(powershellPolicy, 'EnableScripts'), as: 'dword' },
  },
  'policy.machinePolicy.executionPolicy': {
    kind: 'public',
    from: { registry: hklm(powershellPolicy, 'ExecutionPolicy'), as: 'text' },
  },
  'policy.userPolicy.enableScripts': {
    kind: 'public',
    from: { registry: hkcu(powershellPolicy, 'EnableScripts'), as: 'dword' },
  },
  'policy.userPolicy.executionPolicy': {
    kind: 'public',
    from: { registry: hkcu(powershellPolicy, 'ExecutionPolicy'), as: 'text' },
  },
  'policy.process': { kind: 'public', from: { environment: 'PSExecutionPolicyPreference', as: 'text' } },
  'policy.currentUser': { kind: 'public', from: { registry: hkcu(shellIds, 'ExecutionPolicy'), as: 'text' } },
  'policy.localMachine64': { kind: 'public', from: { registry: hklm(shellIds, 'ExecutionPolicy'), as: 'text' } },
  'policy.localMachine32': { kind: 'public', from: { registry: hklm(shellIds, 'ExecutionPolicy', 32), as: 'text' } },

  'policy.effective64': { kind: 'public', from: { powershell: 'Get-ExecutionPolicy', as: 'text' } },
  'policy.machinePolicy7.enableScripts': {
    kind: 'public',
    from: { registry: hklm(powershell7Policy, 'EnableScripts'), as: 'dword' },
  },
  'policy.machinePolicy7.executionPolicy': {
    kind: 'public',
    from: { registry: hklm(powershell7Policy, 'ExecutionPolicy'), as: 'text' },
  },
  'policy.machinePolicy7.useWindowsPowerShell': {
    kind: 'public',
    from: { registry: hklm(powershell7Policy, 'UseWindowsPowerShellPolicySetting'), as: 'dword' },
  },
  'policy.userPolicy7.enableScripts': {
    kind: 'public',
    from: { registry: hkcu(powershell7Policy, 'EnableScripts'), as: 'dword' },
  },
  'policy.userPolicy7.executionPolicy': {
    kind: 'public',
    from: { registry: hkcu(powershell7Policy, 'ExecutionPolicy'), as: 'text' },
  },
  'policy.userPolicy7.useWindowsPowerShell': {
    kind: 'public',
    from: { registry: hkcu(powershell7Policy, 'UseWindowsPowerShellPolicySetting'), as: 'dword' },
  },
  'policy.currentUser7': {
    kind: 'public',
    from: { settings: 'user', key: 'Microsoft.PowerShell:ExecutionPolicy', as: 'text' },
  },
  'policy.localMachine7': {
    kind: 'public',
    from: { settings: 'machine', key: 'Microsoft.PowerShell:ExecutionPolicy', as: 'text' },
  },

  'winrm.policy.allowBasic': { kind: 'public', from: { registry: hklm(winrmPolicy, 'AllowBasic'), as: 'dword' } },
  'winrm.policy.allowUnencrypted': {
    kind: 'public',
    from: { registry: hklm(winrmPolicy, 'AllowUnencryptedTraffic'), as: 'dword' },
  },
  'winrm.local.basic': { kind: 'public', from: { registry: hklm(winrmLocal, 'auth_basic'), as: 'dword' } },
  'winrm.policy.allowKerberos': { kind: 'public', from: { registry: hklm(winrmPolicy, 'AllowKerberos'), as: 'dword' } },
  'winrm.policy.allowNegotiate': {
    kind: 'public',
    from: { registry: hklm(winrmPolicy, 'AllowNegotiate'), as: 'dword' },
  },
  'winrm.local.kerberos': { kind: 'public', from: { registry: hklm(winrmLocal, 'auth_kerberos'), as: 'dword' } },
  'winrm.local.negotiate': { kind: 'public', from: { registry: hklm(winrmLocal, 'auth_negotiate'), as: 'dword' } },
  'winrm.local.allowUnencrypted': {
    kind: 'public',
    from: { registry: hklm(winrmLocal, 'allow_unencrypted'), as: 'dword' },
  },
  'winrm.local.trustedHosts': { kind: 'host', from: { registry: hklm(winrmLocal, 'trusted_hosts'), as: 'text' } },

  'tls.tls12.enabled': { kind: 'public', from: { registry: hklm(tls12, 'Enabled'), as: 'dword' } },
  'tls.tls12.disabledByDefault': { kind: 'public', from: { registry: hklm(tls12, 'DisabledByDefault'), as: 'dword' } },
  'tls.winhttp.protocols': { kind: 'public', from: { registry: hklm(winhttp, 'DefaultSecureProtocols'), as: 'dword' } },
  'tls.dotnet.strongCrypto': {
    kind: 'public',
    from: { registry: hklm(netFramework, 'SchUseStrongCrypto'), as: 'dword' },
  },
  'tls.dotnet.systemDefault': {
    kind: 'public',
    from: { registry: hklm(netFramework, 'SystemDefaultTlsVersions'), as: 'dword' },
  },

  'proxy.winhttp': {
    kind: 'host',
    from: { registry: hklm(`${internetSettings}\\Connections`, 'WinHttpSettings'), as: 'bytes' },
  },
  'proxy.wininet.enabled': { kind: 'public', from: { registry: hkcu(internetSettings, 'ProxyEnable'), as: 'dword' } },
  'proxy.wininet.server': { kind: 'host', from: { registry: hkcu(internetSettings, 'ProxyServer'), as: 'proxy' } },
  'proxy.wininet.script': { kind: 'host', from: { registry: hkcu(internetSettings, 'AutoConfigURL'), as: 'proxy' } },
  'proxy.environment.https': { kind: 'host', from: { environment: 'HTTPS_PROXY', as: 'proxy' } },
  'proxy.environment.http': { kind: 'host', from: { environment: 'HTTP_PROXY', as: 'proxy' } },
  'proxy.environment.all': { kind: 'host', from: { environment: 'ALL_PROXY', as: 'proxy' } },
  'proxy.environment.none': { kind: 'host', from: { environment: 'NO_PROXY', as: 'text' } },

  'user.name': { kind: 'user', from: { node: 'os.userInfo()', as: 'text' } },
  'user.elevated': { kind: 'public', from: { node: 'HKU\\S-1-5-19 can be opened', as: 'yes-no' } },
  'user.uac': { kind: 'public', from: { registry: hklm(systemPolicies, 'EnableLUA'), as: 'dword' } },
  'user.dnsDomain': { kind: 'host', from: { environment: 'USERDNSDOMAIN', as: 'text' } },
  'pc.name': { kind: 'host', from: { node: 'os.hostname()', as: 'text' } },
  'pc.domain': {
    kind: 'host',
    from: { registry: hklm('SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters', 'Domain'), as: 'text' },
  },
  'pc.domainJoined': {
    kind: 'public',
    from: { powershell: '(Get-WmiObject Win32_ComputerSystem).PartOfDomain', as: 'yes-no' },
  },
  'pc.domainController': {
    kind: 'host',
    from: {
      powershell: '[DirectoryServices.ActiveDirectory.Domain]::GetComputerDomain().FindDomainController().Name',
      as: 'text',
    },
  },
  'user.logonServer': { kind: 'host', from: { environment: 'LOGONSERVER', as: 'text' } },
  'pc.remoteSession': { kind: 'public', from: { environment: 'SESSIONNAME', as: 'text' } },

  'modules.exchangeOnlineManagement': { kind: 'path', from: { module: 'ExchangeOnlineManagement', as: 'text' } },
  'modules.powerShellGet': { kind: 'path', from: { module: 'PowerShellGet', as: 'text' } },
  'modules.packageManagement': { kind: 'path', from: { module: 'PackageManagement', as: 'text' } },
  'modules.exchangeLoads': {
    kind: 'public',
    from: { powershell: 'Import-Module ExchangeOnlineManagement, in a process of its own', as: 'text' },
  },

  'exchange.v15.minor': { kind: 'public', from: { registry: hklm(exchange(15), 'MsiProductMinor'), as: 'dword' } },
  'exchange.v14.minor': { kind: 'public', from: { registry: hklm(exchange(14), 'MsiProductMinor'), as: 'dword' } },
} as const satisfies Record<string, FactRow>;

export type FactId = keyof typeof factTable;

type ValueOf<As> = As extends 'dword' ? number : As extends 'yes-no' ? boolean : string;

/** Each fact by id with the type of its value. */
export type Facts = { readonly [Id in FactId]: ValueOf<(typeof factTable)[Id]['from']['as']> };

export const factIds = Object.keys(factTable) as readonly FactId[];

export const isFactId = (id: string): id is FactId => Object.hasOwn(factTable, id);

/** The JavaScript type of a fact's value, to validate recordings with. */
export function valueTypeOf(id: FactId): 'number' | 'string' | 'boolean' {
  const { as } = factTable[id].from;
  if (as === 'dword') return 'number';
  return as === 'yes-no' ? 'boolean' : 'string';
}

/** Where a fact is read, for a person to look it up by hand: `HKLM\SOFTWARE\…\Full, value Release (64-bit view)`. */
export function sourceOf(id: FactId): string {
  const { from } = factTable[id];
  if ('environment' in from) return `environment variable ${from.environment}`;
  if ('node' in from) return from.node;
  if ('powershell' in from) return `Windows PowerShell: ${from.powershell}`;
  if ('module' in from) return `folders of the module path, ${from.module}`;
  if ('settings' in from)
    return `${from.settings === 'user' ? 'Documents\\PowerShell' : '%ProgramFiles%\\PowerShell\\7'}\\powershell.config.json, ${from.key}`;
  return sourceInRegistry(from.registry);
}

/** Whose data a fact is, for redaction. */
export const kindOf = (id: FactId): Kind => factTable[id].kind;
