import type { Message, Signal } from '../vocabulary/index.js';
import type { Finding } from './finding.js';
import type { CheckId, SymptomId } from './ids.js';
import type { SaidIn, Terms } from './terms.js';

/** One sentence per message id; `{name}` stands for an argument, `{name|one thing|# things}` for a number and its word. */
type Texts<Id extends string = string> = { readonly [Each in Id]: string };

/** A fault that a check brings itself: whose it is, what it is, what to do, and what to send to its owner. */
export interface OwnSymptom {
  /** Who can fix it. */
  readonly owner: string;
  /** One or two sentences: the fault, not the finding. `{name}` as in every text; the run's own names fill it too. */
  readonly cause: string;
  /** In order, each one action, commands in backticks. A step may be for one kind of session only. */
  readonly steps: readonly (string | { readonly on: 'remote-powershell' | 'rest'; readonly step: string })[];
  /** Ready to send to the owner, where the owner is somebody else. */
  readonly send?: string;
  /** Where to read on. */
  readonly links?: readonly string[];
  /** Where the knowledge comes from. */
  readonly source?: string;
}

/** What of a check does not depend on which other checks there are. */
export interface CheckCore<C, T extends Terms> {
  readonly apiVersion: 1;
  /** The heading it stands under. */
  readonly group: string;
  /** `true`, or why the question has no meaning here. */
  readonly appliesTo?: (context: C) => true | (Message & SaidIn<T>);
  /** Own running time in milliseconds; waiting for needs or a free slot is not charged. Default 15,000. */
  readonly timeoutMs?: number;
  /** Among causes, a failing check with a higher number is named first. Default 0. */
  readonly priority?: number;
  /** Must stop soon after the signal fires. A throw becomes this row's `unknown`. */
  run(context: C, signal: Signal): Promise<Finding<T>>;
}

/**
 * One prerequisite. Generic in C, whatever a house hands its checks, and in T, what it may say: its own sentences and the
 * symptoms it may name.
 */
export interface Check<C, T extends Terms = Terms> extends CheckCore<C, T> {
  readonly id: CheckId;
  /** Travel with the check. `title` is a sentence that is true when the check passes. */
  readonly texts: { readonly en: T['texts'] & { readonly title: string } } & {
    readonly [language: string]: Texts<keyof T['texts'] & string>;
  };
  /** Faults of its own, by id; shown like those the tool knows. No id of the tool's is among them. */
  readonly symptoms?: Readonly<Record<SymptomId, OwnSymptom>>;
  /**
   * Checks without which the answer would be meaningless (never "the repair comes later").
   * Pass and warn let this one run; not-applicable is skipped over; anything else blocks it.
   */
  readonly needs?: readonly CheckId[];
  /**
   * Checks that own a part of the same question: this one waits for them and is blocked by one that failed,
   * but runs when they could not tell.
   */
  readonly blockedByFailureOf?: readonly CheckId[];
  /** What the run must have been given; a missing one blocks the check and is named. */
  readonly inputs?: readonly string[];
  /** Names of the shared resources it asks, so that a row that timed out can say what it was waiting on. */
  readonly uses?: readonly string[];
}

/** A check whose message ids no longer matter to the compiler: what the engine and the screens handle. */
export type AnyCheck<C> = Check<C>;
