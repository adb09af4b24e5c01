import { encodeBase64 } from '../base64.js';
import { RemotingError } from '../remoting-error.js';

/** The account can not be sent by Basic authentication. The text itself is not repeated. */
export class CredentialError extends RemotingError<'colon-in-user' | 'control-character'> {
  override readonly name = 'CredentialError';
}

/**
 * The value of an Authorization header (RFC 7617), user and password in UTF-8. Throws a CredentialError for a user with a colon,
 * which would move the border between the two, and for control characters.
 */
export function basicAuthorization(user: string, password: string): string {
  if (user.includes(':'))
    throw new CredentialError('colon-in-user', 'A user name with a colon can not be sent by Basic authentication.');
  if (/\p{Cc}/u.test(user + password))
    throw new CredentialError('control-character', 'The user name or the password holds a control character.');
  return `Basic ${encodeBase64(new TextEncoder().encode(`${user}:${password}`))}`;
}
