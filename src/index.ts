/**
 * What a check is written with. Built-in checks import this by the package's own name, exactly as a plugin does.
 * Everything here is plain data and pure functions: nothing opens, prints or remembers.
 */
import type { Connection } from './exchange/connection.js';
import type { Target } from './exchange/target.js';
import type { Machine } from './machine/index.js';
import type { BuiltInCheckId } from './knowledge/check-ids.js';
import type { KnownSymptom, Owner } from './knowledge/symptoms.js';
import type { catalog } from './locales/en/index.js';
import type { NetworkQuestions } from './network/probe.js';
import type { Check, Finding as AnyFinding, OwnSymptom } from './preflight/index.js';
import type { CheckCore } from './preflight/check.js';
import * as say from './preflight/finding.js';
import type { SayProblem, SayUnknown } from './preflight/finding.js';
import type { ArgsAfterId, Said, SayMessage, Translated } from './preflight/terms.js';
import { message as anyMessage } from './vocabulary/index.js';
import type { Message as AnyMessage } from './vocabulary/index.js';

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

/** A fault a check brings itself. Its id must be new: begin it with a word of your own, `acme-vpn-missing`. */
export interface Symptom extends OwnSymptom {
  readonly owner: Owner;
}

/** The sentences of a check by language; every other language has those of `en`, with the same arguments. */
export interface CheckTexts {
  readonly en: { readonly title: string } & Readonly<Record<string, string>>;
  readonly [language: string]: Readonly<Record<string, string>>;
}

type TermsOf<Texts extends CheckTexts, Own extends string> = Said<Texts['en'], KnownSymptom | Own>;

/**
 * What a check with these texts may answer: the return type of a function that a check's `run` hands a part of the question to.
 * Without it the compiler cannot hold what that function says to the check's texts.
 */
export type FindingOf<Texts extends CheckTexts, Own extends string = never> = AnyFinding<TermsOf<Texts, Own>>;

/** A built-in check by its id, or a check of your own as it is. */
type CheckReference = BuiltInCheckId | { readonly id: string };

/** A check as it is written. */
export interface CheckDefinition<Id extends string, Texts extends CheckTexts, Own extends string> extends CheckCore<
  Facilities,
  TermsOf<Texts, NoInfer<Own>>
> {
  readonly id: Id;
  readonly texts: Texts & Translated<Texts>;
  readonly symptoms?: { readonly [Each in Own]: Each extends KnownSymptom ? never : Symptom };
  readonly needs?: readonly CheckReference[];
  readonly blockedByFailureOf?: readonly CheckReference[];
  readonly inputs?: readonly ('account' | 'network' | 'tenant' | 'way')[];
  readonly uses?: readonly 'connection'[];
}

/** A check as it is loaded. */
export type DefinedCheck<
  Id extends string = string,
  Texts extends CheckTexts = CheckTexts,
  Own extends string = never,
> = Check<Facilities, TermsOf<Texts, Own>> & { readonly id: Id; readonly texts: Texts };

/**
 * Hands a check on as the engine takes it, and holds it to itself at compile time: the ids and arguments of its sentences, its
 * translations, the symptoms, facts and checks it names. At run time it changes nothing but references to checks into their ids.
 */
export function defineCheck<const Id extends string, const Texts extends CheckTexts, const Own extends string = never>(
  check: CheckDefinition<Id, Texts, Own>,
): DefinedCheck<Id, Texts, Own> {
  const { needs, blockedByFailureOf } = check;
  return {
    ...check,
    ...(needs ? { needs: needs.map(idOf) } : {}),
    ...(blockedByFailureOf ? { blockedByFailureOf: blockedByFailureOf.map(idOf) } : {}),
  } as unknown as DefinedCheck<Id, Texts, Own>;
}

const idOf = (reference: CheckReference): string => (typeof reference === 'string' ? reference : reference.id);

export { notApplicable, pass } from './preflight/finding.js';
/** It works, but something about it deserves attention. */
export const warn: SayProblem<KnownSymptom> = say.warn;
/** The prerequisite does not hold. */
export const fail: SayProblem<KnownSymptom> = say.fail;
/** Could not tell: unreadable or ambiguous. Never used where something was seen to be right or wrong. */
export const unknown: SayUnknown<KnownSymptom> = say.unknown;

/** A sentence of the tool's own: what was looked at, what would have been right. */
export const message: SayMessage<typeof catalog> = anyMessage;

/** A sentence of a check's own, to stand in its evidence. */
export const messageFrom = <const Texts extends CheckTexts, Id extends keyof Texts['en'] & string>(
  _texts: Texts,
  id: Id,
  ...[args]: ArgsAfterId<Texts['en'][Id]>
): AnyMessage => anyMessage(id, args);

export type { Cause, Check, CheckId, Finding, Outcome, PreflightEvent, SymptomId, Verdict } from './preflight/index.js';
export type { Arg, Evidence, Json, Kind, Message, Reading, Signal } from './vocabulary/index.js';
export type { BuiltInCheckId } from './knowledge/check-ids.js';
export type { KnownSymptom, Owner } from './knowledge/symptoms.js';
export { absent, arg, pub, unreadable, value } from './vocabulary/index.js';
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
