import { escapeAttribute, escapeText } from '../xml/index.js';
import { ClixmlError } from './clixml-error.js';
import { escapeString } from './escape-string.js';
import { writePrimitive } from './primitives.js';
import { writeProgress } from './progress.js';
import { suppliedTypeNames } from './supplied-type-names.js';
import type { PsProperties } from './value.js';
import { clixmlNamespace } from './read-clixml.js';
import type { PsContainer, PsObject, PsPrimitive, PsValue } from './value.js';

/** PowerShell refuses objects nested deeper than this (measured, PSSerializer of 7.6.9). */
const maxObjectDepth = 48;

/**
 * Writes one value as the data of a PSRP message: no namespace, no white space, parts in the order Windows writes them.
 * A repeated object becomes a Ref, so shared and cyclic objects are fine. Throws a ClixmlError (`too-deep`) where
 * objects are nested more than 48 deep, which PowerShell would not read.
 */
export const writeClixml = (value: PsValue): string => new Writer().write(value);

/** Writes values as the roots of one `<Objs>` document, as Export-Clixml does. */
export function writeClixmlDocument(values: readonly PsValue[]): string {
  const writer = new Writer();
  return `<Objs Version="1.1.0.1" xmlns="${clixmlNamespace}">${values.map((value) => writer.write(value)).join('')}</Objs>`;
}

const containerTags = { list: 'LST', enumerable: 'IE', queue: 'QUE', stack: 'STK', dictionary: 'DCT' } as const;

class Writer {
  readonly #objects = new Map<PsObject, number>();
  readonly #typeNames = new Map<string, number>();
  #depth = 0;

  write(value: PsValue, name?: string): string {
    const named = name === undefined ? '' : ` N="${escapeAttribute(escapeString(name))}"`;
    if (value.type !== 'Object') return primitive(value, named);
    const known = this.#objects.get(value);
    return known === undefined ? this.#object(value, named) : `<Ref${named} RefId="${known}" />`;
  }

  #object(object: PsObject, named: string): string {
    if (++this.#depth > maxObjectDepth)
      throw new ClixmlError('too-deep', `Objects are nested more than ${maxObjectDepth} deep.`);
    const id = this.#objects.size;
    this.#objects.set(object, id);
    const parts = [
      this.#types(object),
      object.text === undefined ? '' : element('ToString', escapeString(object.text)),
      object.value === undefined ? '' : primitive(object.value, ''),
      object.container === undefined ? '' : this.#container(object.container),
      this.#bag('Props', object.adapted),
      this.#bag('MS', object.extended),
    ];
    this.#depth--;
    return `<Obj${named} RefId="${id}">${parts.join('')}</Obj>`;
  }

  #types(object: PsObject): string {
    const names = object.typeNames;
    const key = JSON.stringify(names);
    // PowerShell does not send the type names it supplies itself.
    const isSupplied = object.value !== undefined && key === JSON.stringify(suppliedTypeNames(object.value));
    if (names.length === 0 || isSupplied) return '';
    const known = this.#typeNames.get(key);
    if (known !== undefined) return `<TNRef RefId="${known}" />`;
    const id = this.#typeNames.size;
    this.#typeNames.set(key, id);
    return `<TN RefId="${id}">${names.map((name) => element('T', escapeString(name))).join('')}</TN>`;
  }

  #container(container: PsContainer): string {
    const tag = containerTags[container.kind];
    const content =
      container.kind === 'dictionary'
        ? container.entries.map(([key, value]) => `<En>${this.write(key, 'Key')}${this.write(value, 'Value')}</En>`)
        : container.items.map((item) => this.write(item));
    return content.length === 0 ? `<${tag} />` : `<${tag}>${content.join('')}</${tag}>`;
  }

  #bag(tag: 'Props' | 'MS', properties: PsProperties): string {
    if (properties.size === 0) return '';
    return `<${tag}>${[...properties].map(([name, value]) => this.write(value, name)).join('')}</${tag}>`;
  }
}

function primitive(value: PsPrimitive, named: string): string {
  if (value.type === 'Null') return `<Nil${named} />`;
  if (value.type === 'ProgressRecord') return `<PR${named}>${writeProgress(value.value)}</PR>`;
  const { tag, text } = writePrimitive(value);
  if (text === '' && value.type === 'ByteArray') return `<${tag}${named} />`;
  return element(tag, text, named);
}

const element = (tag: string, text: string, named = ''): string => `<${tag}${named}>${escapeText(text)}</${tag}>`;
