import { RemotingError } from '../remoting-error.js';

/**
 * `malformed`: not as in MS-PSRP 2.2.5. `unknown-reference`: a Ref or TNRef without its target. `encoding`: bytes
 * invalid in the encoding they claim. `too-deep`: a value nested too deeply to be written.
 */
export type ClixmlErrorCode = 'malformed' | 'unknown-reference' | 'encoding' | 'too-deep';

/**
 * Well-formed XML that is not CLIXML, or a value that cannot be written as CLIXML. XML faults and limits are XmlErrors.
 */
export class ClixmlError extends RemotingError<ClixmlErrorCode> {
  override readonly name = 'ClixmlError';
}
