import type { Machine } from '../../machine/index.js';
import { parsePolicy, runsUnsignedLocalScripts } from '../../machine/index.js';
import type { Edition } from '../../machine/live/powershell/session.js';
import type { Policy } from '../../machine/rules/execution-policy.js';
import type { Message, Signal } from '../../vocabulary/index.js';
import { message, pub } from '../../vocabulary/index.js';
import type { Entry, Journal } from './journal.js';
import { beforeAnyChange } from './journal.js';
import type { Plan } from './plan.js';
import { readingOf } from './plan.js';
import type { Step } from './policy-commands.js';
import { scopeOf } from './policy-commands.js';
import type { PolicyStore, SetResult } from './policy-store.js';
import type { PolicySnapshot } from './policy-snapshot.js';
import { readPolicySnapshot } from './policy-snapshot.js';

export interface StepMade {
  readonly step: Step;
  readonly result: SetResult;
}

export interface Applied {
  /**
   * `applied`: read again, the goal's PowerShell now lets scripts run. PowerShell's own report alone is never enough.
   */
  readonly state: 'applied' | 'declined' | 'failed' | 'cannot-tell' | 'interrupted';
  readonly why?: Message;
  /** What was tried, in order. */
  readonly steps: readonly StepMade[];
  readonly verification: Verification;
}

export interface Context {
  readonly store: PolicyStore;
  readonly journal: Journal;
  readonly signal: Signal;
  readonly now?: () => Date;
}

/** Makes the changes of an approved plan, each recorded in the journal first, and reads the result. */
export async function apply(plan: Plan, { store, journal, signal, now = () => new Date() }: Context): Promise<Applied> {
  const before = await readPolicySnapshot(store.fresh());
  const moved = plan.steps.find((step) => !stands(before, step, step.before));
  if (moved)
    return {
      state: 'failed',
      why: message('fix.failed.changed-meanwhile', { scope: pub(scopeOf(moved.target)) }),
      steps: [],
      verification: await verify(store.fresh(), plan.goal),
    };

  const book = new Book(journal, {
    id: crypto.randomUUID(),
    fix: 'execution-policy',
    at: now().toISOString(),
    origin: store.origin,
    user: before.user ?? '',
    changes: [],
  });
  const steps: StepMade[] = [];
  let unnoted = false;
  for (const step of plan.steps) {
    if (signal.aborted) break;
    // If the first change cannot be recorded, throw; if a later one cannot, stop there and report what was made.
    if (steps.length === 0) await beforeAnyChange(book.begin(step));
    else if (
      !(await book.begin(step).then(
        () => true,
        () => false,
      ))
    ) {
      unnoted = true;
      break;
    }
    const result = await store.set(step, signal);
    await book.end(step, result);
    steps.push({ step, result });
    if (!isWritten(result)) break;
  }
  const verification = await verify(store.fresh(), plan.goal);
  if (unnoted) return { state: 'failed', why: message('fix.failed.journal'), steps, verification };
  return { ...judged(plan, steps, verification, signal), steps, verification };
}

export const isWritten = ({ state }: SetResult): boolean => state === 'written' || state === 'overridden';

/** Certainly not made, so there is nothing to undo. */
export const isUntouched = (result: SetResult): boolean =>
  result.state === 'declined' || result.state === 'denied' || (result.state === 'failed' && result.written === 'no');

/** Whether the target holds this policy. */
export function stands(snapshot: PolicySnapshot, { target }: Pick<Step, 'target'>, policy: Step['before']): boolean {
  const reading = readingOf(snapshot, target);
  return reading.state === 'set' ? reading.policy === policy : reading.state === 'undefined' && policy === 'Undefined';
}

function judged(
  plan: Plan,
  steps: readonly StepMade[],
  { allowed, snapshot, said }: Verification,
  signal: Signal,
): Pick<Applied, 'state' | 'why'> {
  // The 32-bit value does not count unless it is the goal.
  const main = plan.steps.filter(({ target }) => target !== 'LocalMachine32' || plan.goal === 'windows-32');
  const results = main.map((step) => steps.find((made) => made.step === step)?.result);
  const broken = results.find((result) => result !== undefined && !isWritten(result));
  if (broken?.state === 'declined') return { state: 'declined', why: message('fix.declined.prompt') };
  if (broken?.state === 'denied') return { state: 'failed', why: message('fix.failed.denied') };
  if (broken?.state === 'failed') return { state: 'failed', why: broken.why };
  if (broken?.state === 'interrupted' || results.includes(undefined))
    return { state: signal.aborted ? 'interrupted' : 'failed', why: message('fix.interrupted') };
  if (allowed === true) return { state: 'applied' };
  if (allowed === undefined) return { state: 'cannot-tell', why: message('fix.cannot-tell.after') };
  const { winner } = snapshot.windows[plan.goal];
  const policy = pub(winner.state === 'unknown' ? '?' : winner.policy);
  if (said !== undefined && winner.state !== 'unknown' && said !== winner.policy)
    return { state: 'failed', why: message('fix.failed.said', { policy: pub(said) }) };
  const scope = pub(winner.state === 'set' ? winner.scope : '');
  if (winner.state === 'set' && results.some((result) => result?.state === 'overridden'))
    return { state: 'failed', why: message('fix.failed.overridden', { policy, scope }) };
  return { state: 'failed', why: message('fix.failed.not-effective', { policy }) };
}

/** The state now, as a new window of this user sees it: read again, without the rights the change was made with. */
export interface Verification {
  readonly snapshot: PolicySnapshot;
  /** What Windows PowerShell itself reports, if it could be asked. */
  readonly said: Policy | undefined;
  /** Whether unsigned local scripts run; `undefined` if undetermined. */
  readonly allowed: boolean | undefined;
}

/** `machine` must be fresh, with nothing cached. */
export async function verify(machine: Machine, goal: Edition): Promise<Verification> {
  const snapshot = await readPolicySnapshot(machine);
  const { winner } = snapshot.windows[goal];
  const answer = goal === 'windows-64' && snapshot.applicable ? await machine.read('policy.effective64') : undefined;
  const said = answer?.state === 'value' ? parsePolicy(answer.value) : undefined;
  if (winner.state === 'unknown') return { snapshot, said, allowed: undefined };
  return {
    snapshot,
    said,
    allowed: runsUnsignedLocalScripts(winner.policy) && (said === undefined || runsUnsignedLocalScripts(said)),
  };
}

/** A journal entry while its changes are being made. */
class Book {
  readonly #journal: Journal;
  #entry: Entry;

  constructor(journal: Journal, entry: Entry) {
    this.#journal = journal;
    this.#entry = entry;
  }

  /** Records a change before it is made: no change without a way to undo it. */
  begin({ target, before, after }: Step): Promise<void> {
    this.#entry = { ...this.#entry, changes: [...this.#entry.changes, { target, before, after, state: 'begun' }] };
    return this.#journal.put(this.#entry);
  }

  /** A change that was not made is removed from the entry; one that may have been made stays. */
  async end({ target }: Step, result: SetResult): Promise<void> {
    if (isWritten(result))
      this.#entry = {
        ...this.#entry,
        changes: this.#entry.changes.map((one) => (one.target === target ? { ...one, state: 'done' } : one)),
      };
    else if (isUntouched(result))
      this.#entry = { ...this.#entry, changes: this.#entry.changes.filter((one) => one.target !== target) };
    else return;
    // The entry written by `begin` is enough to undo the change, so a failure to update it, such as a full disk, is
    // ignored.
    await (this.#entry.changes.length > 0 ? this.#journal.put(this.#entry) : this.#journal.drop(this.#entry.id)).catch(
      () => undefined,
    );
  }
}
