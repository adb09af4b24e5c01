import type { ClientRequest, IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Signal } from '../../vocabulary/index.js';
import { concat } from '../psrp/index.js';
import { TransportError } from './transport.js';
import type { HttpAnswer } from './transport.js';

interface ExchangeLimits {
  readonly signal: Signal;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}

/** A kept-alive connection was lost before the request reached the server. */
export class StaleConnection extends Error {}

/**
 * Sends one request and collects its answer. Rejects with a TransportError, or at once with the signal's reason; the
 * request is then destroyed.
 */
export function exchange(
  send: () => ClientRequest,
  { signal, timeoutMs, maxBodyBytes }: ExchangeLimits,
): Promise<HttpAnswer> {
  return new Promise<HttpAnswer>((resolve, reject) => {
    const request = send();
    let isConnected = false;
    let hasAnswer = false;
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (error: Error): void => {
      settle();
      reject(error);
      request.destroy();
    };
    const onAbort = (): void => fail(signal.reason as Error);
    const timer = setTimeout(
      () =>
        fail(
          new TransportError('timeout', `There was no whole answer within ${Math.round(timeoutMs / 1000)} seconds.`),
        ),
      timeoutMs,
    );
    // The abort may have happened while connecting.
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });

    request.on('socket', (socket) => {
      const isPending =
        socket.connecting ||
        ('secureConnecting' in socket && (socket as TLSSocket & { secureConnecting: boolean }).secureConnecting);
      isConnected = !isPending;
      // Only on a connecting socket: a kept-alive one would collect a listener with every request.
      if (isPending) socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => (isConnected = true));
    });
    request.on('error', (cause) => {
      if (request.reusedSocket && !hasAnswer) fail(new StaleConnection('', { cause }));
      else if (isConnected)
        fail(new TransportError('connection', 'The connection was lost before the answer was there.', { cause }));
      else fail(new TransportError('unreachable', 'No connection could be made.', { cause }));
    });
    request.on('response', (response) => {
      hasAnswer = true;
      collect(response, maxBodyBytes).then((body) => {
        settle();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      }, fail);
    });
  });
}

async function collect(response: IncomingMessage, maxBodyBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > maxBodyBytes)
        throw new TransportError('too-large', `The answer is larger than ${maxBodyBytes} bytes.`);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof TransportError) throw cause;
    throw new TransportError('connection', 'The connection was lost in the middle of the answer.', { cause });
  }
  return concat(chunks);
}
