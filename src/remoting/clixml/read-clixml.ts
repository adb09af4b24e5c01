import { attribute, readXml } from '../xml/index.js';
import type { XmlElement, XmlLimits } from '../xml/index.js';
import { ClixmlError } from './clixml-error.js';
import { unescapeString } from './escape-string.js';
import { isPrimitiveTag, readPrimitive } from './primitives.js';
import { noProperties, PsProperties } from './value.js';
import { readProgress } from './progress.js';
import { malformed, plainText, structure } from './shape.js';
import { suppliedTypeNames } from './supplied-type-names.js';
import type { PsContainer, PsObject, PsPrimitive, PsValue } from './value.js';

/** The namespace in files and on consoles; PSRP messages have none. */
export const clixmlNamespace = 'http://schemas.microsoft.com/powershell/2004/04';

/** Default limits of one document. They are our own: a real client accepts an object of 25 MB. */
export const clixmlLimits: XmlLimits = { maxCharacters: 32 * 1024 * 1024, maxDepth: 256, maxElements: 600_000 };

/** One root of a document. */
export interface ClixmlRoot {
  readonly value: PsValue;
  /** The stream it was written to, on a console: `output`, `error`, `progress`, … (attribute S). */
  readonly stream?: string;
}

/**
 * Reads the single value in the data of a PSRP message (MS-PSRP 2.2.5). Object identity is kept: a Ref gives the same
 * object. Throws an XmlError or a ClixmlError.
 */
export function readClixml(xml: string, limits: XmlLimits = clixmlLimits): PsValue {
  return new Reader().read(readXml(allowNoncharacters(xml), limits));
}

/**
 * Reads an `<Objs>` document: the output of Export-Clixml (decode the bytes with `decodeClixmlBytes`) or of PowerShell
 * to a redirected console, with or without the first line `#< CLIXML`. Throws an XmlError or a ClixmlError.
 */
export function readClixmlDocument(xml: string, limits: XmlLimits = clixmlLimits): readonly ClixmlRoot[] {
  const root = readXml(allowNoncharacters(xml.replace(/^\uFEFF?#< CLIXML\r?\n/, '')), limits);
  if (root.name !== 'Objs' || root.namespace !== clixmlNamespace)
    throw new ClixmlError('malformed', 'The XML is not a CLIXML document: its root is not Objs.');
  const reader = new Reader();
  return structure(root).map((element) => {
    const stream = attribute(element, 'S');
    return { value: reader.read(element), ...(stream === undefined ? {} : { stream: stream.toLowerCase() }) };
  });
}

/** U+FFFE and U+FFFF, raw or as a character reference: .NET writes and reads them unchecked, XML 1.0 forbids them. */
const allowNoncharacters = (xml: string): string =>
  xml.replace(
    /[\uFFFE\uFFFF]|&#x(FFF[EF]);/gi,
    (match, hex?: string) => `_x${(hex ?? match.charCodeAt(0).toString(16)).toUpperCase()}_`,
  );

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const containerKinds: Readonly<Record<string, 'list' | 'enumerable' | 'queue' | 'stack'>> = {
  LST: 'list',
  IE: 'enumerable',
  QUE: 'queue',
  STK: 'stack',
};

/** Reads the values of one document; RefIds and type name lists are scoped to the document. */
class Reader {
  readonly #objects = new Map<string, PsObject>();
  readonly #typeNames = new Map<string, readonly string[]>();

  read(element: XmlElement): PsValue {
    if (element.namespace !== '' && element.namespace !== clixmlNamespace)
      throw malformed(`the element ${element.name} has a foreign namespace`);
    if (element.name === 'Obj') return this.#object(element);
    if (element.name === 'Ref') return this.#reference(element);
    return primitive(element);
  }

  #object(element: XmlElement): PsObject {
    const object: Mutable<PsObject> = { type: 'Object', typeNames: [], adapted: noProperties, extended: noProperties };
    // Registered before its parts are read: an object may contain itself.
    const id = attribute(element, 'RefId');
    if (id !== undefined) this.#objects.set(id, object);
    for (const part of structure(element)) this.#part(object, part);
    if (object.typeNames.length === 0 && object.value) object.typeNames = suppliedTypeNames(object.value);
    return object;
  }

  #part(object: Mutable<PsObject>, part: XmlElement): void {
    switch (part.name) {
      case 'TN':
        object.typeNames = this.#declareTypeNames(part);
        return;
      case 'TNRef':
        object.typeNames = found(this.#typeNames.get(attribute(part, 'RefId') ?? ''), 'a list of type names');
        return;
      case 'ToString':
        object.text = unescapeString(plainText(part));
        return;
      case 'Props':
        object.adapted = this.#properties(part);
        return;
      case 'MS':
        object.extended = this.#properties(part);
        return;
      default:
        if (object.container || object.value) throw malformed('an object holds more than one value');
        if (part.name === 'DCT')
          object.container = { kind: 'dictionary', entries: structure(part).map((entry) => this.#entry(entry)) };
        else if (Object.hasOwn(containerKinds, part.name)) object.container = this.#items(part);
        else object.value = primitive(part);
    }
  }

  #items(part: XmlElement): PsContainer {
    return { kind: containerKinds[part.name]!, items: structure(part).map((item) => this.read(item)) };
  }

  #entry(entry: XmlElement): readonly [PsValue, PsValue] {
    const pair = this.#properties(entry);
    const [key, value] = [pair.get('Key'), pair.get('Value')];
    if (entry.name !== 'En' || !key || !value || pair.size !== 2)
      throw malformed('a dictionary entry is not one key and one value');
    return [key, value];
  }

  #declareTypeNames(part: XmlElement): readonly string[] {
    const names = structure(part).map((name) => {
      if (name.name !== 'T') throw malformed(`a type name list holds ${name.name}`);
      return unescapeString(plainText(name));
    });
    const id = attribute(part, 'RefId');
    if (id !== undefined) this.#typeNames.set(id, names);
    return names;
  }

  #properties(part: XmlElement): PsProperties {
    return new PsProperties(
      structure(part).map((element) => {
        const name = attribute(element, 'N');
        if (name === undefined) throw malformed(`the ${element.name} among properties has no name`);
        // Member sets among extended properties are property bags themselves (MS-PSRP 2.2.5.2.9).
        const value: PsValue =
          element.name === 'MS'
            ? { type: 'Object', typeNames: [], adapted: noProperties, extended: this.#properties(element) }
            : this.read(element);
        return [unescapeString(name), value] as const;
      }),
    );
  }

  #reference(element: XmlElement): PsObject {
    structure(element);
    return found(this.#objects.get(attribute(element, 'RefId') ?? ''), 'an object');
  }
}

function primitive(element: XmlElement): PsPrimitive {
  if (element.name === 'Nil') {
    if (structure(element).length > 0) throw malformed('a null holds something');
    return { type: 'Null' };
  }
  if (element.name === 'PR') return { type: 'ProgressRecord', value: readProgress(element) };
  if (!isPrimitiveTag(element.name)) throw malformed(`the element ${element.name} is not known here`);
  const value = readPrimitive(element.name, plainText(element));
  if (!value) throw malformed(`the text of an element ${element.name} is not such a value`);
  return value;
}

function found<T>(target: T | undefined, what: string): T {
  if (target === undefined)
    throw new ClixmlError('unknown-reference', `The CLIXML refers to ${what} that is not in it.`);
  return target;
}
