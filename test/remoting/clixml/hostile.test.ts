import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ClixmlError, clixmlLimits, readClixml, readClixmlDocument } from '../../../src/remoting/clixml/index.js';
import { XmlError } from '../../../src/remoting/xml/index.js';
import { clixmlVectors } from '../vectors.js';

/** Either reads or refuses in one of the two ways it may; anything else fails the test. */
function readOrRefuse(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof XmlError || error instanceof ClixmlError) return error.code;
    throw error;
  }
}

const anyVector = fc.constantFrom(...clixmlVectors.map(({ xml }) => xml));

it('a document cut short anywhere is refused', () => {
  fc.assert(
    fc.property(anyVector, fc.nat(), (xml, at) => {
      expect(readOrRefuse(() => readClixmlDocument(xml.slice(0, at % xml.length)))).not.toBe('read');
    }),
    { numRuns: 300 },
  );
});

it('a document with pieces changed, doubled or left out is read or refused', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '<Obj>',
      '</Obj>',
      '<Ref RefId="0"/>',
      '<TNRef RefId="1"/>',
      '<DCT>',
      '<En>',
      'RefId="0"',
      'N="Key"',
      '<!DOCTYPE x>',
      '&x;',
      '_x',
      '\uFFFF',
      '\uD800',
    ),
  );
  fc.assert(
    fc.property(
      anyVector,
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 20 }), piece), { minLength: 1, maxLength: 5 }),
      (xml, edits) => {
        const changed = edits.reduce((text, [at, length, text2]) => {
          const start = at % (text.length + 1);
          return text.slice(0, start) + text2 + text.slice(start + length);
        }, xml);
        expect(readOrRefuse(() => readClixmlDocument(changed))).toBeTypeOf('string');
      },
    ),
    { numRuns: 1000 },
  );
});

it.each([
  ['objects inside objects', '<Obj><LST>'.repeat(100_000), 'limit'],
  ['a tower of text', `<S>${'_x'.repeat(clixmlLimits.maxCharacters / 2)}</S>`, 'limit'],
  ['a hall of elements', `<Obj><LST>${'<Nil/>'.repeat(clixmlLimits.maxElements)}</LST></Obj>`, 'limit'],
  [
    'references to references',
    `<Obj RefId="0"><LST>${Array.from({ length: 200 }, (_, id) => `<Obj RefId="${id + 1}"><LST>${`<Ref RefId="${id}"/>`.repeat(200)}</LST></Obj>`).join('')}</LST></Obj>`,
    'read',
  ],
  ['a long number', `<I32>${'1'.repeat(1_000_000)}</I32>`, 'malformed'],
  ['a long date', `<DT>${'2020-01-01T00:00:00'.repeat(100_000)}</DT>`, 'malformed'],
  ['a long duration', `<TS>P${'1D'.repeat(100_000)}</TS>`, 'malformed'],
  ['a long double', `<Db>${'1'.repeat(100_000)}x</Db>`, 'malformed'],
  ['almost base64', `<BA>${'A'.repeat(1_000_000)}!</BA>`, 'malformed'],
])('%s', (_, xml, outcome) => {
  expect(readOrRefuse(() => readClixml(xml))).toBe(outcome);
});
