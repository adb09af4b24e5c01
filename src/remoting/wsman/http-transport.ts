import type * as Http from 'node:http';
import type { Duplex } from 'node:stream';
import { plainBody } from './content-encoding.js';
import { CookieJar } from './cookie-jar.js';
import { exchange, StaleConnection } from './http-exchange.js';
import { TransportError } from './transport.js';
import type { HttpAnswer, PostOptions, WsManTransport } from './transport.js';

/** The destination of a connection. */
export interface ConnectionTarget {
  readonly host: string;
  readonly port: number;
  /** Whether the stream returned must already speak TLS, with a verified certificate. */
  readonly isTls: boolean;
}

/** A connected, writable stream: a net.Socket, a tls.TLSSocket or another Duplex of Node.js. */
export interface ConnectedStream {
  readonly destroyed: boolean;
  readonly writable: boolean;
  destroy(error?: Error): unknown;
}

export interface HttpTransportOptions {
  /** http: or https:. */
  readonly url: string;
  /**
   * The value of the Authorization header, or a function that returns it for every request; without one none is sent.
   */
  readonly authorization?: string | (() => string | undefined);
  /** Certificates to trust, in PEM, instead of those of Node.js. Certificates are always verified. */
  readonly ca?: string | readonly string[];
  /** Makes the connections instead: the first on demand, another when it was lost. */
  readonly createConnection?: (target: ConnectionTarget) => Promise<ConnectedStream> | ConnectedStream;
  /** The largest answer to accept, in bytes; default 8 MiB. */
  readonly maxBodyBytes?: number;
}

/** A transport that keeps its connection alive until it is closed. */
export interface HttpTransport extends WsManTransport {
  /** Drops the connection; a request in progress fails. Later requests open a new one. */
  close(): void;
}

const defaultMaxBodyBytes = 8 * 1024 * 1024;

/**
 * Posts over HTTP/1.1 on one kept-alive connection, returns every cookie, never follows a redirect. Throws a TypeError
 * for a URL that is not http or https or that contains a user name or password.
 */
export function httpTransport(options: HttpTransportOptions): HttpTransport {
  const { url, authorization, maxBodyBytes = defaultMaxBodyBytes } = options;
  const target = new URL(url);
  if (target.protocol !== 'http:' && target.protocol !== 'https:')
    throw new TypeError('The endpoint is not an http or https URL.');
  if (target.username !== '' || target.password !== '')
    throw new TypeError('The endpoint URL holds a user name or a password.');
  const cookies = new CookieJar();
  let client: Promise<HttpClient> | undefined;

  async function post(body: string, { signal, timeoutMs, isRepeatable = false }: PostOptions): Promise<HttpAnswer> {
    client ??= newClient(target, options);
    const { request, agent } = await client;
    signal.throwIfAborted();
    const bytes = new TextEncoder().encode(body);
    const send = (): Http.ClientRequest => {
      const headers = headersOf(
        target,
        bytes,
        typeof authorization === 'function' ? authorization() : authorization,
        cookies.header(),
      );
      return request({
        ...destination(target),
        method: 'POST',
        path: target.pathname + target.search,
        agent,
        headers,
        setHost: false,
      }).end(bytes);
    };
    const limits = { signal, timeoutMs, maxBodyBytes };
    // A kept-alive connection that the server has closed fails only when it is used, most likely before the server read
    // the request.
    const answer = await exchange(send, limits).catch((error: unknown) =>
      error instanceof StaleConnection && isRepeatable ? exchange(send, limits) : Promise.reject(error as Error),
    );
    cookies.take(answer.headers['set-cookie'] as readonly string[] | undefined);
    return { ...answer, body: await plainBody(answer.body, answer.headers, maxBodyBytes) };
  }

  return {
    post: (body, postOptions) =>
      post(body, postOptions).catch((error: unknown) => {
        throw error instanceof StaleConnection
          ? new TransportError('connection', 'The connection was lost before the answer was there.', {
              cause: error.cause,
            })
          : error;
      }),
    close: () => {
      void client?.then(({ agent }) => agent.destroy());
      client = undefined;
    },
  };
}

const headersOf = (
  url: URL,
  body: Uint8Array,
  authorization: string | undefined,
  cookie: string | undefined,
): Http.OutgoingHttpHeaders => ({
  Host: url.host,
  'User-Agent': 'Microsoft WinRM Client',
  // Exchange behind IIS compresses unless asked not to.
  'Accept-Encoding': 'identity',
  'Content-Type': 'application/soap+xml;charset=UTF-8',
  'Content-Length': body.length,
  ...(authorization === undefined ? {} : { Authorization: authorization }),
  ...(cookie === undefined ? {} : { Cookie: cookie }),
});

interface HttpClient {
  readonly request: (options: Http.RequestOptions) => Http.ClientRequest;
  readonly agent: Http.Agent;
}

async function newClient(url: URL, { ca, createConnection }: HttpTransportOptions): Promise<HttpClient> {
  const isTls = url.protocol === 'https:';
  const kept = { keepAlive: true, maxSockets: 1 };
  if (isTls && !createConnection) {
    const { request, Agent } = await import('node:https');
    return { request, agent: new Agent({ ...kept, ...(ca === undefined ? {} : { ca: [ca].flat() }) }) };
  }
  const { request, Agent } = await import('node:http');
  const agent = new Agent(kept);
  // Over a stream made by the caller this is plain HTTP, with or without TLS underneath.
  if (createConnection) agent.createConnection = connectBy(createConnection, { ...destination(url), isTls });
  return { request, agent };
}

function destination(url: URL): { readonly host: string; readonly port: number } {
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
  };
}

const connectBy =
  (
    connect: NonNullable<HttpTransportOptions['createConnection']>,
    target: ConnectionTarget,
  ): Http.Agent['createConnection'] =>
  (_, callback) => {
    const connected = new Promise<ConnectedStream>((resolve) => resolve(connect(target)));
    connected.then(
      (stream) => callback?.(null, stream as unknown as Duplex),
      (error: unknown) => callback?.(error as Error, undefined as never),
    );
    return undefined;
  };
