import type { Evidence, Json } from '../vocabulary/index.js';
import type { Clean } from './answer-evidence.js';
import type { Mailboxes, ServerTime, SignInProof, StageName } from './connection.js';
import type { Redirects } from './redirect.js';
import type { Fault, StageRecorder } from './stage-recorder.js';

/** What the steps of one way work with; created once per connection, on first use. */
export interface StepContext {
  readonly recorder: StageRecorder;
  readonly redirects: Redirects;
  readonly signals: {
    /** Aborts with the run, at the connection's deadline, and when the connection closes. */
    readonly any: AbortSignal;
    /** As above, but not with the run: only the answer to a Create says whether there is a session to remove. */
    readonly untilClosed: AbortSignal;
  };
  /** Removes the password from a server's text. */
  readonly clean: Clean;
  /** Adds an event to the run's stream. */
  readonly tell: (step: Json) => void;
}

/** One unit of work and the last stage it covers. Throws if a stage breaks. */
export interface Step {
  readonly upTo: StageName;
  readonly attempt: () => Promise<void>;
}

/** The result of Get-Mailbox. Without `mailboxes` it failed; `fault` is what its first error means. */
export interface CommandAnswer {
  readonly mailboxes?: Mailboxes;
  readonly fault?: Fault;
  readonly evidence: readonly Evidence[];
  /** The command as it was run, named as the source of its results. */
  readonly source: string;
}

/** What an error of the connecting software means; `timed-out` says only that time ran out. */
export interface Diagnosis {
  readonly fault: Fault | 'timed-out';
  readonly evidence: readonly Evidence[];
}

/** What each way of connecting supplies; the rest of a connection is shared. */
export interface ConnectionSteps {
  readonly proof: SignInProof | undefined;
  readonly serverTime?: ServerTime | undefined;
  readonly leavesRoom?: boolean;
  /** A session exists, or may exist. */
  readonly mayHaveSession: boolean;
  /** Something has to be ended even without a session. */
  readonly isRunning?: boolean;
  /** The steps from name resolution to a session that can run a command, in order. */
  readonly opening: readonly Step[];
  getMailbox(): Promise<CommandAnswer>;
  /** Removes the session and returns the evidence that it is gone. */
  remove(signal: AbortSignal): Promise<readonly Evidence[]>;
  /** `undefined` if the error does not come from this way's software. */
  diagnose(error: unknown, stage: StageName | undefined): Diagnosis | undefined;
  /** Called before the steps are cancelled: waits briefly for whatever decides whether there is a session to remove. */
  settle?(signal: AbortSignal): Promise<'known' | 'uncertain'>;
  /** Releases what the steps hold; `kill` if the session could not be removed. */
  release(how: 'leave' | 'kill'): Promise<void>;
}
