/**
 * The machine-wide proxy of WinHTTP, which WinRM uses, from the value `WinHttpSettings`: four little-endian numbers
 * (version, counter, flags, length) and the server's name in ASCII. Microsoft does not document the layout; this is the
 * one in public use, so anything that does not fit it is rejected.
 */
export type WinHttpProxy =
  | { readonly state: 'direct' }
  | { readonly state: 'proxy'; readonly server: string }
  | { readonly state: 'undecodable' };

const namesAProxy = 2;

/** `bytes`: hexadecimal digits, two per byte. */
export function winHttpProxy(bytes: string): WinHttpProxy {
  const raw = Buffer.from(bytes, 'hex');
  if (raw.length < 16) return { state: 'undecodable' };
  const [flags, length] = [raw.readUInt32LE(8), raw.readUInt32LE(12)];
  if ((flags & namesAProxy) === 0) return { state: 'direct' };
  const server = raw.toString('latin1', 16, 16 + length);
  const whole = length > 0 && length <= 1024 && server.length === length && /^[\x21-\x7e]+$/u.test(server);
  return whole ? { state: 'proxy', server } : { state: 'undecodable' };
}

/** Whether the server part contains an `@`, which may follow a password: such a value must not be shown. */
export function mayHoldPassword(bytes: string): boolean {
  const raw = Buffer.from(bytes, 'hex');
  return raw.length >= 16 && raw.subarray(16, 16 + raw.readUInt32LE(12)).includes('@');
}
