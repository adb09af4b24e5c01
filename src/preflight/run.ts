import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { AnyCheck } from './check.js';
import type { CheckId } from './ids.js';
import { EventQueue } from './event-queue.js';
import type { PreflightEvent } from './events.js';
import type { Finding, Outcome } from './finding.js';
import { isFinding, isMessage } from './is-finding.js';
import { validate, waitsFor } from './graph.js';
import type { Signal } from '../vocabulary/index.js';
import type { Shared } from './shared.js';
import { causes, exitCode, verdict } from './verdict.js';

export interface RunOptions {
  /** Fires when the person interrupts. */
  readonly signal: Signal;
  /** For the whole run, in milliseconds; closing comes on top. */
  readonly deadlineMs: number;
  /** Resources the run owns and closes. */
  readonly shared?: readonly Shared[];
  /** Outcomes of an earlier run that stand: for rerun and watch. */
  readonly keep?: ReadonlyMap<CheckId, Outcome>;
  /** The rows that count for verdict and exit code; default all. */
  readonly selected?: ReadonlySet<CheckId>;
  /** The inputs this run was given; a check that asks for another is blocked by it. */
  readonly inputs?: ReadonlySet<string>;
  /** The check that must have passed for `ready`. */
  readonly goal?: CheckId;
  readonly strict?: boolean;
  /** How many checks run at once. */
  readonly concurrency?: number;
  /** For a check that names no time of its own, in milliseconds. */
  readonly checkTimeoutMs?: number;
  /** After this long a running check is announced as slow, in milliseconds. */
  readonly slowAfterMs?: number;
  /** What closing a resource may take, in milliseconds. */
  readonly closeMs?: number;
  /** Multiplies every time above and the checks' own. */
  readonly timeScale?: number;
  /** Gets the error behind a crashed row; the stream carries only its name. */
  readonly onCrash?: (check: CheckId, error: unknown) => void;
}

/** More than this a timer can not wait; it would fire at once. */
const longestTimer = 2 ** 31 - 1;

const defaults = { concurrency: 32, checkTimeoutMs: 15_000, slowAfterMs: 3_000, closeMs: 3_000 } as const;

/**
 * Runs the checks and tells what happens as it happens. Whatever can run runs at once, up to a bound. The stream always ends
 * with `run-finished`, after every row has an outcome and every opened resource is closed or named as abandoned. A consumer
 * that stops reading ends the run. Throws a GraphError at once if the checks do not fit together.
 */
export function preflight<C>(
  checks: readonly AnyCheck<C>[],
  context: C,
  options: RunOptions,
): AsyncIterable<PreflightEvent> {
  validate(checks);
  return { [Symbol.asyncIterator]: () => start(new Run(checks, context, options)) };
}

async function* start<C>(run: Run<C>): AsyncGenerator<PreflightEvent, void, undefined> {
  const finished = run.toTheEnd();
  try {
    yield* run.events.read();
  } finally {
    run.abandon();
    await finished;
  }
}

type StopReason = 'interrupted' | 'deadline' | 'abandoned';

class Run<C> {
  readonly events = new EventQueue();
  readonly #checks: readonly AnyCheck<C>[];
  readonly #context: C;
  readonly #options: RunOptions;
  readonly #scale: number;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #outcomes = new Map<CheckId, Outcome>();
  readonly #settled = new Map<CheckId, PromiseWithResolvers>();
  readonly #stop = new AbortController();
  #bug: unknown;

  constructor(checks: readonly AnyCheck<C>[], context: C, options: RunOptions) {
    this.#checks = checks;
    this.#context = context;
    this.#options = options;
    this.#scale = options.timeScale ?? 1;
    this.#limit = pLimit(options.concurrency ?? defaults.concurrency);
    // Every waiting check listens to the end of the run: many listeners are the plan here, not a leak.
    setMaxListeners(0, this.#stop.signal);
    for (const { id } of checks) this.#settled.set(id, promiseWithResolvers());
  }

  async toTheEnd(): Promise<void> {
    const { signal, deadlineMs, shared = [] } = this.#options;
    const interrupt = (): void => {
      this.events.push({ type: 'interrupting' });
      this.#end('interrupted');
    };
    const deadline = setTimeout(() => this.#end('deadline'), deadlineMs * this.#scale);
    try {
      this.#announce();
      for (const resource of shared) {
        resource.attach({
          signal: this.#stop.signal,
          step: (step) => this.events.push({ type: 'step', of: resource.name, step }),
        });
      }
      if (signal.aborted) interrupt();
      else signal.addEventListener('abort', interrupt, { once: true });
      await Promise.all(this.#checks.map((check) => this.#settle(check)));
    } catch (error) {
      this.#bug = error;
    } finally {
      clearTimeout(deadline);
      await this.#closeAll(shared);
      signal.removeEventListener('abort', interrupt);
      this.#finish();
    }
  }

  /** The consumer stopped listening. */
  abandon(): void {
    this.#end('abandoned');
  }

  #end(reason: StopReason): void {
    if (!this.#stop.signal.aborted) this.#stop.abort(reason);
  }

  #announce(): void {
    const rows = this.#checks.map(({ id, group, needs = [], blockedByFailureOf = [], uses = [] }) => ({
      check: id,
      group,
      title: { id: 'title' },
      needs,
      blockedByFailureOf,
      uses,
    }));
    this.events.push({ type: 'run-started', rows });
  }

  async #settle(check: AnyCheck<C>): Promise<void> {
    const { outcome, ranMs, waitedMs, kept } = await this.#outcomeOf(check);
    this.#outcomes.set(check.id, outcome);
    this.events.push({ type: 'check-finished', check: check.id, outcome, ranMs, waitedMs, ...(kept ? { kept } : {}) });
    this.#settled.get(check.id)!.resolve();
  }

  async #outcomeOf(check: AnyCheck<C>): Promise<Timed> {
    const kept = this.#options.keep?.get(check.id);
    if (kept) return { outcome: await this.#standing(kept), ranMs: 0, waitedMs: 0, kept: true };
    const meaningless = this.#meaningless(check);
    if (meaningless) return { outcome: meaningless, ranMs: 0, waitedMs: 0 };

    const on = waitsFor(check);
    if (on.length > 0) this.events.push({ type: 'check-waiting', check: check.id, on });
    await this.#orStopped(Promise.all(on.map((id) => this.#settled.get(id)!.promise)));
    const still = (): Timed => ({ outcome: this.#stopped(check, 0), ranMs: 0, waitedMs: this.events.now() });
    const blocked = this.#blocked(check);
    if (blocked) return { outcome: blocked, ranMs: 0, waitedMs: this.events.now() };
    if (this.#stop.signal.aborted) return still();
    return this.#limit(() => (this.#stop.signal.aborted ? still() : this.#run(check)));
  }

  /** What an earlier run found still stands, but for a row that was blocked by one that holds now. */
  async #standing(kept: Outcome): Promise<Outcome> {
    if (kept.status !== 'blocked' || !('check' in kept.by)) return kept;
    const { check } = kept.by;
    await this.#orStopped(this.#settled.get(check)?.promise ?? Promise.resolve());
    return satisfies(this.#outcomes.get(check)) ? { status: 'unknown', outdated: { check } } : kept;
  }

  #meaningless(check: AnyCheck<C>): Outcome | undefined {
    try {
      const applies: unknown = check.appliesTo ? check.appliesTo(this.#context) : true;
      if (applies === true) return undefined;
      if (isMessage(applies)) return { status: 'not-applicable', why: applies };
      throw new TypeError(`appliesTo of the check "${check.id}" answered neither true nor a message`);
    } catch (error) {
      return this.#crashed(check.id, error);
    }
  }

  /** The row that blocks a blocked row is the one at the root: the one to fix. */
  #blocked({ needs = [], blockedByFailureOf = [], inputs = [] }: AnyCheck<C>): Outcome | undefined {
    for (const id of needs) {
      const outcome = this.#outcomes.get(id);
      if (!outcome || satisfies(outcome)) continue;
      return outcome.status === 'blocked' ? outcome : { status: 'blocked', by: { check: id } };
    }
    for (const id of blockedByFailureOf) {
      if (this.#outcomes.get(id)?.status === 'fail') return { status: 'blocked', by: { check: id } };
    }
    const missing = inputs.find((input) => !this.#options.inputs?.has(input));
    return missing === undefined ? undefined : { status: 'blocked', by: { input: missing } };
  }

  async #run(check: AnyCheck<C>): Promise<Timed> {
    const waitedMs = this.events.now();
    const startedAt = performance.now();
    const ranMs = (): number => Math.round(performance.now() - startedAt);
    this.events.push({ type: 'check-started', check: check.id });

    const limitMs = Math.min(
      longestTimer,
      Math.max(0, (check.timeoutMs ?? this.#options.checkTimeoutMs ?? defaults.checkTimeoutMs) * this.#scale),
    );
    const own = new AbortController();
    const slow = setTimeout(
      () => this.events.push({ type: 'check-slow', check: check.id }),
      (this.#options.slowAfterMs ?? defaults.slowAfterMs) * this.#scale,
    );
    const late = promiseWithResolvers<Outcome>();
    const overrun = setTimeout(
      () => late.resolve({ status: 'timed-out', afterMs: ranMs(), ...this.#waitingOn(check) }),
      limitMs,
    );
    const onStop = (): void => late.resolve(this.#stopped(check, ranMs()));
    this.#stop.signal.addEventListener('abort', onStop, { once: true });
    try {
      const outcome = await Promise.race([this.#ask(check, own.signal), late.promise]);
      return { outcome, ranMs: ranMs(), waitedMs };
    } finally {
      clearTimeout(slow);
      clearTimeout(overrun);
      this.#stop.signal.removeEventListener('abort', onStop);
      own.abort('over');
    }
  }

  async #ask(check: AnyCheck<C>, signal: AbortSignal): Promise<Outcome> {
    try {
      const finding: Finding = await check.run(this.#context, signal);
      if (!isFinding(finding)) throw new TypeError(`the check "${check.id}" answered something that is not a finding`);
      // A copy: whoever answered may still change what they hold.
      return JSON.parse(JSON.stringify(finding)) as Finding;
    } catch (error) {
      // After its end a check may fail as it likes: the row has its outcome already.
      if (signal.aborted) return { status: 'unknown', crash: { name: 'Late' } };
      return this.#crashed(check.id, error);
    }
  }

  #crashed(check: CheckId, error: unknown): Outcome {
    this.#options.onCrash?.(check, error);
    return { status: 'unknown', crash: { name: nameOf(error) } };
  }

  #stopped(check: AnyCheck<C>, afterMs: number): Outcome {
    if (this.#stop.signal.reason === 'deadline') return { status: 'timed-out', afterMs, ...this.#waitingOn(check) };
    return { status: 'unknown', interrupted: true };
  }

  #waitingOn({ uses = [] }: AnyCheck<C>): { waitingOn?: string } {
    const asked = (this.#options.shared ?? []).filter((resource) => uses.includes(resource.name));
    const waitingOn = asked.map((resource) => resource.waitingOn?.()).find((what) => what !== undefined);
    return waitingOn === undefined ? {} : { waitingOn };
  }

  /** Waits, but not beyond the end of the run. */
  async #orStopped(promise: Promise<unknown>): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const stopped = promiseWithResolvers();
    const onStop = (): void => stopped.resolve();
    this.#stop.signal.addEventListener('abort', onStop, { once: true });
    await Promise.race([promise, stopped.promise]);
    this.#stop.signal.removeEventListener('abort', onStop);
  }

  async #closeAll(shared: readonly Shared[]): Promise<void> {
    await Promise.all(shared.filter(isOpen).map((resource) => this.#close(resource)));
  }

  async #close(resource: Shared): Promise<void> {
    this.events.push({ type: 'closing', resource: resource.name });
    const closeMs = (this.#options.closeMs ?? defaults.closeMs) * this.#scale;
    const over = new AbortController();
    const budget = setTimeout(() => over.abort('over'), closeMs);
    // A resource that does not notice its time is over is left behind rather than waited for.
    const left = promiseWithResolvers<'abandoned'>();
    const grace = setTimeout(() => left.resolve('abandoned'), closeMs + 250);
    const closing = (async () => resource.close(over.signal))().catch(() => 'abandoned' as const);
    const result = await Promise.race([closing, left.promise]);
    clearTimeout(budget);
    clearTimeout(grace);
    this.events.push({ type: 'closed', resource: resource.name, result });
  }

  #finish(): void {
    for (const { id } of this.#checks) {
      if (this.#outcomes.has(id)) continue;
      const outcome = this.#crashed(id, this.#bug);
      this.#outcomes.set(id, outcome);
      this.events.push({ type: 'check-finished', check: id, outcome, ranMs: 0, waitedMs: this.events.now() });
    }
    const { selected, strict, goal, keep } = this.#options;
    const judged = {
      checks: this.#checks as readonly AnyCheck<never>[],
      outcomes: this.#outcomes,
      interrupted: this.#stop.signal.reason === 'interrupted',
      bug: this.#bug !== undefined,
      ...(selected ? { selected } : {}),
      ...(strict ? { strict } : {}),
      ...(goal === undefined ? {} : { goal }),
      ...(keep ? { kept: new Set(keep.keys()) } : {}),
    };
    this.events.push({
      type: 'run-finished',
      verdict: verdict(judged),
      causes: causes(judged),
      exitCode: exitCode(judged),
    });
    this.events.end();
  }
}

/** What another row may rest on, or pass over. */
const satisfies = (outcome: Outcome | undefined): boolean =>
  outcome?.status === 'pass' || outcome?.status === 'warn' || outcome?.status === 'not-applicable';

/** A name can be anything in what somebody else throws. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const name: unknown = error.name;
  return typeof name === 'string' ? name : 'Error';
}

/** One that can not say is asked to close. */
function isOpen(resource: Shared): boolean {
  try {
    return resource.isOpen();
  } catch {
    return true;
  }
}

interface Timed {
  readonly outcome: Outcome;
  readonly ranMs: number;
  readonly waitedMs: number;
  readonly kept?: true;
}

interface PromiseWithResolvers<T = void> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

/** Promise.withResolvers comes with Node 22. */
function promiseWithResolvers<T = void>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
