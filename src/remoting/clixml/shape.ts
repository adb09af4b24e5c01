import { childElements, ownText } from '../xml/index.js';
import type { XmlElement } from '../xml/index.js';
import { ClixmlError } from './clixml-error.js';

/** The child elements, with only white space allowed between them. */
export function structure(element: XmlElement): XmlElement[] {
  if (ownText(element).trim() !== '') throw malformed(`there is text between the elements of ${element.name}`);
  return childElements(element);
}

/** The text content, with no elements allowed. */
export function plainText(element: XmlElement): string {
  if (element.children.some((part) => typeof part !== 'string'))
    throw malformed(`there are elements in the text of ${element.name}`);
  return ownText(element);
}

export const malformed = (what: string): ClixmlError =>
  new ClixmlError('malformed', `This is not CLIXML: ${what.slice(0, 200)}.`);
