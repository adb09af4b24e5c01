import type { Signal } from '../../vocabulary/index.js';
import { RemotingError } from '../remoting-error.js';

/** Names in lower case; a list where a header occurs several times and cannot be joined. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
}

export interface PostOptions {
  readonly signal: Signal;
  readonly timeoutMs: number;
  /** Whether it is idempotent. Never true for a message that opens a shell, starts a command or carries its input. */
  readonly isRepeatable?: boolean;
}

/** Sends HTTP requests. Owns TLS, proxy and credentials, which the session does not know. */
export interface WsManTransport {
  /**
   * Posts one SOAP message and resolves to any answer, redirects and refusals included. Rejects with a TransportError
   * when there is no answer within `timeoutMs`, and with the signal's reason at once when that fires. The transport may
   * resend only an idempotent message (`isRepeatable`).
   */
  post(body: string, options: PostOptions): Promise<HttpAnswer>;
}

/**
 * - `timeout`: no complete answer in time
 * - `unreachable`: no connection could be made, so nothing was sent
 * - `connection`: the connection was lost before the answer was complete
 * - `too-large`: the answer exceeds the transport's limit
 * - `encoding`: the answer is compressed although that was not accepted
 */
export type TransportErrorCode = 'timeout' | 'unreachable' | 'connection' | 'too-large' | 'encoding';

/** There is no usable answer. `cause` is the error of the connection, where there was one. */
export class TransportError extends RemotingError<TransportErrorCode> {
  override readonly name = 'TransportError';
  /** Code of the system or Node.js, such as ECONNRESET or CERT_HAS_EXPIRED. */
  readonly systemCode: string | undefined;

  constructor(code: TransportErrorCode, sentence: string, options?: { cause?: unknown }) {
    super(code, sentence, options);
    const cause = options?.cause;
    this.systemCode =
      cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  }
}
