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
import type { ClimbOptions } from './native-attempt.js';
import { NativeClimb } from './native-attempt.js';
import { notBegun } from '../not-begun.js';
import { endUnfinished, Phases } from '../phases.js';

export interface NativeOptions extends ClimbOptions {
  /** For removing the session when everything went well, in milliseconds. */
  readonly removalMs: number;
}

const phases = ['door', 'sign-in', 'runspace', 'command', 'disconnect'] as const;
type Phase = (typeof phases)[number];

const phaseOf: Readonly<Record<Rung, Phase>> = {
  resolve: 'door',
  proxy: 'door',
  connect: 'door',
  tls: 'door',
  http: 'door',
  'sign-in': 'sign-in',
  shell: 'sign-in',
  runspace: 'runspace',
  import: 'runspace',
  command: 'command',
  disconnect: 'disconnect',
};

/** How long an interruption waits for an answer that says whether there is a session to remove, in milliseconds. */
const creationGraceMs = 1_500;

/**
 * Remote PowerShell by our own client. Goes only as far as somebody asks, one phase after the other, and is removed whatever
 * happens: by itself once Get-Mailbox has answered, by the run in every other case.
 */
export class NativeConnection implements Connection {
  readonly name = 'connection';
  readonly stack = `the tool's own client on Node.js ${process.versions.node}`;
  readonly #options: NativeOptions;
  readonly #giveUp = new AbortController();
  #run: RunHandle | undefined;
  #opened: { readonly ladder: Ladder; readonly climb: NativeClimb; readonly deadline: AbortSignal } | undefined;
  readonly #phases = new Phases(phases, (phase) => this.#climb(phase));

  constructor(options: NativeOptions) {
    this.#options = options;
  }

  attach(run: RunHandle): void {
    this.#run = run;
  }

  async reached(rung: Rung): Promise<Reached> {
    await this.#upTo(phaseOf[rung]);
    return this.#open().ladder.reached(rung) ?? { state: 'not-reached', broken: notBegun(rung) };
  }

  async mailboxes(): Promise<Mailboxes | { readonly broken: BrokenStage }> {
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

  serverTime(): ServerTime | undefined {
    return this.#opened?.climb.line?.serverTime;
  }

  stages(): readonly Stage[] {
    return this.#opened?.ladder.stages ?? [];
  }

  waitingOn(): string | undefined {
    return this.#opened?.ladder.current;
  }

  /** A request without a credential, refused or lost, opens nothing. */
  isOpen(): boolean {
    if (!this.#opened) return false;
    const { signingIn, proof, session, creating } = this.#opened.climb;
    // A Create that is under way may be for a server that asks nobody who they are.
    return (
      (signingIn || proof === 'not-asked' || creating !== undefined) &&
      session.state !== 'new' &&
      session.state !== 'closed'
    );
  }

  async close(signal: AbortSignal): Promise<'clean' | 'abandoned'> {
    const { climb, ladder } = this.#open();
    await this.#waitForCreate(climb.creating, signal);
    const known = climb.creating === undefined && climb.session.state !== 'uncertain';
    this.#giveUp.abort(new DOMException('closing', 'AbortError'));
    // What was under way ends at once, and must not speak any more once the removal is being climbed.
    await this.#phases.running?.catch(() => undefined);
    ladder.interrupt();
    try {
      await climb.disconnect(signal);
      // Deleted before it was made: it may still come into being.
      return known ? 'clean' : 'abandoned';
    } catch {
      return 'abandoned';
    } finally {
      climb.line?.close();
    }
  }

  /** A session that is being created while the run ends: its answer is worth a moment, since deleting too early deletes nothing. */
  async #waitForCreate(creating: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
    if (!creating) return;
    return new Promise((resolve) => {
      const late = (): void => resolve();
      const timer = setTimeout(late, creationGraceMs);
      signal.addEventListener('abort', late, { once: true });
      const settled = (): void => {
        clearTimeout(timer);
        resolve();
      };
      creating.then(settled, settled);
    });
  }

  /** Made at the first question, and with it the deadline begins. */
  #open() {
    if (!this.#opened) {
      const ladder = new Ladder((step) => this.#run?.step(step));
      const deadline = AbortSignal.timeout(this.#options.connectionMs);
      const untilClosed = AbortSignal.any([deadline, this.#giveUp.signal]);
      const any = this.#run ? AbortSignal.any([untilClosed, this.#run.signal]) : untilClosed;
      this.#opened = { ladder, deadline, climb: new NativeClimb(this.#options, ladder, { any, untilClosed }) };
    }
    return this.#opened;
  }

  #upTo(phase: Phase): Promise<void> {
    return this.#phases.upTo(phase, this.#open().ladder);
  }

  async #climb(phase: Phase): Promise<void> {
    const { climb } = this.#open();
    const removal = (): AbortSignal =>
      AbortSignal.any([AbortSignal.timeout(this.#options.removalMs), this.#giveUp.signal]);
    const steps: Readonly<Record<Phase, () => Promise<void>>> = {
      door: () => climb.openDoor(),
      'sign-in': () => climb.signIn(),
      runspace: () => climb.openRunspace(),
      command: () => climb.getMailbox(),
      disconnect: () => climb.disconnect(removal(), () => this.#giveUp.signal.aborted),
    };
    try {
      await steps[phase]();
      // Names go to whoever watches the run and into no outcome.
      if (phase === 'command') this.#run?.step({ mailboxes: [...(climb.mailboxes?.names ?? [])] });
    } catch (error) {
      const { ladder, deadline } = this.#open();
      endUnfinished(error, ladder, {
        isOver: this.#run?.signal.aborted === true || this.#giveUp.signal.aborted,
        deadline,
      });
    }
  }
}
