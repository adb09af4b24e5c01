export { basicAuthorization, CredentialError } from './basic-authorization.js';
export { HttpFailure } from './http-failure.js';
export { httpTransport } from './http-transport.js';
export type { ConnectedStream, ConnectionTarget, HttpTransport, HttpTransportOptions } from './http-transport.js';
export { RemoteSession } from './remote-session.js';
export type { RemoteSessionOptions, SessionState } from './remote-session.js';
export { TransportError } from './transport.js';
export type { HttpAnswer, HttpHeaders, PostOptions, TransportErrorCode, WsManTransport } from './transport.js';
export { faultCodes, WsManFault } from './wsman-fault.js';
