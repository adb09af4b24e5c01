import type { AnyCheck } from './check.js';
import type { CheckId } from './ids.js';
import type { Cause, RunExitCode, Verdict } from './events.js';
import type { Outcome } from './finding.js';

export interface Judged {
  readonly checks: readonly AnyCheck<never>[];
  readonly outcomes: ReadonlyMap<CheckId, Outcome>;
  /** The rows the exit code and the verdict speak about; default all. */
  readonly selected?: ReadonlySet<CheckId>;
  /** Warnings count as failures. */
  readonly strict?: boolean;
  readonly interrupted?: boolean;
  readonly bug?: boolean;
  /** The check that must have passed for `ready`, in this run. */
  readonly goal?: CheckId;
  /** Rows whose outcome is from an earlier run. */
  readonly kept?: ReadonlySet<CheckId>;
}

const failed = (outcome: Outcome | undefined, strict = false): boolean =>
  outcome?.status === 'fail' || (strict && outcome?.status === 'warn');

/** No answer where one was wanted: unknown, timed out, or an input was missing. */
const undetermined = (outcome: Outcome | undefined): boolean =>
  outcome?.status === 'unknown' ||
  outcome?.status === 'timed-out' ||
  (outcome?.status === 'blocked' && 'input' in outcome.by);

/** A row blocked by another check speaks with that check's outcome. */
function speaking({ outcomes, selected, checks }: Judged): Outcome[] {
  const ids = selected ?? new Set(checks.map((check) => check.id));
  return [...ids].flatMap((id) => {
    const outcome = outcomes.get(id);
    if (!outcome) return [];
    const behind = outcome.status === 'blocked' && 'check' in outcome.by ? outcomes.get(outcome.by.check) : undefined;
    return [behind ?? outcome];
  });
}

/** 0 none failed and none undetermined; 1 something failed; 3 something could not be reported; 4 our own bug; 130 interrupted. */
export function exitCode(judged: Judged): RunExitCode {
  if (judged.interrupted) return 130;
  if (judged.bug) return 4;
  const rows = speaking(judged);
  if (rows.some((outcome) => failed(outcome, judged.strict))) return 1;
  return rows.some(undetermined) ? 3 : 0;
}

/** `ready` claims the goal was reached and nothing is left in doubt; `unclear` is an answer, not an error. */
export function verdict(judged: Judged): Verdict {
  const rows = speaking(judged);
  if (rows.some((outcome) => failed(outcome, judged.strict))) return 'not-ready';
  if (judged.interrupted || judged.bug || rows.some(undetermined)) return 'unclear';
  if (judged.goal === undefined) return 'ready';
  if (judged.kept?.has(judged.goal)) return 'unclear';
  const goal = judged.outcomes.get(judged.goal)?.status;
  return goal === 'pass' || goal === 'warn' ? 'ready' : 'unclear';
}

/**
 * The rows to fix, ranked: failures before rows that could only not be reported, then the declared priority, then how many
 * rows each explains, then the id. None of it depends on the order in which the checks were given.
 */
export function causes({ checks, outcomes, strict = false }: Judged): Cause[] {
  const explains = new Map<CheckId, CheckId[]>();
  for (const { id } of checks) {
    const outcome = outcomes.get(id);
    if (outcome?.status !== 'blocked' || !('check' in outcome.by)) continue;
    explains.set(outcome.by.check, [...(explains.get(outcome.by.check) ?? []), id]);
  }
  const rank = (check: AnyCheck<never>): readonly (number | string)[] => [
    failed(outcomes.get(check.id), strict) ? 0 : 1,
    -(check.priority ?? 0),
    -(explains.get(check.id)?.length ?? 0),
    check.id,
  ];
  return checks
    .filter(({ id }) => failed(outcomes.get(id), strict) || (undetermined(outcomes.get(id)) && explains.has(id)))
    .sort((a, b) => compareRanks(rank(a), rank(b)))
    .map(({ id }) => ({ check: id, ...fault(outcomes.get(id)), explains: [...(explains.get(id) ?? [])].sort() }));
}

/** What is known of the fault behind a row. */
function fault(outcome: Outcome | undefined): Pick<Cause, 'symptom' | 'candidates'> {
  if (outcome?.status !== 'fail' && outcome?.status !== 'warn' && outcome?.status !== 'unknown') return {};
  return {
    ...('symptom' in outcome ? { symptom: outcome.symptom } : {}),
    ...('candidates' in outcome ? { candidates: outcome.candidates } : {}),
  };
}

function compareRanks(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index]!;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
