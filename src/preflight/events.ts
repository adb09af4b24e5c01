import type { Json, Message } from '../vocabulary/index.js';
import type { CheckId, SymptomId } from './ids.js';
import type { Outcome } from './finding.js';

/** `unclear`: nothing failed, but the goal was not reached in this run or something could not be reported. */
export type Verdict = 'ready' | 'not-ready' | 'unclear';

/** A row that explains others: fix it first. */
export interface Cause {
  readonly check: CheckId;
  readonly symptom?: SymptomId;
  readonly candidates?: readonly SymptomId[];
  /** The rows it blocks, directly or through others. */
  readonly explains: readonly CheckId[];
}

/** 2, a wrong command line or input file, is decided before a run begins. */
export type RunExitCode = 0 | 1 | 3 | 4 | 130;

export interface Row {
  readonly check: CheckId;
  readonly group: string;
  /** In the texts of the check itself. */
  readonly title: Message;
  readonly needs: readonly CheckId[];
  readonly blockedByFailureOf: readonly CheckId[];
  /** Names of the shared resources it asks. */
  readonly uses: readonly string[];
}

/** One run as a stream: screen, plain lines, report and replay see the same. `atMs` counts from the start of the run. */
export type PreflightEvent = { readonly seq: number; readonly atMs: number } & PreflightEventBody;

/** Open to new members: who reads events passes over a `type` it does not know. */
export type PreflightEventBody =
  | { readonly type: 'run-started'; readonly rows: readonly Row[] }
  | { readonly type: 'check-waiting'; readonly check: CheckId; readonly on: readonly CheckId[] }
  | { readonly type: 'check-started' | 'check-slow'; readonly check: CheckId }
  /** A stage of a stages, an import's progress: whatever the resource named by `of` tells while it works. */
  | { readonly type: 'step'; readonly of: string; readonly step: Json }
  | {
      readonly type: 'check-finished';
      readonly check: CheckId;
      readonly outcome: Outcome;
      readonly ranMs: number;
      readonly waitedMs: number;
      /** What an earlier run found stands. */ readonly kept?: true;
    }
  | { readonly type: 'interrupting' }
  | { readonly type: 'closing'; readonly resource: string }
  | { readonly type: 'closed'; readonly resource: string; readonly result: 'clean' | 'abandoned' }
  | {
      readonly type: 'run-finished';
      readonly verdict: Verdict;
      readonly causes: readonly Cause[];
      readonly exitCode: RunExitCode;
    };
