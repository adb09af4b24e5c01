import { RemotingError } from './remoting-error.js';

/**
 * - `bad-fragment`: fragments damaged or out of order; `too-large`: more than this client will hold
 * - `bad-message`: a PSRP message that can not be read (the cause says why)
 * - `incompatible`: the peer speaks no protocol version 2.x
 * - `bad-envelope`: an answer that is not the SOAP message asked for; `wrong-answer`: an answer to another request
 * - `no-outcome`: the command ended and nobody said how
 * - `wrong-state`: a call that makes no sense now; the caller's mistake
 */
export type ProtocolErrorCode =
  | 'bad-fragment'
  | 'too-large'
  | 'bad-message'
  | 'incompatible'
  | 'bad-envelope'
  | 'wrong-answer'
  | 'no-outcome'
  | 'wrong-state';

/** The peer, or the caller, left the protocol. */
export class ProtocolError extends RemotingError<ProtocolErrorCode> {
  override readonly name = 'ProtocolError';
}
