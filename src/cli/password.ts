import { checkPassword } from '../identity/checked-input.js';
import { UserError } from '../vocabulary/index.js';

import type { Stdin } from './io.js';

/** Longer than any password; a file piped in by mistake stops here. */
const maxBytes = 4096;

/** The password from standard input, up to its end; one final line end is not part of it. Throws a UserError when there is none. */
export async function readPassword(stdin: Stdin): Promise<string> {
  if (stdin.isTTY)
    throw new UserError(
      '--password-stdin: standard input is a terminal, where the password would show.',
      'Leave the option out to be asked without an echo, or pipe the password in.',
    );
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    length += chunk.length;
    if (length > maxBytes)
      throw new UserError(`--password-stdin: more than ${maxBytes} bytes came.`, 'Pipe in the password alone.');
    chunks.push(chunk);
  }
  return checkPassword(decode(Buffer.concat(chunks)).replace(/\r?\n$/u, ''), '--password-stdin');
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError('--password-stdin: what came is not UTF-8 text.', 'Pipe the password in as UTF-8.');
  }
}
