import { describe, expect, it } from 'vitest';
import {
  ClixmlError,
  decodeClixmlBytes,
  integerOf,
  isOfType,
  itemsOf,
  property,
  PsProperties,
  readClixml,
  readClixmlDocument,
  textOf,
  writeClixmlDocument,
} from '../../../src/remoting/clixml/index.js';
import type { PsContainer, PsObject, PsPrimitive, PsValue } from '../../../src/remoting/clixml/index.js';
import { clixmlVectors } from '../vectors.js';

const values = new Map(clixmlVectors.map(({ name, xml }) => [name, readClixmlDocument(xml)[0]!.value]));
const vector = (name: string): PsObject => values.get(name) as PsObject;
const int = (value: number): PsPrimitive => ({ type: 'Int32', value });
const text = (value: string): PsPrimitive => ({ type: 'String', value });

const primitives: Readonly<Record<string, PsPrimitive>> = {
  null: { type: 'Null' },
  true: { type: 'Boolean', value: true },
  int32: int(42),
  int64: { type: 'Int64', value: 9_223_372_036_854_775_807n },
  byte: { type: 'Byte', value: 255 },
  sbyte: { type: 'SByte', value: -128 },
  uint64: { type: 'UInt64', value: 18_446_744_073_709_551_615n },
  double: { type: 'Double', value: 1.5 },
  'double-nan': { type: 'Double', value: NaN },
  'double-infinity': { type: 'Double', value: -Infinity },
  single: { type: 'Single', value: Math.fround(0.1) },
  decimal: { type: 'Decimal', value: '1.10' },
  char: { type: 'Char', value: 120 },
  string: text('Get-Mailbox'),
  'string-empty': text(''),
  'string-escapes': text('line1\r\nline2\ttab _x0041_ nul\0 bell\u0007'),
  'string-unicode': text('åäö 日本 \u{1F4EC}'),
  'string-lone-surrogate': text('a\uD83Db'),
  'string-xml': text('<a & "b">'),
  'datetime-utc': { type: 'DateTime', value: '2020-08-14T01:02:03.004Z' },
  'datetime-unspecified': { type: 'DateTime', value: '2020-08-14T01:02:03' },
  timespan: { type: 'TimeSpan', value: 'P1DT2H3M4.5S' },
  guid: { type: 'Guid', value: '11111111-2222-3333-4444-555555555555' },
  uri: { type: 'Uri', value: 'https://ps.outlook.com/powershell-liveid?DelegatedOrg=contoso.onmicrosoft.com' },
  version: { type: 'Version', value: '5.1.19041.1' },
  'bytes-empty': { type: 'ByteArray', value: new Uint8Array() },
  scriptblock: { type: 'ScriptBlock', value: ' Get-Mailbox -ResultSize 1 ' },
  xml: { type: 'XmlDocument', value: '<r a="1"><b /></r>' },
  'note-on-string': text('text'),
};

const list = (...items: PsValue[]): PsContainer => ({ kind: 'list', items });
const dictionary = (...entries: [PsValue, PsValue][]): PsContainer => ({ kind: 'dictionary', entries });

const containers: Readonly<Record<string, { type: string; container: unknown }>> = {
  bytes: {
    type: 'System.Object[]',
    container: list(...[1, 2, 3, 255].map((value) => ({ type: 'Byte', value }) as const)),
  },
  array: {
    type: 'System.Object[]',
    container: list(int(1), text('two'), { type: 'Null' }, { type: 'Double', value: 3 }),
  },
  'array-empty': { type: 'System.Object[]', container: list() },
  list: {
    type: 'System.Collections.Generic.List`1[[System.String, System.Private.CoreLib, Version=10.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e]]',
    container: list(text('a'), text('b')),
  },
  arraylist: { type: 'System.Collections.ArrayList', container: list(int(1), int(2)) },
  stack: { type: 'System.Collections.Stack', container: { kind: 'stack', items: [int(2), int(1)] } },
  queue: { type: 'System.Collections.Queue', container: { kind: 'queue', items: [int(1), int(2)] } },
  hashtable: { type: 'System.Collections.Hashtable', container: dictionary([text('Name'), text('x')]) },
  ordered: {
    type: 'System.Collections.Specialized.OrderedDictionary',
    container: dictionary([text('b'), int(1)], [text('a'), int(2)], [text('n'), { type: 'Null' }]),
  },
  'hashtable-int-keys': { type: 'System.Collections.Hashtable', container: dictionary([int(1), text('one')]) },
};

const objects: Readonly<Record<string, (value: PsObject) => void>> = {
  'array-nested': (value) => {
    expect(itemsOf(value)!.map((inner) => itemsOf(inner)!.map(integerOf))).toEqual([[1, 2], [3]]);
    expect(itemsOf(value)!.every((inner) => isOfType(inner as PsObject, 'System.Object[]'))).toBe(true);
  },
  datetimeoffset: (value) => {
    expect(textOf(value)).toBe('08/14/2020 01:02:03 +02:00');
    expect(property(value, 'Offset')).toEqual({ type: 'TimeSpan', value: 'PT2H' });
    expect(property(value, 'UtcTicks')).toEqual({ type: 'Int64', value: 637_329_565_230_000_000n });
    expect(textOf(property(value, 'DayOfWeek'))).toBe('Friday');
  },
  enum: (value) => {
    expect([textOf(value), integerOf(value), isOfType(value, 'System.Enum')]).toEqual(['Friday', 5, true]);
  },
  'flags-enum': (value) => {
    expect([textOf(value), integerOf(value)]).toEqual(['ReadOnly, Hidden', 3]);
  },
  pscustomobject: (value) => {
    expect([
      textOf(property(value, 'Name')),
      property(value, 'Size'),
      integerOf(property(property(value, 'Nested'), 'Deep')),
    ]).toEqual(['Anna', { type: 'Int64', value: 5n }, 1]);
  },
  'same-object-twice': (value) => {
    const [one, other] = itemsOf(value)!;
    expect(one).toBe(other);
    expect(integerOf(property(one, 'a'))).toBe(1);
  },
  cycle: (value) => {
    expect(property(value, 'self')).toBe(value);
  },
  'depth-cut': (value) => {
    expect(integerOf(['a', 'b', 'c', 'd'].reduce<PsValue | undefined>(property, value))).toBe(1);
  },
  'type-name': (value) => {
    expect(value.typeNames[0]).toBe('Microsoft.Exchange.Data.Directory.Management.Mailbox');
    expect(textOf(property(value, 'prohibitsendquota'))).toBe('49.5 GB (53,150,220,288 bytes)');
  },
  'two-of-one-type': (value) => {
    expect(itemsOf(value)!.map((thing) => [(thing as PsObject).typeNames[0], integerOf(property(thing, 'n'))])).toEqual(
      [
        ['Contoso.Thing', 1],
        ['Contoso.Thing', 2],
      ],
    );
  },
  'error-record': (value) => {
    expect([
      textOf(value),
      textOf(property(value, 'FullyQualifiedErrorId')),
      integerOf(property(property(value, 'Exception'), 'HResult')),
    ]).toEqual(['boom', 'boom', -2_146_233_087]);
  },
  'error-command-not-found': (value) => {
    expect([
      textOf(property(value, 'FullyQualifiedErrorId')),
      textOf(property(property(value, 'Exception'), 'CommandName')),
    ]).toEqual(['CommandNotFoundException', 'Get-Nonesuch']);
  },
  ip: (value) => {
    expect([textOf(value), textOf(property(value, 'IPAddressToString')), property(value, 'Address')]).toEqual([
      '192.0.2.1',
      '192.0.2.1',
      { type: 'Int64', value: 16_908_480n },
    ]);
  },
  bigint: (value) => {
    expect([textOf(value), integerOf(property(value, 'Sign'))]).toEqual(['123456789012345678901234567890', 1]);
  },
  regex: (value) => {
    expect([textOf(value), property(value, 'MatchTimeout'), integerOf(property(value, 'Options'))]).toEqual([
      '^a+$',
      { type: 'TimeSpan', value: '-PT0.001S' },
      0,
    ]);
  },
  culture: (value) => {
    expect([textOf(value), integerOf(property(value, 'LCID'))]).toEqual(['sv-SE', 1053]);
  },
};

describe('what PowerShell wrote', () => {
  it('is all looked at below', () => {
    expect([...Object.keys(primitives), ...Object.keys(containers), ...Object.keys(objects)].toSorted()).toEqual(
      [...values.keys()].toSorted(),
    );
  });

  it.each(Object.entries(primitives))('%s', (name, value) => {
    expect(values.get(name)).toEqual(value);
  });

  it.each(Object.entries(containers))('%s', (name, { type, container }) => {
    expect(vector(name).typeNames[0]).toBe(type);
    expect(vector(name).container).toEqual(container);
  });

  it.each(Object.entries(objects))('%s', (name, look) => look(vector(name)));

  it.each(clixmlVectors)('$name is written again as PowerShell wrote it', ({ xml }) => {
    const compact = xml.replace(/>\n *</g, '><');
    expect(writeClixmlDocument(readClixmlDocument(xml).map(({ value }) => value))).toBe(compact);
  });
});

describe('readClixml', () => {
  const refuse = (xml: string): string => {
    try {
      readClixml(xml);
      return 'read';
    } catch (error) {
      if (error instanceof ClixmlError) return error.code;
      throw error;
    }
  };

  it('reads parts in any order, and a reference to an object around it', () => {
    const value = readClixml(
      '<Obj RefId="7"><MS><S N="b">extended</S></MS><LST><I32>1</I32><Ref RefId="7" /></LST><Props><S N="B">adapted</S><S N="c">only adapted</S></Props><ToString>t</ToString><TN RefId="9"><T>T</T></TN></Obj>',
    );
    expect(itemsOf(value)![1]).toBe(value);
    expect(['B', 'C', 'd'].map((name) => textOf(property(value, name)))).toEqual([
      'extended',
      'only adapted',
      undefined,
    ]);
    expect(value).toMatchObject({ text: 't', typeNames: ['T'] });
  });

  it('keeps properties beside the items of a list', () => {
    const value = readClixml(
      '<Obj RefId="0"><LST><S>smtp:a@contoso.com</S></LST><MS><B N="Changed">false</B></MS></Obj>',
    );
    expect([textOf(itemsOf(value)![0]), textOf(property(value, 'changed'))]).toEqual(['smtp:a@contoso.com', 'false']);
  });

  it('reads a primitive with properties', () => {
    const value = readClixml('<Obj RefId="0"><S>text</S><MS><I32 N="Extra">7</I32></MS></Obj>');
    expect([textOf(value), integerOf(property(value, 'extra'))]).toEqual(['text', 7]);
  });

  it('reads member sets among added properties', () => {
    const value = readClixml(
      '<Obj RefId="0"><MS><MS N="PSStandardMembers"><S N="DefaultDisplayProperty">Name</S></MS></MS></Obj>',
    );
    expect(textOf(property(property(value, 'PSStandardMembers'), 'DefaultDisplayProperty'))).toBe('Name');
  });

  it('reads names and texts with escapes, and keeps null apart from empty', () => {
    const value = readClixml('<Obj RefId="0"><MS><S N="a_x000A_b"> </S><S N="e"></S><Nil N="n" /></MS></Obj>');
    expect(['a\nb', 'e', 'n'].map((name) => property(value, name))).toEqual([text(' '), text(''), { type: 'Null' }]);
  });

  it('reads the two noncharacters that .NET does not check', () => {
    expect([readClixml('<S>a\uFFFEb</S>'), readClixml('<S>&#xFFFF;</S>')]).toEqual([text('a\uFFFEb'), text('\uFFFF')]);
  });

  it.each([
    ['<I32>2147483648</I32>'],
    ['<I32>1.0</I32>'],
    ['<I32></I32>'],
    ['<I32>0x10</I32>'],
    ['<By>256</By>'],
    ['<By>-1</By>'],
    ['<SB>128</SB>'],
    ['<C>65536</C>'],
    ['<C>a</C>'],
    ['<I64>9223372036854775808</I64>'],
    ['<U64>-1</U64>'],
    ['<B>yes</B>'],
    ['<Db>1,5</Db>'],
    ['<Db>Infinity</Db>'],
    ['<D>1E5</D>'],
    ['<G>{}</G>'],
    ['<Version>5</Version>'],
    ['<DT>yesterday</DT>'],
    ['<TS>1:00</TS>'],
    ['<BA>%%%</BA>'],
    ['<BA>AAA</BA>'],
    ['<S><S>nested</S></S>'],
    ['<Nil>x</Nil>'],
    ['<Strange>1</Strange>'],
    ['<S xmlns="urn:other">x</S>'],
    ['<Obj RefId="0">text</Obj>'],
    ['<Obj RefId="0"><S>one</S><S>two</S></Obj>'],
    ['<Obj RefId="0"><LST /><S>two</S></Obj>'],
    ['<Obj RefId="0"><MS><S>no name</S></MS></Obj>'],
    ['<Obj RefId="0"><TN RefId="0"><S>T</S></TN></Obj>'],
    ['<Obj RefId="0"><DCT><En><S N="Key">k</S></En></DCT></Obj>'],
    ['<Obj RefId="0"><DCT><En><S N="Key">k</S><S N="Value">v</S><S N="More">m</S></En></DCT></Obj>'],
    ['<Obj RefId="0"><DCT><S N="Key">k</S></DCT></Obj>'],
    ['<Obj RefId="0"><Obj RefId="1" /></Obj>'],
  ])('refuses %s', (xml) => {
    expect(refuse(xml)).toBe('malformed');
  });

  it.each([['<Ref RefId="0" />'], ['<Obj RefId="0"><TNRef RefId="3" /></Obj>'], ['<Ref />']])(
    'refuses a reference to nothing: %s',
    (xml) => {
      expect(refuse(xml)).toBe('unknown-reference');
    },
  );
});

describe('documents', () => {
  const objs = (inner: string): string =>
    `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${inner}</Objs>`;

  it('reads several roots that share references', () => {
    const [one, two] = readClixmlDocument(
      objs('<Obj RefId="0"><TN RefId="0"><T>T</T></TN></Obj><Obj RefId="1"><TNRef RefId="0" /></Obj>'),
    ).map(({ value }) => value as PsObject);
    expect([one?.typeNames, two?.typeNames]).toEqual([['T'], ['T']]);
  });

  it('reads what PowerShell writes to a redirected console', () => {
    const roots = readClixmlDocument(
      `#< CLIXML\r\n${objs('<S S="Error">boom_x000D__x000A_</S><Obj S="progress" RefId="0"><MS><I64 N="SourceId">1</I64><PR N="Record"><AV>Preparing modules for first use.</AV><AI>0</AI><Nil /><PI>-1</PI><PC>-1</PC><T>Completed</T><SR>-1</SR><SD> </SD></PR></MS></Obj>')}`,
    );
    expect(roots[0]).toEqual({ stream: 'error', value: text('boom\r\n') });
    expect(roots[1]!.stream).toBe('progress');
    expect(property(roots[1]!.value, 'Record')).toEqual({
      type: 'ProgressRecord',
      value: {
        activity: 'Preparing modules for first use.',
        activityId: 0,
        currentOperation: null,
        parentActivityId: -1,
        percentComplete: -1,
        state: 'Completed',
        secondsRemaining: -1,
        statusDescription: ' ',
      },
    });
  });

  it.each(['<Obj RefId="0" />', '<Objs><S>x</S></Objs>'])('refuses another root: %s', (xml) => {
    expect(() => readClixmlDocument(xml)).toThrow(ClixmlError);
  });

  it.each([
    ['UTF-16, little end first, as Export-Clixml of Windows PowerShell', [0xff, 0xfe, 0x61, 0, 0xe5, 0]],
    ['UTF-16, big end first', [0xfe, 0xff, 0, 0x61, 0, 0xe5]],
    ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, 0x61, 0xc3, 0xa5]],
    ['UTF-8', [0x61, 0xc3, 0xa5]],
  ])('decodes %s', (_, bytes) => {
    expect(decodeClixmlBytes(Uint8Array.from(bytes))).toBe('aå');
  });

  it.each([[[0x61, 0xe5]], [[0xff, 0xfe, 0x61]], [[0xff, 0xfe, 0x3d, 0xd8]]])(
    'refuses bytes that are not text: %j',
    (bytes) => {
      expect(() => decodeClixmlBytes(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ code: 'encoding' }));
    },
  );
});

describe('PsProperties', () => {
  it('keeps the order of names and the last of two that differ in case', () => {
    const properties = new PsProperties([
      ['A', int(1)],
      ['b', int(2)],
      ['a', int(3)],
    ]);
    expect([...properties]).toEqual([
      ['a', int(3)],
      ['b', int(2)],
    ]);
    expect([properties.size, properties.has('B'), properties.get('__proto__')]).toEqual([2, true, undefined]);
  });
});

describe('bytes of a file', () => {
  const utf32 = (text: string, order: 'little' | 'big'): Uint8Array => {
    const codes = Array.from(`\uFEFF${text}`, (character) => character.codePointAt(0)!);
    const view = new DataView(new ArrayBuffer(codes.length * 4));
    codes.forEach((code, at) => view.setUint32(at * 4, code, order === 'little'));
    return new Uint8Array(view.buffer);
  };

  it.each(['little', 'big'] as const)('UTF-32 by its byte order mark, %s end first', (order) => {
    expect(decodeClixmlBytes(utf32('<S>å\u{1F4EC}</S>', order))).toBe('<S>å\u{1F4EC}</S>');
  });

  it('UTF-32 that is cut short, or beyond Unicode, is refused', () => {
    const whole = utf32('<S>a</S>', 'little');
    for (const bytes of [whole.slice(0, -1), new Uint8Array([...whole, 0xff, 0xff, 0xff, 0xff])])
      expect(() => decodeClixmlBytes(bytes)).toThrow(ClixmlError);
  });
});
