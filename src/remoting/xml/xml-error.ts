import { RemotingError } from '../remoting-error.js';

/** `limit`: larger, deeper or fuller than allowed. `unwritable`: a character that no XML 1.0 document can hold. */
export type XmlErrorCode = 'malformed' | 'limit' | 'doctype' | 'processing-instruction' | 'unwritable';

/** Text that is not the plain, bounded XML this room reads, or that can not be written as such. */
export class XmlError extends RemotingError<XmlErrorCode> {
  override readonly name = 'XmlError';
}
