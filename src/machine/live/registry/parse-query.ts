/**
 * The output of `reg query KEY`: the key's full name, one line per value (four spaces, name, four spaces, type, four
 * spaces, data), then the full names of the subkeys. Names of hives and types are not translated; everything else is
 * ignored.
 */
export interface KeyListing {
  /** By name in lower case, as registry names are case-insensitive. */
  readonly values: ReadonlyMap<string, RegistryValue>;
  /** Full names of the subkeys, as printed. */
  readonly subkeys: readonly string[];
}

export interface RegistryValue {
  /** `REG_SZ`, `REG_DWORD`, … */
  readonly type: string;
  /** As printed: `0x5c9ea` for a number, hexadecimal digits for REG_BINARY. */
  readonly data: string;
}

const valueLine = /^ {4}(?<name>.*?) {4}(?<type>REG_[A-Z_]+)(?: {4}(?<data>.*))?$/u;
const keyLine = /^HKEY_[A-Z_]+(?:\\|$)/u;

export function parseQuery(text: string): KeyListing {
  const values = new Map<string, RegistryValue>();
  const keys: string[] = [];
  for (const line of text.split(/\r?\n/u)) {
    const { name, type, data = '' } = valueLine.exec(line)?.groups ?? {};
    if (name !== undefined && type !== undefined) values.set(name.toLowerCase(), { type, data });
    else if (keyLine.test(line)) keys.push(line.trimEnd());
  }
  // The first is the key itself, printed only when it has values or a default value.
  return { values, subkeys: keys };
}

/** REG_DWORD as a number; also a REG_SZ of digits, as some policy templates write text. */
export function numberOf({ type, data }: RegistryValue): number | undefined {
  if (type === 'REG_DWORD' && /^0x[0-9a-f]{1,8}$/iu.test(data)) return Number.parseInt(data, 16);
  if (type === 'REG_SZ' && /^\d{1,10}$/u.test(data)) return Number.parseInt(data, 10);
  return undefined;
}

/** REG_SZ or REG_EXPAND_SZ (unexpanded). */
export function textOf({ type, data }: RegistryValue): string | undefined {
  return type === 'REG_SZ' || type === 'REG_EXPAND_SZ' ? data : undefined;
}

/** REG_BINARY as hexadecimal digits, two per byte. */
export function bytesOf({ type, data }: RegistryValue): string | undefined {
  return type === 'REG_BINARY' && /^(?:[0-9a-f]{2})*$/iu.test(data) ? data.toLowerCase() : undefined;
}
