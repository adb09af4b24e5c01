import { constants, open } from 'node:fs/promises';
import { UserError } from '../vocabulary/index.js';

/** Input from outside is checked for size before it is read and for shape before it is used. */

/** Size limit of an input file, in bytes: a full report is a few hundred kilobytes. */
const maxBytes = 8 * 1024 * 1024;
const maxDepth = 40;

/** The bytes of a regular file. Throws a UserError that names the option the path was given by. */
export async function readInputFile(path: string, option: string, limit: number = maxBytes): Promise<Uint8Array> {
  let file;
  try {
    // Do not wait for the other end of a pipe, which is refused below. (Windows has no such flag: it counts as 0.)
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

/**
 * Parses JSON in UTF-8, or in UTF-16 with a byte order mark as Windows PowerShell's `>` writes it, nested at most 40
 * levels. Throws a UserError that names the position of the first error.
 */
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

/** From the byte order mark; UTF-8 without one. */
export const encodingOf = ([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' =>
  first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';

/** How deeply brackets nest, outside strings. */
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
