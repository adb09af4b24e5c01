import type { XmlElement } from '../../../remoting/xml/index.js';
import { faultAnswer } from '../wsman/answer.js';
import type { WsmanAnswer } from '../wsman/answer.js';
import { Fault } from '../wsman/fault.js';
import { readEnvelope } from '../wsman/request.js';
import type { HttpAnswer, HttpRequest } from './exchange.js';

/**
 * The two encodings a service must read and answer in (DSP0226, section 13.2); PowerShell sends the second with
 * -UseUTF16.
 */
export type SoapEncoding = 'utf-8' | 'utf-16le';

export interface Soap {
  readonly root: XmlElement;
  readonly encoding: SoapEncoding;
}

const mediaType = /^application\/soap\+xml\s*(?:;|$)/i;
const encodings: Readonly<Record<string, SoapEncoding>> = {
  'utf-8': 'utf-8',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
};

/**
 * The SOAP message in a request, or what to answer instead: 415 for another content type, 400 for a body that is not
 * SOAP, a fault for a damaged one.
 */
export function readSoap({ headers, body }: HttpRequest): Soap | HttpAnswer {
  const contentType = headers['content-type'] ?? '';
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  if (!mediaType.test(contentType) || !Object.hasOwn(encodings, charset)) return { status: 415 };
  const encoding = encodings[charset]!;
  const text = decode(body, encoding);
  try {
    const root = text === undefined ? undefined : readEnvelope(text);
    return root ? { root, encoding } : { status: 400 };
  } catch (error) {
    if (error instanceof Fault) return soapAnswer(faultAnswer(error, undefined), encoding);
    throw error;
  }
}

/** Faults travel with status 500 (DSP0226, section 15; SOAP 1.2, part 2, section 7.5.2.2). */
export const soapAnswer = ({ xml, isFault }: WsmanAnswer, encoding: SoapEncoding): HttpAnswer => ({
  status: isFault ? 500 : 200,
  headers: { 'Content-Type': `application/soap+xml;charset=${encoding === 'utf-8' ? 'UTF-8' : 'UTF-16'}` },
  body: encoding === 'utf-8' ? xml : new Uint8Array(Buffer.from(`\uFEFF${xml}`, 'utf16le')),
});

function decode(body: Uint8Array, encoding: SoapEncoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
