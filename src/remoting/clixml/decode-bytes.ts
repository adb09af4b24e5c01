import { ClixmlError } from './clixml-error.js';

/**
 * The text of a CLIXML file. UTF-16 by its byte order mark (what Export-Clixml of Windows PowerShell writes), else UTF-8 with or
 * without one. Throws a ClixmlError (`encoding`) for bytes that are not that.
 */
export function decodeClixmlBytes(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ClixmlError('encoding', `The bytes are not ${encoding.toUpperCase()} text.`, { cause });
  }
}
