import { RemotingError } from '../remoting-error.js';

/**
 * `malformed`: not what MS-PSRP 2.2.5 describes. `unknown-reference`: a Ref or TNRef to nothing. `encoding`: bytes that are not
 * the text they claim to be. `too-deep`: a value nested deeper than can be written.
 */
export type ClixmlErrorCode = 'malformed' | 'unknown-reference' | 'encoding' | 'too-deep';

/** Well-formed XML that is not CLIXML, or a value that can not become CLIXML. XML faults and limits are XmlErrors. */
export class ClixmlError extends RemotingError<ClixmlErrorCode> {
  override readonly name = 'ClixmlError';
}
