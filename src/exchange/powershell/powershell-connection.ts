import type { RunHandle } from '../../preflight/index.js';
import type {
  AccountHint,
  BrokenStage,
  Connection,
  Mailboxes,
  Reached,
  StageName,
  ServerTime,
  SignInProof,
  Stage,
} from '../connection.js';
import { StageRecorder } from '../stage-recorder.js';
import { notBegun } from '../not-begun.js';
import { endUnfinished, Phases } from '../phases.js';
import type { PowerShellAttemptOptions } from './powershell-attempt.js';
import { PowerShellAttempt } from './powershell-attempt.js';

export interface PowerShellConnectionOptions extends PowerShellAttemptOptions {
  /** What the row calls the software that connects: `Windows PowerShell`. */
  readonly stack: string;
  /** For Remove-PSSession when everything went well, in milliseconds. */
  readonly removalMs: number;
}

const phases = ['session', 'import', 'command', 'disconnect'] as const;
type Phase = (typeof phases)[number];

/** One cmdlet opens everything up to the runspace: whoever asks for a stage below it gets all of them. */
const phaseOf = (stage: StageName): Phase =>
  stage === 'import' || stage === 'command' || stage === 'disconnect' ? stage : 'session';

/** Remote PowerShell by the PowerShell of this PC. It proves what our own client can not: that this PC's WinRM and policies let it through. */
export class PowerShellConnection implements Connection {
  readonly name = 'connection';
  readonly stack: string;
  readonly #options: PowerShellConnectionOptions;
  readonly #giveUp = new AbortController();
  readonly #phases = new Phases(phases, (phase) => this.#attempt(phase));
  #run: RunHandle | undefined;
  /** From here on the stages are attempted by the closing alone. */
  #closing = false;
  #opened:
    | { readonly recorder: StageRecorder; readonly attempt: PowerShellAttempt; readonly deadline: AbortSignal }
    | undefined;

  constructor(options: PowerShellConnectionOptions) {
    this.#options = options;
    this.stack = options.stack;
  }

  attach(run: RunHandle): void {
    this.#run = run;
  }

  async reached(stage: StageName): Promise<Reached> {
    // Without an account PowerShell would not get to any stage: nothing is begun.
    if (!this.#options.credential) return { state: 'not-reached', broken: notBegun(stage) };
    await this.#upTo(phaseOf(stage));
    return this.#open().recorder.reached(stage) ?? { state: 'not-reached', broken: notBegun(stage) };
  }

  async mailboxes(): Promise<Mailboxes | { readonly broken: BrokenStage }> {
    if (!this.#options.credential) return { broken: notBegun('sign-in') };
    await this.#upTo('command');
    const { attempt } = this.#open();
    if (attempt.mailboxes) {
      // Nobody needs the session any longer: it counts against the account's limit while it is open.
      await this.#upTo('disconnect');
      return attempt.mailboxes;
    }
    const reached = await this.reached('command');
    return { broken: reached.state === 'not-reached' ? reached.broken : (reached as BrokenStage) };
  }

  signInProof(): SignInProof | undefined {
    return this.#opened?.attempt.proof;
  }

  accountHints(): readonly AccountHint[] {
    const { credential, target } = this.#options;
    return (
      credential?.hints(
        target.delegatedOrganization ? target.tenant : undefined,
        target.delegatedOrganization || target.microsoft,
      ) ?? []
    );
  }

  /** WinRM hands out no header of the server's answer. */
  serverTime(): ServerTime | undefined {
    return undefined;
  }

  leavesRoom(): boolean {
    return this.#opened?.attempt.leavesRoom ?? true;
  }

  stages(): readonly Stage[] {
    return this.#opened?.recorder.stages ?? [];
  }

  waitingOn(): string | undefined {
    return this.#opened?.recorder.current;
  }

  /** A PowerShell that was started has to be ended too. */
  isOpen(): boolean {
    return this.#opened !== undefined && (this.#opened.attempt.mayBeOpen || this.#opened.attempt.isRunning);
  }

  async close(signal: AbortSignal): Promise<'clean' | 'abandoned'> {
    const { attempt, recorder } = this.#open();
    this.#giveUp.abort(new DOMException('closing', 'AbortError'));
    // A call that hangs hears of nothing: it is not waited for beyond the time there is.
    await Promise.race([
      this.#phases.running?.catch(() => undefined),
      fired(AbortSignal.any([signal, AbortSignal.timeout(settleMs)])),
    ]);
    this.#closing = true;
    recorder.interrupt();
    let result: 'clean' | 'abandoned' = 'clean';
    try {
      if (attempt.mayBeOpen) await attempt.disconnect(signal);
    } catch {
      result = 'abandoned';
    }
    await attempt.end(result === 'clean' ? 'leave' : 'kill');
    return result;
  }

  /** Made at the first question, and with it the deadline begins. */
  #open() {
    if (!this.#opened) {
      const tell = (step: Parameters<RunHandle['step']>[0]): void => this.#run?.step(step);
      const recorder = new StageRecorder(tell);
      const deadline = AbortSignal.timeout(this.#options.connectionMs);
      const any = AbortSignal.any([deadline, this.#giveUp.signal, ...(this.#run ? [this.#run.signal] : [])]);
      this.#opened = { recorder, deadline, attempt: new PowerShellAttempt(this.#options, recorder, any, tell) };
    }
    return this.#opened;
  }

  #upTo(phase: Phase): Promise<void> {
    return this.#phases.upTo(phase, this.#open().recorder);
  }

  async #attempt(phase: Phase): Promise<void> {
    const { attempt, recorder, deadline } = this.#open();
    const steps: Readonly<Record<Phase, () => Promise<void>>> = {
      session: () => attempt.open(),
      import: () => (this.#options.imports ? attempt.import() : Promise.resolve()),
      command: () => attempt.getMailbox(),
      disconnect: () =>
        attempt.disconnect(AbortSignal.any([AbortSignal.timeout(this.#options.removalMs), this.#giveUp.signal])),
    };
    try {
      await steps[phase]();
      // Names go to whoever watches the run and into no outcome.
      if (phase === 'command') this.#run?.step({ mailboxes: [...(attempt.mailboxes?.names ?? [])] });
      if (phase === 'disconnect') await attempt.end();
    } catch (error) {
      // A call that came back late is reported no more: what it left is being removed.
      if (this.#closing) return;
      // Where no session can be left there is nothing to keep PowerShell for.
      if (!attempt.mayBeOpen && !this.#giveUp.signal.aborted && this.#run?.signal.aborted !== true) await attempt.end();
      endUnfinished(error, recorder, {
        isOver: this.#run?.signal.aborted === true || this.#giveUp.signal.aborted,
        deadline,
      });
    }
  }
}

/** For what was under way to notice that it is over, in milliseconds. */
const settleMs = 700;

const fired = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
