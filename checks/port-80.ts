import type { PortProbe, Target } from 'exo-preflight';
import {
  answerEvidence,
  arg,
  defineCheck,
  fail,
  isMicrosoftSite,
  pass,
  pathEvidence,
  resolutionEvidence,
  tcpEvidence,
  warn,
} from 'exo-preflight';

/**
 * The article asks for TCP 80 to Exchange. An https connection does not use it (certificate revocation lists do), so there it
 * is a warning; where the address is http it is the endpoint itself.
 */
export const port80 = defineCheck({
  apiVersion: 1,
  id: 'port-80',
  group: 'network',
  texts: {
    en: {
      title: 'TCP port 80 to the endpoint is open',
      open: 'Something answers on TCP {port} of {host}; more than that an open port does not say.',
      'partly-open': 'TCP {port} of {host} answers on {open} of {addresses} addresses.',
      'behind-proxy':
        'TCP {port} of {host} does not answer from this PC, which does not matter: the connection goes through a proxy.',
      'captive-portal':
        'Another server answers for {host} on TCP {port}: a sign-in page of the network stands in between.',
      'port-80-blocked':
        'TCP {port} of {host} does not answer. "TCP port 80 traffic needs to be open between your local computer and Exchange Online", the article says; this connection itself does not use it.',
      'port-80-is-the-endpoint': 'TCP {port} of {host} does not answer, and it is the door this address uses.',
      'by-hand':
        "In PowerShell, silent if open: `(New-Object System.Net.Sockets.TcpClient).Connect('{host}', {plainPort})`",
    },
  },
  blockedByFailureOf: ['name-resolution'],
  inputs: ['network'],
  timeoutMs: 20_000,
  async run({ network, route }) {
    const { host, port } = route.httpEndpoint;
    const probe = await network.port(host, port);
    const path = network.path(route.endpoint);
    const evidence = [
      ...(probe.resolution.state === 'literal' ? [] : [resolutionEvidence(host, probe.resolution)]),
      ...probe.tcp.map(tcpEvidence),
      ...(probe.answer ? [answerEvidence(probe.answer, `${host}:${port}`)] : []),
      ...(path.via === 'direct' ? [] : [pathEvidence(path)]),
    ];
    const args = { host: arg('host', host), port };
    const open = probe.tcp.filter(({ state }) => state === 'connected').length;
    if (open > 0 && isCaptivePortal(probe, route)) return warn('captive-portal', { evidence, args });
    if (open > 0)
      return pass(open === probe.tcp.length ? 'open' : 'partly-open', {
        evidence,
        args: { ...args, open, addresses: probe.tcp.length },
      });
    if (path.via === 'proxy' && (await network.reach(route.endpoint)).reached)
      return pass('behind-proxy', { evidence, args });
    if (isItsEndpoint(route)) return fail('port-80-is-the-endpoint', { evidence, args });
    return warn('port-80-blocked', { evidence, args });
  },
});

const isItsEndpoint = ({ endpoint, httpEndpoint }: Target): boolean => {
  const url = new URL(endpoint);
  return url.protocol === 'http:' && (Number(url.port) || 80) === httpEndpoint.port;
};

/** HTTP 511 says so itself (RFC 6585); Microsoft's own hosts send nobody to a stranger. */
function isCaptivePortal({ answer }: PortProbe, route: Target): boolean {
  if (answer?.state !== 'answered') return false;
  if (answer.status === 511) return true;
  if (!route.microsoft || answer.location === undefined || answer.status < 300 || answer.status > 399) return false;
  const here = `http://${route.host}`;
  return URL.canParse(answer.location, here) && !isMicrosoftSite(new URL(answer.location, here).hostname);
}
