import type { AccountHint } from '../identity/account.js';
import type { KnownSymptom } from '../knowledge/symptoms.js';
import type { Shared } from '../preflight/index.js';
import type { Arg, Evidence } from '../vocabulary/index.js';
import { message, pub, value } from '../vocabulary/index.js';

/**
 * The steps of a connection, in order. Each owns one question; the first broken one is named. Open to new members: who reads stages
 * keeps a branch for a name or a state it does not know, and takes it for neither passed nor broken.
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

/** One step and its timed result. `redirect` counts redirects: 0 is the address we were given. Times in milliseconds from the opening. */
export type Stage = {
  readonly stage: StageName;
  readonly redirect: number;
  readonly startedMs: number;
  readonly durationMs: number;
  readonly evidence: readonly Evidence[];
  /** Where two ways were taken: the software this stage is of. */
  readonly stack?: string;
} &
  /** `undetermined`: the software that attempts tells only where it ended, and not that this stage held. */
  (
    | { readonly state: 'passed' | 'not-needed' | 'undetermined' }
    | { readonly state: 'timed-out' }
    /** The run ended while this stage was being attempted. */
    | { readonly state: 'interrupted' }
    /**
     * What was seen names a fault. Where that fault is only "it was refused", the candidates are what may lie behind it,
     * likeliest first. `args` are for the remedy: whose certificate, which host.
     */
    | {
        readonly state: 'broken';
        readonly symptom: KnownSymptom;
        readonly candidates?: readonly KnownSymptom[];
        readonly args?: Readonly<Record<string, Arg>>;
      }
  );

export type BrokenStage = Exclude<Stage, { state: 'passed' | 'not-needed' | 'undetermined' }>;

/** What became of a stage: its stage, or the stage below it that broke. */
export type Reached = Stage | { readonly state: 'not-reached'; readonly broken: BrokenStage };

/** What a stage is reported as that nobody began: nothing went wrong there, and nothing is known of it. */
export const notBegun = (stage: StageName): BrokenStage => ({
  stage,
  redirect: 0,
  startedMs: 0,
  durationMs: 0,
  evidence: [],
  state: 'interrupted',
});

/** A stage as evidence: which stage, what became of it, and everything seen on it. */
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

/** How far what was seen proves that the account was accepted. */
export type SignInProof = 'shell-opened' | 'server-answered' | 'not-refused' | 'not-asked' | 'undetermined';

/** What came back from Get-Mailbox. Names are kept apart: they go to no file unless asked. */
export interface Mailboxes {
  /** How many came back: at most one unless all were asked for. */
  readonly count: number;
  /** The server said that there are more. */
  readonly more: boolean;
  readonly names: readonly string[];
  /** As the server writes it on a mailbox (`Version 15.1 (Build 2507.6)`), where it does. */
  readonly serverVersion?: string;
  /** Identifiers of errors that came beside the results. */
  readonly errorIds: readonly string[];
}

/** The server's clock against this PC's, as far as one answer tells. */
export interface ServerTime {
  readonly serverMs: number;
  /** Middle of the time between asking and the answer. */
  readonly localMs: number;
  /** Half of that time: how far the comparison can be off. */
  readonly uncertaintyMs: number;
}

/**
 * The one connection of a run and way: opened at the first question, shared by all who ask, removed by the run. It sends the
 * password at most once to one server and never again after a refusal.
 */
export interface Connection extends Shared {
  /** The software that speaks: a verdict is about this stack only. */
  readonly stack: string;
  /** Goes as far as the stage, if nobody has yet, and tells what became of it. */
  reached(stage: StageName): Promise<Reached>;
  /** Runs Get-Mailbox, removes the session, and tells what came back; where a stage broke, which. */
  mailboxes(): Promise<Mailboxes | { readonly broken: BrokenStage }>;
  signInProof(): SignInProof | undefined;
  /** Remarks on the account's name that make a refusal likelier; never on the password's content. */
  accountHints(): readonly AccountHint[];
  serverTime(): ServerTime | undefined;
  stages(): readonly Stage[];
  /** Whether what broke leaves room for another way with the same password: it has not left this PC, or the server had accepted it. */
  leavesRoom?(): boolean;
  /** Where two ways were taken: each by itself, in their order. */
  readonly ways?: readonly { readonly via: string; readonly stack: string; stages(): readonly Stage[] }[];
}

export type { AccountHint };
