import type { Arg, Evidence, Message, Reading } from '../vocabulary/index.js';
import { arg, message, pub, unreadable, value } from '../vocabulary/index.js';
import type { Handshake, PathTaken, PlainAnswer, Reach, Resolution, TcpProbe, Tunnel } from './probe.js';

/** Probes as evidence: the same sentence for the same observation in every check. */

/** The host goes into the message's arguments, never into the source: only arguments are redacted. */
const one = (what: string | Message, observed: Reading<Arg>, source: string, expected?: Message): Evidence => ({
  what: typeof what === 'string' ? message(what) : what,
  observed,
  source,
  ...(expected ? { expected } : {}),
});

export function resolutionEvidence(host: string, resolution: Resolution): Evidence {
  const source = "the system's name resolver";
  const addresses = message('network.addresses', { host: arg('host', host) });
  if ('addresses' in resolution)
    return one(addresses, value(arg('address', resolution.addresses.map(({ address }) => address).join(', '))), source);
  if (resolution.state === 'not-found')
    return one(addresses, { state: 'absent' }, source, message('network.expected.address'));
  const why =
    resolution.state === 'failed'
      ? message('unreadable.code', { code: pub(resolution.code) })
      : message('unreadable.timed-out');
  return one(addresses, unreadable(why), source, message('network.expected.address'));
}

export function pathEvidence(path: PathTaken): Evidence {
  const observed = path.via === 'proxy' ? arg('host', `${path.host}:${path.port}`) : pub(path.via);
  return one(
    'network.path',
    value(observed),
    'environment variables HTTPS_PROXY (HTTP_PROXY for http), ALL_PROXY, NO_PROXY',
  );
}

/** `connected in 12 ms`, `refused (ECONNREFUSED)`: the same codes as in the report. */
export function tcpEvidence(probe: TcpProbe): Evidence {
  const code = probe.code === undefined ? '' : ` (${probe.code})`;
  const address = probe.family === 6 ? `[${probe.address}]:${probe.port}` : `${probe.address}:${probe.port}`;
  return one(
    message('network.tcp', { address: arg('address', address) }),
    value(pub(`${probe.state}${code} in ${probe.durationMs} ms`)),
    'the answer to the first packet',
    message('network.expected.connected'),
  );
}

export function tunnelEvidence(tunnel: Tunnel): Evidence {
  const observed = 'status' in tunnel ? `HTTP ${tunnel.status}` : tunnel.state;
  return one(
    'network.tunnel',
    value(pub(observed)),
    "the proxy's answer to CONNECT",
    message('network.expected.tunnel'),
  );
}

export function handshakeEvidence(handshake: Handshake, endpoint: string): readonly Evidence[] {
  const source = 'the TLS handshake';
  const tls = message('network.tls', { endpoint: arg('host', endpoint) });
  const expected = message('network.expected.trusted');
  if (!('certificate' in handshake))
    return [
      one(tls, value(pub('code' in handshake ? `failed (${handshake.code})` : handshake.state)), source, expected),
    ];
  const { certificate } = handshake;
  const verdict =
    handshake.state === 'trusted'
      ? `trusted by ${handshake.trustedBy === 'node' ? 'Node.js' : 'Windows'}, ${handshake.protocol}`
      : `not trusted (${handshake.code})`;
  return [
    one(tls, value(pub(verdict)), source, expected),
    one('network.issuer', value(arg('server-text', certificate.issuer)), source),
    one('network.subject', value(arg('server-text', certificate.subject)), source),
    one('network.validity', value(pub(`${certificate.validFrom} – ${certificate.validTo}`)), source),
  ];
}

export function answerEvidence(answer: PlainAnswer, endpoint: string): Evidence {
  const source = 'GET /';
  const answers = message('network.answer', { endpoint: arg('host', endpoint) });
  if (answer.state !== 'answered') return one(answers, value(pub(answer.state)), source);
  const to = answer.location === undefined ? '' : ` → ${answer.location}`;
  return one(answers, value(arg('server-text', `HTTP ${answer.status}${to}`)), source);
}

/** Everything observed on the way to an endpoint. */
export function reachEvidence(host: string, { path, resolution, tcp, tunnel }: Reach): readonly Evidence[] {
  return [
    pathEvidence(path),
    ...(resolution && resolution.state !== 'literal'
      ? [resolutionEvidence(path.via === 'proxy' ? path.host : host, resolution)]
      : []),
    ...tcp.map(tcpEvidence),
    ...(tunnel ? [tunnelEvidence(tunnel)] : []),
  ];
}
