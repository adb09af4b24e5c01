import type { Signal } from '../../vocabulary/index.js';
import { ProtocolError } from '../protocol-error.js';
import { RunspacePoolError, sameGuid } from '../psrp/index.js';
import type { Pipeline, PipelineEvent, PoolEvent, Reply, RunspacePool } from '../psrp/index.js';
import type { Received } from './answers.js';
import { HttpFailure } from './http-failure.js';
import { signalCodes } from './requests.js';
import type { WsManClient } from './wsman-client.js';
import { WsManFault } from './wsman-fault.js';

export interface Run {
  readonly client: WsManClient;
  readonly shellId: string;
  readonly pool: RunspacePool;
  readonly pipeline: Pipeline;
  readonly signal: Signal;
  /** Runs the clean-up after the command, with a deadline and without ever failing. */
  readonly tidy: (work: (signal: Signal) => Promise<void>) => Promise<void>;
}

/**
 * Starts the pipeline as a command of the shell, receives until its final state, and releases the command. Ends early
 * when the consumer stops reading (the command is stopped first) or throws (it is stopped in the background).
 */
export async function* runPipeline(run: Run): AsyncGenerator<PipelineEvent, void, undefined> {
  const running = new RunningPipeline(run);
  // Who runs at the moment: a consumer that stops early is no failure, but an error of ours must not wait for the
  // clean-up.
  const turn: { of: 'server' | 'consumer' } = { of: 'server' };
  try {
    for await (const event of running.events()) {
      turn.of = 'consumer';
      yield event;
      turn.of = 'server';
    }
    turn.of = 'consumer';
  } finally {
    const released = running.release();
    if (turn.of === 'consumer') await released;
  }
}

class RunningPipeline {
  readonly #run: Run;
  #commandId: string;
  #isAtServer = false;

  constructor(run: Run) {
    this.#run = run;
    this.#commandId = run.pipeline.id.toUpperCase();
  }

  async *events(): AsyncGenerator<PipelineEvent, void, undefined> {
    const { client, shellId, pipeline, signal } = this.#run;
    await this.#start();
    for (;;) {
      const received = await client.receive(shellId, this.#commandId, signal);
      for (const event of this.#read(received)) {
        if (event.type === 'reply') await client.send(shellId, this.#commandId, event.stream, event.packets, signal);
        throwIfGone(event);
        if (isOfPipeline(event)) yield event;
      }
      if (pipeline.hasEnded) return;
      if (received.done.some((id) => this.#isOurs(id)))
        throw new ProtocolError('no-outcome', 'The server ended the command without saying how it ended.');
    }
  }

  /**
   * Stops the command unless it has ended, and releases it on the server: the number per shell is limited. Never
   * rejects.
   */
  async release(): Promise<void> {
    const { client, shellId, pipeline, tidy } = this.#run;
    if (!this.#isAtServer) return;
    await tidy(async (signal) => {
      // It may have ended in the meantime.
      if (!pipeline.hasEnded)
        await client.signal(shellId, this.#commandId, signalCodes.stop, signal).catch(() => undefined);
      await client.signal(shellId, this.#commandId, signalCodes.terminate, signal);
    });
  }

  async #start(): Promise<void> {
    const { client, shellId, pipeline, signal } = this.#run;
    signal.throwIfAborted();
    const [first, ...rest] = pipeline.start();
    this.#isAtServer = true;
    try {
      this.#commandId = await client.command(shellId, this.#commandId, first!, signal);
    } catch (error) {
      if (error instanceof WsManFault || error instanceof HttpFailure) this.#isAtServer = false;
      throw error;
    }
    await client.send(shellId, this.#commandId, 'stdin', rest, signal);
  }

  /**
   * In order and one by one, so that a reply is sent before the next message is read. Output of other commands of this
   * shell is dropped.
   */
  *#read({ streams }: Received): Generator<PipelineEvent | PoolEvent | Reply> {
    for (const { commandId, bytes } of streams) {
      if (commandId === undefined) yield* this.#run.pool.receive(bytes);
      else if (this.#isOurs(commandId)) yield* this.#run.pipeline.receive(bytes);
    }
  }

  #isOurs(id: string | undefined): boolean {
    return id === undefined || sameGuid(id, this.#commandId);
  }
}

/** Throws a RunspacePoolError when the event says that the pool is broken or closed. */
export function throwIfGone(event: PipelineEvent | PoolEvent | Reply): void {
  if (event.type === 'pool-state' && (event.state === 'broken' || event.state === 'closed'))
    throw new RunspacePoolError(event.state, event.error);
}

const ofThePool = new Set([
  'negotiated',
  'private-data',
  'pool-state',
  'public-key-request',
  'encrypted-session-key',
  'ignored',
  'reply',
]);

const isOfPipeline = (event: PipelineEvent | PoolEvent | Reply): event is PipelineEvent => !ofThePool.has(event.type);
