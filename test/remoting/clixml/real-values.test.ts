import { describe, expect, it } from 'vitest';
import { readClixmlDocument, ticksOf } from '../../../src/remoting/clixml/index.js';
import type { PsObject, PsPrimitive, PsProperties, PsValue } from '../../../src/remoting/clixml/index.js';
import { realClixmlVectors } from '../vectors.js';

/** Bits of a floating number in hexadecimal, as the vectors write it. */
function bitsOf(type: 'Single' | 'Double', value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'Single') {
    view.setFloat32(0, value);
    return view.getUint32(0).toString(16).padStart(8, '0');
  }
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

function bare(primitive: PsPrimitive): unknown {
  const { type } = primitive;
  if (type === 'Null') return { t: 'Null' };
  // PowerShell reads a script block back as the text it was sent as.
  if (type === 'ScriptBlock') return { t: 'String', v: primitive.value };
  if (type === 'Single' || type === 'Double') return { t: type, v: bitsOf(type, primitive.value) };
  if (type === 'Int64' || type === 'UInt64') return { t: type, v: String(primitive.value) };
  if (type === 'ByteArray') return { t: type, v: Buffer.from(primitive.value).toString('base64') };
  // Its text is ciphertext, and the vectors keep none.
  if (type === 'SecureString') return { t: type };
  if (type === 'TimeSpan') return { t: type, v: String(ticksOf(primitive.value)) };
  if (type === 'XmlDocument') return { t: type, v: withoutBlanks(primitive.value) };
  return { t: type, v: primitive.value };
}

const withoutBlanks = (xml: string): string => xml.replace(/\s+/gu, '');

/**
 * Of the vectors' own description what is no difference: PowerShell marks a type name it has rebuilt, says which .NET class
 * holds the items, and writes XML anew.
 */
function comparable(described: unknown): unknown {
  if (Array.isArray(described)) return described.map(comparable);
  if (typeof described !== 'object' || described === null) return described;
  const rest = Object.fromEntries(Object.entries(described).filter(([key]) => !['seq', 'dict', 'id'].includes(key)));
  if ('ref' in rest) return { t: 'Object', ref: true };
  if (rest['t'] === 'XmlDocument') return { ...rest, v: withoutBlanks(rest['v'] as string) };
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, valueOf(key, value)]));
}

function valueOf(key: string, value: unknown): unknown {
  if (key === 'tn') return (value as string[]).map((name) => name.replace(/^Deserialized\./u, ''));
  // As pairs: one of the names is `__proto__`.
  if (key === 'adapted' || key === 'extended')
    return Object.entries(value as object).map(([name, one]) => [name, comparable(one)]);
  // A hash table has no order.
  if (key === 'entries')
    return (comparable(value) as unknown[]).sort((one, other) =>
      JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
    );
  return comparable(value);
}

/** The value as the vectors describe what PowerShell itself read back. */
class Describer {
  readonly #seen = new Set<PsObject>();

  value(value: PsValue): unknown {
    if (value.type !== 'Object') return bare(value);
    if (this.#seen.has(value)) return { ref: true };
    this.#seen.add(value);
    const { typeNames, text, container, adapted, extended } = value;
    return {
      t: 'Object',
      tn: typeNames,
      ...(text === undefined ? {} : { text }),
      ...(value.value === undefined ? {} : { value: bare(value.value) }),
      ...(container?.kind === 'dictionary'
        ? { entries: container.entries.map(([key, one]) => [this.value(key), this.value(one)]) }
        : {}),
      ...(container && container.kind !== 'dictionary'
        ? { items: container.items.map((item) => this.value(item)) }
        : {}),
      ...this.#bag('adapted', adapted),
      ...this.#bag('extended', extended),
    };
  }

  #bag(name: string, properties: PsProperties): object {
    return properties.size === 0
      ? {}
      : { [name]: Object.fromEntries([...properties].map(([key, value]) => [key, this.value(value)])) };
  }
}

describe('values that a real PowerShell 7.6.9 wrote, read as it reads them back', () => {
  it.each(realClixmlVectors.filter(({ reads }) => reads === 'ok'))('$name: $expression', ({ xml, expected }) => {
    const describer = new Describer();
    const found = readClixmlDocument(xml).map(({ value }) => describer.value(value));
    expect(comparable(found)).toStrictEqual(comparable(expected));
  });
});
