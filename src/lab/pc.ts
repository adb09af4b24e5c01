import type { FactId, Facts, Recording } from '../machine/index.js';
import { factIds } from '../machine/index.js';

/** The name of the lab's PC. It is not a recording: its values are those Microsoft documents for this release. */
export const labPcName = 'Windows 10 22H2, ready for the article';

const facts: { readonly [Id in FactId]?: Facts[Id] } = {
  'host.platform': 'win32',
  'windows.build': 19045,
  'windows.installationType': 'Client',
  'windows.productName': 'Windows 10 Pro',
  'windows.displayVersion': '22H2',
  'windows.kernel': '10.0.19045',
  'windows.architecture': 'AMD64',
  'dotnet.release': 528372,
  'dotnet.version': '4.8.03752',
  'powershell.engine3': '5.1.19041.1',
  'powershell.engine1': '2.0',
  'powershell.languageMode': 'FullLanguage',
  'modules.powerShellGet': '1.0.0.1 C:\\Program Files\\WindowsPowerShell\\Modules\\PowerShellGet\\1.0.0.1',
  'modules.packageManagement': '1.0.0.1 C:\\Program Files\\WindowsPowerShell\\Modules\\PackageManagement\\1.0.0.1',
  'policy.localMachine64': 'RemoteSigned',
  'policy.localMachine32': 'RemoteSigned',
  'proxy.wininet.enabled': 0,
  'pc.domainJoined': false,
  'user.name': 'LAB\\technician',
  'user.elevated': false,
  'user.uac': 1,
  'pc.name': 'LAB-PC',
  'pc.remoteSession': 'Console',
};

/** Every fact; what is not listed above is absent. */
export const labPc: Recording = new Map(
  factIds.map((id) => [
    id,
    { reading: facts[id] === undefined ? { state: 'absent' } : { state: 'value', value: facts[id] } },
  ]),
);
