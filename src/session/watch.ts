import type { CheckId, Outcome, PreflightEvent } from '../preflight/index.js';
import { waitsFor } from '../preflight/graph.js';
import type { OpenScreen } from '../ui/screen/open-screen.js';
import type { RunSession } from './run-session.js';

/** Between two polls, in seconds. */
const watchSeconds = 5;

const isOpen = (outcome: Outcome | undefined, strict: boolean): boolean =>
  outcome?.status === 'fail' ||
  outcome?.status === 'unknown' ||
  outcome?.status === 'timed-out' ||
  (outcome?.status === 'blocked' && 'check' in outcome.by) ||
  (strict && outcome?.status === 'warn');

/** What Microsoft has closed stays closed, however long somebody looks. */
const neverChanges: readonly CheckId[] = ['route-offered'];

/** Whether a row is worth polling, and may be polled: one that would send a credential never is. */
export const isWatchable = (session: RunSession, check: CheckId): boolean =>
  !neverChanges.includes(check) && !session.signsIn(check) && isOpen(session.outcome(check), session.plan.strict);

/** A check and all that waits for it, directly or through others. */
export function withWaiting(check: CheckId, { checks }: Pick<RunSession, 'checks'>): ReadonlySet<CheckId> {
  const found = new Set([check]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const one of checks) if (waitsFor(one).some((id) => found.has(id))) found.add(one.id);
  }
  return found;
}

/** Asks the watched rows once, on fresh facts. */
export const poll = (session: RunSession, rows: ReadonlySet<CheckId>): AsyncIterable<PreflightEvent> =>
  session.run({ rows, signsIn: false });

/**
 * Polls what failed every few seconds, on fresh facts, until it is in order or the signal fires. Rings the bell for every
 * change. Resolves to whether all of it is in order.
 */
export async function watchUntilGreen(
  session: RunSession,
  screen: Pick<OpenScreen, 'take' | 'watching' | 'changed' | 'ring'>,
  signal: AbortSignal,
): Promise<boolean> {
  for (let round = 1; !signal.aborted; round++) {
    const rows = watchableIn(session);
    if (rows.length === 0) return true;
    const watch = { checks: rows, round, waitSeconds: watchSeconds };
    screen.watching({ ...watch, isPolling: true });
    await pollRows(rows, session, screen);
    screen.watching({ ...watch, isPolling: false });
    if (watchableIn(session).length > 0) await pause(watchSeconds * 1000, signal);
  }
  return false;
}

const watchableIn = (session: RunSession): readonly CheckId[] =>
  session.checks.map(({ id }) => id).filter((id) => isWatchable(session, id));

async function pollRows(
  rows: readonly CheckId[],
  session: RunSession,
  screen: Pick<OpenScreen, 'take' | 'changed' | 'ring'>,
): Promise<void> {
  const before = new Map(rows.map((check) => [check, session.outcome(check)]));
  for await (const event of poll(session, new Set(rows))) screen.take(event);
  const word = (outcome: Outcome | undefined): string =>
    outcome ? session.wording.own(`status.${outcome.status}`) : '';
  const changes = [...before]
    .map(([check, old]) => ({ check, before: word(old), after: word(session.outcome(check)) }))
    .filter((change) => change.before !== change.after);
  for (const change of changes) screen.changed({ ...change, at: new Date().toTimeString().slice(0, 8) });
  if (changes.length > 0) screen.ring();
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
    if (signal.aborted) end();
  });
