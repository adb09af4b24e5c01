/**
 * A client for PowerShell remoting: WS-Management (MS-WSMV) around PSRP 2.1 to 2.3 (MS-PSRP) around CLIXML. Everything
 * between bytes and events works without a socket and without a clock; only `httpTransport` uses the network.
 */
export { RemotingError } from './remoting-error.js';
export { ProtocolError } from './protocol-error.js';
export type { ProtocolErrorCode } from './protocol-error.js';

export { XmlError } from './xml/index.js';
export type { XmlErrorCode, XmlLimits } from './xml/index.js';

export {
  clixmlLimits, ClixmlError, decodeClixmlBytes, escapeString, instantOf, integerOf, isOfType, itemsOf, property, PsProperties, psValue,
  readClixml, readClixmlDocument, textOf, ticksOf, unescapeString, writeClixml, writeClixmlDocument,
} from './clixml/index.js'; // prettier-ignore
export type {
  ClixmlErrorCode,
  ClixmlRoot,
  IntegerType,
  PsContainer,
  PsInput,
  PsObject,
  PsPrimitive,
  PsProgress,
  PsValue,
  TextType,
} from './clixml/index.js';

export {
  decodeMessage,
  Defragmenter,
  encodeMessage,
  Fragmenter,
  KeyExchange,
  messageTypes,
  readCommandMetadata,
  RunspacePool,
  RunspacePoolError,
} from './psrp/index.js';
export type {
  Command, CommandMetadata, CommandQuery, ErrorRecord, HostCall, InformationalRecord, InformationRecord, Negotiated, Pipeline, PipelineEvent,
  PipelineOutcome, PipelineState, PoolEvent, PoolState, ProgressRecord, ProtocolVersion, PsrpMessage, PsSecureString, Reply, RunspacePoolOptions, SessionKey,
} from './psrp/index.js'; // prettier-ignore

export {
  basicAuthorization,
  CredentialError,
  faultCodes,
  HttpFailure,
  httpTransport,
  RemoteSession,
  TransportError,
  WsManFault,
} from './wsman/index.js';
export type {
  ConnectedStream, ConnectionTarget, HttpAnswer, HttpHeaders, HttpTransport, HttpTransportOptions, PostOptions, RemoteSessionOptions, SessionState, TransportErrorCode, WsManTransport,
} from './wsman/index.js'; // prettier-ignore
