import { links, sources } from './sources.js';
import { defineSymptoms } from './symptom.js';

/** The account, and how the server responds to it. */
export const accountSymptoms = defineSymptoms({
  'account-blocked': {
    owner: 'tenant-admin',
    source: `${sources.support}: access-denied-connect-powershell`,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The account is locked, disabled, or its password has expired.',
        steps: ['Sign in as {user} in a browser; the page says which it is.', 'Ask the administrator of the tenant.'],
        send: 'The account {user} is refused. Could you check whether it is locked, disabled, or its password expired?',
      },
    },
  },
  'account-disabled': {
    owner: 'tenant-admin',
    source: sources.windowsErrors,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The account is disabled.',
        steps: ['Ask the administrator to enable it.'],
        send: 'The account {user} is disabled. Could you enable it?',
      },
    },
  },
  'account-locked': {
    owner: 'tenant-admin',
    source: sources.windowsErrors,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The account is locked after too many wrong passwords.',
        steps: ['Wait, or ask the administrator to unlock it.', 'Find what keeps trying the old password.'],
        send: 'The account {user} is locked. Could you unlock it?',
      },
    },
  },
  'account-name-form': {
    owner: 'you',
    source: sources.winrm,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'The form of the user name does not fit the server: online it is name@domain, on a company server often DOMAIN\\name.',
        steps: [
          'Online: use the full sign-in address, name@domain.',
          'On a company server: try the form your administrator names.',
        ],
      },
    },
  },
  'basic-not-offered': {
    owner: 'tenant-admin',
    source: 'RFC 9110, section 11.6.1',
    certainty: 'documentation',
    links: [links.onPremises],
    texts: {
      en: {
        cause:
          'The server offers no Basic authentication at this address. On Exchange Server it is off by default; on a wrong address another service may be answering.',
        steps: [
          'Check the address.',
          'Ask who runs the server whether Basic authentication may be enabled on the PowerShell virtual directory.',
        ],
        send: 'At {host} Basic authentication is not offered for the PowerShell virtual directory. Should I use Kerberos from a domain PC, or can Basic over https be enabled?',
      },
    },
  },
  'configuration-not-found': {
    owner: 'you',
    source: sources.winrm,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'A WS-Management service answers, but it is not Exchange: it has no session configuration Microsoft.Exchange.',
        steps: [
          'Check the host and the port: Exchange answers at /PowerShell on port 80 or 443, plain Windows remoting on 5985 and 5986.',
        ],
      },
    },
  },
  'customer-account': {
    owner: 'you',
    source: sources.article,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'The account belongs to the customer tenant itself. DelegatedOrg is for an administrator of the partner acting on the customer.',
        steps: [
          'Use your own partner administrator account with this tenant.',
          "Or connect as the customer's administrator without a delegated tenant.",
        ],
      },
    },
  },
  'endpoint-not-found': {
    owner: 'you',
    source: sources.winrm,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The server is there, and knows nothing at this path (HTTP 404).',
        steps: ['Check the path: /powershell-liveid online, /PowerShell on an Exchange server.'],
      },
    },
  },
  forbidden: {
    owner: 'tenant-admin',
    source: `${sources.support}: connecting-remote-server-failed`,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The web server forbids this address (HTTP 403): TLS required, an address list, or the wrong path.',
        steps: [
          'Check that the address begins with https and ends in the right path.',
          'Ask who runs the server whether your address is allowed.',
        ],
        send: '{host} answers "403 Forbidden" to remote PowerShell from my PC. Is there an address restriction on the PowerShell virtual directory?',
      },
    },
  },
  'incompatible-protocol': {
    owner: 'tenant-admin',
    source: 'PowerShell, ERROR_WSMAN_INCORRECT_PROTOCOLVERSION',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The server speaks a version of the remoting protocol that does not fit.',
        steps: [
          'Send the evidence to who runs the server; on Exchange this points to a damaged PowerShell virtual directory.',
        ],
      },
    },
  },
  'multi-factor-or-security-defaults': {
    owner: 'tenant-admin',
    source: `${sources.support}: access-denied-connect-powershell`,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'The account must use multi-factor authentication, or its tenant blocks Basic authentication (security defaults, Conditional Access). The old session has no way to ask for a second factor.',
        steps: [
          'Look at the sign-in log of the account in Microsoft Entra; it names the reason.',
          'Use an account and a way in with modern authentication.',
        ],
        send: 'A sign-in of {user} with Basic authentication was refused. Could you look in the Entra sign-in log whether multi-factor authentication, security defaults or Conditional Access blocked it?',
      },
    },
  },
  'no-role': {
    owner: 'tenant-admin',
    source: 'Microsoft Q&A; Netwrix knowledge base',
    certainty: 'report',
    links: [],
    texts: {
      en: {
        cause: 'The account is not a member of any role group in Exchange.',
        steps: [
          'An administrator adds the account to a role group that may do the work, for example View-Only Organization Management or Organization Management.',
        ],
        send: 'The account {user} has no management role in Exchange. Could you add it to a role group (for example View-Only Organization Management)?',
      },
    },
  },
  'not-wsman': {
    owner: 'you',
    source: sources.winrm,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'Something answers over HTTP that is no remote PowerShell service: a web page, a proxy, or another application.',
        steps: ['Check the address.', 'Open it in a browser: a sign-in page of the network shows there.'],
      },
    },
  },
  'password-expired': {
    owner: 'you',
    source: sources.windowsErrors,
    certainty: 'documentation',
    links: [],
    texts: { en: { cause: 'The password of the account has expired.', steps: ['Change it, then run again.'] } },
  },
  'remote-powershell-disabled': {
    owner: 'tenant-admin',
    source: `${sources.support}: "Bad request" (KB 4482720); ${sources.article}`,
    certainty: 'documentation',
    links: [links.remotePowershellAccess],
    texts: {
      en: {
        cause: 'The account is known, but remote PowerShell is turned off for it.',
        steps: [
          'Another administrator runs: `Set-User {user} -RemotePowerShellEnabled $true`.',
          'Wait 15 to 20 minutes, then run again.',
        ],
        send: 'Remote PowerShell is turned off for my account. Could you run: Set-User {user} -RemotePowerShellEnabled $true',
      },
    },
  },
  'request-rejected': {
    owner: 'you',
    source: sources.winrm,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The web server rejected the request itself (HTTP 400): a wrong address, or headers it finds too large.',
        steps: ['Check the address, its path included (/powershell-liveid online, /PowerShell on a server).'],
      },
    },
  },
  'server-error': {
    owner: 'tenant-admin',
    source: sources.winrm,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The server failed inside (HTTP 500 or a fault of its own).',
        steps: [
          'Run again after some minutes.',
          'Send the evidence to who runs the server; the request id in it finds the entry in its logs.',
        ],
        send: 'Remote PowerShell at {host} fails with an internal error. The evidence with request ids is attached.',
      },
    },
  },
  'service-unavailable': {
    owner: 'tenant-admin',
    source: `${sources.support}: fail-to-start-exchange-management-shell-console`,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'The web server is there, and the service behind it is not (HTTP 503): a stopped application pool, maintenance, or overload.',
        steps: [
          'Wait some minutes, then run again.',
          'Ask who runs the server; on Exchange the application pool is MSExchangePowerShellAppPool or MSExchangePowerShellFrontEndAppPool.',
        ],
        send: '{host} answers "503 Service Unavailable" to remote PowerShell. Is the PowerShell application pool running?',
      },
    },
  },
  'session-limit': {
    owner: 'you',
    source: sources.article,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'The account has as many remote sessions open as the server allows. Windows that were closed without Remove-PSSession keep theirs for about 15 minutes.',
        steps: [
          'In every PowerShell window that has one: `Get-PSSession | Remove-PSSession`.',
          'Or wait about 15 minutes, then run again.',
        ],
      },
    },
  },
  'session-lost': {
    owner: 'network-team',
    source: `${sources.support}: invalidshellid-error-in-rps (KB 3090768)`,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'The server no longer knows the session it opened: a load balancer sent us elsewhere, or our public address changed on the way.',
        steps: [
          'Run again.',
          'If it repeats, ask the network team whether outgoing connections share one public address.',
        ],
        send: 'Sessions from my PC to {host} are lost half-way (InvalidShellID). Do my connections leave through changing public addresses?',
      },
    },
  },
  'shell-access-denied': {
    owner: 'tenant-admin',
    source: `${sources.support}: access-denied-connect-powershell`,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'The server says "access denied" to opening a session. The same words cover several reasons; they are ranked below.',
        steps: ['Go through the reasons below in their order.'],
      },
    },
  },
  'shell-refused': {
    owner: 'tenant-admin',
    source: sources.support,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'The server answered the request for a session with an HTTP error and no explanation. The reasons that fit are ranked below.',
        steps: ['Go through the reasons below in their order.'],
      },
    },
  },
  'sign-in-refused': {
    owner: 'you',
    source: sources.article,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The server refused the account. It does not say why; the reasons below are ranked.',
        steps: [
          'Go through the reasons below in their order.',
          'The account locks after a few refusals: check before you try again.',
        ],
      },
    },
  },
  throttled: {
    owner: 'you',
    source: sources.winrm,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The server limits how much this account may do, and it did too much lately.',
        steps: ['Wait some minutes, then run again.', 'Stop other scripts that use the same account.'],
      },
    },
  },
  'unknown-fault': {
    owner: 'tenant-admin',
    source: sources.own,
    certainty: 'component',
    links: [links.troubleshooting],
    texts: {
      en: {
        cause: 'The server refused with a fault this version does not know.',
        steps: ['See the number and the text in the evidence.'],
      },
    },
  },
  'wrong-password': {
    owner: 'you',
    source: sources.article,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The user name or the password is wrong. The article calls it the common problem.',
        steps: [
          'Sign in as {user} in a browser (for Exchange Online: https://outlook.office365.com). If that works, name and password are right.',
          'Type both again by hand; do not paste a trailing space.',
        ],
      },
    },
  },
});
