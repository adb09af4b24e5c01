import { errorIds } from './signatures/error-ids.js';
import { failureCategories, textMarkers } from './signatures/exchange-words.js';
import { httpStatuses } from './signatures/http-statuses.js';
import { nodeCodePrefixes, nodeCodes } from './signatures/node-codes.js';
import type { Circumstance, SignatureRow } from './signatures/signature.js';
import { windowsCodes } from './signatures/windows-codes.js';

export { redirectRequested } from './signatures/windows-codes.js';

const tables = {
  'error-id': errorIds,
  'failure-category': failureCategories,
  'http-status': httpStatuses,
  'node-code': nodeCodes,
  'node-code-prefix': nodeCodePrefixes,
  'text-marker': textMarkers,
  'windows-code': windowsCodes,
} as const satisfies Readonly<Record<string, readonly SignatureRow[]>>;

/** `transport-name` finds a Windows code by the name PowerShell gives it. */
export type SignatureKind = keyof typeof tables | 'transport-name';

export interface Signature extends SignatureRow {
  /** `windows-code 0x80338113`, with the circumstance where there is one: `http-status 400 with-credential`. */
  readonly id: string;
  readonly kind: keyof typeof tables;
  /** What PowerShell calls a Windows code. */
  readonly name?: string;
}

const shown = (key: string | number): string =>
  typeof key === 'number' && key > 0xffff ? `0x${key.toString(16).toUpperCase()}` : String(key);

/** Every signature, by kind. */
export const signatures: readonly Signature[] = (Object.keys(tables) as (keyof typeof tables)[]).flatMap((kind) =>
  tables[kind].map((row: SignatureRow): Signature => ({
    ...row,
    kind,
    id: [kind, shown(row.key), ...(row.when === undefined ? [] : [row.when])].join(' '),
  })),
);

/** Maps, not objects, so that `constructor` and `__proto__` are not found as keys. */
const byKind = new Map<SignatureKind, Map<string | number, Signature[]>>();
const put = (kind: SignatureKind, key: string | number, signature: Signature): void => {
  const byKey = byKind.get(kind) ?? new Map<string | number, Signature[]>();
  byKind.set(kind, byKey.set(key, [...(byKey.get(key) ?? []), signature]));
};
for (const signature of signatures) {
  put(signature.kind, signature.key, signature);
  if (signature.name !== undefined) put('transport-name', signature.name, signature);
}

/**
 * The signature of a code, an identifier or a text; `undefined` if no table has one. A row for the given circumstance
 * takes precedence over one without. Windows codes may be signed, as PowerShell writes them, or unsigned, as in a
 * WSManFault; for prefixes and markers pass the whole code or text.
 */
export function lookUp(kind: SignatureKind, key: string | number, when?: Circumstance): Signature | undefined {
  const rows = rowsFor(kind, key);
  return rows.find((row) => row.when !== undefined && row.when === when) ?? rows.find((row) => row.when === undefined);
}

function rowsFor(kind: SignatureKind, key: string | number): readonly Signature[] {
  const byKey = byKind.get(kind) ?? new Map<string | number, Signature[]>();
  if (typeof key === 'number') {
    const code = kind === 'windows-code' ? unsigned(key) : key;
    return code === undefined ? [] : (byKey.get(code) ?? []);
  }
  if (kind === 'text-marker') return [...byKey.values()].flat().filter((row) => key.includes(String(row.key)));
  if (kind === 'node-code-prefix') return [...byKey.values()].flat().filter((row) => key.startsWith(String(row.key)));
  return byKey.get(key) ?? [];
}

/** A number outside both the signed and the unsigned 32-bit range is not a code. */
const unsigned = (code: number): number | undefined =>
  Number.isInteger(code) && code >= -0x8000_0000 && code <= 0xffff_ffff ? code >>> 0 : undefined;
