// C0, C1 and every surrogate, unit by unit, and an underscore that could be taken for an escape: EncodeString in
// PowerShell's serialization.cs. U+FFFE and U+FFFF are added here because XML cannot contain them.
const escaped = /[\u0000-\u001F\u007F-\u009F\uD800-\uDFFF\uFFFE\uFFFF]|_(?=[xX])/g;
// EncodeString names XmlConvert.DecodeName as its inverse, which takes either case of x.
const escape = /_[xX]([0-9A-Fa-f]{4})_/g;

/**
 * Escapes text for CLIXML (MS-PSRP 2.2.5.1.1), before XML escaping. Works on UTF-16 units, so lone surrogates survive.
 */
export const escapeString = (text: string): string =>
  text.replace(escaped, (unit) => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);

/** The inverse: one pass from left to right; anything that is not an escape stays as it is. */
export const unescapeString = (text: string): string =>
  text.includes('_') ? text.replace(escape, (_, unit: string) => String.fromCharCode(parseInt(unit, 16))) : text;
