import { inModule, inSessions } from './sentence.js';
import { links, sources } from './sources.js';
import { defineSymptoms } from './symptom.js';

const withoutScripts = inSessions(
  'Without changing anything: `Invoke-Command -Session $Session -ScriptBlock {Get-Mailbox}` needs no script.',
);
const guided =
  'Let the tool do it; it shows the change, asks, and keeps the way back: `exo-preflight.cmd fix execution-policy`.';
const startFiles = 'Until then npm and this tool start by their .cmd files: `npm.cmd`, `exo-preflight.cmd`.';
const signWhatIsWritten = [
  inSessions('Or sign what is written: `Import-PSSession $Session -Certificate <code signing certificate>`.'),
  inModule(
    'Or sign what is written: `Connect-ExchangeOnline -SigningCertificate <code signing certificate>` (module 3.2.0 or later).',
  ),
] as const;

/** The route, and the PC. */
export const pcSymptoms = defineSymptoms({
  'dotnet-missing': {
    owner: 'you',
    source: sources.article,
    certainty: 'documentation',
    links: [links.dotnet],
    texts: {
      en: {
        cause:
          'What connects to Exchange needs .NET Framework {required} or later in its full edition; a client profile is not enough.',
        steps: [
          'Install .NET Framework {required} or later, best the latest that this Windows takes.',
          'Restart.',
          'Then look at the row about Windows Management Framework: it comes after .NET.',
        ],
      },
    },
  },
  'dotnet-on-exchange-server': {
    owner: 'you',
    source: 'MicrosoftDocs/PowerShell-Docs whats-new/compatibility.md; Exchange Server supportability matrix',
    certainty: 'documentation',
    links: [links.exchangeMatrix],
    texts: {
      en: {
        cause:
          'This PC is an Exchange server. Exchange runs only with the versions of .NET Framework that its support table lists, and a newer one can stop it.',
        steps: [
          'Do not install .NET Framework here for the sake of this connection.',
          'Connect from another PC: Windows 10, Windows 11, or Windows Server 2016 or later.',
          'If it has to be this server: install {required} or later only if the Exchange supportability matrix lists it for exactly this version of Exchange.',
        ],
      },
    },
  },
  'dotnet-tls-weak': {
    owner: 'you',
    source: sources.tlsDocs,
    certainty: 'documentation',
    links: [links.tls],
    texts: {
      en: {
        cause: 'A value in the registry keeps .NET Framework programs from modern TLS.',
        steps: [
          'As administrator, set `SchUseStrongCrypto` and `SystemDefaultTlsVersions` to 1 under `HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319`, and the same under `Wow6432Node`.',
          'Open a new PowerShell window.',
        ],
      },
    },
  },
  'dotnet-too-old': {
    owner: 'you',
    source: sources.article,
    certainty: 'documentation',
    links: [links.dotnet],
    texts: {
      en: {
        cause: 'The installed .NET Framework is older than what the next step needs.',
        steps: ['Install .NET Framework {required} or later, best the latest that this Windows takes.', 'Restart.'],
      },
    },
  },
  'language-mode-constrained': {
    owner: 'domain-admin',
    source: `${sources.languageModes}; PowerShell issue 19797; office-docs-powershell exchange-online-powershell-v2.md (2026-07-31)`,
    certainty: 'documentation',
    links: [links.languageModes],
    texts: {
      en: {
        cause:
          'A policy that lets only approved programs run (AppLocker, or App Control for Business, formerly WDAC) puts every PowerShell here into ConstrainedLanguage mode. Scripts and modules that it does not approve run with most of the language taken away.',
        steps: [
          'Ask the administrator of your domain; no command on this PC changes it.',
          inModule(
            'The Exchange Online module works in this mode from version 3.4.0 on, with a certificate that the policy trusts: `Connect-ExchangeOnline -SigningCertificate <code signing certificate>`.',
          ),
          inSessions(
            'Without importing: `Invoke-Command -Session $Session -ScriptBlock {Get-Mailbox}`. Cmdlets of Windows itself keep working in this mode.',
          ),
          'Or connect from another PC.',
        ],
        send: 'On my PC Windows PowerShell runs in ConstrainedLanguage mode, as AppLocker or App Control for Business (WDAC) sets it. To work with Exchange I need PowerShell to load a module that is written when I connect. Could you allow it for me, give me a code signing certificate that the policy trusts, or tell me which PC I may use for this?',
      },
    },
  },
  'language-mode-restricted': {
    owner: 'domain-admin',
    source: sources.languageModes,
    certainty: 'documentation',
    links: [links.languageModes],
    texts: {
      en: {
        cause:
          'PowerShell here takes commands, and no scripts. Windows does not start with that: somebody set it up, for this PC or for this account.',
        steps: [
          'Ask the administrator of your domain; no command on this PC changes it.',
          'Or connect from another PC.',
        ],
        send: 'On my PC Windows PowerShell runs in RestrictedLanguage or NoLanguage mode, in which no script may run. To work with Exchange I need FullLanguage mode. Could you tell me whether that is meant, and which PC I may use otherwise?',
      },
    },
  },
  'powershell-blocked': {
    owner: 'domain-admin',
    source: sources.own,
    certainty: 'component',
    links: [links.languageModes],
    texts: {
      en: {
        cause: 'A policy of this PC does not let Windows PowerShell start, or not run what it was asked.',
        steps: [
          'Open Windows PowerShell by hand. If Windows says that the administrator blocked it, that is what this row met.',
          'Ask the administrator of your domain.',
          'Or connect from another PC.',
        ],
        send: 'On my PC a policy keeps Windows PowerShell (powershell.exe) from starting or from running scripts. I need it to work with Exchange. Could you allow it for me, or tell me which PC I may use for this?',
      },
    },
  },
  'route-closed': {
    owner: 'you',
    source: 'techcommunity.microsoft.com 3779692 (update of 2023-10-01)',
    certainty: 'documentation',
    links: [links.module],
    texts: {
      en: {
        cause:
          'Microsoft switched off remote PowerShell sessions to Exchange Online in October 2023, for every customer and without a way back.',
        steps: [
          'Connect with the Exchange Online module instead: `Connect-ExchangeOnline -DelegatedOrganization {tenant}` (partners: a GDAP role in the customer tenant comes first).',
          'See whether this PC is ready for it: `exo-preflight --route exchange-online`.',
          'To see for yourself what the old address answers, add `--try-retired`; the password then goes to Microsoft once.',
        ],
      },
    },
  },
  'scripts-disabled': {
    owner: 'you',
    source: sources.policies,
    certainty: 'documentation',
    links: [links.executionPolicies],
    texts: {
      en: {
        cause: 'The execution policy lets no script run, and the commands from Exchange arrive as a script module.',
        steps: [
          guided,
          'In a PowerShell window started with "Run as administrator": `Set-ExecutionPolicy RemoteSigned` (once for this PC).',
          'Without administrator rights, for yourself only: `Set-ExecutionPolicy RemoteSigned -Scope CurrentUser`.',
          withoutScripts,
          startFiles,
        ],
      },
    },
  },
  'scripts-disabled-by-default': {
    owner: 'you',
    source: sources.policies,
    certainty: 'documentation',
    links: [links.executionPolicies],
    texts: {
      en: {
        cause:
          'Windows starts with the policy Restricted, which lets no script run, and nobody has changed it here yet.',
        steps: [
          guided,
          'In a PowerShell window started with "Run as administrator": `Set-ExecutionPolicy RemoteSigned` (once for this PC).',
          'Without administrator rights, for yourself only: `Set-ExecutionPolicy RemoteSigned -Scope CurrentUser`.',
          withoutScripts,
          startFiles,
        ],
      },
    },
  },
  'scripts-disabled-by-policy': {
    owner: 'domain-admin',
    source: sources.policies,
    certainty: 'documentation',
    links: [links.executionPolicies],
    texts: {
      en: {
        cause: 'Group Policy or device management sets the execution policy, and its setting beats every local one.',
        steps: ['Ask the administrator of your domain; no command on this PC changes it.', withoutScripts, startFiles],
        send: 'On my PC the policy "Turn on Script Execution" (Administrative Templates, Windows Components, Windows PowerShell) is set so that no script may run. To work with Exchange I need the execution policy RemoteSigned ("Allow local scripts and remote signed scripts"). Could you set it, or leave the policy not configured, for this PC or for me?',
      },
    },
  },
  'scripts-disabled-for-user': {
    owner: 'you',
    source: sources.policies,
    certainty: 'documentation',
    links: [links.executionPolicies],
    texts: {
      en: {
        cause:
          'A policy set for you alone lets no script run. It beats the one set for the PC, so changing that one changes nothing.',
        steps: [
          guided,
          'Replace it, no administrator rights needed: `Set-ExecutionPolicy RemoteSigned -Scope CurrentUser`.',
          'Or take it away, so that the one for the PC counts: `Set-ExecutionPolicy Undefined -Scope CurrentUser`.',
          withoutScripts,
          startFiles,
        ],
      },
    },
  },
  'scripts-must-be-signed': {
    owner: 'you',
    source: sources.policies,
    certainty: 'documentation',
    links: [links.executionPolicies],
    texts: {
      en: {
        cause:
          'The execution policy runs only scripts signed by a trusted publisher; the module that brings the commands from Exchange is not signed.',
        steps: [
          guided,
          'In a PowerShell window started with "Run as administrator": `Set-ExecutionPolicy RemoteSigned`.',
          'Without administrator rights, for yourself only: `Set-ExecutionPolicy RemoteSigned -Scope CurrentUser`.',
          ...signWhatIsWritten,
          withoutScripts,
        ],
      },
    },
  },
  'scripts-must-be-signed-by-policy': {
    owner: 'domain-admin',
    source: sources.policies,
    certainty: 'documentation',
    links: [links.executionPolicies],
    texts: {
      en: {
        cause:
          'Group Policy or device management allows only scripts signed by a trusted publisher; the module that brings the commands from Exchange is not signed.',
        steps: [
          'Ask the administrator of your domain; no command on this PC changes it.',
          ...signWhatIsWritten,
          withoutScripts,
        ],
        send: 'On my PC the policy "Turn on Script Execution" (Administrative Templates, Windows Components, Windows PowerShell) allows only signed scripts. To work with Exchange I need the execution policy RemoteSigned ("Allow local scripts and remote signed scripts"), or a code signing certificate of my own. Could you help with one of the two?',
      },
    },
  },
  'scripts-must-be-signed-for-user': {
    owner: 'you',
    source: sources.policies,
    certainty: 'documentation',
    links: [links.executionPolicies],
    texts: {
      en: {
        cause:
          'A policy set for you alone runs only signed scripts. It beats the one set for the PC, so changing that one changes nothing.',
        steps: [
          guided,
          'Or replace it, no administrator rights needed: `Set-ExecutionPolicy RemoteSigned -Scope CurrentUser`.',
          ...signWhatIsWritten,
          withoutScripts,
        ],
      },
    },
  },
  // Occurs before this tool runs at all, so no check names it; the user does, from the text PowerShell shows.
  'start-file-blocked': {
    owner: 'you',
    source: 'PowerShell, SecuritySupport.cs (PSSecurityException, UnauthorizedAccess); npm cmd-shim',
    certainty: 'documentation',
    links: [links.executionPolicies],
    texts: {
      en: {
        cause:
          'The execution policy lets no script run, and the command that was typed is one: npm, npx and whatever npm installs are started by .ps1 files. PowerShell names one of them ("npm.ps1 cannot be loaded") and the error PSSecurityException.',
        steps: [
          'Type the command with .cmd: `npm.cmd`, `npx.cmd`, `exo-preflight.cmd`.',
          'Or start it from a command prompt (cmd.exe), which takes the .cmd file by itself.',
          'Or without npm: `node dist\\cli.js`.',
          'Then see what the row about scripts says.',
        ],
      },
    },
  },
  'tls12-disabled': {
    owner: 'you',
    source: sources.tlsDocs,
    certainty: 'documentation',
    links: [links.tls],
    texts: {
      en: {
        cause: 'A value in the registry turns TLS 1.2 off for every program that uses the TLS of Windows.',
        steps: [
          'As administrator, remove or correct it: `reg add "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client" /v Enabled /t REG_DWORD /d 1 /f`.',
          'Restart.',
        ],
      },
    },
  },
  'tls12-off-by-default': {
    owner: 'you',
    source: sources.tlsDocs,
    certainty: 'documentation',
    links: [links.tls],
    texts: {
      en: {
        cause: 'A value in the registry keeps TLS 1.2 from programs that do not ask for it by name.',
        steps: [
          'As administrator: `reg add "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client" /v DisabledByDefault /t REG_DWORD /d 0 /f`.',
          'Restart.',
        ],
      },
    },
  },
  'tls12-off-old-windows': {
    owner: 'you',
    source: sources.tlsDocs,
    certainty: 'documentation',
    links: [links.winhttp],
    texts: {
      en: {
        cause:
          'Windows 7, Server 2008 R2 and Server 2012 know TLS 1.2, but programs that use WinHTTP, such as WinRM, leave it out until update KB3140245 and its registry value are in place.',
        steps: [
          'Install update KB3140245, and set the value it describes: `DefaultSecureProtocols` = 0xA00, in both registry views.',
          'On Windows 7 and Server 2008 R2 also turn it on for SChannel: `reg add "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client" /v DisabledByDefault /t REG_DWORD /d 0 /f`.',
          'Restart.',
        ],
      },
    },
  },
  'windows-needs-service-pack': {
    owner: 'you',
    source: sources.article,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'This is Windows 7 or Server 2008 R2 without Service Pack 1, which everything else needs first.',
        steps: [
          'Install Service Pack 1 (KB976932) and restart.',
          'Better: use another PC with Windows 10, Windows 11, or Windows Server 2016 or later.',
        ],
      },
    },
  },
  'windows-newer-than-table': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'The tables of this version end before this Windows. It most likely works.',
        steps: ['Go by the other rows and by the test connection.', 'Look for a newer version of this tool.'],
      },
    },
  },
  'windows-not-in-table': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'This build is between two known releases: a preview or a special channel.',
        steps: ['Go by the other rows and by the test connection.'],
      },
    },
  },
  'windows-not-listed': {
    owner: 'you',
    source: 'office-docs-powershell exchange-online-powershell-v2.md (2026-07-31)',
    certainty: 'documentation',
    links: [links.module],
    texts: {
      en: {
        cause: 'Microsoft lists later versions only; nobody promises that this one works.',
        steps: ['Bring Windows up to date, or use another PC.', 'Go by the other rows and by the test connection.'],
      },
    },
  },
  'windows-too-old': {
    owner: 'you',
    source: sources.article,
    certainty: 'documentation',
    links: [links.module],
    texts: {
      en: {
        cause: 'This Windows is older than what the software for this way in supports, and no update closes the gap.',
        steps: ['Use another PC with Windows 10, Windows 11, or Windows Server 2016 or later.', 'Or upgrade this one.'],
      },
    },
  },
  'wmf-dead-end': {
    owner: 'you',
    source: sources.wmf,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'Windows 8 ships version 3.0, and Microsoft made no later one for it.',
        steps: ['Upgrade to Windows 8.1 or, better, to a Windows in support.'],
      },
    },
  },
  'wmf-superseded': {
    owner: 'you',
    source: sources.wmf,
    certainty: 'documentation',
    links: [links.wmf51],
    texts: {
      en: {
        cause: 'Version 5.0 was replaced by 5.1 and is no longer supported.',
        steps: [
          'Install Windows Management Framework 5.1 (Windows Update on Windows 10 versions before 1607).',
          'Restart.',
        ],
      },
    },
  },
  'wmf-too-old': {
    owner: 'you',
    source: sources.wmf,
    certainty: 'documentation',
    links: [links.wmf51],
    texts: {
      en: {
        cause: 'Windows PowerShell here is older than what this way in needs.',
        steps: [
          'Install .NET Framework 4.5.2 or later first.',
          'Install one Windows Management Framework only: 5.1, package {package}.',
          'Restart.',
        ],
      },
    },
  },
  'wmf-too-old-by-update': {
    owner: 'you',
    source: sources.wmf,
    certainty: 'documentation',
    links: [links.wmf51],
    texts: {
      en: {
        cause: 'Windows PowerShell is older than the one this Windows should have.',
        steps: ['Run Windows Update until it offers nothing more.', 'Restart.'],
      },
    },
  },
  'wmf-too-old-on-exchange-server': {
    owner: 'you',
    source: 'MicrosoftDocs/PowerShell-Docs whats-new/compatibility.md',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'Exchange Server 2010 and 2013 do not support Windows Management Framework 5.1 on the server itself.',
        steps: [
          'Do not install it here.',
          'Connect from another PC: Windows 10, Windows 11, or Windows Server 2016 or later.',
        ],
      },
    },
  },
  'wmf-too-old-remove-first': {
    owner: 'you',
    source: sources.wmf,
    certainty: 'documentation',
    links: [links.wmf51],
    texts: {
      en: {
        cause: 'Windows PowerShell here is older than what this way in needs.',
        steps: [
          'Install .NET Framework 4.5.2 or later first.',
          'If Windows Management Framework 3.0 was ever installed here, remove it (installing over it damages PSModulePath).',
          'Install one Windows Management Framework only: 5.1, package {package}.',
          'Restart.',
        ],
      },
    },
  },
  'wmf-too-old-unclear': {
    owner: 'you',
    source: sources.wmf,
    certainty: 'documentation',
    links: [links.wmf51],
    texts: {
      en: {
        cause:
          'Windows PowerShell is too old, and which Windows this is could not be read well enough to name the package.',
        steps: [
          'See which Windows it is: `winver`.',
          'Windows 7 and Server 2008 R2 take package KB3191566, Server 2012 takes KB3191565, Windows 8.1 and Server 2012 R2 take KB3191564; Windows 8 takes none.',
          'Install .NET Framework 4.5.2 or later first, and restart after both.',
        ],
      },
    },
  },
});
