import { constants, open } from 'node:fs/promises';
import { UserError } from '../vocabulary/index.js';

/** What comes in from outside is measured before it is read and read before it is believed. */

/** At most this much of a file is ever read: a full report is a few hundred kilobytes. */
const maxBytes = 8 * 1024 * 1024;
const maxDepth = 40;

/** A regular file's bytes. Throws a UserError that names the option it was given by. */
export async function readInputFile(path: string, option: string, limit: number = maxBytes): Promise<Uint8Array> {
  let file;
  try {
    // Without waiting for the other end of a pipe, which is then refused for what it is. (Windows has no such flag: it counts as 0.)
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new UserError(
      `${option}: the file ${path} can not be opened (${codeOf(error)}).`,
      'Check the path and that you may read it.',
      { cause: error },
    );
  }
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new UserError(`${option}: ${path} is not a file.`, 'Give the path of a file.');
    if (stats.size > limit)
      throw new UserError(
        `${option}: ${path} is larger than ${limit / 1024 / 1024} MiB.`,
        'Give the file this tool or its collector wrote.',
      );
    return await file.readFile();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${option}: the file ${path} can not be read (${codeOf(error)}).`,
      'Check that it is on a disk you can reach.',
      { cause: error },
    );
  } finally {
    await file.close();
  }
}

/** JSON in UTF-8, or in UTF-16 with its byte order mark as Windows PowerShell's `>` writes it, whose nesting is bounded. Throws a UserError with the place of the first mistake. */
export function parseInputJson(bytes: Uint8Array, path: string, option: string): unknown {
  let text: string;
  try {
    text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError(`${option}: ${path} is not UTF-8 or UTF-16 text.`, 'Give the JSON file this tool wrote.', {
      cause: error,
    });
  }
  if (nestingOf(text) > maxDepth)
    throw new UserError(
      `${option}: ${path} is nested deeper than ${maxDepth} levels.`,
      'Give the JSON file this tool wrote.',
    );
  try {
    return JSON.parse(text);
  } catch (error) {
    const where =
      error instanceof Error
        ? (/position \d+(?: \(line \d+ column \d+\))?/u.exec(error.message)?.[0] ?? 'an unknown place')
        : 'an unknown place';
    throw new UserError(
      `${option}: ${path} is not JSON (at ${where}).`,
      'Give the JSON file this tool wrote, unchanged.',
      { cause: error },
    );
  }
}

/** By its byte order mark; without one it is UTF-8. */
export const encodingOf = ([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' =>
  first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';

/** How deep brackets go, strings aside. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index];
    if (inString) {
      if (sign === '\\') index++;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === '{' || sign === '[') deepest = Math.max(deepest, ++depth);
    else if (sign === '}' || sign === ']') depth--;
  }
  return deepest;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
