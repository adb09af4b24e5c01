/**
 * Names, proxies, ports and certificates: one attempt to reach an endpoint, and probes with deadlines on top of it.
 * Knows nothing of Exchange.
 */
export type { AttemptRecorder, StepResult } from './attempt.js';
export { openEndpoint } from './attempt.js';
export { bare } from './host.js';
export { Network } from './network.js';
export { pathTo, ProxySettingError } from './path.js';
export type { CertificateFault, CertificateSeen, Handshake, ProbeRecord, TcpProbe } from './probe.js';
export { handshakeEvidence, pathEvidence, resolutionEvidence, tcpEvidence, tunnelEvidence } from './probe-evidence.js';
export type { Trust } from './tls.js';
