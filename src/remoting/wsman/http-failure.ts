import { RemotingError } from '../remoting-error.js';
import type { HttpAnswer, HttpHeaders } from './transport.js';

const keptBytes = 4096;

/**
 * The answer was not a SOAP message: it came from something in front of the service, or the service refused without
 * reading the request. 401, a redirect, an HTML page with any status.
 */
export class HttpFailure extends RemotingError<'http'> {
  override readonly name = 'HttpFailure';
  readonly status: number;
  /** Names in lower case. */
  readonly headers: HttpHeaders;
  /** Without parameters, in lower case; undefined without the header. */
  readonly contentType: string | undefined;
  /** The first 4 KiB, decoded as UTF-8 in any case. */
  readonly bodyText: string;

  constructor({ status, headers, body }: HttpAnswer) {
    super('http', `The server answered with HTTP status ${status} and no SOAP message.`);
    this.status = status;
    this.headers = headers;
    this.contentType = contentTypeOf(headers);
    this.bodyText = new TextDecoder().decode(body.subarray(0, keptBytes));
  }
}

export function contentTypeOf(headers: HttpHeaders): string | undefined {
  const value = headers['content-type'];
  return (typeof value === 'string' ? value : value?.[0])?.split(';')[0]!.trim().toLowerCase();
}
