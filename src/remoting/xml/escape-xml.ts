import { XmlError } from './xml-error.js';

// Everything outside Char of XML 1.0 section 2.2: control characters, noncharacters, lone surrogates.
const unwritable =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

const inText: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const inAttribute: Readonly<Record<string, string>> = { ...inText, '"': '&quot;', '\t': '&#x9;', '\n': '&#xA;' };

/** Escapes element content. Throws an XmlError (`unwritable`) for a character that XML cannot contain. */
export const escapeText = (text: string): string =>
  writable(text).replace(/[&<>\r]/g, (character) => inText[character]!);

/** Escapes an attribute value in double quotes; line breaks and tabs survive. Throws as `escapeText` does. */
export const escapeAttribute = (text: string): string =>
  writable(text).replace(/[&<>"\r\n\t]/g, (character) => inAttribute[character]!);

function writable(text: string): string {
  if (unwritable.test(text)) throw new XmlError('unwritable', 'The text holds a character that XML can not carry.');
  return text;
}
