import { namespaces } from '../../../remoting/wsman/namespaces.js';
import { escapeText } from '../../../remoting/xml/index.js';

interface FaultParts {
  readonly by: 'Sender' | 'Receiver';
  /** With the envelope's prefixes: `w:TimedOut`, `a:ActionNotSupported`. */
  readonly subcode: string;
  /** Windows' number, unsigned. */
  readonly code: number;
  readonly reason: string;
  /** Text of WSManFault, where it differs from the reason. */
  readonly message?: string;
  /** Last part of the URI in FaultDetail (DSP0226, annex on faults). */
  readonly detail?: string;
  /** Wrapped once more, as faults of the Windows shell provider are. */
  readonly fromProvider?: true;
}

/** A SOAP fault in place of a response. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly parts: FaultParts;

  constructor(parts: FaultParts) {
    super(parts.message ?? parts.reason);
    this.parts = parts;
  }
}

const sender = (subcode: string, code: number, reason: string, more: Partial<FaultParts> = {}): Fault =>
  new Fault({ by: 'Sender', subcode, code, reason, ...more });
const receiver = (subcode: string, code: number, reason: string): Fault =>
  new Fault({ by: 'Receiver', subcode, code, reason });

const badSelectors =
  'The WS-Management service cannot process the request because the request contained invalid selectors for the resource. ';

/**
 * Every fault the lab sends. Sources of numbers, texts and subcodes: wsmerror.h of the Windows SDK and DSP0226; the
 * first three as recorded from Windows servers in the tests of pypsrp.
 */
export const faults = {
  timedOut: () =>
    receiver(
      'w:TimedOut',
      2150858793,
      'The WS-Management service cannot complete the operation within the time specified in OperationTimeout.  ',
    ),
  noSuchShell: () =>
    sender('w:InvalidSelectors', 2150858843, badSelectors, { detail: 'UnexpectedSelectors', fromProvider: true }),
  noSuchCommand: () =>
    sender('w:InvalidSelectors', 2150858843, badSelectors, {
      detail: 'UnexpectedSelectors',
      message:
        'The Windows Remote Shell received a request to perform an operation on a command identifier that does not exist. Either the command has completed execution or the client specified an invalid command identifier. ',
    }),
  noShellNamed: () =>
    sender(
      'w:InvalidSelectors',
      2150858842,
      'The WS-Management service cannot process the request because the request did not contain all required selectors. ',
      { detail: 'InsufficientSelectors' },
    ),
  shellExists: () =>
    sender(
      'w:AlreadyExists',
      2150858803,
      'The WS-Management service cannot create the resource because it already exists. ',
    ),
  /** Text: hashicorp/vagrant issue 7489. */
  tooManyShells: (limit: number) =>
    sender(
      'w:QuotaLimit',
      2150859173,
      `The WS-Management service cannot process the request. This user is allowed a maximum number of ${limit} concurrent shells, which has been exceeded. Close existing shells or raise the quota for this user. `,
    ),
  tooManyCommands: (limit: number) =>
    sender(
      'w:QuotaLimit',
      2150859241,
      `The WS-Management service cannot process the request. A shell is allowed a maximum number of ${limit} concurrent commands, which has been exceeded. `,
    ),
  unknownResource: () =>
    sender(
      'a:DestinationUnreachable',
      2150858811,
      'The WS-Management service cannot process the request. The resource URI is missing or it has an incorrect format. Check the documentation or use the following command for information on how to construct a resource URI: "winrm help uris". ',
      { detail: 'InvalidResourceURI' },
    ),
  badHeader: () =>
    sender(
      'a:InvalidMessageInformationHeader',
      2150858767,
      'The WS-Management service cannot process the request. The request contains one or more invalid SOAP headers. ',
    ),
  missingHeader: () =>
    sender(
      'a:MessageInformationHeaderRequired',
      2150858769,
      'The WS-Management service cannot process the request. The request does not have all the expected SOAP headers. ',
    ),
  unknownAction: () =>
    sender(
      'a:ActionNotSupported',
      2150858771,
      'The WS-Management service does not support the action specified in the request. ',
    ),
  envelopeTooSmall: () =>
    sender(
      'w:EncodingLimit',
      2150858878,
      'The WS-Management service cannot process the request because the envelope size in the request is too small. ',
      { detail: 'MinimumEnvelopeLimit' },
    ),
  badXml: () =>
    sender(
      'w:SchemaValidationError',
      2150858819,
      'The WS-Management service cannot process the request because the XML is invalid. ',
    ),
  badBody: () =>
    sender(
      'w:SchemaValidationError',
      2150858817,
      'The SOAP XML in the message does not match the corresponding XML schema definition. Change the XML and retry. ',
    ),
  aborted: () =>
    receiver(
      'w:InternalError',
      995,
      'The I/O operation has been aborted because of either a thread exit or an application request. ',
    ),
  /**
   * What the PowerShell plug-in reports for an exception, including an unsupported protocol version (0x80540FA0,
   * WSManPluginErrorCodes and ERROR_WSMAN_INCORRECT_PROTOCOLVERSION).
   */
  plugin: (why: string) => receiver('w:InternalError', 2152992672, why),
} as const;

/** The machine named in faults. */
const machine = 'lab';

/** The `s:Fault` element, for an envelope that declares s, a and w. */
export function faultBody({ by, subcode, code, reason, message = reason, detail, fromProvider }: FaultParts): string {
  const wsmanFault = (inside: string): string =>
    `<f:WSManFault xmlns:f="${namespaces.fault}" Code="${code}" Machine="${machine}"><f:Message>${inside}</f:Message></f:WSManFault>`;
  const said = wsmanFault(escapeText(message));
  const wrapped = fromProvider
    ? wsmanFault(
        `<f:ProviderFault provider="Shell provider" path="%systemroot%\\system32\\WsmSvc.dll">${said}</f:ProviderFault>`,
      )
    : said;
  const faultDetail =
    detail === undefined
      ? ''
      : `<w:FaultDetail>http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/${detail}</w:FaultDetail>`;
  return (
    `<s:Fault><s:Code><s:Value>s:${by}</s:Value><s:Subcode><s:Value>${subcode}</s:Value></s:Subcode></s:Code>` +
    `<s:Reason><s:Text xml:lang="en-US">${escapeText(reason)}</s:Text></s:Reason><s:Detail>${faultDetail}${wrapped}</s:Detail></s:Fault>`
  );
}
