import { UserError } from '../vocabulary/index.js';

/** Longer than any password; a file piped in by mistake stops here. */
const maxBytes = 4096;

/** The password from standard input, up to its end; one final line end is not part of it. Throws a UserError when there is none. */
export async function readPassword(stdin: NodeJS.ReadStream = process.stdin): Promise<string> {
  if (stdin.isTTY)
    throw new UserError(
      '--password-stdin: standard input is a terminal, where the password would show.',
      'Leave the option out to be asked without an echo, or pipe the password in.',
    );
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes)
      throw new UserError(`--password-stdin: more than ${maxBytes} bytes came.`, 'Pipe in the password alone.');
    chunks.push(chunk);
  }
  return checkPassword(decode(Buffer.concat(chunks)).replace(/\r?\n$/u, ''), '--password-stdin');
}

/** What can not be a password is refused before anything is sent. The text itself is never repeated. */
export function checkPassword(password: string, where: string): string {
  if (password === '') throw new UserError(`${where}: the password is empty.`, 'Give the password of the account.');
  if (/\p{Cc}/u.test(password))
    throw new UserError(
      `${where}: the password holds a line end or another control character.`,
      'Pipe in the password alone, on one line.',
    );
  return password;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError('--password-stdin: what came is not UTF-8 text.', 'Pipe the password in as UTF-8.');
  }
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
