import type { PsObject, PsValue } from './value.js';

/**
 * A property by name, in any case: an extended one before an adapted one. Undefined where there is none, or no object.
 */
export function property(value: PsValue | undefined, name: string): PsValue | undefined {
  if (value?.type !== 'Object') return undefined;
  return value.extended.get(name) ?? value.adapted.get(name);
}

/** The items of a list, queue, stack or enumerable; undefined for anything else. */
export function itemsOf(value: PsValue | undefined): readonly PsValue[] | undefined {
  if (value?.type !== 'Object' || !value.container || value.container.kind === 'dictionary') return undefined;
  return value.container.items;
}

/**
 * The value as text: a string itself, a number in decimal, an object's ToString(). Undefined where there is none: null,
 * bytes, ciphertext, a container without a ToString().
 */
export function textOf(value: PsValue | undefined): string | undefined {
  if (value === undefined || value.type === 'Null' || value.type === 'ByteArray' || value.type === 'SecureString')
    return undefined;
  if (value.type === 'Object') return value.text ?? textOf(value.value);
  if (value.type === 'Char') return String.fromCharCode(value.value);
  return value.type === 'ProgressRecord' ? value.value.activity : String(value.value);
}

/** A whole number, or that of an enumeration; undefined for anything else and beyond 2^53. */
export function integerOf(value: PsValue | undefined): number | undefined {
  const bare = value?.type === 'Object' ? value.value : value;
  if (bare === undefined || bare.type === 'Null' || bare.type === 'Char') return undefined;
  const number = typeof bare.value === 'bigint' ? Number(bare.value) : bare.value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** Whether the object is, or is derived from, a .NET type: `System.Management.Automation.ErrorRecord`. */
export const isOfType = (object: PsObject, typeName: string): boolean =>
  object.typeNames.some((name) => name === typeName || name === `Deserialized.${typeName}`);
