import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ClixmlError,
  itemsOf,
  property,
  PsProperties,
  psValue,
  readClixml,
  readClixmlDocument,
  writeClixml,
  writeClixmlDocument,
} from '../../../src/remoting/clixml/index.js';
import type { PsObject, PsValue } from '../../../src/remoting/clixml/index.js';
import { decodeMessage, Defragmenter } from '../../../src/remoting/psrp/index.js';
import {
  captured,
  capturedNames,
  fragmentBlobs,
  recorded,
  recordedNames,
  stdioNames,
  stdioVector,
} from '../vectors.js';
import type { Exchange } from '../vectors.js';
import { anyValue } from './values.js';

describe('write, then read', () => {
  it('gives the same value', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(readClixml(writeClixml(value))).toEqual(value);
      }),
    );
  });

  it('gives the same values from a document', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 3 }), (values) => {
        expect(readClixmlDocument(writeClixmlDocument(values)).map(({ value }) => value)).toEqual(values);
      }),
    );
  });

  it('keeps one object one object', () => {
    const shared: PsObject = {
      type: 'Object',
      typeNames: ['T'],
      adapted: new PsProperties(),
      extended: new PsProperties(),
    };
    const read = readClixml(writeClixml(psValue([shared, shared, { ...shared }])));
    const [one, two, three] = itemsOf(read)!;
    expect(one).toBe(two);
    expect(one).not.toBe(three);
  });

  it('keeps an object that holds itself', () => {
    const object: { -readonly [K in keyof PsObject]: PsObject[K] } = {
      type: 'Object',
      typeNames: [],
      adapted: new PsProperties(),
      extended: new PsProperties(),
    };
    object.extended = new PsProperties([['self', object]]);
    const read = readClixml(writeClixml(object));
    expect(property(read, 'self')).toBe(read);
  });

  it('refuses to write what is nested without end', () => {
    let deep = psValue('x');
    for (let level = 0; level < 48; level++) deep = psValue([deep]);
    expect(writeClixml(deep)).toContain('<S>x</S>');
    expect(() => writeClixml(psValue([deep]))).toThrow(ClixmlError);
  });
});

describe('psValue', () => {
  it.each<[Parameters<typeof psValue>[0], PsValue]>([
    [2 ** 31 - 1, { type: 'Int32', value: 2_147_483_647 }],
    [2 ** 31, { type: 'Int64', value: 2_147_483_648n }],
    [-(2 ** 31), { type: 'Int32', value: -2_147_483_648 }],
    [1.5, { type: 'Double', value: 1.5 }],
    [2 ** 53, { type: 'Double', value: 2 ** 53 }],
    [-0, { type: 'Double', value: -0 }],
    [-5n, { type: 'Int64', value: -5n }],
    [new Date(0), { type: 'DateTime', value: '1970-01-01T00:00:00.000Z' }],
    [
      { type: 'Uri', value: 'urn:x' },
      { type: 'Uri', value: 'urn:x' },
    ],
  ])('%s', (input, value) => {
    expect(psValue(input)).toEqual(value);
  });

  it('refuses what does not fit', () => {
    expect(() => psValue(2n ** 63n)).toThrow(RangeError);
    expect(() => psValue(new Date(NaN))).toThrow(RangeError);
  });
});

describe('messages of other software', () => {
  const messagesOf = (blobs: readonly Uint8Array[]): string[] => {
    const defragmenter = new Defragmenter();
    const messages = blobs.flatMap((blob) => defragmenter.push(blob)).map((message) => decodeMessage(message).data);
    return messages.filter((data) => data !== '');
  };
  const stdio = (name: string, side: string): string[] =>
    messagesOf(stdioVector(name).flatMap(({ from, bytes }) => (from === side ? [bytes] : [])));
  const inSoap = (exchanges: readonly Exchange[], side: 'request' | 'response'): string[] =>
    messagesOf(exchanges.flatMap((exchange) => fragmentBlobs(exchange[side])));

  /** Written by PowerShell itself. */
  const genuine: [string, string[]][] = [
    ...stdioNames.map((name): [string, string[]] => [`PowerShell, ${name}`, stdio(name, 'server')]),
    ...recordedNames.map((name): [string, string[]] => [`Windows, ${name}`, inSoap(recorded(name), 'response')]),
  ];
  const others: [string, string[]][] = [
    ...stdioNames.map((name): [string, string[]] => [`psrpcore, ${name}`, stdio(name, 'client')]),
    ...recordedNames.map((name): [string, string[]] => [`pypsrp, ${name}`, inSoap(recorded(name), 'request')]),
    ...capturedNames.map((name): [string, string[]] => [
      `captured, ${name}`,
      (['request', 'response'] as const).flatMap((side) => inSoap(captured(name).exchanges, side)),
    ]),
  ];

  it.each(others)('%s: every value reads, and reads the same when written again', (_, messages) => {
    for (const data of messages) {
      const value = readClixml(data);
      expect(readClixml(writeClixml(value))).toEqual(value);
    }
  });

  it.each(genuine)('%s: every value is written again to the letter', (_, messages) => {
    for (const data of messages) expect(writeClixml(readClixml(data))).toBe(data);
  });

  it('were many', () => {
    expect(genuine.flatMap(([, messages]) => messages).length).toBeGreaterThan(500);
    expect(others.flatMap(([, messages]) => messages).length).toBeGreaterThan(150);
  });
});
