import type { Arg, CertificateSeen, Evidence, FindingOf, TlsProbe } from 'exo-preflight';
import { arg, defineCheck, fail, handshakeEvidence, message, pass, pub, reachEvidence, warn } from 'exo-preflight';
import { texts } from './texts/port-443.js';

/** The endpoint of the connection itself, along the path it takes. A wrong clock looks like a wrong certificate here; the `clock` row tells them apart. */
export const port443 = defineCheck({
  apiVersion: 1,
  id: 'port-443',
  group: 'network',
  texts,
  blockedByFailureOf: ['name-resolution'],
  inputs: ['network'],
  // Name, address, proxy and handshake each have five seconds.
  timeoutMs: 30_000,
  appliesTo: ({ route }) => (new URL(route.endpoint).protocol === 'https:' ? true : message('plain-http')),
  async run({ network, route }) {
    const endpoint = new URL(route.endpoint);
    const probe = await network.tls(route.endpoint);
    const evidence = [
      ...reachEvidence(endpoint.hostname, probe.reach),
      ...(probe.handshake ? handshakeEvidence(probe.handshake, endpoint.host) : []),
    ];
    const args = { host: arg('host', endpoint.hostname), port: Number(endpoint.port) || 443 };
    const { handshake } = probe;
    if (!handshake) return fail(whyNotReached(probe), { evidence, args });
    if (handshake.state === 'trusted') return judgeTrusted(handshake, evidence, args);
    if (handshake.state === 'distrusted')
      return fail(`certificate-${handshake.fault}` as const, {
        evidence,
        args: { ...args, ...named(handshake.certificate) },
      });
    if (handshake.state === 'failed')
      return fail('tls-failed', { evidence, args: { ...args, code: pub(handshake.code) } });
    return fail(`tls-${handshake.state}` as const, { evidence, args });
  },
});

const named = (certificate: CertificateSeen) => ({
  issuer: arg('server-text', certificate.issuer),
  from: pub(certificate.validFrom),
  until: pub(certificate.validTo),
});

function judgeTrusted(
  handshake: { readonly trustedBy: 'node' | 'windows'; readonly certificate: CertificateSeen },
  evidence: readonly Evidence[],
  args: { readonly host: Arg; readonly port: number },
): FindingOf<typeof texts> {
  const all = { evidence, args: { ...args, ...named(handshake.certificate) } };
  return handshake.trustedBy === 'windows' ? warn('certificate-trusted-by-windows-only', all) : pass('trusted', all);
}

function whyNotReached({ reach }: TlsProbe) {
  if (reach.path.via === 'unusable') return 'proxy-setting-unusable';
  if (reach.tunnel?.state === 'timed-out') return 'proxy-unreachable';
  if (reach.tunnel?.state === 'refused') return reach.tunnel.status === 407 ? 'proxy-authentication' : 'proxy-refused';
  if (reach.tunnel) return 'proxy-not-one';
  if (reach.path.via === 'proxy') return 'proxy-unreachable';
  const order = ['refused', 'reset', 'unreachable', 'timed-out'] as const;
  return `endpoint-${order.find((state) => reach.tcp.some((probe) => probe.state === state)) ?? 'failed'}` as const;
}
