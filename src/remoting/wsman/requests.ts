import { encodeBase64 } from '../base64.js';
import { escapeAttribute, escapeText } from '../xml/index.js';
import { namespaces } from './namespaces.js';

/** The header values of every request of a session. */
export interface Addressing {
  /** The whole URI, query included. */
  readonly to: string;
  readonly resourceUri: string;
  /** `uuid:…`, the same for all requests of a session. */
  readonly sessionId: string;
  readonly maxEnvelopeBytes: number;
  readonly operationTimeoutMs: number;
  readonly locale: string;
}

/** An operation, without the message header. */
export interface Operation {
  readonly action: string;
  /** Options, with MustComply where set. */
  readonly options?: readonly { readonly name: string; readonly value: string; readonly mustComply?: boolean }[];
  readonly shellId?: string;
  /** XML. */
  readonly body: string;
  /** Whether it is idempotent. */
  readonly isRepeatable?: boolean;
}

/** The codes of Signal (MS-PSRP 3.1.5.3.9; the first is misspelt there and in Windows). */
export const signalCodes = {
  stop: 'powershell/signal/crtl_c',
  terminate: `${namespaces.shell}/signal/Terminate`,
} as const;

/** Creates a shell; the client chooses its ShellId, which PowerShell 3.0 and later honour (MS-WSMV 3.1.4.5.2). */
export const createShell = (shellId: string, protocol: string, creationXml: Uint8Array): Operation => ({
  action: `${namespaces.transfer}/Create`,
  options: [{ name: 'protocolversion', value: protocol, mustComply: true }],
  body:
    `<rsp:Shell ShellId="${escapeAttribute(shellId)}"><rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout</rsp:OutputStreams>` +
    `<creationXml xmlns="${namespaces.powershell}">${encodeBase64(creationXml)}</creationXml></rsp:Shell>`,
});

/** Waits for output of a command, or of the shell itself without a command id. */
export const receive = (shellId: string, commandId: string | undefined): Operation => ({
  action: `${namespaces.shell}/Receive`,
  isRepeatable: true,
  options: [{ name: 'WSMAN_CMDSHELL_OPTION_KEEPALIVE', value: 'TRUE' }],
  shellId,
  body: `<rsp:Receive SequenceId="0"><rsp:DesiredStream${commandIdOf(commandId)}>stdout</rsp:DesiredStream></rsp:Receive>`,
});

/** Starts a command, with its first packet (MS-PSRP 3.1.5.3.3). */
export const command = (shellId: string, commandId: string, firstPacket: Uint8Array): Operation => ({
  action: `${namespaces.shell}/Command`,
  shellId,
  body: `<rsp:CommandLine${commandIdOf(commandId)}><rsp:Command /><rsp:Arguments>${encodeBase64(firstPacket)}</rsp:Arguments></rsp:CommandLine>`,
});

/** `pr` carries answers to host calls, `stdin` everything else. */
export const send = (
  shellId: string,
  commandId: string | undefined,
  stream: 'stdin' | 'pr',
  packet: Uint8Array,
): Operation => ({
  action: `${namespaces.shell}/Send`,
  shellId,
  body: `<rsp:Send><rsp:Stream Name="${stream}"${commandIdOf(commandId)}>${encodeBase64(packet)}</rsp:Stream></rsp:Send>`,
});

export const signal = (shellId: string, commandId: string, code: string): Operation => ({
  action: `${namespaces.shell}/Signal`,
  shellId,
  body: `<rsp:Signal${commandIdOf(commandId)}><rsp:Code>${escapeText(code)}</rsp:Code></rsp:Signal>`,
});

/** Removes a shell and everything in it. */
export const deleteShell = (shellId: string): Operation => ({
  action: `${namespaces.transfer}/Delete`,
  isRepeatable: true,
  shellId,
  body: '',
});

const commandIdOf = (commandId: string | undefined): string =>
  commandId === undefined ? '' : ` CommandId="${escapeAttribute(commandId)}"`;

/** The whole SOAP message (DSP0226, MS-WSMV 2.2.4). */
export function envelope(operation: Operation, addressing: Addressing, messageId: string): string {
  const { soap, addressing: a, wsman, microsoft, shell } = namespaces;
  const must = 's:mustUnderstand="true"';
  const locale = `xml:lang="${escapeAttribute(addressing.locale)}" s:mustUnderstand="false"`;
  const header = [
    `<a:To>${escapeText(addressing.to)}</a:To>`,
    `<w:ResourceURI ${must}>${escapeText(addressing.resourceUri)}</w:ResourceURI>`,
    `<a:ReplyTo><a:Address ${must}>${a}/role/anonymous</a:Address></a:ReplyTo>`,
    `<a:Action ${must}>${escapeText(operation.action)}</a:Action>`,
    `<w:MaxEnvelopeSize ${must}>${addressing.maxEnvelopeBytes}</w:MaxEnvelopeSize>`,
    `<a:MessageID>${escapeText(messageId)}</a:MessageID>`,
    `<w:Locale ${locale} /><p:DataLocale ${locale} />`,
    `<p:SessionId s:mustUnderstand="false">${escapeText(addressing.sessionId)}</p:SessionId>`,
    operation.shellId === undefined
      ? ''
      : `<w:SelectorSet><w:Selector Name="ShellId">${escapeText(operation.shellId)}</w:Selector></w:SelectorSet>`,
    operation.options ? `<w:OptionSet ${must}>${operation.options.map(option).join('')}</w:OptionSet>` : '',
    `<w:OperationTimeout>PT${(addressing.operationTimeoutMs / 1000).toFixed(3)}S</w:OperationTimeout>`,
  ].join('');
  return (
    `<s:Envelope xmlns:s="${soap}" xmlns:a="${a}" xmlns:w="${wsman}" xmlns:p="${microsoft}" xmlns:rsp="${shell}">` +
    `<s:Header>${header}</s:Header><s:Body>${operation.body}</s:Body></s:Envelope>`
  );
}

const option = ({ name, value, mustComply }: NonNullable<Operation['options']>[number]): string =>
  `<w:Option Name="${escapeAttribute(name)}"${mustComply ? ' MustComply="true"' : ''}>${escapeText(value)}</w:Option>`;
