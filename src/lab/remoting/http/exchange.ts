import type { IncomingHttpHeaders } from 'node:http';
import type { Signal } from '../../../vocabulary/index.js';

/** One HTTP request, with its whole body. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  /** Scheme, host and port the client used. */
  readonly origin: string;
  readonly clientAddress: string;
  /** Fires when the client disconnects before it is answered. */
  readonly gone: Signal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

/** Handles a server's requests. */
export type Answerer = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;
