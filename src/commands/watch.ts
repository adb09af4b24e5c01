import type { CheckId, Outcome, PreflightEvent } from '../preflight/index.js';
import { waitsFor } from '../preflight/graph.js';
import type { RunSession } from './run-session.js';

/** Between two looks, in seconds. */
export const watchSeconds = 5;

const isOpen = (outcome: Outcome | undefined, strict: boolean): boolean =>
  outcome?.status === 'fail' || outcome?.status === 'unknown' || outcome?.status === 'timed-out' || (outcome?.status === 'blocked' && 'check' in outcome.by) || (strict && outcome?.status === 'warn');

/** What Microsoft has closed stays closed, however long somebody looks. */
const neverChanges: readonly CheckId[] = ['route-offered'];

/** Whether a row is worth looking at again and again, and may be: what would send a credential never is. */
export const isWatchable = (session: RunSession, check: CheckId): boolean => !neverChanges.includes(check) && !session.signsIn(check) && isOpen(session.outcome(check), session.plan.strict);

/** A check and all that waits for it, directly or through others. */
export function withWaiting(check: CheckId, { checks }: Pick<RunSession, 'checks'>): ReadonlySet<CheckId> {
  const found = new Set([check]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const one of checks) if (waitsFor(one).some((id) => found.has(id))) found.add(one.id);
  }
  return found;
}

/** One look at the watched rows on fresh facts. */
export const look = (session: RunSession, rows: ReadonlySet<CheckId>): AsyncIterable<PreflightEvent> => session.run({ rows, signsIn: false });
