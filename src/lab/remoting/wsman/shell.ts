import type { Clock } from '../../clock.js';
import { ServerPool } from '../psrp/server-pool.js';
import type { ServerPoolOptions } from '../psrp/server-pool.js';
import type { ServerPipeline } from '../psrp/server-pipeline.js';
import type { ShellDescription } from './answer.js';
import { faults } from './fault.js';
import { Outbox } from './outbox.js';

/**
 * MaxConcurrentCommandsPerShell of a Windows server; commands that ended but were not released count (jborean93/pypsrp
 * pull request 148).
 */
const maxCommands = 1_000;

export interface Command {
  readonly id: string;
  readonly pipeline: ServerPipeline;
  readonly outbox: Outbox;
}

export interface ShellOptions {
  readonly description: ShellDescription;
  readonly pool: ServerPoolOptions;
  readonly clock: Clock;
  /** For a shell that stays open. */
  readonly neverExpires?: boolean;
  /** Called once, when the idle time is over. */
  readonly onExpired: () => void;
}

/** One shell: a runspace pool, its own stream, and a stream for each command (MS-WSMV 3.1.1). */
export class Shell {
  readonly description: ShellDescription;
  readonly pool: ServerPool;
  readonly outbox: Outbox;
  readonly #options: ShellOptions;
  readonly #commands = new Map<string, Command>();
  /** Those that a client stopped and did not release. */
  readonly #stopped = new Set<Command>();
  #objectId = 0n;
  #busy = 0;
  #isClosed = false;
  #stopWaiting: (() => void) | undefined;

  constructor(options: ShellOptions) {
    this.#options = options;
    this.description = options.description;
    this.outbox = this.#newOutbox();
    this.pool = new ServerPool(options.pool, this.outbox);
  }

  /** The idle time starts when no work is in progress. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    this.#stopWaiting?.();
    try {
      return await work();
    } finally {
      if (--this.#busy === 0 && !this.#isClosed && !this.#options.neverExpires)
        this.#stopWaiting = this.#options.clock.after(this.description.idleSeconds * 1000, this.#options.onExpired);
    }
  }

  /** Throws a Fault: the id is taken, or there are too many commands. */
  newCommand(id: string): Command {
    if (this.#commands.has(id.toLowerCase())) throw faults.badBody();
    if (this.#commands.size >= maxCommands) this.#forgetStopped();
    if (this.#commands.size >= maxCommands) throw faults.tooManyCommands(maxCommands);
    const outbox = this.#newOutbox();
    const command = { id, outbox, pipeline: this.pool.pipeline(outbox) };
    this.#commands.set(id.toLowerCase(), command);
    return command;
  }

  /** Throws a Fault where there is no such command. */
  command(id: string): Command {
    const command = this.#commands.get(id.toLowerCase());
    if (!command) throw faults.noSuchCommand();
    return command;
  }

  /** Ends what a command runs. What it still has to say, its end above all, can be received; after that nobody asks for it. */
  stop(command: Command): void {
    this.#stopped.add(command);
    command.pipeline.stop();
  }

  #forgetStopped(): void {
    for (const command of this.#stopped) this.#commands.delete(command.id.toLowerCase());
    this.#stopped.clear();
  }

  /** Lets go of a command, whatever it is doing. */
  release(command: Command): void {
    const { id, pipeline, outbox } = command;
    this.#commands.delete(id.toLowerCase());
    this.#stopped.delete(command);
    // In this order whoever waits hears of an abort, and not of a command that was stopped.
    outbox.abort(faults.aborted());
    pipeline.stop();
  }

  /** Ends everything in it. */
  close(): void {
    this.#isClosed = true;
    this.#stopWaiting?.();
    for (const command of [...this.#commands.values()]) this.release(command);
    this.outbox.abort(faults.aborted());
  }

  #newOutbox(): Outbox {
    return new Outbox(this.#options.clock, () => ++this.#objectId);
  }
}
