import type { RunHandle } from '../preflight/index.js';
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
} from './connection.js';
import type { Credential } from '../identity/credential.js';

type Way = { readonly via: string; readonly connection: Connection };

/**
 * `--via both`: the PowerShell of this PC first, then the native client; each sends the password once, as the user
 * asked. A refusal rules out the second attempt, because accounts lock. Rows report the first way; the test connection
 * passes only if both do.
 */
export class BothWays implements Connection {
  readonly name = 'connection';
  readonly #first: Way;
  readonly #second: Way;
  readonly #credential: Credential | undefined;
  #run: RunHandle | undefined;

  constructor(first: Way, second: Way, credential: Credential | undefined) {
    this.#first = first;
    this.#second = second;
    this.#credential = credential;
  }

  get stack(): string {
    return `${this.#first.connection.stack}, then ${this.#second.connection.stack}`;
  }

  get ways() {
    return [this.#first, this.#second].map(({ via, connection }) => ({
      via,
      stack: connection.stack,
      stages: () => connection.stages(),
    }));
  }

  attach(run: RunHandle): void {
    this.#run = run;
    this.#first.connection.attach(run);
    this.#second.connection.attach(run);
  }

  async reached(stage: StageName): Promise<Reached> {
    const first = named(await this.#first.connection.reached(stage), this.#first.connection.stack);
    if (stage !== 'disconnect' || first.state !== 'passed' || this.#second.connection.stages().length === 0)
      return first;
    return named(await this.#second.connection.reached(stage), this.#second.connection.stack);
  }

  async mailboxes(): Promise<Mailboxes | { readonly broken: BrokenStage }> {
    const first = await this.#first.connection.mailboxes();
    const broken = 'broken' in first ? { broken: { ...first.broken, stack: this.#first.connection.stack } } : undefined;
    // No second attempt after anything the server may have counted as a wrong password.
    if (
      this.#run?.signal.aborted ||
      this.#credential?.spent ||
      (broken && this.#first.connection.leavesRoom?.() === false)
    )
      return broken ?? first;
    const second = await this.#second.connection.mailboxes();
    if (broken) return broken;
    return 'broken' in second ? { broken: { ...second.broken, stack: this.#second.connection.stack } } : first;
  }

  signInProof(): SignInProof | undefined {
    return this.#first.connection.signInProof();
  }

  accountHints(): readonly AccountHint[] {
    return this.#first.connection.accountHints();
  }

  serverTime(): ServerTime | undefined {
    return this.#first.connection.serverTime() ?? this.#second.connection.serverTime();
  }

  stages(): readonly Stage[] {
    return [this.#first, this.#second].flatMap(({ connection }) =>
      connection.stages().map((stage) => ({ ...stage, stack: connection.stack })),
    );
  }

  waitingOn(): string | undefined {
    return this.#first.connection.waitingOn?.() ?? this.#second.connection.waitingOn?.();
  }

  isOpen(): boolean {
    return this.#first.connection.isOpen() || this.#second.connection.isOpen();
  }

  async close(signal: AbortSignal): Promise<'clean' | 'abandoned'> {
    const results = await Promise.all(
      [this.#first, this.#second]
        .filter(({ connection }) => connection.isOpen())
        .map(({ connection }) => connection.close(signal)),
    );
    return results.includes('abandoned') ? 'abandoned' : 'clean';
  }
}

function named(reached: Reached, stack: string): Reached {
  return reached.state === 'not-reached' ? { ...reached, broken: { ...reached.broken, stack } } : { ...reached, stack };
}
