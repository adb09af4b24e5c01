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
import type { AttemptOptions } from './native-attempt.js';
import { NativeAttempt } from './native-attempt.js';
import { notBegun } from '../not-begun.js';
import { endUnfinished, Phases } from '../phases.js';

export interface NativeOptions extends AttemptOptions {
  /** For removing the session when everything went well, in milliseconds. */
  readonly removalMs: number;
}

const phases = ['endpoint', 'sign-in', 'runspace', 'command', 'disconnect'] as const;
type Phase = (typeof phases)[number];

const phaseOf: Readonly<Record<StageName, Phase>> = {
  resolve: 'endpoint',
  proxy: 'endpoint',
  connect: 'endpoint',
  tls: 'endpoint',
  http: 'endpoint',
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
  #opened:
    { readonly recorder: StageRecorder; readonly attempt: NativeAttempt; readonly deadline: AbortSignal } | undefined;
  readonly #phases = new Phases(phases, (phase) => this.#attempt(phase));

  constructor(options: NativeOptions) {
    this.#options = options;
  }

  attach(run: RunHandle): void {
    this.#run = run;
  }

  async reached(stage: StageName): Promise<Reached> {
    await this.#upTo(phaseOf[stage]);
    return this.#open().recorder.reached(stage) ?? { state: 'not-reached', broken: notBegun(stage) };
  }

  async mailboxes(): Promise<Mailboxes | { readonly broken: BrokenStage }> {
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

  serverTime(): ServerTime | undefined {
    return this.#opened?.attempt.connection?.serverTime;
  }

  stages(): readonly Stage[] {
    return this.#opened?.recorder.stages ?? [];
  }

  waitingOn(): string | undefined {
    return this.#opened?.recorder.current;
  }

  /** A request without a credential, refused or lost, opens nothing. */
  isOpen(): boolean {
    if (!this.#opened) return false;
    const { signingIn, proof, session, creating } = this.#opened.attempt;
    // A Create that is under way may be for a server that asks nobody who they are.
    return (
      (signingIn || proof === 'not-asked' || creating !== undefined) &&
      session.state !== 'new' &&
      session.state !== 'closed'
    );
  }

  async close(signal: AbortSignal): Promise<'clean' | 'abandoned'> {
    const { attempt, recorder } = this.#open();
    await this.#waitForCreate(attempt.creating, signal);
    const known = attempt.creating === undefined && attempt.session.state !== 'uncertain';
    this.#giveUp.abort(new DOMException('closing', 'AbortError'));
    // What was under way ends at once, and must not speak any more once the removal is being attempted.
    await this.#phases.running?.catch(() => undefined);
    recorder.interrupt();
    try {
      await attempt.disconnect(signal);
      // Deleted before it was made: it may still come into being.
      return known ? 'clean' : 'abandoned';
    } catch {
      return 'abandoned';
    } finally {
      attempt.connection?.close();
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
      const recorder = new StageRecorder((step) => this.#run?.step(step));
      const deadline = AbortSignal.timeout(this.#options.connectionMs);
      const untilClosed = AbortSignal.any([deadline, this.#giveUp.signal]);
      const any = this.#run ? AbortSignal.any([untilClosed, this.#run.signal]) : untilClosed;
      this.#opened = { recorder, deadline, attempt: new NativeAttempt(this.#options, recorder, { any, untilClosed }) };
    }
    return this.#opened;
  }

  #upTo(phase: Phase): Promise<void> {
    return this.#phases.upTo(phase, this.#open().recorder);
  }

  async #attempt(phase: Phase): Promise<void> {
    const { attempt } = this.#open();
    const removal = (): AbortSignal =>
      AbortSignal.any([AbortSignal.timeout(this.#options.removalMs), this.#giveUp.signal]);
    const steps: Readonly<Record<Phase, () => Promise<void>>> = {
      endpoint: () => attempt.openEndpoint(),
      'sign-in': () => attempt.signIn(),
      runspace: () => attempt.openRunspace(),
      command: () => attempt.getMailbox(),
      disconnect: () => attempt.disconnect(removal(), () => this.#giveUp.signal.aborted),
    };
    try {
      await steps[phase]();
      // Names go to whoever watches the run and into no outcome.
      if (phase === 'command') this.#run?.step({ mailboxes: [...(attempt.mailboxes?.names ?? [])] });
    } catch (error) {
      const { recorder, deadline } = this.#open();
      endUnfinished(error, recorder, {
        isOver: this.#run?.signal.aborted === true || this.#giveUp.signal.aborted,
        deadline,
      });
    }
  }
}
