/**
 * Console programs on Windows write text in the OEM code page of the system (437, 850, 866, 932 …), or in UTF-8 where
 * it was switched to 65001. Characters outside the code page arrive as question marks or broken bytes.
 */

/**
 * `undefined` when the bytes are not valid in that encoding. `codePage` is the registry's `OEMCP`, `undefined` while
 * unknown.
 */
export async function decodeConsole(bytes: Uint8Array, codePage: string | undefined): Promise<string | undefined> {
  if (bytes.every((byte) => byte < 0x80)) return Buffer.from(bytes).toString('latin1');
  const asUtf8 = decodeStrictly(bytes);
  if (asUtf8 !== undefined) return asUtf8;
  if (codePage === undefined || !/^\d{3,5}$/u.test(codePage)) return undefined;
  const { default: iconv } = await import('iconv-lite');
  if (!iconv.encodingExists(`cp${codePage}`)) return undefined;
  const text = iconv.decode(Buffer.from(bytes), `cp${codePage}`);
  return text.includes('\uFFFD') ? undefined : text;
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
