import { ticksOf } from '../../../remoting/clixml/index.js';
import { namespaces } from '../../../remoting/wsman/namespaces.js';
import { attribute, child, childElements, ownText, readXml, XmlError } from '../../../remoting/xml/index.js';
import type { XmlElement } from '../../../remoting/xml/index.js';
import { faults } from './fault.js';

/** What one SOAP message asks for (DSP0226; MS-WSMV 2.2.4). */
export interface WsmanRequest {
  readonly action: string;
  readonly messageId: string;
  readonly resourceUri: string;
  /** Largest answer, in bytes. */
  readonly maxEnvelopeBytes: number;
  readonly operationTimeoutMs: number;
  /** As the client wrote it. */
  readonly shellId: string | undefined;
  readonly body: XmlElement;
}

const { soap, addressing, wsman } = namespaces;
const identity = 'http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd';

const limits = { maxCharacters: 1024 * 1024, maxDepth: 32, maxElements: 1_000 };

/** MaxTimeoutms and MaxEnvelopeSizekb of a Windows server, for clients that do not say. */
const defaults = { operationTimeoutMs: 60_000, maxEnvelopeBytes: 512_000 } as const;
/** The smallest limit a service must honour (DSP0226, section 13.1). */
const minEnvelopeBytes = 8_192;
const maxIdLength = 256;

/** The root of a SOAP 1.2 message. Undefined for anything else; throws a Fault for one that is damaged or too large. */
export function readEnvelope(text: string): XmlElement | undefined {
  try {
    const root = readXml(text, limits);
    return root.name === 'Envelope' && root.namespace === soap && child(root, soap, 'Body') ? root : undefined;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    if (text.includes(soap)) throw faults.badXml();
    return undefined;
  }
}

/** Identify is the only message that needs no header and no account (DSP0226, section 11). */
export const isIdentify = (root: XmlElement): boolean =>
  child(child(root, soap, 'Body')!, identity, 'Identify') !== undefined;

export const actionOf = (root: XmlElement): string | undefined => header(root, addressing, 'Action');

/** The id to relate the answer to; undefined where the message has none that is valid. */
export function messageIdOf(root: XmlElement): string | undefined {
  const id = header(root, addressing, 'MessageID');
  return id === undefined || id === '' || id.length > maxIdLength ? undefined : id;
}

/** Reads the headers by namespace, in any order; unknown ones are skipped, even with mustUnderstand. Throws a Fault. */
export function readRequest(root: XmlElement): WsmanRequest {
  const action = actionOf(root);
  if (action === undefined || header(root, addressing, 'MessageID') === undefined) throw faults.missingHeader();
  const messageId = messageIdOf(root);
  if (messageId === undefined) throw faults.badHeader();
  return {
    action,
    messageId,
    resourceUri: header(root, wsman, 'ResourceURI') ?? '',
    maxEnvelopeBytes: readEnvelopeLimit(header(root, wsman, 'MaxEnvelopeSize')),
    operationTimeoutMs: readTimeout(header(root, wsman, 'OperationTimeout')),
    shellId: readShellId(root),
    body: child(root, soap, 'Body')!,
  };
}

function header(root: XmlElement, namespace: string, name: string): string | undefined {
  const headers = child(root, soap, 'Header');
  const element = headers && child(headers, namespace, name);
  return element && ownText(element).trim();
}

function readEnvelopeLimit(text: string | undefined): number {
  if (text === undefined) return defaults.maxEnvelopeBytes;
  if (!/^\d{1,12}$/.test(text)) throw faults.badHeader();
  if (Number(text) < minEnvelopeBytes) throw faults.envelopeTooSmall();
  return Math.min(Number(text), defaults.maxEnvelopeBytes);
}

function readTimeout(text: string | undefined): number {
  if (text === undefined) return defaults.operationTimeoutMs;
  const durationMs = durationMsOf(text);
  if (durationMs === undefined) throw faults.badHeader();
  return durationMs;
}

/** An xs:duration of days, hours, minutes and seconds that is not negative. */
export function durationMsOf(text: string): number | undefined {
  const ticks = ticksOf(text);
  return ticks === undefined || ticks < 0n ? undefined : Number(ticks / 10_000n);
}

function readShellId(root: XmlElement): string | undefined {
  const headers = child(root, soap, 'Header');
  const selectors = headers && child(headers, wsman, 'SelectorSet');
  const shellId =
    selectors &&
    childElements(selectors).find(
      (selector) => selector.name === 'Selector' && attribute(selector, 'Name')?.toLowerCase() === 'shellid',
    );
  return shellId && ownText(shellId).trim();
}

/** A required part of the body. Throws a Fault when it is missing. */
export function required<T>(part: T | undefined): T {
  if (part === undefined) throw faults.badBody();
  return part;
}
