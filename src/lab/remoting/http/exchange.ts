import type { IncomingHttpHeaders } from 'node:http';
import type { Signal } from '../../../vocabulary/index.js';

/** One HTTP request, read whole. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  /** Scheme, host and port by which the server was reached. */
  readonly origin: string;
  readonly clientAddress: string;
  /** Fires when the client has gone before it was answered. */
  readonly gone: Signal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

/** What stands behind a server. */
export type Answerer = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;
