import type { SymptomText } from './symptom-text.js';

/** What breaks on the way, or at the end. */
export const connectionSymptoms = {
  'redirect-refused': {
    cause:
      "The server sends us on to a host that is neither Microsoft's nor one you allowed. The password was not sent there.",
    steps: [
      'If you trust that host, allow it by exactly this name: `--allow-redirect {host}`.',
      'If you do not know it, do not use this address.',
    ],
  },
  'redirect-not-https': {
    cause: 'The server sends us on to an address without TLS. The password was not sent there.',
    steps: ['Check the address you gave; begin it with https.', 'Tell who runs the server.'],
  },
  'redirect-invalid': {
    cause: 'The server sends us on to something that is no address: often a proxy that rewrites.',
    steps: ['Try without the proxy.', 'Tell who runs the server.'],
  },
  'redirect-loop': {
    cause: 'The server sends us on again and again.',
    steps: ['Check the address.', 'Tell who runs the server.'],
  },

  'no-mailbox-role': {
    cause:
      'The session opened, and Get-Mailbox is not in it: Exchange hides every command that no role of the account allows.',
    steps: [
      'An administrator gives the account a role that contains Get-Mailbox, for example by the role group View-Only Organization Management.',
      'A partner checks that the delegated role for this customer was granted.',
    ],
    send: 'In remote PowerShell my account {user} does not get the cmdlet Get-Mailbox for {tenant}. Could you add it to a role group such as View-Only Organization Management?',
  },
  'command-failed': {
    cause: 'Get-Mailbox ran and failed on the server.',
    steps: ['See the identifier of the error in the evidence.', 'Send it to who runs the server.'],
    send: 'Get-Mailbox over remote PowerShell fails for {user}. The identifier of the error is in the evidence.',
  },
  'connection-lost': {
    cause: 'The connection was cut in the middle: a device on the way, a restart, or a timeout of a load balancer.',
    steps: ['Run again.', 'If it repeats at the same step, send the evidence to the network team.'],
    send: 'Connections from my PC to {host} are cut in the middle of an answer. Is there a device with a short timeout on the way?',
  },
  'answer-not-understood': {
    cause:
      'The server answered with something that is not correct WS-Management or PowerShell remoting: a damaged answer, or another service.',
    steps: ['Run again.', 'Check the address.', 'Send the evidence to who runs the server.'],
  },
  'server-silent': {
    cause: 'The server took the request and did not answer in time.',
    steps: ['Run again, with more time: `--timeout 3`.', 'If it repeats, tell who runs the server.'],
  },
  'session-left': {
    cause: 'Removing the session failed. It counts against the limit of the account until the server drops it.',
    steps: ['Wait about 15 minutes before you need all sessions of the account.'],
  },
} as const satisfies Readonly<Record<string, SymptomText>>;
