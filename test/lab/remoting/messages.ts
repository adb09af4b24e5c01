import { bag, enumeration, list, psValue, writeClixml } from '../../../src/remoting/clixml/index.js';
import type { PsObject, PsValue } from '../../../src/remoting/clixml/index.js';
import {
  concat,
  decodeMessage,
  Defragmenter,
  encodeMessage,
  Fragmenter,
  messageTypes,
} from '../../../src/remoting/psrp/index.js';
import type { PsrpMessage } from '../../../src/remoting/psrp/index.js';
import { resourceUri } from './talk.js';

/** A client written by hand, for what no well-behaved one would send. */

const namespaces =
  'xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:adr="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:wsm="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:sh="http://schemas.microsoft.com/wbem/wsman/1/windows/shell"';
export const rsp = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell';
export const transfer = 'http://schemas.xmlsoap.org/ws/2004/09/transfer';

export interface Soap {
  readonly action?: string;
  readonly shellId?: string;
  readonly body?: string;
  readonly messageId?: string;
  readonly resource?: string;
  readonly timeout?: string;
  readonly maxEnvelope?: string;
  /** More headers, or the same again. */
  readonly headers?: string;
}

/** With prefixes that nobody else uses, and the headers in an order of its own. */
export const soap = ({
  action,
  shellId,
  body = '',
  messageId = `uuid:${crypto.randomUUID()}`,
  resource = resourceUri,
  timeout = 'PT20S',
  maxEnvelope = '153600',
  headers = '',
}: Soap): string =>
  `<env:Envelope ${namespaces}><env:Header>${headers}<wsm:OperationTimeout>${timeout}</wsm:OperationTimeout>` +
  (shellId === undefined
    ? ''
    : `<wsm:SelectorSet><wsm:Selector Name="ShellId">${shellId}</wsm:Selector></wsm:SelectorSet>`) +
  `<wsm:MaxEnvelopeSize env:mustUnderstand="true">${maxEnvelope}</wsm:MaxEnvelopeSize><adr:MessageID>${messageId}</adr:MessageID>` +
  `<wsm:ResourceURI env:mustUnderstand="1">${resource}</wsm:ResourceURI>${action === undefined ? '' : `<adr:Action>${action}</adr:Action>`}</env:Header><env:Body>${body}</env:Body></env:Envelope>`;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export const create = (creationXml: Uint8Array | string, shellId?: string, more = ''): Soap => ({
  action: `${transfer}/Create`,
  body: `<sh:Shell${shellId === undefined ? '' : ` ShellId="${shellId}"`}>${more}<creationXml xmlns="http://schemas.microsoft.com/powershell">${typeof creationXml === 'string' ? creationXml : base64(creationXml)}</creationXml></sh:Shell>`,
});
export const receive = (shellId: string, commandId?: string): Soap => ({
  action: `${rsp}/Receive`,
  shellId,
  body: `<sh:Receive><sh:DesiredStream${commandId === undefined ? '' : ` CommandId="${commandId}"`}>stdout</sh:DesiredStream></sh:Receive>`,
});
export const command = (shellId: string, first: Uint8Array, commandId?: string): Soap => ({
  action: `${rsp}/Command`,
  shellId,
  body: `<sh:CommandLine${commandId === undefined ? '' : ` CommandId="${commandId}"`}><sh:Command>anything</sh:Command><sh:Arguments>${base64(first)}</sh:Arguments></sh:CommandLine>`,
});
export const send = (shellId: string, bytes: Uint8Array, commandId?: string): Soap => ({
  action: `${rsp}/Send`,
  shellId,
  body: `<sh:Send><sh:Stream Name="stdin"${commandId === undefined ? '' : ` CommandId="${commandId}"`}>${base64(bytes)}</sh:Stream></sh:Send>`,
});
export const signal = (shellId: string, commandId: string, code: string): Soap => ({
  action: `${rsp}/Signal`,
  shellId,
  body: `<sh:Signal CommandId="${commandId}"><sh:Code>${code}</sh:Code></sh:Signal>`,
});
export const deletion = (shellId: string): Soap => ({ action: `${transfer}/Delete`, shellId });
export const terminate = `${rsp}/signal/Terminate`;

const poolId = crypto.randomUUID();
const pipelineId = crypto.randomUUID();

/** Fragments of messages to a server, each message whole. */
export class Packets {
  readonly #fragmenter: Fragmenter;

  constructor(blobBytes = 32 * 1024) {
    this.#fragmenter = new Fragmenter(blobBytes);
  }

  pool(type: number, value?: PsValue): Uint8Array[] {
    return this.#fragmenter.cut(
      encodeMessage({ destination: 'server', type, poolId, data: value ? writeClixml(value) : '' }),
    );
  }

  pipeline(type: number, value?: PsValue): Uint8Array[] {
    return this.#fragmenter.cut(
      encodeMessage({ destination: 'server', type, poolId, pipelineId, data: value ? writeClixml(value) : '' }),
    );
  }

  /** What a client opens a pool with. */
  opening(protocol = '2.3'): Uint8Array {
    return concat([
      ...this.pool(messageTypes.sessionCapability, capability(protocol)),
      ...this.pool(messageTypes.initRunspacePool, bag({ MinRunspaces: 1, MaxRunspaces: 1 })),
    ]);
  }

  command(name: string, parameters: Readonly<Record<string, PsValue>> = {}, noInput = true): Uint8Array[] {
    const args = list(
      [],
      Object.entries(parameters).map(([parameter, value]) => bag({ N: parameter, V: value })),
    );
    const commands = list([], [bag({ Cmd: name, IsScript: false, Args: args })]);
    return this.pipeline(messageTypes.createPipeline, bag({ NoInput: noInput, PowerShell: bag({ Cmds: commands }) }));
  }
}

const capability = (protocol: string): PsObject =>
  bag({
    protocolversion: { type: 'Version', value: protocol },
    PSVersion: { type: 'Version', value: '2.0' },
    SerializationVersion: { type: 'Version', value: '1.1.0.1' },
  });

/** A switch as PowerShell sends one. */
export const switchParameter = (): PsObject => ({
  ...enumeration('System.Management.Automation.SwitchParameter', 'True', 0),
  extended: bag({ IsPresent: psValue(true) }).extended,
});

/** The messages in the streams of answers to Receive. */
export function messagesIn(answers: readonly string[]): PsrpMessage[] {
  const defragmenter = new Defragmenter();
  return answers
    .flatMap((answer) =>
      Array.from(
        answer.matchAll(/<rsp:Stream [^>]*>([^<]*)</g),
        ([, data]) => new Uint8Array(Buffer.from(data!, 'base64')),
      ),
    )
    .flatMap((bytes) => defragmenter.push(bytes))
    .map(decodeMessage);
}

export const faultIn = (
  answer: string,
): { readonly code: string | undefined; readonly subcode: string | undefined } => ({
  code: /<f:WSManFault [^>]*Code="(\d+)"/.exec(answer)?.[1],
  subcode: /<s:Subcode><s:Value>([^<]*)</.exec(answer)?.[1],
});

export const shellIdIn = (answer: string): string => /<w:Selector Name="ShellId">([^<]*)</.exec(answer)?.[1] ?? '';
export const commandIdIn = (answer: string): string => /<rsp:CommandId>([^<]*)</.exec(answer)?.[1] ?? '';
