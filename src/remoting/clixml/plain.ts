import type { PsObject, PsValue } from './value.js';

/**
 * A value as plain data: property bags and dictionaries become records, containers arrays, null `null`; an enumeration,
 * or a primitive with extended properties, its bare value; whole numbers a number where it is exact, else a bigint;
 * bytes stay bytes, progress its record. Object identity is kept, so the data may be cyclic: traverse it only as deep
 * as you know its shape.
 */
export function plain(value: PsValue, known: Map<PsObject, unknown> = new Map()): unknown {
  if (value.type === 'Null') return null;
  if (value.type !== 'Object') return exact(value.value);
  if (value.value) return plain(value.value);
  if (known.has(value)) return known.get(value);
  const { container } = value;
  if (container && container.kind !== 'dictionary') {
    const items: unknown[] = [];
    known.set(value, items);
    for (const item of container.items) items.push(plain(item, known));
    return items;
  }
  const record: Record<string, unknown> = {};
  known.set(value, record);
  // Extended properties win over adapted ones of the same name.
  for (const [name, one] of [...value.adapted, ...value.extended]) define(record, name, plain(one, known));
  for (const [key, one] of container?.entries ?? [])
    if (key.type === 'String') define(record, key.value, plain(one, known));
  return record;
}

/** Defines an own property, even for a name like `__proto__`. */
const define = (record: Record<string, unknown>, name: string, value: unknown): unknown =>
  Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });

const exact = (value: unknown): unknown =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
