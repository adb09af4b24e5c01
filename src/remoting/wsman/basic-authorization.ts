import { encodeBase64 } from '../base64.js';
import { RemotingError } from '../remoting-error.js';

/** The credential cannot be sent by Basic authentication. The message does not contain it. */
export class CredentialError extends RemotingError<'colon-in-user' | 'control-character'> {
  override readonly name = 'CredentialError';
}

/**
 * The value of an Authorization header (RFC 7617), user and password in UTF-8. Throws a CredentialError for a user name
 * with a colon, which is the separator, and for control characters.
 */
export function basicAuthorization(user: string, password: string): string {
  if (user.includes(':'))
    throw new CredentialError('colon-in-user', 'A user name with a colon can not be sent by Basic authentication.');
  if (/\p{Cc}/u.test(user + password))
    throw new CredentialError('control-character', 'The user name or the password holds a control character.');
  return `Basic ${encodeBase64(new TextEncoder().encode(`${user}:${password}`))}`;
}
