import type { RunHandle } from '../../preflight/index.js';
import type {
  AccountHint,
  BrokenStage,
  Connection,
  Mailboxes,
  Reached,
  Rung,
  ServerTime,
  SignInProof,
  Stage,
} from '../connection.js';
import { Ladder } from '../stage-recorder.js';
import { notBegun } from '../not-begun.js';
import { endUnfinished, Phases } from '../phases.js';
import type { PowerShellClimbOptions } from './powershell-attempt.js';
import { PowerShellClimb } from './powershell-attempt.js';

export interface PowerShellConnectionOptions extends PowerShellClimbOptions {
  /** What the row calls the software that connects: `Windows PowerShell`. */
  readonly stack: string;
  /** For Remove-PSSession when everything went well, in milliseconds. */
  readonly removalMs: number;
}

const phases = ['session', 'import', 'command', 'disconnect'] as const;
type Phase = (typeof phases)[number];

/** One cmdlet opens everything up to the runspace: whoever asks for a rung below it gets all of them. */
const phaseOf = (rung: Rung): Phase =>
  rung === 'import' || rung === 'command' || rung === 'disconnect' ? rung : 'session';

/** Remote PowerShell by the PowerShell of this PC. It proves what our own client can not: that this PC's WinRM and policies let it through. */
export class PowerShellConnection implements Connection {
  readonly name = 'connection';
  readonly stack: string;
  readonly #options: PowerShellConnectionOptions;
  readonly #giveUp = new AbortController();
  readonly #phases = new Phases(phases, (phase) => this.#climb(phase));
  #run: RunHandle | undefined;
  /** From here on the rungs are climbed by the closing alone. */
  #closing = false;
  #opened: { readonly ladder: Ladder; readonly climb: PowerShellClimb; readonly deadline: AbortSignal } | undefined;

  constructor(options: PowerShellConnectionOptions) {
    this.#options = options;
    this.stack = options.stack;
  }

  attach(run: RunHandle): void {
    this.#run = run;
  }

  async reached(rung: Rung): Promise<Reached> {
    // Without an account PowerShell would not get to any rung: nothing is begun.
    if (!this.#options.credential) return { state: 'not-reached', broken: notBegun(rung) };
    await this.#upTo(phaseOf(rung));
    return this.#open().ladder.reached(rung) ?? { state: 'not-reached', broken: notBegun(rung) };
  }

  async mailboxes(): Promise<Mailboxes | { readonly broken: BrokenStage }> {
    if (!this.#options.credential) return { broken: notBegun('sign-in') };
    await this.#upTo('command');
    const { climb } = this.#open();
    if (climb.mailboxes) {
      // Nobody needs the session any longer: it counts against the account's limit while it is open.
      await this.#upTo('disconnect');
      return climb.mailboxes;
    }
    const reached = await this.reached('command');
    return { broken: reached.state === 'not-reached' ? reached.broken : (reached as BrokenStage) };
  }

  signInProof(): SignInProof | undefined {
    return this.#opened?.climb.proof;
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
    return this.#opened?.climb.leavesRoom ?? true;
  }

  stages(): readonly Stage[] {
    return this.#opened?.ladder.stages ?? [];
  }

  waitingOn(): string | undefined {
    return this.#opened?.ladder.current;
  }

  /** A PowerShell that was started has to be ended too. */
  isOpen(): boolean {
    return this.#opened !== undefined && (this.#opened.climb.mayBeOpen || this.#opened.climb.isRunning);
  }

  async close(signal: AbortSignal): Promise<'clean' | 'abandoned'> {
    const { climb, ladder } = this.#open();
    this.#giveUp.abort(new DOMException('closing', 'AbortError'));
    // A call that hangs hears of nothing: it is not waited for beyond the time there is.
    await Promise.race([
      this.#phases.running?.catch(() => undefined),
      fired(AbortSignal.any([signal, AbortSignal.timeout(settleMs)])),
    ]);
    this.#closing = true;
    ladder.interrupt();
    let result: 'clean' | 'abandoned' = 'clean';
    try {
      if (climb.mayBeOpen) await climb.disconnect(signal);
    } catch {
      result = 'abandoned';
    }
    await climb.end(result === 'clean' ? 'leave' : 'kill');
    return result;
  }

  /** Made at the first question, and with it the deadline begins. */
  #open() {
    if (!this.#opened) {
      const tell = (step: Parameters<RunHandle['step']>[0]): void => this.#run?.step(step);
      const ladder = new Ladder(tell);
      const deadline = AbortSignal.timeout(this.#options.connectionMs);
      const any = AbortSignal.any([deadline, this.#giveUp.signal, ...(this.#run ? [this.#run.signal] : [])]);
      this.#opened = { ladder, deadline, climb: new PowerShellClimb(this.#options, ladder, any, tell) };
    }
    return this.#opened;
  }

  #upTo(phase: Phase): Promise<void> {
    return this.#phases.upTo(phase, this.#open().ladder);
  }

  async #climb(phase: Phase): Promise<void> {
    const { climb, ladder, deadline } = this.#open();
    const steps: Readonly<Record<Phase, () => Promise<void>>> = {
      session: () => climb.open(),
      import: () => (this.#options.imports ? climb.import() : Promise.resolve()),
      command: () => climb.getMailbox(),
      disconnect: () =>
        climb.disconnect(AbortSignal.any([AbortSignal.timeout(this.#options.removalMs), this.#giveUp.signal])),
    };
    try {
      await steps[phase]();
      // Names go to whoever watches the run and into no outcome.
      if (phase === 'command') this.#run?.step({ mailboxes: [...(climb.mailboxes?.names ?? [])] });
      if (phase === 'disconnect') await climb.end();
    } catch (error) {
      // A call that came back late is told no more: what it left is being removed.
      if (this.#closing) return;
      // Where no session can be left there is nothing to keep PowerShell for.
      if (!climb.mayBeOpen && !this.#giveUp.signal.aborted && this.#run?.signal.aborted !== true) await climb.end();
      endUnfinished(error, ladder, {
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
