/** One element of a parsed document. Namespaces are resolved: prefixes do not matter. */
export interface XmlElement {
  /** Namespace URI, '' for none. */
  readonly namespace: string;
  /** The name without its prefix. */
  readonly name: string;
  /** In document order, without namespace declarations. */
  readonly attributes: readonly XmlAttribute[];
  /** Elements and text in document order; text keeps its white space, and no two texts are adjacent. */
  readonly children: readonly (XmlElement | string)[];
}

export interface XmlAttribute {
  readonly namespace: string;
  readonly name: string;
  readonly value: string;
}

export const childElements = (parent: XmlElement): XmlElement[] =>
  parent.children.filter((child) => typeof child !== 'string');

/** The first child of that name. */
export function child(parent: XmlElement, namespace: string, name: string): XmlElement | undefined {
  return childElements(parent).find((element) => element.name === name && element.namespace === namespace);
}

/** The first element of that name anywhere below, in document order. */
export function descendant(parent: XmlElement, namespace: string, name: string): XmlElement | undefined {
  for (const element of childElements(parent)) {
    const found =
      element.name === name && element.namespace === namespace ? element : descendant(element, namespace, name);
    if (found) return found;
  }
  return undefined;
}

/** The value of an attribute that has no namespace. */
export const attribute = (element: XmlElement, name: string): string | undefined =>
  element.attributes.find((candidate) => candidate.name === name && candidate.namespace === '')?.value;

/** The element's own text, without that of elements inside it. */
export const ownText = (element: XmlElement): string =>
  element.children.filter((part) => typeof part === 'string').join('');
