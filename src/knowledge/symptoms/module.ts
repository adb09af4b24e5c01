import { links, sources } from './sources.js';
import { defineSymptoms } from './symptom.js';

const install =
  'In Windows PowerShell 5.1, for yourself, no administrator rights needed: `Install-Module ExchangeOnlineManagement -Scope CurrentUser`';
const galleryTls =
  'If it says "Unable to download from URI": turn TLS 1.2 on for that window, and again: `[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12`';
const galleryUnknown =
  'If it says "No match was found": the PowerShell Gallery is not registered: `Register-PSRepository -Default`';
const seeCopies = 'See them all: `Get-Module ExchangeOnlineManagement -ListAvailable`';
const removeOld =
  'Close every PowerShell window, open one, and take the old one away: `Uninstall-Module ExchangeOnlineManagement -RequiredVersion <old version>` (a copy under Program Files as administrator).';

/** The Exchange Online module on the PC. */
export const moduleSymptoms = defineSymptoms({
  'module-conflict': {
    owner: 'you',
    source: 'office-docs-powershell connect-to-exchange-online-powershell.md; Azure/azure-powershell issue 27378',
    certainty: 'report',
    links: [links.module],
    texts: {
      en: {
        cause:
          'A library that the module needs, usually Microsoft.Identity.Client, was there in another version. Modules such as Microsoft Graph, Az or Teams bring their own, and in one window the first that is loaded stays.',
        steps: [
          'Open a new window and connect to Exchange first: `Connect-ExchangeOnline`; load the other modules afterwards.',
          'Bring them all up to date: `Update-Module ExchangeOnlineManagement`, and the others.',
          'If a new window without a profile (`powershell.exe -NoProfile`), which is how this tool tries it, fails as well, the installation itself is damaged: `Install-Module ExchangeOnlineManagement -Scope CurrentUser -Force`',
        ],
      },
    },
  },
  'module-does-not-load': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [links.module],
    texts: {
      en: {
        cause: 'The module is installed, and a new Windows PowerShell without a profile did not load it.',
        steps: [
          'Look at the rows about scripts and about the language mode first: both can stop it.',
          'See the whole error: `powershell.exe -NoProfile -Command "Import-Module ExchangeOnlineManagement"`',
          'Install it again: `Install-Module ExchangeOnlineManagement -Scope CurrentUser -Force`',
        ],
      },
    },
  },
  'module-duplicates': {
    owner: 'you',
    source: 'about_PSModulePath (5.1)',
    certainty: 'documentation',
    links: [links.module],
    texts: {
      en: {
        cause:
          'Installing a version leaves the earlier ones where they are. Windows PowerShell loads from the first folder of its module path that has the module, and there the highest version: a forgotten copy for yourself can stand before a newer one for everybody.',
        steps: [
          seeCopies,
          removeOld,
          'A copy that was not installed with Install-Module is a folder: delete it when no PowerShell is open.',
          'Until then, name the version: `Import-Module ExchangeOnlineManagement -RequiredVersion <version>`',
        ],
      },
    },
  },
  'module-missing': {
    owner: 'you',
    source: sources.module,
    certainty: 'documentation',
    links: [links.module],
    texts: {
      en: {
        cause:
          'Exchange Online is reached through the module ExchangeOnlineManagement, and Windows PowerShell finds it in no folder of its module path.',
        steps: [
          install,
          galleryTls,
          galleryUnknown,
          'It needs Windows PowerShell 5.1 and .NET Framework 4.7.2: look at those rows first.',
          'A folder that OneDrive took along is fine; one on a server that is off line is not.',
        ],
      },
    },
  },
  'module-needs-powershellget': {
    owner: 'you',
    source: sources.module,
    certainty: 'documentation',
    links: [links.module],
    texts: {
      en: {
        cause:
          'On Windows the module needs PowerShellGet and PackageManagement to connect. Windows brings both with Windows PowerShell 5.1; here at least one is in no folder of the module path.',
        steps: [
          'See what is there: `Get-Module PowerShellGet, PackageManagement -ListAvailable`, and whether `$env:PSModulePath` still has `C:\\Program Files\\WindowsPowerShell\\Modules`.',
          'If both are there under another path, put that path back into PSModulePath.',
          'Else, on a PC that has them: `Save-Module PowerShellGet, PackageManagement -Path <folder>`; then copy both folders into `C:\\Program Files\\WindowsPowerShell\\Modules` here, as administrator.',
        ],
      },
    },
  },
  'module-too-old': {
    owner: 'you',
    source: `${sources.module}; techcommunity.microsoft.com 3779692`,
    certainty: 'documentation',
    links: [links.module],
    texts: {
      en: {
        cause:
          'Before version 3.0.0 the module opened remote PowerShell sessions, which Exchange Online has not taken since October 2023.',
        steps: [
          '`Update-Module ExchangeOnlineManagement`; if that says that the module was not installed with Install-Module: `Install-Module ExchangeOnlineManagement -Scope CurrentUser -Force`',
          galleryTls,
          galleryUnknown,
          removeOld,
        ],
      },
    },
  },
  'module-unfit-for-powershell-7': {
    owner: 'you',
    source: sources.module,
    certainty: 'documentation',
    links: [links.module],
    texts: {
      en: {
        cause:
          'Each version of the module asks for a PowerShell 7 of its time: 3.10.0 and later for 7.6.0, 3.5.0 to 3.9.2 for 7.4.0, 3.0.0 to 3.4.0 for 7.2.0. Windows PowerShell 5.1 takes them all.',
        steps: [
          'Use Windows PowerShell 5.1 (powershell.exe), where the module fits.',
          'Or update PowerShell 7, best to 7.6.0 or later, which the newest module asks for.',
        ],
      },
    },
  },
});
