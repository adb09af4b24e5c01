import { links, sources } from './sources.js';
import { defineSymptoms } from './symptom.js';

const serviceStopped =
  'If that answers 0x80338012, the WinRM service is stopped: `net start WinRM`, the command again, `net stop WinRM`. Connecting itself does not need the service.';

/** The WinRM client of Windows and what it needs to sign in. */
export const winrmSymptoms = defineSymptoms({
  'basic-disabled': {
    owner: 'you',
    source: sources.winrm,
    certainty: 'documentation',
    links: [links.troubleshooting],
    texts: {
      en: {
        cause:
          'Somebody turned Basic authentication off for the WinRM client of this PC, and this connection needs it.',
        steps: [
          'In a command prompt started as administrator: `winrm set winrm/config/client/auth @{Basic="true"}` (in PowerShell with quotes around the last part).',
          serviceStopped,
        ],
      },
    },
  },
  'basic-disabled-by-policy': {
    owner: 'domain-admin',
    source: 'MicrosoftDocs/windows-itpro-docs policy-csp-remotemanagement.md',
    certainty: 'documentation',
    links: [links.module],
    texts: {
      en: {
        cause:
          'Group Policy or device management turns Basic authentication off for the WinRM client, as security baselines advise. A local setting does not help against it.',
        steps: [
          'Ask the administrator of your domain.',
          'Better, where there is one: use a way in that needs no Basic authentication (`--route exchange-online`).',
        ],
        send: 'On my PC the policy "Allow Basic authentication" for the WinRM client (Administrative Templates, Windows Components, Windows Remote Management, WinRM Client) is disabled. The Exchange connection I have to make uses Basic authentication inside TLS. Could you allow it for this PC, or tell me which other way to use?',
      },
    },
  },
  'domain-controller-silent': {
    owner: 'you',
    source: `${sources.windowsErrors} (1311)`,
    certainty: 'documentation',
    links: [links.onPremises],
    texts: {
      en: {
        cause:
          'Kerberos gets its tickets from a domain controller, and none answers: usually this PC is outside the company network, or its VPN is not connected.',
        steps: [
          'Connect to the company network or to its VPN, and run again.',
          'See what Windows finds: `nltest /dsgetdc:`',
          'If the network is right, its name servers may not be: a PC in a domain asks those of the domain.',
        ],
      },
    },
  },
  'kerberos-disabled': {
    owner: 'you',
    source: sources.winrm,
    certainty: 'documentation',
    links: [links.troubleshooting],
    texts: {
      en: {
        cause:
          'Somebody turned Kerberos authentication off for the WinRM client of this PC, and this connection needs it.',
        steps: [
          'In a command prompt started as administrator: `winrm set winrm/config/client/auth @{Kerberos="true"}` (in PowerShell with quotes around the last part).',
          serviceStopped,
        ],
      },
    },
  },
  'kerberos-disabled-by-policy': {
    owner: 'domain-admin',
    source: 'MicrosoftDocs/windows-itpro-docs policy-csp-admx-windowsremotemanagement.md',
    certainty: 'documentation',
    links: [links.onPremises],
    texts: {
      en: {
        cause:
          'Group Policy or device management turns Kerberos authentication off for the WinRM client. A local setting does not help against it.',
        steps: [
          'Ask the administrator of your domain.',
          'Where the server takes it: with `-Authentication Negotiate` Windows may use Kerberos all the same.',
        ],
        send: 'On my PC the policy "Disallow Kerberos authentication" for the WinRM client (Administrative Templates, Windows Components, Windows Remote Management, WinRM Client) is enabled. To connect to our Exchange server with PowerShell I need Kerberos. Could you allow it for this PC?',
      },
    },
  },
  'kerberos-needs-name': {
    owner: 'you',
    source: `${sources.winrm} (0x8033810B)`,
    certainty: 'documentation',
    links: [links.troubleshooting],
    texts: {
      en: {
        cause:
          'Kerberos knows servers by their names. With an IP address in the address, Windows refuses before it sends anything (0x8033810B).',
        steps: [
          "Put the server's own full name into the address, for example `http://exchange01.contoso.com/PowerShell/`.",
          'An alias does only if it is registered for Kerberos; whoever runs the Exchange servers knows.',
        ],
      },
    },
  },
  'kerberos-without-domain': {
    owner: 'you',
    source: `${sources.winrm} (0x8033810C, 0x803380E4)`,
    certainty: 'documentation',
    links: [links.troubleshooting],
    texts: {
      en: {
        cause: 'A PC outside a domain has no Kerberos sign-in of its own to lend to the connection (0x8033810C).',
        steps: [
          'Connect from a PC that is in the domain of the Exchange server, if there is one.',
          "Else give an account with its domain (`-Credential`, `DOMAIN\\user` or `user@domain`), from a network where this PC finds the domain's controllers by DNS.",
          'Over plain http Windows also wants the server among the trusted hosts, or https (0x803380E4).',
        ],
      },
    },
  },
  'negotiate-disabled': {
    owner: 'you',
    source: sources.winrm,
    certainty: 'documentation',
    links: [links.troubleshooting],
    texts: {
      en: {
        cause:
          'Somebody turned Negotiate authentication off for the WinRM client of this PC, and this connection needs it.',
        steps: [
          'In a command prompt started as administrator: `winrm set winrm/config/client/auth @{Negotiate="true"}` (in PowerShell with quotes around the last part).',
          serviceStopped,
        ],
      },
    },
  },
  'negotiate-disabled-by-policy': {
    owner: 'domain-admin',
    source: 'MicrosoftDocs/windows-itpro-docs policy-csp-remotemanagement.md',
    certainty: 'documentation',
    links: [links.onPremises],
    texts: {
      en: {
        cause:
          'Group Policy or device management turns Negotiate authentication off for the WinRM client. A local setting does not help against it.',
        steps: ['Ask the administrator of your domain.', 'From a PC in the domain Kerberos does without it.'],
        send: 'On my PC the policy "Disallow Negotiate authentication" for the WinRM client (Administrative Templates, Windows Components, Windows Remote Management, WinRM Client) is enabled. To connect to our Exchange server with PowerShell I need Negotiate. Could you allow it for this PC?',
      },
    },
  },
  'trusted-host-missing': {
    owner: 'you',
    source: `${sources.winrm} (0x803380E4, 0x803380E5); about_Remote_Troubleshooting (5.1)`,
    certainty: 'documentation',
    links: [links.troubleshooting],
    texts: {
      en: {
        cause:
          'Over plain http Negotiate does not prove who the server is. So Windows takes it only to servers of the domain, reached by Kerberos, and to hosts that somebody put on a list (0x803380E4, 0x803380E5).',
        steps: [
          'Better: use https, or Kerberos from a PC in the domain; neither needs the list.',
          'Else put the server on the list, in PowerShell started as administrator: `Set-Item WSMan:\\localhost\\Client\\TrustedHosts -Value "{host}" -Concatenate`',
          'A list may also come from Group Policy, which this row does not read; then go by the connection itself.',
        ],
      },
    },
  },
});
