import type { Signal } from '../../vocabulary/index.js';
import { sameGuid } from '../psrp/index.js';
import type { XmlElement } from '../xml/index.js';
import { orAborted, pause } from './abort.js';
import { readBody, readCommandId, readCreated, readReceived } from './answers.js';
import type { Received } from './answers.js';
import * as requests from './requests.js';
import type { Operation } from './requests.js';
import { TransportError } from './transport.js';
import type { WsManTransport } from './transport.js';
import { WsManFault } from './wsman-fault.js';

/** How much longer than the server's own limit an HTTP exchange may take. */
const httpGraceMs = 30_000;
/** The longest pause between two Receives that both returned empty at once. */
const longestPauseMs = 1_000;

export interface WsManClientOptions {
  readonly transport: WsManTransport;
  readonly uri: string;
  readonly resourceUri: string;
  readonly operationTimeoutMs: number;
  readonly maxEnvelopeBytes: number;
  readonly locale: string;
}

/** The shell operations of WS-Management, one request at a time, each with an answer or a typed error. */
export class WsManClient {
  transport: WsManTransport;
  uri: string;
  maxEnvelopeBytes: number;
  readonly #options: WsManClientOptions;
  readonly #sessionId = `uuid:${newId()}`;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: WsManClientOptions) {
    this.#options = options;
    this.transport = options.transport;
    this.uri = options.uri;
    this.maxEnvelopeBytes = options.maxEnvelopeBytes;
  }

  /** The selector under which the server keeps the new shell. */
  async create(shellId: string, protocol: string, creationXml: Uint8Array, signal: Signal): Promise<string> {
    return readCreated(await this.#request(requests.createShell(shellId, protocol, creationXml), signal));
  }

  /** The id under which the server keeps the new command. */
  async command(shellId: string, commandId: string, firstPacket: Uint8Array, signal: Signal): Promise<string> {
    return readCommandId(await this.#request(requests.command(shellId, commandId, firstPacket), signal));
  }

  async send(
    shellId: string,
    commandId: string | undefined,
    stream: 'stdin' | 'pr',
    packets: readonly Uint8Array[],
    signal: Signal,
  ): Promise<void> {
    // One after the other: packets out of order are fatal to the pool.
    for (const packet of packets) await this.#request(requests.send(shellId, commandId, stream, packet), signal);
  }

  async signal(shellId: string, commandId: string, code: string, signal: Signal): Promise<void> {
    await this.#request(requests.signal(shellId, commandId, code), signal);
  }

  async delete(shellId: string, signal: Signal): Promise<void> {
    await this.#request(requests.deleteShell(shellId), signal);
  }

  /**
   * Receives until the server has output: an operation timeout is not an error but means "nothing yet" (fault
   * 2150858793).
   */
  async receive(shellId: string, commandId: string | undefined, signal: Signal): Promise<Received> {
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const received = await this.#receiveOnce(shellId, commandId, signal);
      if (received && isNews(received, commandId)) return received;
      // Otherwise a server that does not wait for its timeout, or returns empty answers, would be polled in a busy
      // loop.
      await pause(pauseMs, signal);
    }
  }

  async #receiveOnce(shellId: string, commandId: string | undefined, signal: Signal): Promise<Received | undefined> {
    const operation = requests.receive(shellId, commandId);
    const messageId = newMessageId();
    for (let isSecond = false; ; isSecond = true) {
      try {
        return readReceived(await this.#exchange(operation, messageId, signal));
      } catch (error) {
        if (error instanceof WsManFault && error.isTimedOut) return undefined;
        // The same Receive, repeated after a lost connection, gets the same data; pypsrp relies on this, too.
        if (isSecond || !(error instanceof TransportError && error.code === 'connection')) throw error;
      }
    }
  }

  #request(operation: Operation, signal: Signal): Promise<XmlElement> {
    return this.#exchange(operation, newMessageId(), signal);
  }

  /** Waits its turn. An aborted request does not hold up others. */
  async #exchange(operation: Operation, messageId: string, signal: Signal): Promise<XmlElement> {
    signal.throwIfAborted();
    const turn = this.#last.then(() =>
      signal.aborted ? undefined : orAborted(this.#post(operation, messageId, signal), signal),
    );
    this.#last = turn.catch(() => undefined);
    const answer = await orAborted(turn, signal);
    signal.throwIfAborted();
    return readBody(answer!, messageId);
  }

  #post(operation: Operation, messageId: string, signal: Signal): ReturnType<WsManTransport['post']> {
    const { resourceUri, operationTimeoutMs, locale } = this.#options;
    const addressing = {
      to: this.uri,
      resourceUri,
      sessionId: this.#sessionId,
      maxEnvelopeBytes: this.maxEnvelopeBytes,
      operationTimeoutMs,
      locale,
    };
    return this.transport.post(requests.envelope(operation, addressing, messageId), {
      signal,
      timeoutMs: operationTimeoutMs + httpGraceMs,
      isRepeatable: operation.isRepeatable ?? false,
    });
  }
}

/** GUIDs in upper case, as Windows writes them here. */
const newId = (): string => crypto.randomUUID().toUpperCase();

const newMessageId = (): string => `uuid:${newId()}`;

/**
 * Whether the answer has something for this command: an empty answer, or one for another command, is no reason to ask
 * again at once.
 */
function isNews({ streams, done }: Received, asked: string | undefined): boolean {
  const isOurs = (id: string | undefined): boolean => id === undefined || (asked !== undefined && sameGuid(id, asked));
  return (
    streams.some(({ commandId, bytes }) => bytes.length > 0 && isOurs(commandId)) ||
    (asked !== undefined && done.some(isOurs))
  );
}
