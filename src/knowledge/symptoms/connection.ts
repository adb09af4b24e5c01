import { sources } from './sources.js';
import { defineSymptoms } from './symptom.js';

/** What breaks during a connection, or at its end. */
export const connectionSymptoms = defineSymptoms({
  'answer-not-understood': {
    owner: 'tenant-admin',
    source: 'MS-WSMV; MS-PSRP',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'The server answered with something that is not correct WS-Management or PowerShell remoting: a damaged answer, or another service.',
        steps: ['Run again.', 'Check the address.', 'Send the evidence to who runs the server.'],
      },
    },
  },
  'command-failed': {
    owner: 'tenant-admin',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'Get-Mailbox ran and failed on the server.',
        steps: ['See the identifier of the error in the evidence.', 'Send it to who runs the server.'],
        send: 'Get-Mailbox over remote PowerShell fails for {user}. The identifier of the error is in the evidence.',
      },
    },
  },
  'connection-lost': {
    owner: 'network-team',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'The connection was cut in the middle: a device on the way, a restart, or a timeout of a load balancer.',
        steps: ['Run again.', 'If it repeats at the same step, send the evidence to the network team.'],
        send: 'Connections from my PC to {host} are cut in the middle of an answer. Is there a device with a short timeout on the way?',
      },
    },
  },
  'no-mailbox-role': {
    owner: 'tenant-admin',
    source: 'PowerShell CommandNotFoundException; Exchange role based access control',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'The session opened, and Get-Mailbox is not in it: Exchange hides every command that no role of the account allows.',
        steps: [
          'An administrator gives the account a role that contains Get-Mailbox, for example by the role group View-Only Organization Management.',
          'A partner checks that the delegated role for this customer was granted.',
        ],
        send: 'In remote PowerShell my account {user} does not get the cmdlet Get-Mailbox for {tenant}. Could you add it to a role group such as View-Only Organization Management?',
      },
    },
  },
  'redirect-invalid': {
    owner: 'tenant-admin',
    source: 'Windows SDK wsmerror.h 0x803381B7',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The server sends us on to something that is no address: often a proxy that rewrites.',
        steps: ['Try without the proxy.', 'Tell who runs the server.'],
      },
    },
  },
  'redirect-loop': {
    owner: 'tenant-admin',
    source: 'PowerShell, MAX_URI_REDIRECTION_COUNT',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The server sends us on again and again.',
        steps: ['Check the address.', 'Tell who runs the server.'],
      },
    },
  },
  'redirect-not-https': {
    owner: 'tenant-admin',
    source: 'MicrosoftDocs/win32 WinHTTP error 12156',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'The server sends us on to an address without TLS. The password was not sent there.',
        steps: ['Check the address you gave; begin it with https.', 'Tell who runs the server.'],
      },
    },
  },
  'redirect-refused': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause:
          "The server sends us on to a host that is neither Microsoft's nor one you allowed. The password was not sent there.",
        steps: [
          'If you trust that host, allow it by exactly this name: `--allow-redirect {host}`.',
          'If you do not know it, do not use this address.',
        ],
      },
    },
  },
  'server-silent': {
    owner: 'tenant-admin',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'The server took the request and did not answer in time.',
        steps: ['Run again, with more time: `--timeout 3`.', 'If it repeats, tell who runs the server.'],
      },
    },
  },
  'session-left': {
    owner: 'you',
    source: sources.article,
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'Removing the session failed. It counts against the limit of the account until the server drops it.',
        steps: ['Wait about 15 minutes before you need all sessions of the account.'],
      },
    },
  },
});
