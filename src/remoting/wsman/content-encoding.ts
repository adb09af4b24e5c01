import type { HttpHeaders } from './transport.js';
import { TransportError } from './transport.js';

/**
 * Decompresses a body that a proxy compressed although no compression was accepted. Throws a TransportError: `encoding`
 * when that fails, `too-large` when the result exceeds the limit.
 */
export async function plainBody(body: Uint8Array, headers: HttpHeaders, maxBytes: number): Promise<Uint8Array> {
  const encoding = String(headers['content-encoding'] ?? 'identity')
    .trim()
    .toLowerCase();
  if (encoding === 'identity' || encoding === '' || body.length === 0) return body;
  const { brotliDecompressSync, unzipSync } = await import('node:zlib');
  const decoders: Readonly<Record<string, typeof unzipSync>> = {
    gzip: unzipSync,
    'x-gzip': unzipSync,
    deflate: unzipSync,
    br: brotliDecompressSync,
  };
  if (!Object.hasOwn(decoders, encoding))
    throw new TransportError('encoding', 'The answer is compressed in a way that was not accepted.');
  try {
    return new Uint8Array(decoders[encoding]!(body, { maxOutputLength: maxBytes }));
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new TransportError('too-large', `The answer is larger than ${maxBytes} bytes.`, { cause });
    throw new TransportError('encoding', 'The answer says it is compressed, and is not.', { cause });
  }
}
