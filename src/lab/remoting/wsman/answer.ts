import { encodeBase64 } from '../../../remoting/base64.js';
import { namespaces } from '../../../remoting/wsman/namespaces.js';
import { escapeAttribute, escapeText } from '../../../remoting/xml/index.js';
import { faultBody } from './fault.js';
import type { Fault } from './fault.js';

/** A SOAP response. */
export interface WsmanAnswer {
  readonly isFault: boolean;
  readonly xml: string;
}

const { soap, addressing, wsman, microsoft, shell, transfer } = namespaces;

const newMessageId = (): string => `uuid:${crypto.randomUUID().toUpperCase()}`;

function envelope(action: string, relatesTo: string | undefined, body: string): string {
  return (
    `<s:Envelope xml:lang="en-US" xmlns:s="${soap}" xmlns:a="${addressing}" xmlns:x="${transfer}" xmlns:w="${wsman}" xmlns:rsp="${shell}" xmlns:p="${microsoft}">` +
    `<s:Header><a:Action>${escapeText(action)}</a:Action><a:MessageID>${newMessageId()}</a:MessageID><a:To>${addressing}/role/anonymous</a:To>` +
    `${relatesTo === undefined ? '' : `<a:RelatesTo>${escapeText(relatesTo)}</a:RelatesTo>`}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
  );
}

export const answerTo = (
  request: { readonly action: string; readonly messageId: string },
  body: string,
): WsmanAnswer => ({
  isFault: false,
  xml: envelope(`${request.action}Response`, request.messageId, body),
});

export const faultAnswer = (fault: Fault, messageId: string | undefined): WsmanAnswer => ({
  isFault: true,
  xml: envelope('http://schemas.dmtf.org/wbem/wsman/1/wsman/fault', messageId, faultBody(fault.parts)),
});

/** The response to Identify: a Windows server does not give its version before authentication (MS-WSMV 3.1.4.1.20). */
export function identifyAnswer(): WsmanAnswer {
  const product = 'OS: 0.0.0 SP: 0.0 Stack: 3.0';
  return {
    isFault: false,
    xml:
      `<s:Envelope xml:lang="en-US" xmlns:s="${soap}"><s:Header/><s:Body><wsmid:IdentifyResponse xmlns:wsmid="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd">` +
      `<wsmid:ProtocolVersion>${wsman}</wsmid:ProtocolVersion><wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor><wsmid:ProductVersion>${product}</wsmid:ProductVersion>` +
      '</wsmid:IdentifyResponse></s:Body></s:Envelope>',
  };
}

/** The reported properties of a shell. */
export interface ShellDescription {
  readonly id: string;
  readonly resourceUri: string;
  readonly owner: string;
  readonly clientAddress: string;
  readonly idleSeconds: number;
}

/** `rsp:Shell` as Windows describes one (MS-WSMV 2.2.4.37). */
export const shellBody = ({ id, resourceUri, owner, clientAddress, idleSeconds }: ShellDescription): string =>
  `<rsp:Shell><rsp:ShellId>${escapeText(id)}</rsp:ShellId><rsp:ResourceUri>${escapeText(resourceUri)}</rsp:ResourceUri><rsp:Owner>${escapeText(owner)}</rsp:Owner>` +
  `<rsp:ClientIP>${escapeText(clientAddress)}</rsp:ClientIP><rsp:IdleTimeOut>PT${idleSeconds}.000S</rsp:IdleTimeOut><rsp:InputStreams>stdin pr</rsp:InputStreams>` +
  '<rsp:OutputStreams>stdout</rsp:OutputStreams><rsp:MaxIdleTimeOut>PT900.000S</rsp:MaxIdleTimeOut><rsp:Locale>en-US</rsp:Locale><rsp:DataLocale>en-US</rsp:DataLocale>' +
  '<rsp:CompressionMode>NoCompression</rsp:CompressionMode><rsp:ProfileLoaded>Yes</rsp:ProfileLoaded><rsp:Encoding>UTF8</rsp:Encoding><rsp:BufferMode>Block</rsp:BufferMode>' +
  '<rsp:State>Connected</rsp:State><rsp:ShellRunTime>P0DT0H0M0S</rsp:ShellRunTime><rsp:ShellInactivity>P0DT0H0M0S</rsp:ShellInactivity></rsp:Shell>';

export const createdBody = (url: string, shellDescription: ShellDescription): string =>
  `<x:ResourceCreated><a:Address>${escapeText(url)}</a:Address><a:ReferenceParameters><w:ResourceURI>${escapeText(shellDescription.resourceUri)}</w:ResourceURI>` +
  `<w:SelectorSet><w:Selector Name="ShellId">${escapeText(shellDescription.id)}</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>${shellBody(shellDescription)}`;

export const commandBody = (commandId: string): string =>
  `<rsp:CommandResponse><rsp:CommandId>${escapeText(commandId)}</rsp:CommandId></rsp:CommandResponse>`;

const commandIdOf = (commandId: string | undefined): string =>
  commandId === undefined ? '' : ` CommandId="${escapeAttribute(commandId)}"`;

const streamBody = (commandId: string | undefined, base64: string): string =>
  `<rsp:Stream Name="stdout"${commandIdOf(commandId)}>${base64}</rsp:Stream>`;

/** Every answer about a command carries its state; an answer about a shell does not (MS-WSMV 2.2.4.9). */
function stateBody(commandId: string | undefined, isDone: boolean): string {
  if (commandId === undefined) return '';
  const state = `${shell}/CommandState/${isDone ? 'Done' : 'Pending'}`;
  return `<rsp:CommandState${commandIdOf(commandId)} State="${state}">${isDone ? '<rsp:ExitCode>0</rsp:ExitCode>' : ''}</rsp:CommandState>`;
}

export const receiveBody = (commandId: string | undefined, fragments: readonly Uint8Array[], isDone: boolean): string =>
  `<rsp:ReceiveResponse>${fragments.map((fragment) => streamBody(commandId, encodeBase64(fragment))).join('')}${stateBody(commandId, isDone)}</rsp:ReceiveResponse>`;

/** How much a Receive response can hold: bytes left for streams, and the overhead of each around its base64. */
export interface Room {
  readonly bytes: number;
  readonly perStream: number;
}

export function roomIn(
  request: { readonly action: string; readonly messageId: string; readonly maxEnvelopeBytes: number },
  commandId: string | undefined,
): Room {
  const around = new TextEncoder().encode(answerTo(request, receiveBody(commandId, [], true)).xml).length;
  return { bytes: request.maxEnvelopeBytes - around, perStream: streamBody(commandId, '').length };
}
