import { SaxesParser } from 'saxes';
import type { SaxesTagNS } from 'saxes';
import type { XmlAttribute, XmlElement } from './element.js';
import { XmlError } from './xml-error.js';

/** Limits beyond which a document is refused. */
export interface XmlLimits {
  /** UTF-16 units of the whole document. */
  readonly maxCharacters: number;
  /** Nesting of elements; the root is at depth 1. */
  readonly maxDepth: number;
  readonly maxElements: number;
}

const maxAttributesPerElement = 64;
const noAttributes: readonly XmlAttribute[] = [];
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/';

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

/**
 * Reads one whole document. A leading byte order mark and an XML declaration are accepted, comments are dropped, CDATA
 * is text. Document types, processing instructions and entities other than the five of XML are refused, so nothing is
 * ever fetched or expanded. Throws an XmlError; time and memory are linear in the limits.
 */
export function readXml(text: string, limits: XmlLimits): XmlElement {
  if (text.length > limits.maxCharacters)
    throw new XmlError('limit', `The XML is longer than ${limits.maxCharacters} characters.`);
  // A document that declares XML 1.1 would be allowed control characters.
  const parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  let attributes = 0;

  const append = (part: string): void => {
    const children = open.at(-1)?.children;
    if (children === undefined || part === '') return;
    const last = children.length - 1;
    if (typeof children[last] === 'string') children[last] += part;
    else children.push(part);
  };

  parser.on('error', (error) => {
    throw new XmlError('malformed', `The XML is not well-formed: ${error.message.slice(0, 200)}`);
  });
  parser.on('doctype', () => {
    throw new XmlError('doctype', 'The XML declares a document type, which is not allowed.');
  });
  parser.on('processinginstruction', () => {
    throw new XmlError('processing-instruction', 'The XML holds a processing instruction, which is not allowed.');
  });
  parser.on('attribute', () => {
    if (++attributes > maxAttributesPerElement)
      throw new XmlError('limit', `An XML element has more than ${maxAttributesPerElement} attributes.`);
  });
  parser.on('opentag', (tag) => {
    attributes = 0;
    if (++elements > limits.maxElements)
      throw new XmlError('limit', `The XML has more than ${limits.maxElements} elements.`);
    if (open.length >= limits.maxDepth)
      throw new XmlError('limit', `The XML is nested deeper than ${limits.maxDepth} elements.`);
    const element: OpenElement = { namespace: tag.uri, name: tag.local, attributes: attributesOf(tag), children: [] };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', append);
  parser.on('cdata', append);

  parser.write(text).close();
  if (!root) throw new XmlError('malformed', 'The XML has no element.');
  return root;
}

function attributesOf(tag: SaxesTagNS): readonly XmlAttribute[] {
  const attributes = Object.values(tag.attributes)
    .filter(({ uri }) => uri !== xmlnsNamespace)
    .map(({ uri, local, prefix, name, value }) => ({ namespace: uri, name: prefix === '' ? name : local, value }));
  return attributes.length > 0 ? attributes : noAttributes;
}
