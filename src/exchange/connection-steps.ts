import type { Evidence, Json } from '../vocabulary/index.js';
import type { Clean } from './answer-evidence.js';
import type { Mailboxes, ServerTime, SignInProof, StageName } from './connection.js';
import type { Redirects } from './redirect.js';
import type { Fault, StageRecorder } from './stage-recorder.js';

/** What the steps of a way work with: one set for each connection, made at its first question. */
export interface StepContext {
  readonly recorder: StageRecorder;
  readonly redirects: Redirects;
  readonly signals: {
    /** Ends with the run, the connection's deadline, and its closing. */
    readonly any: AbortSignal;
    /** As above, but not with the run: without the answer to a Create nobody knows whether there is a session to remove. */
    readonly untilClosed: AbortSignal;
  };
  /** Cuts the password out of what a server says. */
  readonly clean: Clean;
  /** Puts something into the run's stream. */
  readonly tell: (step: Json) => void;
}

/** One piece of work, and the last of the stages it takes. It throws where a stage broke. */
export interface Step {
  readonly upTo: StageName;
  readonly attempt: () => Promise<void>;
}

/** What came of Get-Mailbox. Without mailboxes it failed; `fault` is what its first error means. */
export interface CommandAnswer {
  readonly mailboxes?: Mailboxes;
  readonly fault?: Fault;
  readonly evidence: readonly Evidence[];
  /** The command as it was run, as the source of what it brought. */
  readonly source: string;
}

/** An error of the software that connects, and what it means; `timed-out` is no fault but time. */
export interface Diagnosis {
  readonly fault: Fault | 'timed-out';
  readonly evidence: readonly Evidence[];
}

/** What one way of connecting supplies; everything else about a connection is the same for all. */
export interface ConnectionSteps {
  readonly proof: SignInProof | undefined;
  readonly serverTime?: ServerTime | undefined;
  readonly leavesRoom?: boolean;
  /** A session is there, or may be. */
  readonly mayHaveSession: boolean;
  /** Without a session there is something to end all the same. */
  readonly isRunning?: boolean;
  /** From the name to the session that a command can run in, in order. */
  readonly opening: readonly Step[];
  getMailbox(): Promise<CommandAnswer>;
  /** Removes the session, and says what shows that it is gone. */
  remove(signal: AbortSignal): Promise<readonly Evidence[]>;
  /** `undefined` for an error that is not of this way's software. */
  diagnose(error: unknown, stage: StageName | undefined): Diagnosis | undefined;
  /** Before the steps are called off: waits a moment for what decides whether there is a session to remove. */
  settle?(signal: AbortSignal): Promise<'known' | 'uncertain'>;
  /** Gives back what the steps took; `kill` where the session could not be removed. */
  release(how: 'leave' | 'kill'): Promise<void>;
}
