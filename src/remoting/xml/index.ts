export { attribute, child, childElements, descendant, ownText } from './element.js';
export type { XmlElement } from './element.js';
export { escapeAttribute, escapeText } from './escape-xml.js';
export { readXml } from './read-xml.js';
export type { XmlLimits } from './read-xml.js';
export { XmlError } from './xml-error.js';
export type { XmlErrorCode } from './xml-error.js';
