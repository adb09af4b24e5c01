/**
 * Console programs on Windows write text in the OEM code page of the system (437, 850, 866, 932 …), or in UTF-8 where
 * a person switched to 65001. Characters outside it arrive as question marks or as broken bytes.
 */

/** `undefined` when the bytes can not be what was printed. `codePage` is the registry's `OEMCP`, `undefined` before it is known. */
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
