/**
 * Bytes from base64; white space is skipped. Undefined when the text is not base64: Node.js alone would skip invalid
 * characters.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bare = /\s/.test(text) ? text.replace(/\s+/g, '') : text;
  if (bare.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(bare)) return undefined;
  return new Uint8Array(Buffer.from(bare, 'base64'));
}

export const encodeBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
