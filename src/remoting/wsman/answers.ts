import { decodeBase64 } from '../base64.js';
import { ProtocolError } from '../protocol-error.js';
import { attribute, child, childElements, ownText, readXml, XmlError } from '../xml/index.js';
import type { XmlElement } from '../xml/index.js';
import { contentTypeOf, HttpFailure } from './http-failure.js';
import { namespaces } from './namespaces.js';
import type { HttpAnswer } from './transport.js';
import { readFault } from './wsman-fault.js';

const envelopeLimits = { maxCharacters: 16 * 1024 * 1024, maxDepth: 64, maxElements: 50_000 };

const { soap, addressing, wsman, shell, transfer } = namespaces;

/**
 * The body of the SOAP message in an HTTP answer to the request with that id. The message takes precedence over the
 * status. Throws a WsManFault, an HttpFailure where there is no SOAP message, or a ProtocolError.
 */
export function readBody(answer: HttpAnswer, messageId: string): XmlElement {
  const root = readRoot(answer);
  const body = child(root, soap, 'Body');
  if (!body) throw badEnvelope('it has no body');
  const fault = child(body, soap, 'Fault');
  const header = child(root, soap, 'Header');
  const relatesTo = header && child(header, addressing, 'RelatesTo');
  // A fault may come from a layer that never read the message id.
  if (relatesTo ? ownText(relatesTo).trim() !== messageId : !fault)
    throw new ProtocolError('wrong-answer', 'The server answered another request than the one sent.');
  if (fault) throw readFault(fault, answer.status);
  return body;
}

function readRoot(answer: HttpAnswer): XmlElement {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(answer.body);
    const root = readXml(text, envelopeLimits);
    if (root.name === 'Envelope' && root.namespace === soap) return root;
  } catch (cause) {
    if (!(cause instanceof XmlError || cause instanceof TypeError)) throw cause;
    if (claimsSoap(answer)) throw badEnvelope(cause instanceof XmlError ? cause.message : 'it is not UTF-8', cause);
  }
  throw new HttpFailure(answer);
}

/**
 * A damaged SOAP message comes from the service; anything else that cannot be parsed is a page from something in front
 * of it.
 */
const claimsSoap = ({ status, headers }: HttpAnswer): boolean =>
  (status === 200 || status === 500) && contentTypeOf(headers) === 'application/soap+xml';

/** A GUID has 36 characters; a server's shell id is sent back with every message. */
const longestId = 256;

/** The selector of the shell that Create made, to be returned unchanged. */
export function readCreated(body: XmlElement): string {
  const created = child(body, transfer, 'ResourceCreated');
  const parameters = created && child(created, addressing, 'ReferenceParameters');
  const selectors = parameters && child(parameters, wsman, 'SelectorSet');
  const shellId =
    selectors &&
    childElements(selectors).find(
      (selector) => selector.name === 'Selector' && attribute(selector, 'Name') === 'ShellId',
    );
  const id = shellId && ownText(shellId).trim();
  if (!id || id.length > longestId) throw badEnvelope('it does not name the shell that was made');
  return id;
}

/** The command's id; the server's choice counts. */
export function readCommandId(body: XmlElement): string {
  const response = child(body, shell, 'CommandResponse');
  const commandId = response && child(response, shell, 'CommandId');
  const id = commandId && ownText(commandId).trim();
  if (!id || id.length > longestId) throw badEnvelope('it does not name the command that was started');
  return id;
}

/** The content of one Receive response. */
export interface Received {
  /** In order. Without a command id a stream is the shell's own. */
  readonly streams: readonly { readonly commandId: string | undefined; readonly bytes: Uint8Array }[];
  /** The ids of finished commands; undefined stands for the command the request was about. */
  readonly done: readonly (string | undefined)[];
}

export function readReceived(body: XmlElement): Received {
  const response = child(body, shell, 'ReceiveResponse');
  if (!response) throw badEnvelope('it is no answer to Receive');
  const parts = childElements(response).filter(({ namespace }) => namespace === shell);
  return {
    streams: parts
      .filter((part) => part.name === 'Stream' && (attribute(part, 'Name') ?? 'stdout') === 'stdout')
      .map((stream) => {
        const bytes = decodeBase64(ownText(stream));
        if (!bytes) throw badEnvelope('a stream in it is not base64');
        return { commandId: attribute(stream, 'CommandId'), bytes };
      }),
    done: parts
      .filter((part) => part.name === 'CommandState' && (attribute(part, 'State') ?? '').endsWith('/CommandState/Done'))
      .map((state) => attribute(state, 'CommandId')),
  };
}

const badEnvelope = (why: string, cause?: unknown): ProtocolError =>
  new ProtocolError('bad-envelope', `The server's SOAP message can not be used: ${why}`.replace(/\.?$/, '.'), {
    cause,
  });
