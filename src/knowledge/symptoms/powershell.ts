import { links, sources } from './sources.js';
import { defineSymptoms } from './symptom.js';

/** What stops the PowerShell of this PC from connecting, or what it reports about its own session commands. */
export const powershellSymptoms = defineSymptoms({
  'authentication-disabled': {
    owner: 'you',
    source: sources.winrm,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The WinRM client of this PC has the authentication turned off that was asked for.',
        steps: [
          'See what is on: `winrm get winrm/config/client/auth` (needs the WinRM service).',
          'Ask the administrator of your domain if a policy sets it.',
        ],
      },
    },
  },
  'authentication-not-offered': {
    owner: 'tenant-admin',
    source: 'Windows SDK wsmerror.h 0x8033810E',
    certainty: 'documentation',
    links: [links.onPremises],
    texts: {
      en: {
        cause: 'The server does not offer the authentication that was asked for at this address.',
        steps: [
          'On an Exchange server: Kerberos is on by default and Basic is off; leave `--authentication` out, or ask for Kerberos.',
          'Ask who runs the server which authentication the PowerShell virtual directory offers.',
        ],
        send: 'Which authentication does the PowerShell virtual directory at {host} offer (Kerberos, Negotiate, Basic)? Mine was not accepted as a method.',
      },
    },
  },
  'import-blocked-by-policy': {
    owner: 'you',
    source: 'PowerShell, ImplicitRemotingCommands.cs; about_Remote_Troubleshooting (5.1)',
    certainty: 'documentation',
    links: [links.executionPolicies],
    texts: {
      en: {
        cause:
          'The session opened, and Import-PSSession could not load the module it had written: the execution policy, or a policy about which files may run, stopped it.',
        steps: [
          'See the row about scripts, and mend it: `exo-preflight fix execution-policy`.',
          'Without changing anything: `Invoke-Command -Session $Session -ScriptBlock {Get-Mailbox}` needs no script.',
          'If scripts are allowed: AppLocker or a virus scanner may keep files under %TEMP% from running; ask the administrator of your domain.',
        ],
      },
    },
  },
  'import-empty': {
    owner: 'tenant-admin',
    source: 'PowerShell, ImplicitRemotingStrings.resx',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'The session opened and offered no command to import: the account has no role in Exchange, or the session was lost on the way.',
        steps: ['Go through the reasons below in their order.'],
      },
    },
  },
  'import-failed': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'Import-PSSession failed for a reason this version does not know.',
        steps: [
          'See the identifier of the error in the evidence.',
          'Without an import: `Invoke-Command -Session $Session -ScriptBlock {Get-Mailbox}`.',
          'See that the folder %TEMP% exists, can be written, and has no signs such as $ or [ in its path.',
        ],
      },
    },
  },
  'import-shadowed': {
    owner: 'you',
    source: 'PowerShell, ImplicitRemotingStrings.resx',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          "Every command from Exchange has the name of one that is here already, so none was imported: another Exchange session, or Exchange's own tools, are loaded.",
        steps: [
          'Close the other session, in a new window: `Get-PSSession | Remove-PSSession`.',
          'Or let them replace the others: `Import-PSSession $Session -AllowClobber`, or give them a prefix: `-Prefix Customer`.',
        ],
      },
    },
  },
  'powershell-failed': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'PowerShell could not be started, or it ended or fell silent in the middle of the work.',
        steps: [
          'Run again.',
          'If it repeats: try the commands in a window of your own (see the page about this row), and see whether PowerShell itself works there.',
          'To see whether account and network work meanwhile: `--via native`.',
        ],
      },
    },
  },
  'powershell-missing': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause:
          'There is no PowerShell where it is looked for (on Windows in its own folder, elsewhere `pwsh` in PATH), so this way of connecting could not be tried.',
        steps: [
          "On another system than Windows: use this tool's own client, `--via native`.",
          'On Windows: repair the system files (`sfc /scannow` in a window started as administrator).',
        ],
      },
    },
  },
  'revocation-unreachable': {
    owner: 'network-team',
    source: 'MicrosoftDocs/win32 WinHTTP error 12057',
    certainty: 'documentation',
    links: [links.endpoints],
    texts: {
      en: {
        cause:
          'Windows could not ask whether the certificate of the server was revoked. That question goes out over TCP port 80, to the address the certificate names.',
        steps: [
          'Look at the row about TCP port 80.',
          'Ask the network team to let this PC reach the revocation servers.',
        ],
        send: 'My PC can not check whether the certificate of {host} was revoked (WinHTTP 12057). Could you allow TCP 80 to the addresses of its certificate authority (revocation lists, OCSP)?',
      },
    },
  },
  'unencrypted-refused': {
    owner: 'you',
    source: 'Windows SDK wsmerror.h 0x803380DE',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'Basic authentication over plain http would send the password readable to anybody, and the WinRM client refuses that by default.',
        steps: ['Use an address that begins with https, or Kerberos.', 'Leave AllowUnencrypted as it is.'],
      },
    },
  },
  'untrusted-by-windows': {
    owner: 'network-team',
    source: 'MicrosoftDocs/win32 WinHTTP error 12045',
    certainty: 'documentation',
    links: [links.troubleshooting],
    texts: {
      en: {
        cause:
          'Windows does not trust who issued the certificate of the server, and PowerShell goes by Windows: a private authority, a certificate signed by itself, or a device that inspects TLS.',
        steps: [
          'The row about the secure door names who issued it.',
          "For an authority you trust: have its certificate put among the trusted roots of Windows (this tool's `--ca` does not reach PowerShell).",
          'For an inspection device: ask the network team to exempt {host}.',
        ],
        send: 'Windows on my PC does not trust the certificate of {host}. Is it issued by an authority of ours? Then please give its root certificate to my PC; if a device inspects TLS, please exempt {host}.',
      },
    },
  },
  'winrm-corrupted': {
    owner: 'you',
    source: 'Windows SDK wsmerror.h 0x80338005',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The settings of the WinRM client in the registry are damaged.',
        steps: [
          'In a window started as administrator: `winrm invoke Restore winrm/Config @{}` (in PowerShell with quotes around the last part). It puts back the defaults.',
          'Run again.',
        ],
      },
    },
  },
  'winrm-policy-corrupted': {
    owner: 'domain-admin',
    source: 'Windows SDK wsmerror.h 0x80338088',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'A policy for the WinRM client holds values that WinRM can not read.',
        steps: ['Ask the administrator of your domain.'],
        send: 'On my PC the Group Policy for the WinRM client is damaged: WinRM answers 0x80338088. Could you look at the settings under Windows Components, Windows Remote Management, WinRM Client?',
      },
    },
  },
  'wsman-missing': {
    owner: 'you',
    source: 'PowerShell, RemotingErrorIdStrings; measured on PowerShell 7.6.5, Linux',
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause:
          'This PowerShell has no WS-Management client. Only Windows PowerShell and PowerShell 7 on Windows have one.',
        steps: ['Connect from a Windows PC.', 'To see whether account and network work: `--via native`.'],
      },
    },
  },
});
