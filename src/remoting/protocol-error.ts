import { RemotingError } from './remoting-error.js';

/**
 * - `bad-fragment`: fragments damaged or out of order; `too-large`: beyond this client's limits
 * - `bad-message`: a PSRP message that cannot be read (the cause says why)
 * - `incompatible`: the peer speaks no protocol version 2.x
 * - `bad-envelope`: an answer that is not the SOAP message asked for; `wrong-answer`: the answer to another request
 * - `no-outcome`: the command ended without a final state
 * - `wrong-state`: a call that is not allowed in this state; a bug in the caller
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

/** The peer, or the caller, violated the protocol. */
export class ProtocolError extends RemotingError<ProtocolErrorCode> {
  override readonly name = 'ProtocolError';
}
