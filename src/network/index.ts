/** Names, proxies, ports and certificates: questions with deadlines. Knows no Exchange. */
export type { Path, ProxyPath } from './path.js';
export { bare, isLoopback, isLoopbackAddress, portOf } from './loopback.js';
export { pathTo, ProxySettingError } from './path.js';
export type {
  Address,
  CertificateFault,
  CertificateSeen,
  Handshake,
  NetworkQuestions,
  PathTaken,
  PlainAnswer,
  PortProbe,
  ProbeRecord,
  Reach,
  Resolution,
  TcpProbe,
  TcpState,
  TlsProbe,
  Tunnel,
} from './probe.js';
export { codeOf, resolveHost } from './resolve.js';
export { tcpConnectAny } from './tcp.js';
export { openTunnel } from './tunnel.js';
export type { Trust } from './tls.js';
export { rootsWith, startTls, trustNothingMore } from './tls.js';
export { Network } from './network.js';
export { answerEvidence, handshakeEvidence, pathEvidence, reachEvidence, resolutionEvidence, tcpEvidence, tunnelEvidence } from './probe-evidence.js';
