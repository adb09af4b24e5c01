import { PsProperties, noProperties } from './value.js';
import type { PsObject, PsValue } from './value.js';

/** Input for a .NET value: such a value, or plain JavaScript that converts unambiguously. */
export type PsInput =
  | PsValue
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly PsInput[]
  | ReadonlyMap<string, PsInput>;

/**
 * The .NET value for plain JavaScript: a whole number is an Int32 where it fits and an Int64 where it does not, another
 * number a Double, a bigint an Int64, a Date a DateTime in UTC, an array an Object[], a Map a Hashtable. Throws a
 * RangeError for a bigint beyond 64 bits and for an invalid Date.
 */
export function psValue(input: PsInput): PsValue {
  if (input === null) return { type: 'Null' };
  if (typeof input === 'boolean') return { type: 'Boolean', value: input };
  if (typeof input === 'string') return { type: 'String', value: input };
  if (typeof input === 'number') return number(input);
  if (typeof input === 'bigint') return long(input);
  if (input instanceof Date) return { type: 'DateTime', value: input.toISOString() };
  if (input instanceof Uint8Array) return { type: 'ByteArray', value: input };
  if (input instanceof Map) return hashtable(input as ReadonlyMap<string, PsInput>);
  if (Array.isArray(input)) return list(arrayTypeNames, (input as readonly PsInput[]).map(psValue));
  return input as PsValue;
}

const number = (value: number): PsValue => {
  if (Object.is(value, -0) || !Number.isSafeInteger(value)) return { type: 'Double', value };
  return value === (value | 0) ? { type: 'Int32', value } : { type: 'Int64', value: BigInt(value) };
};

const long = (value: bigint): PsValue => {
  if (BigInt.asIntN(64, value) !== value) throw new RangeError('The number does not fit into 64 bits.');
  return { type: 'Int64', value };
};

const arrayTypeNames = ['System.Object[]', 'System.Array', 'System.Object'];

const hashtable = (entries: ReadonlyMap<string, PsInput>): PsObject => ({
  ...object({ typeNames: ['System.Collections.Hashtable', 'System.Object'] }),
  container: {
    kind: 'dictionary',
    entries: [...entries].map(([key, value]) => [psValue(key), psValue(value)] as const),
  },
});

/** An object from some of its parts; the others are empty. */
export const object = (parts: Partial<Omit<PsObject, 'type'>> = {}): PsObject => ({
  type: 'Object',
  typeNames: [],
  adapted: noProperties,
  extended: noProperties,
  ...parts,
});

export const list = (typeNames: readonly string[], items: readonly PsValue[]): PsObject =>
  object({ typeNames, container: { kind: 'list', items } });

/** An object with extended properties only and no type name, as in most PSRP messages. */
export const bag = (properties: Readonly<Record<string, PsInput>>): PsObject =>
  object({
    extended: new PsProperties(Object.entries(properties).map(([name, value]) => [name, psValue(value)] as const)),
  });

/** An enumeration value (MS-PSRP 2.2.3). */
export const enumeration = (typeName: string, text: string, value: number): PsObject =>
  object({
    typeNames: [typeName, 'System.Enum', 'System.ValueType', 'System.Object'],
    text,
    value: { type: 'Int32', value },
  });
