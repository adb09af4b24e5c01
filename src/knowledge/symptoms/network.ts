import { links, sources } from './sources.js';
import { defineSymptoms } from './symptom.js';

/** The network: proxies, names, ports, certificates, clocks. */
export const networkSymptoms = defineSymptoms({
  'captive-portal': {
    owner: 'you',
    source: 'RFC 8952; RFC 6585, section 6',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'A hotel, guest or company sign-in page answers in place of the real server until you have signed in to the network.',
        steps: ['Open a browser, sign in to the network, then run again.'],
      },
    },
  },
  'certificate-dates': {
    owner: 'you',
    source: 'RFC 5280, section 4.1.2.5',
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'The certificate has expired or is not valid yet, or the clock of this PC is wrong.',
        steps: ['Check date, time and time zone of this PC.', 'If they are right, tell who runs the server.'],
        send: 'The TLS certificate of {host} is outside its validity period by my clock. Could you renew it?',
      },
    },
  },
  'certificate-invalid': {
    owner: 'tenant-admin',
    source: 'RFC 5280',
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'The certificate is malformed, too weak, or not meant for servers.',
        steps: ['See the code in the evidence.', 'Tell who runs the server.'],
        send: 'The TLS certificate of {host} is not accepted. Could you check it?',
      },
    },
  },
  'certificate-name': {
    owner: 'tenant-admin',
    source: 'RFC 9110, section 4.3.4',
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause:
          'The certificate belongs to another name than the one in the address: an alias, an IP address, or interception.',
        steps: ['Use one of the names that the certificate is made out to, if that is the server you mean.'],
        send: 'The TLS certificate of {host} is made out to another name. Which name should I use, or could you add this one?',
      },
    },
  },
  'certificate-trusted-by-windows-only': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause:
          'Windows trusts the issuer, so PowerShell will connect; Node.js has a list of its own that lacks it. Often a device that inspects TLS.',
        steps: [
          'Nothing to do for PowerShell.',
          'If you do not expect inspection here, ask the network team who "{issuer}" is.',
        ],
      },
    },
  },
  'certificate-untrusted': {
    owner: 'network-team',
    source: 'RFC 5280, section 6',
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause:
          'The certificate was not issued by an authority this PC knows: it is signed by itself, as a new Exchange server brings it, by a private authority, or by a device that inspects TLS and signs for everybody.',
        steps: [
          'See who issued it in the evidence.',
          'For a server or a private authority you trust: give its certificate with `--ca FILE`.',
          'For an inspection device: ask the network team to exempt {host}; Microsoft advises so for its own.',
        ],
        send: 'The TLS certificate I get for {host} is issued by "{issuer}", which my PC does not trust. Is that yours? If it is TLS inspection, could you exempt {host} or give me the root certificate?',
      },
    },
  },
  'clock-breaks-tls': {
    owner: 'you',
    source: 'RFC 5280, section 4.1.2.5',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause: 'By the wrong clock of this PC the certificate of the server is not valid.',
        steps: ['Set date, time and time zone, or as administrator: `w32tm /resync`.', 'Run again.'],
      },
    },
  },
  'clock-off': {
    owner: 'you',
    source: 'RFC 4120, section 1.6',
    certainty: 'documentation',
    links: [],
    texts: {
      en: {
        cause:
          'The clock of this PC differs from the server by more than five minutes. Kerberos refuses that, and certificates may look expired.',
        steps: ['Set date, time and time zone, or as administrator: `w32tm /resync`.'],
      },
    },
  },
  'endpoint-failed': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'The operating system could not open the connection.',
        steps: ['See the code in the evidence.', 'Check the network settings and any security software of this PC.'],
      },
    },
  },
  'endpoint-refused': {
    owner: 'network-team',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause:
          'A computer answers at this address and says that nothing listens there: the wrong port, a stopped service, or a firewall that refuses.',
        steps: [
          'Check the address and the port.',
          'Ask who runs the server whether it is up, and the network team whether a firewall refuses it.',
        ],
        send: 'TCP connections from my PC to {host} are refused. Does the service run there, and may I reach it?',
      },
    },
  },
  'endpoint-reset': {
    owner: 'network-team',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'Something cut the connection: usually a firewall or an inspection device on the way.',
        steps: ['Try from another network, for example a mobile one.', 'Ask the network team.'],
        send: 'TCP connections from my PC to {host} are reset. Does a firewall or an inspection device do that?',
      },
    },
  },
  'endpoint-timed-out': {
    owner: 'network-team',
    source: sources.own,
    certainty: 'component',
    links: [links.endpoints],
    texts: {
      en: {
        cause: 'Nothing comes back: a firewall that drops, or a server that is not there.',
        steps: ['Try from another network, for example a mobile one.', 'Ask the network team.'],
        send: 'TCP connections from my PC to {host} get no answer. Are they dropped by a firewall? I need TCP {port}.',
      },
    },
  },
  'endpoint-unreachable': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'The network knows no way there: no VPN, no route, or only IPv6 where there is none.',
        steps: ['Check that the PC is online, and on the VPN if the server needs one.'],
      },
    },
  },
  'name-hidden': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [links.endpoints],
    texts: {
      en: {
        cause:
          "The name is Microsoft's and known everywhere, so the fault is on this side: the PC is offline, or its name servers leave this name out.",
        steps: [
          'Check that the PC is online at all.',
          'By hand: `nslookup {host}`, and `nslookup {host} 8.8.8.8` to ask another name server.',
          'If only the second one answers, ask the network team.',
        ],
        send: 'The name {host} (Microsoft 365) can not be resolved from my PC. Does a filter or the name server leave it out?',
      },
    },
  },
  'name-not-found': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause:
          'No name server knows this name: a mistake in it, or a network whose name servers do not see it (VPN, split DNS).',
        steps: [
          'Check the spelling of {host}.',
          'By hand: `nslookup {host}`.',
          'For a server inside a company, connect to its network or VPN first.',
        ],
        send: 'The name {host} can not be resolved from my PC. Is it published for this network?',
      },
    },
  },
  'port-80-blocked': {
    owner: 'network-team',
    source: sources.article,
    certainty: 'documentation',
    links: [links.endpoints],
    texts: {
      en: {
        cause:
          'TCP 80 of the endpoint does not answer: closed there, or blocked on the way. The likely reason Microsoft asks for it: certificate revocation lists come over it. The connection itself goes over TLS.',
        steps: ['If PowerShell reports a revocation error, have TCP 80 opened; else it can wait.'],
        send: 'TCP port 80 of {host} does not answer my PC. Microsoft asks for it for Exchange PowerShell. Could you open it?',
      },
    },
  },
  'port-80-is-the-endpoint': {
    owner: 'network-team',
    source: 'Microsoft, "Connect to Exchange servers using remote PowerShell"',
    certainty: 'documentation',
    links: [links.onPremises],
    texts: {
      en: {
        cause: 'The address is a plain http one, and its port does not answer.',
        steps: [
          'Check the name of the server and that you are on its network.',
          'Ask who runs it, and the network team.',
        ],
        send: 'TCP port 80 from my PC to {host} does not answer. I need it for remote PowerShell to Exchange. Could you check the server and the firewall?',
      },
    },
  },
  'proxy-authentication': {
    owner: 'network-team',
    source: 'RFC 9110, section 15.5.8',
    certainty: 'component',
    links: [links.endpoints],
    texts: {
      en: {
        cause:
          'The proxy wants to know who is asking (HTTP 407). This test connection can answer with Basic only, from the address in HTTPS_PROXY.',
        steps: [
          'Ask the network team to let the hosts of Exchange through without authentication, which is what Microsoft advises.',
          'Or put the account into the address of the proxy for this window only.',
        ],
        send: 'The proxy asks for authentication for {host}. Microsoft advises to exempt its Exchange hosts from proxy authentication. Could you let {host} through on TCP {port}?',
      },
    },
  },
  'proxy-not-one': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause:
          'What the environment names as a proxy takes the connection and then hangs up or says something no HTTP proxy says: most likely a wrong port or another service.',
        steps: [
          'Check host and port in HTTPS_PROXY and ALL_PROXY, or remove them where this network needs none.',
          'If they are right, ask the network team.',
        ],
      },
    },
  },
  'proxy-only-elsewhere': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'Windows or its browsers use a proxy that this test connection does not know of.',
        steps: [
          'Name it for this window: `set HTTPS_PROXY=http://proxy:port` (command prompt) or `$env:HTTPS_PROXY = "http://proxy:port"` (PowerShell), then run again.',
          'For Windows PowerShell itself: `netsh winhttp show proxy`.',
        ],
      },
    },
  },
  'proxy-refused': {
    owner: 'network-team',
    source: 'RFC 9110, section 9.3.6',
    certainty: 'component',
    links: [links.endpoints],
    texts: {
      en: {
        cause: 'The proxy answered, and does not open a connection to this address.',
        steps: ['Ask the network team to allow it.'],
        send: 'The proxy refuses connections to {host} on TCP {port}. I need them for remote PowerShell to Exchange. Could you allow that host?',
      },
    },
  },
  'proxy-setting-unusable': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause:
          'One of the environment variables HTTPS_PROXY, HTTP_PROXY and ALL_PROXY is set, but not to `http://host:port`.',
        steps: ['Correct or remove the variable, then run again.'],
      },
    },
  },
  'proxy-unreachable': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause:
          'The environment names a proxy that does not answer, or not in time: it moved, it is overloaded, or this network has none.',
        steps: ['Check HTTPS_PROXY and ALL_PROXY, or remove them where this network needs none.'],
      },
    },
  },
  'resolver-silent': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'The name servers this PC uses do not answer.',
        steps: ['Check that the PC is online at all.', 'By hand: `nslookup {host}`.'],
      },
    },
  },
  'tls-failed': {
    owner: 'tenant-admin',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause:
          'The two sides did not agree on how to secure the connection: the other one is too old for TLS 1.2, wants a certificate of ours, or is no TLS service at all.',
        steps: ['Check the port.', 'See the code in the evidence.', 'Ask who runs the server to enable TLS 1.2.'],
        send: 'A TLS handshake with {host} on TCP {port} fails. Is TLS 1.2 enabled there, and is a client certificate asked for?',
      },
    },
  },
  'tls-reset': {
    owner: 'network-team',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'The connection is cut as soon as TLS begins: typical of a device that inspects or filters by name.',
        steps: ['Try from another network.', 'Ask the network team whether {host} is filtered.'],
        send: 'Connections from my PC to {host} are cut during the TLS handshake. Is that host filtered or inspected?',
      },
    },
  },
  'tls-timed-out': {
    owner: 'you',
    source: sources.own,
    certainty: 'component',
    links: [],
    texts: {
      en: {
        cause: 'The port opens, and then nothing answers: an overloaded server, or a device in between.',
        steps: ['Run again.', 'Try from another network.'],
      },
    },
  },
});
