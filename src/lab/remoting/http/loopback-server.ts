import type * as Http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { concat } from '../../../remoting/psrp/index.js';
import type { Answerer, HttpAnswer } from './exchange.js';

export interface LoopbackServerOptions {
  /** PEM; without it the server speaks plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The port on every address; 0 or omitted for any free one. */
  readonly port?: number;
  readonly answer: Answerer;
  /** Also pass on requests whose Host is not this machine. */
  readonly acceptsAnyHost?: boolean;
  /** For clients that are slow or stay connected; defaults are in `timeouts`. */
  readonly signals?: Partial<Timeouts>;
}

interface Timeouts {
  /** Until the headers are complete, in milliseconds. */
  readonly headersMs: number;
  /** Until the request is complete. */
  readonly requestMs: number;
  readonly handshakeMs: number;
  /** How long an idle connection is kept. */
  readonly keptMs: number;
  /** How often these limits are checked. */
  readonly checkMs: number;
}

const timeouts: Timeouts = {
  headersMs: 10_000,
  requestMs: 20_000,
  handshakeMs: 10_000,
  keptMs: 120_000,
  checkMs: 1_000,
};
/** Time for pending answers to be sent at closing, in milliseconds. */
const lastAnswersMs = 250;

export interface LoopbackServer {
  readonly port: number;
  /** Stops listening, and ends every connection after a quarter of a second for pending answers. */
  close(): Promise<unknown>;
}

const maxBodyBytes = 1024 * 1024;
const maxHeaderBytes = 32 * 1024;
const maxConnections = 200;
/** Beyond the limit a body is read and dropped up to this size, so that the sender gets the answer. */
const maxDroppedBytes = 16 * maxBodyBytes;
/** How many ports to try when one is free on one address but not on the other. */
const maxAttempts = 20;

/**
 * Listens on 127.0.0.1 and, where there is IPv6, on ::1, at the same port, and never on another address. Requests whose
 * Host is not this machine are refused with 421, so that no web page can reach the lab through DNS rebinding. Rejects
 * with the system's error, such as EADDRINUSE, when the port is not available.
 */
export async function listenOnLoopback(options: LoopbackServerOptions): Promise<LoopbackServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      const listeners = await listenOnBoth(options);
      return { port: listeners[0].port, close: () => Promise.all(listeners.map((listener) => listener.close())) };
    } catch (error) {
      // The port is free on one address only: a client of localhost must not reach another program.
      if (codeOf(error) !== 'EADDRINUSE' || options.port || attempt >= maxAttempts) throw error;
    }
  }
}

async function listenOnBoth(options: LoopbackServerOptions): Promise<readonly [Listener, ...Listener[]]> {
  const first = await Listener.start(options, '127.0.0.1', options.port ?? 0);
  try {
    return [first, await Listener.start(options, '::1', first.port)];
  } catch (error) {
    if (withoutIpv6.has(codeOf(error))) return [first];
    await first.close();
    throw error;
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
const withoutIpv6 = new Set<unknown>(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

class Listener {
  readonly port: number;
  readonly #server: Http.Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Http.Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(options: LoopbackServerOptions, address: string, port: number): Promise<Listener> {
    const server = await newServer(options);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port, exclusive: true }, resolve);
    });
    return new Listener(server);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      const cut = setTimeout(() => this.#sockets.forEach((socket) => socket.destroy()), lastAnswersMs);
      this.#server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      this.#server.closeIdleConnections();
    });
  }
}

async function newServer({
  tls,
  answer,
  acceptsAnyHost = false,
  signals = {},
}: LoopbackServerOptions): Promise<Http.Server> {
  const { headersMs, requestMs, handshakeMs, keptMs, checkMs } = { ...timeouts, ...signals };
  const settings = {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keptMs,
    connectionsCheckingInterval: checkMs,
  };
  const handle = (request: Http.IncomingMessage, response: Http.ServerResponse): void => {
    // Taken now: a request that fails while it is read no longer has its socket.
    const { socket } = request;
    serve({ request, response, answer, acceptsAnyHost, isTls: tls !== undefined }).catch(() => socket.destroy());
  };
  // No client certificate is requested; without an empty `ca` Node.js would still load all its roots, which takes some
  // 40 ms.
  const server: Http.Server = tls
    ? (await import('node:https')).createServer(
        { ...settings, ...tls, ca: [], handshakeTimeout: handshakeMs, minVersion: 'TLSv1.2' },
        handle,
      )
    : (await import('node:http')).createServer(settings, handle);
  server.maxConnections = maxConnections;
  return server;
}

interface Service {
  readonly request: Http.IncomingMessage;
  readonly response: Http.ServerResponse;
  readonly answer: Answerer;
  readonly acceptsAnyHost: boolean;
  readonly isTls: boolean;
}

async function serve(service: Service): Promise<void> {
  const body = await read(service.request);
  send(service.response, await answerTo(service, body).catch(ownFault));
}

/** A bug in the lab: the client learns only that, the details go to the person running the lab. */
function ownFault(error: unknown): HttpAnswer {
  process.emitWarning(error instanceof Error ? error : String(error));
  return { status: 500 };
}

async function answerTo(
  { request, response, answer, acceptsAnyHost, isTls }: Service,
  body: Uint8Array | undefined,
): Promise<HttpAnswer> {
  if (!body) return { status: 413 };
  const origin = `${isTls ? 'https' : 'http'}://${request.headers.host ?? ''}`;
  if (!acceptsAnyHost && !isThisMachine(origin, request.socket.localPort ?? 0)) return { status: 421 };
  const gone = new AbortController();
  response.once('close', () => gone.abort(new DOMException('The client has gone.', 'AbortError')));
  const { method = '', url: target = '', headers } = request;
  return answer({
    method,
    target,
    headers,
    body,
    origin,
    clientAddress: request.socket.remoteAddress ?? '',
    gone: gone.signal,
  });
}

/** Undefined when the body is too large. */
async function read(request: Http.IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxDroppedBytes) throw new RangeError('The request has no end.');
    if (length <= maxBodyBytes) chunks.push(chunk);
  }
  return length > maxBodyBytes ? undefined : concat(chunks);
}

const thisMachine = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Whether a Host header names this machine and this port. */
function isThisMachine(origin: string, port: number): boolean {
  if (!/^https?:\/\/[\w.[\]:-]+$/.test(origin)) return false;
  try {
    const url = new URL(origin);
    return thisMachine.has(url.hostname) && (Number(url.port) || (url.protocol === 'https:' ? 443 : 80)) === port;
  } catch {
    return false;
  }
}

function send(response: Http.ServerResponse, { status, reason, headers = {}, body = '' }: HttpAnswer): void {
  if (response.destroyed) return;
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('Content-Length', bytes.length);
  if (reason === undefined) response.writeHead(status);
  else response.writeHead(status, reason);
  response.end(bytes);
}
