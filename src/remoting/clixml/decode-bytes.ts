import { ClixmlError } from './clixml-error.js';

/**
 * The text of a CLIXML file: UTF-32 or UTF-16 by its byte order mark (the latter is what Export-Clixml of Windows
 * PowerShell writes), else UTF-8 with or without one. Throws a ClixmlError (`encoding`) for bytes invalid in that
 * encoding.
 */
export function decodeClixmlBytes(bytes: Uint8Array): string {
  const wide = utf32Order(bytes);
  if (wide !== undefined) return decodeUtf32(bytes, wide);
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ClixmlError('encoding', `The bytes are not ${encoding.toUpperCase()} text.`, { cause });
  }
}

/** The byte order of a UTF-32 byte order mark, if there is one. The little-endian mark starts like that of UTF-16. */
function utf32Order([first, second, third, fourth]: Uint8Array): 'little' | 'big' | undefined {
  if (first === 0xff && second === 0xfe && third === 0 && fourth === 0) return 'little';
  return first === 0 && second === 0 && third === 0xfe && fourth === 0xff ? 'big' : undefined;
}

function decodeUtf32(bytes: Uint8Array, order: 'little' | 'big'): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (): never => {
    throw new ClixmlError('encoding', 'The bytes are not UTF-32 text.');
  };
  if (bytes.byteLength % 4 !== 0) return refuse();
  const parts: string[] = [];
  for (let at = 4; at < bytes.byteLength; at += 4) {
    const code = view.getUint32(at, order === 'little');
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return refuse();
    parts.push(String.fromCodePoint(code));
  }
  return parts.join('');
}
