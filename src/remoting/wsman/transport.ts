import type { Signal } from '../../vocabulary/index.js';
import { RemotingError } from '../remoting-error.js';

/** Names in lower case; a list where a name came several times and the lines can not be joined. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
}

export interface PostOptions {
  readonly signal: Signal;
  readonly timeoutMs: number;
  /** Sent twice it does what it does once. Never a message that opens a shell, starts a command or carries its input. */
  readonly isRepeatable?: boolean;
}

/** One HTTP exchange. Knows how bytes travel (TLS, proxy, credentials); the session does not. */
export interface WsManTransport {
  /**
   * Posts one SOAP message and gives back whatever was answered, redirects and refusals included. Rejects with a
   * TransportError when there is no answer within `timeoutMs`, and with the signal's reason at once when that fires. Only a
   * message that does no harm twice (`isRepeatable`) may be sent again by the transport itself.
   */
  post(body: string, options: PostOptions): Promise<HttpAnswer>;
}

/**
 * - `timeout`: no whole answer in time
 * - `unreachable`: no connection could be made, so nothing was sent
 * - `connection`: the connection was lost before the answer was whole
 * - `too-large`: more than the transport was reported to hold
 * - `encoding`: the answer is compressed although that was not accepted
 */
export type TransportErrorCode = 'timeout' | 'unreachable' | 'connection' | 'too-large' | 'encoding';

/** There is no answer to speak of. `cause` is the error of the connection, where there was one. */
export class TransportError extends RemotingError<TransportErrorCode> {
  override readonly name = 'TransportError';
  /** The system's or Node.js' own word, as ECONNRESET or CERT_HAS_EXPIRED. */
  readonly systemCode: string | undefined;

  constructor(code: TransportErrorCode, sentence: string, options?: { cause?: unknown }) {
    super(code, sentence, options);
    const cause = options?.cause;
    this.systemCode =
      cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  }
}
