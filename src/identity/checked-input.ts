import { UserError } from '../vocabulary/index.js';

/** Throws a UserError, which never repeats the text itself, for what can not be a password. */
export function checkPassword(password: string, where: string): string {
  if (password === '') throw new UserError(`${where}: the password is empty.`, 'Give the password of the account.');
  if (/\p{Cc}/u.test(password))
    throw new UserError(
      `${where}: the password holds a line end or another control character.`,
      'Pipe in the password alone, on one line.',
    );
  return password;
}

/** Throws a UserError for a user name that can not be sent. */
export function checkUser(user: string): string {
  if (user.trim() === '')
    throw new UserError('--user is empty.', 'Give the name of the account, for example admin@partner.example.');
  if (user.includes(':'))
    throw new UserError(
      '--user holds a colon, which Basic authentication can not carry.',
      'Give the name of the account, for example admin@partner.example.',
    );
  if (user.length > 1024 || /\p{Cc}/u.test(user))
    throw new UserError('--user is not a name.', 'Give the name of the account, for example admin@partner.example.');
  return user;
}
