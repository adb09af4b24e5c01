import type { Message } from '../../vocabulary/index.js';
import { arg, message, pub } from '../../vocabulary/index.js';
import type { Context, StepMade, Verification } from './apply.js';
import { isWritten, stands, verify } from './apply.js';
import type { Change, Entry, Journal } from './journal.js';
import { readingOf, rightsFor, wrongWindow } from './plan.js';
import type { Step } from './policy-commands.js';
import { scopeOf } from './policy-commands.js';
import type { PolicySnapshot } from './policy-snapshot.js';

export interface UndoPlan {
  readonly entry: Entry;
  /** In the order in which they are made: the last change first. */
  readonly steps: readonly [Step, ...Step[]];
  readonly why: Message;
}

export type UndoDecision =
  | { readonly state: 'not-applicable' }
  | { readonly state: 'nothing-to-undo'; readonly why: Message }
  /** `other-user`: only the user who made the change can undo it. */
  | { readonly state: 'refused'; readonly why: Message; readonly owner: 'you' | 'other-user'; readonly user?: string }
  /** Everything is already as it was. */
  | { readonly state: 'already-undone'; readonly why: Message; readonly entry: Entry }
  | { readonly state: 'planned'; readonly plan: UndoPlan };

export interface Undone {
  readonly state: 'undone' | 'declined' | 'failed' | 'interrupted';
  readonly why?: Message;
  readonly steps: readonly StepMade[];
  readonly verification: Verification;
}

/**
 * How to restore exactly what the last change replaced. Pure. Refused if the value has been changed since (unless
 * `force`), if the change was made for another user, or if this is the wrong window to make it in.
 */
export function decideUndo(
  snapshot: PolicySnapshot,
  entries: readonly Entry[],
  { force = false, origin }: { readonly force?: boolean; readonly origin: 'live' | 'simulated' },
): UndoDecision {
  if (!snapshot.applicable) return { state: 'not-applicable' };
  const open = ({ state }: Change): boolean => state !== 'undone';
  // A change made on a simulated PC must not be undone on a real one; the reverse only happens in memory.
  const entry = entries.findLast((one) => (origin === 'simulated' || one.origin === 'live') && one.changes.some(open));
  if (!entry) return { state: 'nothing-to-undo', why: message('fix.nothing-to-undo') };
  const steps: Step[] = [];
  for (const { target, before, after } of entry.changes.filter(open).reverse()) {
    if (target === 'CurrentUser') {
      const wrong = wrongWindow(snapshot, before);
      if (wrong) return refused(wrong);
      if (!isSameUser(entry.user, snapshot.user))
        return {
          state: 'refused',
          why: message('fix.undo.other-user', { user: arg('user', entry.user) }),
          owner: 'other-user',
          user: entry.user,
        };
    }
    if (stands(snapshot, { target }, before)) continue;
    const scope = pub(scopeOf(target));
    const now = readingOf(snapshot, target);
    if (now.state === 'unreadable') return refused(message('fix.undo.unreadable', { scope }));
    const present = now.state === 'set' ? now.policy : 'Undefined';
    if (present !== after && !force)
      return refused(message('fix.undo.changed-since', { scope, policy: pub(present), after: pub(after) }));
    steps.push({ target, before: present, after: before, elevation: rightsFor(snapshot, target) });
  }
  const [first, ...rest] = steps;
  if (!first) return { state: 'already-undone', why: message('fix.undo.as-before'), entry };
  return { state: 'planned', plan: { entry, steps: [first, ...rest], why: message('fix.undo.why') } };
}

const refused = (why: Message): UndoDecision => ({ state: 'refused', why, owner: 'you' });

const isSameUser = (one: string, other: string | undefined): boolean =>
  one !== '' && one.toLowerCase() === other?.toLowerCase();

/** Restores the values and reads the result. */
export async function undo({ entry, steps: planned }: UndoPlan, { store, journal, signal }: Context): Promise<Undone> {
  const steps: StepMade[] = [];
  for (const step of planned) {
    if (signal.aborted) break;
    const result = await store.set(step, signal);
    steps.push({ step, result });
    if (!isWritten(result)) break;
  }
  const verification = await verify(store.fresh(), 'windows-64');
  const changes = await noteBack(entry, verification.snapshot, journal);
  return { ...judged(changes, steps, signal), steps, verification };
}

/** Marks restored changes in the journal, so that the next undo takes the change before. */
export async function noteBack(entry: Entry, snapshot: PolicySnapshot, journal: Journal): Promise<readonly Change[]> {
  const changes = entry.changes.map((one): Change =>
    stands(snapshot, one, one.before) ? { ...one, state: 'undone' } : one,
  );
  // A missing mark does no harm: an undo reads the current values first.
  await journal.put({ ...entry, changes }).catch(() => undefined);
  return changes;
}

/** The values read again decide: only a target that holds its previous value counts as restored. */
function judged(
  changes: readonly Change[],
  steps: readonly StepMade[],
  signal: Context['signal'],
): Pick<Undone, 'state' | 'why'> {
  const last = steps.at(-1)?.result;
  if (last?.state === 'declined') return { state: 'declined', why: message('fix.declined.prompt') };
  if (last?.state === 'denied') return { state: 'failed', why: message('fix.failed.denied') };
  if (last?.state === 'failed') return { state: 'failed', why: last.why };
  if (changes.every(({ state }) => state === 'undone')) return { state: 'undone' };
  if (signal.aborted) return { state: 'interrupted', why: message('fix.interrupted') };
  return { state: 'failed', why: message('fix.undo.not-back') };
}
