import { RemotingError } from '../remoting-error.js';
import { attribute, child, descendant, ownText } from '../xml/index.js';
import type { XmlElement } from '../xml/index.js';
import { namespaces } from './namespaces.js';

/** Fault codes this client acts on; Windows' numbers (0x8033xxxx), unsigned. */
export const faultCodes = {
  /** Nothing came within the operation timeout: receive again. */
  timedOut: 2150858793,
  /** No such shell or command (any more): expired, closed, or the request reached another server. */
  invalidSelectors: 2150858843,
} as const;

/** UTF-16 units kept of a server's text. */
const maxReason = 8192;

interface FaultParts {
  readonly faultCode: number | undefined;
  readonly providerCode: number | undefined;
  readonly subcode: string | undefined;
  readonly reason: string;
  readonly provider: string | undefined;
  readonly machine: string | undefined;
}

/**
 * The server answered with a SOAP fault (DSP0226, with WSManFault of MS-WSMV inside). `message` is the server's
 * innermost text, in its language: decide by `faultCode`, then by `subcode`.
 */
export class WsManFault extends RemotingError<'fault'> {
  override readonly name = 'WsManFault';
  /** The Code of WSManFault, unsigned, such as 2150858793; undefined when the server sent none. */
  readonly faultCode: number | undefined;
  /** The Code of a WSManFault inside the provider's fault. */
  readonly providerCode: number | undefined;
  /** Without its prefix: `TimedOut`, `InvalidSelectors`, `QuotaLimit`, `DestinationUnreachable`, …. */
  readonly subcode: string | undefined;
  /** The provider that failed in the server: `Shell provider`, `PowerShell plugin`, …. */
  readonly provider: string | undefined;
  readonly machine: string | undefined;
  readonly httpStatus: number;

  constructor({ faultCode, providerCode, subcode, reason, provider, machine }: FaultParts, httpStatus: number) {
    super('fault', reason);
    this.faultCode = faultCode;
    this.providerCode = providerCode;
    this.subcode = subcode;
    this.provider = provider;
    this.machine = machine;
    this.httpStatus = httpStatus;
  }

  get isTimedOut(): boolean {
    return this.faultCode === undefined ? this.subcode === 'TimedOut' : this.faultCode === faultCodes.timedOut;
  }

  get isInvalidSelectors(): boolean {
    return this.faultCode === undefined
      ? this.subcode === 'InvalidSelectors'
      : this.faultCode === faultCodes.invalidSelectors;
  }
}

/** Reads an `s:Fault`. Every part is optional here: a malformed fault is still a fault. */
export function readFault(fault: XmlElement, httpStatus: number): WsManFault {
  const { soap, fault: f } = namespaces;
  const detail = child(fault, soap, 'Detail');
  const outer = detail && descendant(detail, f, 'WSManFault');
  const providerFault = outer && descendant(outer, f, 'ProviderFault');
  let inner = providerFault && descendant(providerFault, f, 'WSManFault');
  for (let deeper = inner; deeper; deeper = descendant(deeper, f, 'WSManFault')) inner = deeper;
  const code = child(fault, soap, 'Code');
  const subcode = code && child(code, soap, 'Subcode');
  const reason = child(fault, soap, 'Reason');
  const texts = [
    inner && child(inner, f, 'Message'),
    providerFault,
    outer && child(outer, f, 'Message'),
    reason && child(reason, soap, 'Text'),
  ];
  const said = texts
    .map((element) => (element ? ownText(element).trim() : ''))
    .find((text) => text !== '')
    ?.slice(0, maxReason);
  return new WsManFault(
    {
      faultCode: outer && codeOf(outer),
      providerCode: inner && codeOf(inner),
      subcode: subcode && localPart(subcode),
      reason: said ?? 'The server answered with a fault that says nothing.',
      provider: providerFault && attribute(providerFault, 'provider'),
      machine: outer && attribute(outer, 'Machine'),
    },
    httpStatus,
  );
}

function codeOf(fault: XmlElement): number | undefined {
  const code = attribute(fault, 'Code') ?? '';
  // Some servers write the same 32 bits signed.
  return /^-?\d{1,10}$/.test(code) ? Number(code) >>> 0 : undefined;
}

function localPart(subcode: XmlElement): string | undefined {
  const value = child(subcode, namespaces.soap, 'Value');
  return value && ownText(value).trim().replace(/^.*:/, '');
}
