import type { Credential } from '../identity/credential.js';
import type { RunHandle } from '../preflight/index.js';
import { message, value } from '../vocabulary/index.js';
import type { ConnectionSteps, Step, StepContext } from './connection-steps.js';
import type {
  AccountHint,
  BrokenStage,
  Connection,
  Mailboxes,
  Reached,
  ServerTime,
  SignInProof,
  Stage,
  StageName,
} from './connection.js';
import { notBegun, stageNames } from './connection.js';
import { Redirects } from './redirect.js';
import { Broken, StageRecorder } from './stage-recorder.js';
import type { Target } from './target.js';

export interface ConnectionOptions {
  readonly target: Target;
  readonly credential?: Credential;
  /** Hosts a redirect may lead to, with their port if they have one. */
  readonly allowedRedirects: readonly string[];
  /** Sign in even where Microsoft has closed the route. */
  readonly tryRetired?: boolean;
  /** Run the article's plain `Get-Mailbox` instead of fetching one mailbox only. */
  readonly all?: boolean;
  /** Time limit from first use to the answer, in milliseconds. */
  readonly connectionMs: number;
  /** Time limit for removing the session after success, in milliseconds. */
  readonly removalMs: number;
}

interface WayOptions {
  /** The connecting software, as its row names it. */
  readonly stack: string;
  /** This way reaches no stage without an account. */
  readonly needsAccount: boolean;
  readonly stepsOf: (context: StepContext) => ConnectionSteps;
}

interface Opened {
  readonly recorder: StageRecorder;
  readonly deadline: AbortSignal;
  readonly way: ConnectionSteps;
  readonly steps: readonly Step[];
}

/** Time limit for pending work to notice that it was cancelled, in milliseconds. */
const settleMs = 700;

/**
 * Remote PowerShell, whichever way connects. Goes only as far as a caller asks, runs each step once however many ask,
 * and runs none after a stage broke. The session is always removed: by the connection itself once Get-Mailbox has
 * answered, by the run in every other case.
 */
export class StagedConnection implements Connection {
  readonly name = 'connection';
  readonly stack: string;
  readonly #options: ConnectionOptions;
  readonly #way: WayOptions;
  readonly #giveUp = new AbortController();
  #run: RunHandle | undefined;
  #opened: Opened | undefined;
  #mailboxes: Mailboxes | undefined;
  #stepsDone = 0;
  #running: Promise<void> | undefined;
  /** Pending requests for a stage. */
  readonly #asking = new Set<Promise<void>>();
  /** Once set, only `close` attempts anything. */
  #closing = false;

  constructor(options: ConnectionOptions, way: WayOptions) {
    this.#options = options;
    this.#way = way;
    this.stack = way.stack;
  }

  attach(run: RunHandle): void {
    this.#run = run;
  }

  async reached(stage: StageName): Promise<Reached> {
    const notReached = { state: 'not-reached', broken: notBegun(stage) } as const;
    if (this.#lacksAccount) return notReached;
    await this.#upTo(stage);
    return this.#open().recorder.reached(stage) ?? notReached;
  }

  async mailboxes(): Promise<Mailboxes | { readonly broken: BrokenStage }> {
    if (this.#lacksAccount) return { broken: notBegun('sign-in') };
    await this.#upTo('command');
    if (this.#mailboxes) {
      // Remove the session at once: it counts against the account's limit while it is open.
      await this.#upTo('disconnect');
      return this.#mailboxes;
    }
    const reached = await this.reached('command');
    return { broken: reached.state === 'not-reached' ? reached.broken : (reached as BrokenStage) };
  }

  signInProof(): SignInProof | undefined {
    return this.#opened?.way.proof;
  }

  accountHints(): readonly AccountHint[] {
    const { credential, target } = this.#options;
    return (
      credential?.account.hints(
        target.delegatedOrganization ? target.tenant : undefined,
        target.delegatedOrganization || target.microsoft,
      ) ?? []
    );
  }

  serverTime(): ServerTime | undefined {
    return this.#opened?.way.serverTime;
  }

  leavesRoom(): boolean {
    return this.#opened?.way.leavesRoom ?? true;
  }

  stages(): readonly Stage[] {
    return this.#opened?.recorder.stages ?? [];
  }

  waitingOn(): string | undefined {
    return this.#opened?.recorder.current;
  }

  isOpen(): boolean {
    return this.#opened !== undefined && (this.#opened.way.mayHaveSession || this.#opened.way.isRunning === true);
  }

  async close(signal: AbortSignal): Promise<'clean' | 'abandoned'> {
    const { way, recorder } = this.#open();
    const settled = (await way.settle?.(signal)) ?? 'known';
    this.#giveUp.abort(new DOMException('closing', 'AbortError'));
    // Pending steps have to end, and must report nothing more, before the removal begins. A call that hangs does not
    // notice the abort, so the wait is bounded.
    const late = AbortSignal.any([signal, AbortSignal.timeout(settleMs)]);
    await Promise.race([Promise.allSettled(this.#asking), fired(late)]);
    this.#closing = true;
    recorder.interrupt();
    let removed = true;
    try {
      if (way.mayHaveSession || settled === 'uncertain') await this.#remove(signal);
    } catch {
      removed = false;
    }
    await way.release(removed ? 'leave' : 'kill');
    // A session deleted before it was created may still come into being.
    return removed && settled === 'known' ? 'clean' : 'abandoned';
  }

  get #lacksAccount(): boolean {
    return this.#way.needsAccount && this.#options.credential === undefined;
  }

  get #isOver(): boolean {
    return this.#run?.signal.aborted === true || this.#giveUp.signal.aborted;
  }

  /** Created on first use, which also starts the deadline. */
  #open(): Opened {
    return (this.#opened ??= this.#make());
  }

  #make(): Opened {
    const { connectionMs, removalMs, credential } = this.#options;
    const tell: StepContext['tell'] = (step) => this.#run?.step(step);
    const clean: StepContext['clean'] = (text) => credential?.scrub(text) ?? text;
    const recorder = new StageRecorder(tell);
    const redirects = new Redirects(this.#options, recorder, clean);
    const deadline = AbortSignal.timeout(connectionMs);
    const untilClosed = AbortSignal.any([deadline, this.#giveUp.signal]);
    const any = this.#run ? AbortSignal.any([untilClosed, this.#run.signal]) : untilClosed;
    const way = this.#way.stepsOf({ recorder, redirects, signals: { any, untilClosed }, clean, tell });
    const removal = () => AbortSignal.any([AbortSignal.timeout(removalMs), this.#giveUp.signal]);
    const steps: readonly Step[] = [
      ...way.opening,
      { upTo: 'command', attempt: () => this.#getMailbox() },
      { upTo: 'disconnect', attempt: () => this.#remove(removal(), () => this.#giveUp.signal.aborted) },
    ];
    return { recorder, deadline, way, steps };
  }

  #upTo(stage: StageName): Promise<void> {
    const asking = this.#go(stage).finally(() => this.#asking.delete(asking));
    this.#asking.add(asking);
    return asking;
  }

  async #go(stage: StageName): Promise<void> {
    const { recorder, steps } = this.#open();
    const needed = 1 + steps.findIndex(({ upTo }) => stageNames.indexOf(upTo) >= stageNames.indexOf(stage));
    while (this.#stepsDone < needed && !recorder.broken && !this.#closing) {
      this.#running ??= this.#attempt(steps[this.#stepsDone]!).finally(() => {
        this.#stepsDone++;
        this.#running = undefined;
      });
      await this.#running;
    }
  }

  async #attempt({ upTo, attempt }: Step): Promise<void> {
    const { way } = this.#open();
    try {
      await attempt();
      if (upTo === 'disconnect') await way.release('leave');
    } catch (error) {
      // A late result is not reported: what it left behind is being removed.
      if (this.#closing) return;
      try {
        this.#endStage(error);
      } catch (end) {
        if (!(end instanceof Broken)) throw end;
      } finally {
        // If no session can be left behind, there is nothing to keep.
        if (!way.mayHaveSession && !this.#isOver) await way.release('leave');
      }
    }
  }

  /**
   * Ends a stage that neither passed nor broke: the software failed, time ran out, or the run did. Rethrows anything
   * else, which is a bug.
   */
  #endStage(error: unknown): void {
    const { recorder, deadline, way } = this.#open();
    if (error instanceof Broken) throw error;
    const diagnosis = way.diagnose(error, recorder.current);
    if (diagnosis)
      return diagnosis.fault === 'timed-out'
        ? recorder.timedOut(diagnosis.evidence)
        : recorder.break(diagnosis.fault, diagnosis.evidence);
    if (this.#isOver) return recorder.interrupt();
    if (!deadline.aborted) throw error;
    recorder.timedOut();
  }

  async #getMailbox(): Promise<void> {
    const { recorder, way } = this.#open();
    recorder.begin('command');
    const { mailboxes, fault, evidence, source } = await way.getMailbox();
    if (fault && !mailboxes?.count) return recorder.break(fault, evidence);
    if (!mailboxes) return recorder.break({ symptom: 'command-failed' }, evidence);
    this.#mailboxes = mailboxes;
    recorder.passed([{ what: message('stage.results'), observed: value(mailboxes.count), source }, ...evidence]);
    // Names go to the run's stream only, never into an outcome.
    this.#run?.step({ mailboxes: [...mailboxes.names] });
  }

  /** `signal` bounds the removal. A removal cancelled because another follows has not failed. */
  async #remove(signal: AbortSignal, calledOff: () => boolean = () => false): Promise<void> {
    const { recorder, way } = this.#open();
    recorder.begin('disconnect');
    const evidence = await way.remove(signal).catch((error: unknown) => {
      if (calledOff()) throw error;
      return recorder.break({ symptom: 'session-left' }, way.diagnose(error, 'disconnect')?.evidence);
    });
    recorder.passed(evidence);
  }
}

/** Resolves when the signal fires. */
export const fired = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
