/**
 * What a check is written with. Built-in checks import this by the package's own name, exactly as a plugin does.
 * Everything here is plain data and pure functions: nothing opens, prints or remembers.
 */
import type { Connection } from './exchange/connection.js';
import type { Target } from './exchange/target.js';
import type { Machine } from './machine/index.js';
import type { NetworkQuestions } from './network/probe.js';
import type { Check } from './preflight/index.js';

/** What a check is handed. There is no password in it, and no way to one. */
export interface Facilities {
  /** Facts of the PC: live, recorded or simulated. A check can not tell which. */
  readonly machine: Machine;
  /** Probes, each asked once a run. */
  readonly network: NetworkQuestions;
  /** The shared test connection, opened at the first question. */
  readonly connection: ConnectionFacility;
  /** The route with everything decided: address, way, tenant. */
  readonly route: Target;
}

/** What a check may ask of the test connection; opening, signing in and closing are not among it. */
export type ConnectionFacility = Pick<
  Connection,
  'reached' | 'mailboxes' | 'signInProof' | 'accountHints' | 'serverTime' | 'stages' | 'stack'
>;

/** An identity function that lets the compiler check the rest: ids, texts in every language, findings. */
export const defineCheck = <const M>(check: Check<Facilities, M>): Check<Facilities, M> => check;

export type {
  Cause,
  Check,
  CheckId,
  Finding,
  Outcome,
  PreflightEvent,
  SymptomId,
  Texts,
  Verdict,
} from './preflight/index.js';
export { fail, notApplicable, pass, unknown, warn } from './preflight/finding.js';
export type { Arg, Evidence, Json, Kind, Message, Reading, Signal } from './vocabulary/index.js';
export { absent, arg, message, pub, unreadable, value } from './vocabulary/index.js';
export { fact, onWindows } from './machine/index.js';
export type { Fact, FactId, Machine } from './machine/index.js';
export type {
  AccountHint,
  BrokenStage,
  Mailboxes,
  Reached,
  StageName,
  ServerTime,
  SignInProof,
  Stage,
} from './exchange/connection.js';
export type { Target } from './exchange/target.js';
export type {
  Address,
  CertificateSeen,
  EndpointAnswer,
  Handshake,
  NetworkQuestions,
  PathTaken,
  PlainAnswer,
  PortProbe,
  Reach,
  Resolution,
  TcpProbe,
  TlsProbe,
  Tunnel,
} from './network/probe.js';
export {
  answerEvidence,
  handshakeEvidence,
  pathEvidence,
  reachEvidence,
  resolutionEvidence,
  tcpEvidence,
} from './network/probe-evidence.js';
export { stageEvidence } from './exchange/connection.js';
export { isAddress } from './network/host.js';
export { isMicrosoftSite } from './knowledge/microsoft-hosts.js';
