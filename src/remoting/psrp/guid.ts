export const nilGuid = '00000000-0000-0000-0000-000000000000';

const size = 16;
const form = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The 16 bytes of .NET's Guid.ToByteArray(): the first three groups little-endian, the rest in order. Throws a
 * RangeError.
 */
export function guidToBytes(guid: string): Uint8Array {
  if (!form.test(guid)) throw new RangeError(`"${guid}" is not a GUID.`);
  return swapped(Uint8Array.from(guid.replaceAll('-', '').match(/../g)!, (pair) => parseInt(pair, 16)));
}

/**
 * Lower case with hyphens. Peers that write another byte order appear as another GUID: compare the bytes they echo, not
 * the text.
 */
export function guidFromBytes(bytes: Uint8Array): string {
  const hex = Array.from(swapped(bytes.slice(0, size)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Reverses the three little-endian groups, in place; its own inverse. */
function swapped(bytes: Uint8Array): Uint8Array {
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** Whether two texts name the same GUID; peers differ in case. */
export const sameGuid = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
