import type { AccountHint } from '../identity/account.js';
import type { KnownSymptom } from '../knowledge/symptoms.js';
import type { Shared } from '../preflight/index.js';
import type { Arg, Evidence } from '../vocabulary/index.js';
import { message, pub, value } from '../vocabulary/index.js';

/**
 * The stages of a connection, in order. Each answers one question; the first that breaks is the one reported. Open to new members: who reads
 * stages keeps a branch for a name or a state it does not know, and takes it for neither passed nor broken.
 */
export const stageNames = [
  'resolve',
  'proxy',
  'connect',
  'tls',
  'http',
  'sign-in',
  'shell',
  'runspace',
  'import',
  'command',
  'disconnect',
] as const;
export type StageName = (typeof stageNames)[number];

/**
 * One stage and its timed result. `redirect` counts redirects: 0 is the address that was given. Times are in
 * milliseconds since the connection was opened.
 */
export type Stage = {
  readonly stage: StageName;
  readonly redirect: number;
  readonly startedMs: number;
  readonly durationMs: number;
  readonly evidence: readonly Evidence[];
  /** With two ways: the software this stage belongs to. */
  readonly stack?: string;
} &
  /** `undetermined`: the connecting software reports only where it ended, not whether this stage held. */
  (
    | { readonly state: 'passed' | 'not-needed' | 'undetermined' }
    | { readonly state: 'timed-out' }
    /** The run ended while this stage was being attempted. */
    | { readonly state: 'interrupted' }
    /**
     * The evidence names a fault. If that is only "refused", `candidates` are its possible causes, likeliest first.
     * `args` fill the remedy: whose certificate, which host.
     */
    | {
        readonly state: 'broken';
        readonly symptom: KnownSymptom;
        readonly candidates?: readonly KnownSymptom[];
        readonly args?: Readonly<Record<string, Arg>>;
      }
  );

export type BrokenStage = Exclude<Stage, { state: 'passed' | 'not-needed' | 'undetermined' }>;

/** The outcome of a stage: its own result, or the earlier stage that broke. */
export type Reached = Stage | { readonly state: 'not-reached'; readonly broken: BrokenStage };

/** How a stage that never began is reported: nothing went wrong there, and nothing is known about it. */
export const notBegun = (stage: StageName): BrokenStage => ({
  stage,
  redirect: 0,
  startedMs: 0,
  durationMs: 0,
  evidence: [],
  state: 'interrupted',
});

/** A stage as evidence: its name, its result, and everything observed there. */
export function stageEvidence(stage: Stage, stack: string): readonly [Evidence, ...Evidence[]] {
  return [
    {
      what: message(`stage.name.${stage.stage}`),
      observed: value(pub(`${stage.state} after ${stage.durationMs} ms`)),
      source: `test connection, ${stage.stack ?? stack}${stage.redirect > 0 ? `, redirect ${stage.redirect}` : ''}`,
    },
    ...stage.evidence,
  ];
}

/** How far the evidence proves that the account was accepted. */
export type SignInProof = 'shell-opened' | 'server-answered' | 'not-refused' | 'not-asked' | 'undetermined';

/** What Get-Mailbox returned. Names are kept apart because they go into a file only on request. */
export interface Mailboxes {
  /** How many were returned: at most one unless all were requested. */
  readonly count: number;
  /** The server said that there are more. */
  readonly more: boolean;
  readonly names: readonly string[];
  /** As the server reports it on a mailbox (`Version 15.1 (Build 2507.6)`), if it does. */
  readonly serverVersion?: string;
  /** Identifiers of errors returned along with the results. */
  readonly errorIds: readonly string[];
}

/** The server's clock compared with this PC's, as far as one answer shows. */
export interface ServerTime {
  readonly serverMs: number;
  /** Midpoint between request and answer. */
  readonly localMs: number;
  /** Half of the round trip: how far the comparison can be off. */
  readonly uncertaintyMs: number;
}

/**
 * The one connection of a run for each way: opened on first use, shared by all checks, removed by the run. It sends the
 * password at most once to any one server, and never again after a refusal.
 */
export interface Connection extends Shared {
  /** The connecting software: a verdict covers this stack only. */
  readonly stack: string;
  /** Runs the connection up to this stage, unless that has been done, and returns the outcome. */
  reached(stage: StageName): Promise<Reached>;
  /** Runs Get-Mailbox, removes the session, and returns the results, or the stage that broke. */
  mailboxes(): Promise<Mailboxes | { readonly broken: BrokenStage }>;
  signInProof(): SignInProof | undefined;
  /** Hints in the account's name that make a refusal likelier; never about the password's content. */
  accountHints(): readonly AccountHint[];
  serverTime(): ServerTime | undefined;
  stages(): readonly Stage[];
  /** Whether another way may still use the same password: it has not left this PC, or the server accepted it. */
  leavesRoom?(): boolean;
  /** With two ways: each on its own, in order. */
  readonly ways?: readonly { readonly via: string; readonly stack: string; stages(): readonly Stage[] }[];
}

export type { AccountHint };
