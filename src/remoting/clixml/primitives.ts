import { decodeBase64, encodeBase64 } from '../base64.js';
import { escapeString, unescapeString } from './escape-string.js';
import { isDateTime, isTimeSpan } from './time.js';
import type { IntegerType, PsPrimitive, TextType } from './value.js';

/** Everything but null and progress, which have no text content. */
type PlainPrimitive = Exclude<PsPrimitive, { type: 'Null' | 'ProgressRecord' }>;

/** How one .NET type is serialised: its element and the text inside. */
interface Form {
  readonly type: PlainPrimitive['type'];
  readonly tag: string;
  /** Undefined when the text is not a value of that type. */
  readonly read: (text: string) => PlainPrimitive | undefined;
  readonly write: (value: never) => string;
}

const number =
  (type: IntegerType | 'Char', minimum: number, maximum: number) =>
  (text: string): PlainPrimitive | undefined => {
    const value = Number(text);
    return /^[+-]?\d{1,10}$/.test(text) && value >= minimum && value <= maximum ? { type, value } : undefined;
  };

const long =
  (type: 'Int64' | 'UInt64', minimum: bigint, maximum: bigint) =>
  (text: string): PlainPrimitive | undefined => {
    if (!/^[+-]?\d{1,20}$/.test(text)) return undefined;
    const value = BigInt(text.replace('+', ''));
    return value >= minimum && value <= maximum ? { type, value } : undefined;
  };

const special: Readonly<Record<string, number>> = { INF: Infinity, '-INF': -Infinity, NaN: NaN };

const floating =
  (type: 'Single' | 'Double', narrow: (value: number) => number) =>
  (text: string): PlainPrimitive | undefined => {
    if (Object.hasOwn(special, text)) return { type, value: special[text]! };
    return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)
      ? { type, value: narrow(Number(text)) }
      : undefined;
  };

const writeFloating = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF';
  return Object.is(value, -0) ? '-0' : String(value).replace('e', 'E');
};

/** The shortest text that reads back as the same 32-bit number. */
function writeSingle(value: number): string {
  const single = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(single.toPrecision(digits));
    if (Math.fround(text) === single) return writeFloating(text);
  }
  return writeFloating(single);
}

/** Text kept as it is, where it has the right form. */
const exact =
  (type: TextType, isForm: (text: string) => boolean) =>
  (text: string): PlainPrimitive | undefined =>
    isForm(text) ? { type, value: text } : undefined;

const escaped =
  (type: TextType) =>
  (text: string): PlainPrimitive => ({ type, value: unescapeString(text) });

const matches = (form: RegExp) => (text: string) => form.test(text);
const asIs = (text: string): string => text;

const bytes = (text: string): PlainPrimitive | undefined => {
  const value = decodeBase64(text);
  return value && { type: 'ByteArray', value };
};

/** MS-PSRP 2.2.5.1, one row per type. */
const forms: readonly Form[] = [
  { type: 'String', tag: 'S', read: escaped('String'), write: escapeString },
  { type: 'Char', tag: 'C', read: number('Char', 0, 0xffff), write: String },
  {
    type: 'Boolean',
    tag: 'B',
    read: (text) =>
      /^(?:true|false)$/i.test(text) ? { type: 'Boolean', value: text.toLowerCase() === 'true' } : undefined,
    write: String,
  },
  { type: 'DateTime', tag: 'DT', read: exact('DateTime', isDateTime), write: asIs },
  { type: 'TimeSpan', tag: 'TS', read: exact('TimeSpan', isTimeSpan), write: asIs },
  { type: 'Byte', tag: 'By', read: number('Byte', 0, 0xff), write: String },
  { type: 'SByte', tag: 'SB', read: number('SByte', -0x80, 0x7f), write: String },
  { type: 'UInt16', tag: 'U16', read: number('UInt16', 0, 0xffff), write: String },
  { type: 'Int16', tag: 'I16', read: number('Int16', -0x8000, 0x7fff), write: String },
  { type: 'UInt32', tag: 'U32', read: number('UInt32', 0, 0xffff_ffff), write: String },
  { type: 'Int32', tag: 'I32', read: number('Int32', -0x8000_0000, 0x7fff_ffff), write: String },
  { type: 'UInt64', tag: 'U64', read: long('UInt64', 0n, 0xffff_ffff_ffff_ffffn), write: String },
  { type: 'Int64', tag: 'I64', read: long('Int64', -0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn), write: String },
  { type: 'Single', tag: 'Sg', read: floating('Single', Math.fround), write: writeSingle },
  { type: 'Double', tag: 'Db', read: floating('Double', (value) => value), write: writeFloating },
  { type: 'Decimal', tag: 'D', read: exact('Decimal', matches(/^-?\d{1,29}(?:\.\d{1,28})?$/)), write: asIs },
  { type: 'ByteArray', tag: 'BA', read: bytes, write: encodeBase64 },
  { type: 'Guid', tag: 'G', read: exact('Guid', matches(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i)), write: asIs },
  { type: 'Uri', tag: 'URI', read: escaped('Uri'), write: escapeString },
  { type: 'Version', tag: 'Version', read: exact('Version', matches(/^\d{1,10}(?:\.\d{1,10}){1,3}$/)), write: asIs },
  { type: 'XmlDocument', tag: 'XD', read: escaped('XmlDocument'), write: escapeString },
  { type: 'ScriptBlock', tag: 'SBK', read: escaped('ScriptBlock'), write: escapeString },
  {
    type: 'SecureString',
    tag: 'SS',
    read: exact('SecureString', (text) => decodeBase64(text) !== undefined),
    write: asIs,
  },
];

const byTag = new Map(forms.map((form) => [form.tag, form]));
const byType = new Map(forms.map((form) => [form.type, form]));

export const isPrimitiveTag = (tag: string): boolean => byTag.has(tag);

/** The value of an element with that tag; undefined when the tag is unknown or the text is not such a value. */
export const readPrimitive = (tag: string, text: string): PsPrimitive | undefined => byTag.get(tag)?.read(text);

/** Tag and text of a value, before XML escaping. */
export function writePrimitive(primitive: PlainPrimitive): { tag: string; text: string } {
  const { tag, write } = byType.get(primitive.type)!;
  return { tag, text: write(primitive.value as never) };
}
