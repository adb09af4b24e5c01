/** Names, proxies, ports and certificates: questions with deadlines. Knows no Exchange. */
export { bare } from './is-address.js';
export { portOf } from './loopback.js';
export { pathTo, ProxySettingError } from './path.js';
export type { CertificateFault, CertificateSeen, PathTaken, ProbeRecord, Resolution, TcpProbe } from './probe.js';
export { resolveHost } from './resolve.js';
export { tcpConnectAny } from './tcp.js';
export { openTunnel } from './tunnel.js';
export type { Trust } from './tls.js';
export { startTls } from './tls.js';
export { Network } from './network.js';
export { handshakeEvidence, pathEvidence, resolutionEvidence, tcpEvidence, tunnelEvidence } from './probe-evidence.js';
