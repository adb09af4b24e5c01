import type { Message, Signal } from '../vocabulary/index.js';
import type { Finding } from './finding.js';

/** Lower-case words joined by hyphens: `execution-policy`. */
export type CheckId = string;
export type SymptomId = string;

/** One sentence per message id; `{name}` stands for an argument. */
export type Texts<M> = { readonly [Id in keyof M]: string };

/**
 * One prerequisite. Generic in C, whatever a house hands its checks, and in M, the ids of its own sentences
 * (inferred from the English ones; every other language must have the same).
 */
export interface Check<C, M = Readonly<Record<string, string>>> {
  readonly apiVersion: 1;
  readonly id: CheckId;
  /** The heading it stands under. */
  readonly group: string;
  /** Travel with the check. `title` is a sentence that is true when the check passes. */
  readonly texts: { readonly en: Texts<M> & { readonly title: string } } & { readonly [language: string]: Texts<M> };
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
  /** `true`, or why the question has no meaning here. */
  readonly appliesTo?: (context: C) => true | Message;
  /** Names of the shared resources it asks, so that a row that timed out can say what it was waiting on. */
  readonly uses?: readonly string[];
  /** Own running time in milliseconds; waiting for needs or a free slot is not charged. Default 15,000. */
  readonly timeoutMs?: number;
  /** Among causes, a failing check with a higher number is named first. Default 0. */
  readonly priority?: number;
  /** Must stop soon after the signal fires. A throw becomes this row's `unknown`. */
  run(context: C, signal: Signal): Promise<Finding>;
}

/** A check whose message ids no longer matter to the compiler: what the engine and the screens handle. */
export type AnyCheck<C> = Check<C>;

export const isCheckId = (id: unknown): id is CheckId =>
  typeof id === 'string' && id.length <= 64 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id);
