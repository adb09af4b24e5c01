import type { Signal } from '../../vocabulary/index.js';
import { ProtocolError } from '../protocol-error.js';
import { RunspacePoolError, sameGuid } from '../psrp/index.js';
import type { Pipeline, PipelineEvent, PoolEvent, Reply, RunspacePool } from '../psrp/index.js';
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
  /** Does what tidies up after the command, within bounds and without ever failing. */
  readonly tidy: (work: (signal: Signal) => Promise<void>) => Promise<void>;
}

/**
 * Starts the pipeline as a command of the shell, receives until the server says how it ended, and releases the command. Ends
 * early when the consumer stops reading (the command is stopped first) or throws (it is stopped in the background).
 */
export async function* runPipeline({ client, shellId, pool, pipeline, signal, tidy }: Run): AsyncGenerator<PipelineEvent, void, undefined> {
  const [first, ...rest] = pipeline.start();
  let commandId = pipeline.id.toUpperCase();
  const release = (): Promise<void> =>
    tidy(async (tidySignal) => {
      if (!pipeline.hasEnded) await client.signal(shellId, commandId, signalCodes.stop, tidySignal);
      await client.signal(shellId, commandId, signalCodes.terminate, tidySignal);
    });
  // Whether anything failed: the error must not wait for the tidying.
  let isCalm = false;
  let mayRun = true;
  try {
    commandId = await client.command(shellId, commandId, first!, signal).catch((error: unknown) => {
      mayRun = !(error instanceof WsManFault || error instanceof HttpFailure);
      throw error;
    });
    await client.send(shellId, commandId, 'stdin', rest, signal);
    while (!pipeline.hasEnded) {
      const { streams, done } = await client.receive(shellId, commandId, signal);
      for (const { commandId: of, bytes } of streams) {
        for (const event of eventsOf(of, bytes)) {
          if (event.type === 'reply') await client.send(shellId, commandId, event.stream, event.packets, signal);
          throwIfGone(event);
          if (!isOfPipeline(event)) continue;
          isCalm = true;
          yield event;
          isCalm = false;
        }
      }
      if (done.some(isOurs) && !pipeline.hasEnded) throw new ProtocolError('no-outcome', 'The server ended the command without saying how it ended.');
    }
    isCalm = true;
  } finally {
    if (isCalm) await release();
    else if (mayRun) void release();
  }

  function isOurs(id: string | undefined): boolean {
    return id === undefined || sameGuid(id, commandId);
  }

  /** What another command of this shell still has to say is dropped. */
  function eventsOf(of: string | undefined, bytes: Uint8Array): readonly (PipelineEvent | PoolEvent | Reply)[] {
    if (of === undefined) return pool.receive(bytes);
    return isOurs(of) ? pipeline.receive(bytes) : [];
  }
}

/** Throws a RunspacePoolError when the event says that the pool is no more. */
export function throwIfGone(event: PipelineEvent | PoolEvent | Reply): void {
  if (event.type === 'pool-state' && (event.state === 'broken' || event.state === 'closed')) throw new RunspacePoolError(event.state, event.error);
}

const poolOnly = new Set(['negotiated', 'private-data', 'pool-state', 'public-key-request', 'encrypted-session-key', 'ignored', 'reply']);

const isOfPipeline = (event: PipelineEvent | PoolEvent | Reply): event is PipelineEvent => !poolOnly.has(event.type);
