import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attribute,
  child,
  descendant,
  escapeAttribute,
  escapeText,
  ownText,
  readXml,
  XmlError,
} from '../../../src/remoting/xml/index.js';

const limits = { maxCharacters: 10_000, maxDepth: 20, maxElements: 100 };
const codeOf = (xml: string): string => {
  try {
    readXml(xml, limits);
    return 'read';
  } catch (error) {
    if (error instanceof XmlError) return error.code;
    throw error;
  }
};

describe('readXml', () => {
  it('resolves names, whatever the prefixes', () => {
    const one = readXml('<a:r xmlns:a="urn:x" a:k="1" k="2"><a:c/></a:r>', limits);
    const other = readXml('<r xmlns="urn:x" xmlns:q="urn:x" q:k="1" k="2"><c/></r>', limits);
    expect(other).toEqual(one);
    expect(one).toEqual({
      namespace: 'urn:x',
      name: 'r',
      attributes: [
        { namespace: 'urn:x', name: 'k', value: '1' },
        { namespace: '', name: 'k', value: '2' },
      ],
      children: [{ namespace: 'urn:x', name: 'c', attributes: [], children: [] }],
    });
    expect(attribute(one, 'k')).toBe('2');
  });

  it('keeps white space and order, joins text with CDATA, drops comments', () => {
    expect(readXml('<r> a <b/>\tc<!-- no --><![CDATA[<d>]]>\n</r>', limits).children).toEqual([
      ' a ',
      expect.objectContaining({ name: 'b' }),
      '\tc<d>\n',
    ]);
  });

  it('finds children and descendants by their whole name', () => {
    const root = readXml('<r xmlns:o="urn:o"><o:x>other</o:x><x>own</x><y><z>deep</z></y></r>', limits);
    expect(ownText(child(root, '', 'x')!)).toBe('own');
    expect(child(root, '', 'z')).toBeUndefined();
    expect(ownText(descendant(root, '', 'z')!)).toBe('deep');
  });

  it('accepts a byte order mark and a declaration', () => {
    expect(readXml('\uFEFF<?xml version="1.0" encoding="utf-16"?>\n<r/>', limits).name).toBe('r');
  });

  it.each([
    ['a document type', '<!DOCTYPE r><r/>', 'doctype'],
    ['an entity declaration', '<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', 'doctype'],
    ['an external entity', '<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>', 'doctype'],
    ['an entity that was not declared', '<r>&a;</r>', 'malformed'],
    ['an entity named like a method', '<r>&constructor;</r>', 'malformed'],
    ['a processing instruction', '<r><?php evil ?></r>', 'processing-instruction'],
    ['a style sheet', '<?xml-stylesheet href="x"?><r/>', 'processing-instruction'],
    ['a prefix that was not declared', '<a:r/>', 'malformed'],
    ['a prefix named like a prototype', '<__proto__:r/>', 'malformed'],
    ['an attribute twice', '<r a="1" a="2"/>', 'malformed'],
    ['an attribute twice by another prefix', '<r xmlns:a="u" xmlns:b="u" a:x="1" b:x="2"/>', 'malformed'],
    ['no end', '<r>', 'malformed'],
    ['a wrong end', '<r></s>', 'malformed'],
    ['two roots', '<r/><s/>', 'malformed'],
    ['text around the root', '<r/>text', 'malformed'],
    ['nothing', '', 'malformed'],
    ['only a comment', '<!-- r -->', 'malformed'],
    ['a control character', '<r>\u0001</r>', 'malformed'],
    ['a control character by number, as XML 1.1 has it', '<?xml version="1.1"?><r>&#1;</r>', 'malformed'],
    ['half a surrogate pair by number', '<r>&#xD83D;</r>', 'malformed'],
    ['html', '<html><br></html>', 'malformed'],
    ['too many characters', `<r>${'x'.repeat(10_000)}</r>`, 'limit'],
    ['too many levels', `${'<r>'.repeat(21)}${'</r>'.repeat(21)}`, 'limit'],
    ['too many elements', `<r>${'<e/>'.repeat(100)}</r>`, 'limit'],
    ['too many attributes', `<r ${Array.from({ length: 65 }, (_, index) => `a${index}=""`).join(' ')}/>`, 'limit'],
  ])('refuses %s', (_, xml, code) => {
    expect(codeOf(xml)).toBe(code);
  });

  it('takes exactly what the limits allow', () => {
    expect(codeOf(`${'<r>'.repeat(20)}${'</r>'.repeat(20)}`)).toBe('read');
    expect(codeOf(`<r>${'<e/>'.repeat(99)}</r>`)).toBe('read');
    expect(codeOf('<r/>'.padEnd(10_000))).toBe('read');
  });

  it('ends in a tree or an XmlError for any text', () => {
    const markup = fc.constantFrom(
      '<',
      '>',
      '/',
      '&',
      ';',
      '"',
      '=',
      '<r>',
      '</r>',
      '<!',
      '[CDATA[',
      ']]>',
      '--',
      '<?',
      'xmlns:',
      '#x',
      ' ',
      'r',
      'é',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(markup, fc.string())), (parts) => {
        expect(codeOf(parts.join(''))).toBeTypeOf('string');
      }),
    );
  });
});

describe('escaping', () => {
  const writable = fc
    .string({ unit: 'binary' })
    .filter((text) => !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text));

  it('lets any text that XML can hold through, between tags and in attributes', () => {
    fc.assert(
      fc.property(writable, (text) => {
        const root = readXml(`<r a="${escapeAttribute(text)}">${escapeText(text)}</r>`, limits);
        expect(ownText(root)).toBe(text);
        expect(attribute(root, 'a')).toBe(text);
      }),
    );
  });

  it.each(['\u0000', '\u001F', '\uFFFF', 'a\uD83D', '\uDE00b'])('refuses what XML can not hold: %j', (text) => {
    expect(() => escapeText(text)).toThrow(XmlError);
    expect(() => escapeAttribute(text)).toThrow(XmlError);
  });
});
