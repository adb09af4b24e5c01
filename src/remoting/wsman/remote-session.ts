import type { Signal } from '../../vocabulary/index.js';
import { ProtocolError } from '../protocol-error.js';
import { atLeast, concat, KeyExchange, RunspacePool } from '../psrp/index.js';
import type {
  Command,
  CommandQuery,
  Negotiated,
  Pipeline,
  PipelineEvent,
  ProtocolVersion,
  SessionKey,
} from '../psrp/index.js';
import { RemotingError } from '../remoting-error.js';
import { anyOf, orAborted } from './abort.js';
import { HttpFailure } from './http-failure.js';
import { runPipeline, throwIfGone } from './running-pipeline.js';
import { TransportError } from './transport.js';
import type { WsManTransport } from './transport.js';
import { WsManClient } from './wsman-client.js';
import { WsManFault } from './wsman-fault.js';

export interface RemoteSessionOptions {
  readonly transport: WsManTransport;
  /** The whole endpoint URI, query included; part of every message. The address to send to is the transport's. */
  readonly uri: string;
  /** The session configuration, such as `http://schemas.microsoft.com/powershell/Microsoft.PowerShell`. */
  readonly resourceUri: string;
  /** How long the server may hold a request, in milliseconds; default 180000, as Windows. */
  readonly operationTimeoutMs?: number;
  /** The largest answer to ask for, in bytes; default 153600, then 512000 once protocol 2.2 or later is negotiated. */
  readonly maxEnvelopeBytes?: number;
  /** The language requested for the server's texts; default `en-US`. Servers may not have it. */
  readonly locale?: string;
  /** The highest protocol version to negotiate; default 2.3. */
  readonly protocol?: ProtocolVersion;
}

/**
 * - `new`: there is no shell on the server: none was requested, or it was refused
 * - `uncertain`: there may be a shell: one was requested, but the answer was lost, incomplete or invalid
 * - `created`, `opened`: there is a shell; commands run once it is opened
 * - `broken`: there was one, which can no longer be used
 * - `closed`
 */
export type SessionState = 'new' | 'uncertain' | 'created' | 'opened' | 'broken' | 'closed';

const smallEnvelopeBytes = 153_600;
const largeEnvelopeBytes = 512_000;
/** Timeout for stopping and releasing an abandoned command. */
const tidyMs = 5_000;

/**
 * One shell on a WS-Management endpoint, which is one runspace pool of one runspace (MS-PSRP 3.1.5). There is one
 * request at a time, and one pipeline. Every method takes a signal and rejects with its reason at once; the only
 * deadline is that of each request (the operation timeout and 30 seconds). Other failures are RemotingErrors.
 */
export class RemoteSession {
  /**
   * The shell id this client requests, an upper-case GUID. Servers from PowerShell 3.0 on honour it, so the shell can
   * be deleted even when the answer to Create was lost.
   */
  readonly requestedShellId: string;
  readonly #client: WsManClient;
  readonly #pool: RunspacePool;
  readonly #protocol: ProtocolVersion;
  readonly #hasOwnEnvelopeLimit: boolean;
  readonly #creationXml: Uint8Array;
  readonly #closing = new AbortController();
  #state: SessionState = 'new';
  #shellId: string | undefined;
  #isRunning = false;
  /** The command that is being stopped or released, if any. */
  #tidying: Promise<void> = Promise.resolve();

  constructor({
    transport,
    uri,
    resourceUri,
    operationTimeoutMs = 180_000,
    maxEnvelopeBytes,
    locale = 'en-US',
    protocol = '2.3',
  }: RemoteSessionOptions) {
    this.#pool = new RunspacePool({ protocol });
    this.#protocol = protocol;
    this.#hasOwnEnvelopeLimit = maxEnvelopeBytes !== undefined;
    this.#client = new WsManClient({
      transport,
      uri,
      resourceUri,
      operationTimeoutMs,
      maxEnvelopeBytes: maxEnvelopeBytes ?? smallEnvelopeBytes,
      locale,
    });
    this.requestedShellId = this.#pool.id.toUpperCase();
    this.#creationXml = concat(this.#pool.open());
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The shell id given by the server; undefined until the shell is created. */
  get shellId(): string | undefined {
    return this.#shellId;
  }

  /** Undefined until the server has sent its capabilities. */
  get negotiated(): Negotiated | undefined {
    return this.#pool.negotiated;
  }

  /**
   * Changes the endpoint, after a redirect or with another transport. Throws a ProtocolError (`wrong-state`) once there
   * may be a shell.
   */
  retarget({ uri, transport }: { readonly uri?: string; readonly transport?: WsManTransport }): void {
    this.#expect('new');
    this.#client.uri = uri ?? this.#client.uri;
    this.#client.transport = transport ?? this.#client.transport;
  }

  /**
   * Creates the shell (MS-WSMV 3.1.4.5.2). Rejects with an HttpFailure where the answer is not SOAP (401, redirect, a
   * page), a WsManFault where the service refused, a ProtocolError or a TransportError. May be called again while the
   * state is `new` or `uncertain`, with the same shell id and the same first packet.
   */
  async create(signal: Signal): Promise<void> {
    this.#expect('new', 'uncertain');
    signal.throwIfAborted();
    // After a lost answer even a refusal proves nothing: the first request may have made the shell.
    const isFirst = this.#state === 'new';
    this.#state = 'uncertain';
    try {
      this.#shellId = await this.#until(signal, (life) =>
        this.#client.create(this.requestedShellId, this.#protocol, this.#creationXml, life),
      );
      this.#state = 'created';
    } catch (error) {
      if (isFirst && isRefusal(error)) this.#state = 'new';
      throw error;
    }
  }

  /**
   * Receives until the runspace pool is opened. Rejects with a RunspacePoolError when it breaks instead, and otherwise
   * as `create` does.
   */
  async open(signal: Signal): Promise<Negotiated> {
    this.#expect('created');
    await this.#receiveUntil(signal, () => (this.#pool.state === 'opened' ? true : undefined));
    const negotiated = this.#pool.negotiated!;
    if (!this.#hasOwnEnvelopeLimit && atLeast(negotiated, '2.2')) this.#client.maxEnvelopeBytes = largeEnvelopeBytes;
    this.#state = 'opened';
    return negotiated;
  }

  /**
   * Runs a command, or several joined by `|`, and yields its events, ending with `state`. Nothing is sent before the
   * first event is requested. A consumer that stops reading stops the command. When the signal fires it is stopped in
   * the background, and the next command waits for that, five seconds at most.
   */
  invoke(commands: Command | readonly Command[], signal: Signal): AsyncIterable<PipelineEvent> {
    return this.#run(() => this.#pool.createPipeline(commands), signal);
  }

  /** As `invoke`, for GET_COMMAND_METADATA: lists the commands; `readCommandMetadata` reads its outputs. */
  listCommands(query: CommandQuery, signal: Signal): AsyncIterable<PipelineEvent> {
    return this.#run(() => this.#pool.createMetadataPipeline(query), signal);
  }

  /** Exchanges a key, without which SecureStrings can be neither sent nor read (MS-PSRP 2.2.2.3). */
  async exchangeKeys(signal: Signal): Promise<SessionKey> {
    this.#expect('opened');
    const exchange = await orAborted(KeyExchange.begin(), signal);
    await this.#until(signal, (life) =>
      this.#client.send(this.#shell(), undefined, 'stdin', this.#pool.sendPublicKey(exchange.publicKey), life),
    );
    return exchange.finish(
      await this.#receiveUntil(signal, (event) => (event.type === 'encrypted-session-key' ? event.key : undefined)),
    );
  }

  /**
   * Deletes the shell and everything in it, also one whose creation was interrupted. Nothing is sent where there can be
   * none. `not-there`: there is none, or no longer. Rejects as `create` does, and may then be called again.
   */
  async close(signal: Signal): Promise<'deleted' | 'not-there'> {
    this.#closing.abort(new ProtocolError('wrong-state', 'The session is closed.'));
    if (this.#state === 'new' || this.#state === 'closed') {
      this.#state = 'closed';
      return 'not-there';
    }
    try {
      await this.#client.delete(this.#shellId ?? this.requestedShellId, signal);
    } catch (error) {
      if (!(error instanceof WsManFault && error.isInvalidSelectors)) throw error;
      this.#state = 'closed';
      return 'not-there';
    }
    this.#state = 'closed';
    return 'deleted';
  }

  async *#run(make: () => Pipeline, signal: Signal): AsyncGenerator<PipelineEvent, void, undefined> {
    this.#expect('opened');
    if (this.#isRunning)
      throw new ProtocolError('wrong-state', 'A pipeline is running already; this session runs one at a time.');
    const life = anyOf([signal, this.#closing.signal]);
    this.#isRunning = true;
    try {
      await orAborted(this.#tidying, life.signal);
      yield* runPipeline({
        client: this.#client,
        shellId: this.#shell(),
        pool: this.#pool,
        pipeline: make(),
        signal: life.signal,
        tidy: (work) => this.#tidy(work),
      });
    } catch (error) {
      if (this.#pool.state !== 'opened' || (error instanceof WsManFault && error.isInvalidSelectors)) this.#break();
      throw error;
    } finally {
      this.#isRunning = false;
      life.letGo();
    }
  }

  /** Has a deadline, never fails, and ends when the session is closed: deleting the shell ends its commands anyway. */
  #tidy(work: (signal: Signal) => Promise<void>): Promise<void> {
    const life = anyOf([AbortSignal.timeout(tidyMs), this.#closing.signal]);
    this.#tidying = work(life.signal)
      .catch(() => undefined)
      .finally(life.letGo);
    return this.#tidying;
  }

  /** Receives on the shell's own stream until an event yields a result. */
  #receiveUntil<T>(
    signal: Signal,
    wanted: (event: ReturnType<RunspacePool['receive']>[number]) => T | undefined,
  ): Promise<T> {
    return this.#until(signal, async (life) => {
      for (;;) {
        const { streams } = await this.#client.receive(this.#shell(), undefined, life);
        for (const event of streams
          .filter(({ commandId }) => commandId === undefined)
          .flatMap(({ bytes }) => this.#pool.receive(bytes))) {
          throwIfGone(event);
          if (event.type === 'reply')
            await this.#client.send(this.#shell(), undefined, event.stream, event.packets, life);
          const found = wanted(event);
          if (found !== undefined) return found;
        }
      }
    });
  }

  /** Runs work that ends with the signal or the session. A failure leaves the session broken. */
  async #until<T>(signal: Signal, work: (life: Signal) => Promise<T>): Promise<T> {
    const life = anyOf([signal, this.#closing.signal]);
    try {
      return await work(life.signal);
    } catch (error) {
      if (error instanceof RemotingError) this.#break();
      throw error;
    } finally {
      life.letGo();
    }
  }

  #break(): void {
    if (this.#state === 'created' || this.#state === 'opened') this.#state = 'broken';
  }

  #shell(): string {
    return this.#shellId ?? this.requestedShellId;
  }

  #expect(...states: readonly SessionState[]): void {
    if (!states.includes(this.#state))
      throw new ProtocolError('wrong-state', `The session is ${this.#state}, not ${states.join(' or ')}.`);
  }
}

/** Whether the answer may come from a proxy that passed the request on and lost the service's answer. */
const isLostOnTheWay = ({ status, bodyText }: HttpFailure): boolean =>
  [408, 502, 503, 504].includes(status) || (status === 200 && bodyText === '');

/** Whether no shell was made for certain. */
function isRefusal(error: unknown): boolean {
  if (error instanceof WsManFault) return !error.isTimedOut;
  if (error instanceof HttpFailure) return !isLostOnTheWay(error);
  return error instanceof TransportError && error.code === 'unreachable';
}
