import { RemotingError } from '../remoting-error.js';

/** `limit`: too large, too deep or with too many elements. `unwritable`: a character that XML 1.0 cannot contain. */
export type XmlErrorCode = 'malformed' | 'limit' | 'doctype' | 'processing-instruction' | 'unwritable';

/** Text that is not the restricted XML this room reads, or that cannot be written as XML. */
export class XmlError extends RemotingError<XmlErrorCode> {
  override readonly name = 'XmlError';
}
