import { link, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { besideOf, writeBeside } from './private-file.js';
import type { Masked } from '../vocabulary/index.js';
import { UserError } from '../vocabulary/index.js';

/** How a file is written, and how messages refer to it. */
export interface Writing {
  readonly force: boolean;
  /** Whether the path was given with --output; default true. */
  readonly given?: boolean;
  /** What to do instead to get it on standard output. */
  readonly onStandardOutput?: string;
}

/**
 * Writes a complete new file, readable by its owner only, or nothing: first to a new file beside it, then moved into
 * place in one step. Follows no link, and overwrites nothing without `force`.
 */
export async function writeNewFile(path: string, text: Masked, writing: Writing): Promise<void> {
  await refuseOccupied(path, writing);
  let beside: string | undefined;
  try {
    beside = await writeBeside(path, text);
    if (writing.force) await rename(beside, path);
    else await moveExclusively(beside, path, writing);
  } catch (error) {
    if (beside !== undefined) await unlink(beside).catch(() => undefined);
    if (error instanceof UserError) throw error;
    throw unwritable(path, error, writing, 4);
  }
}

function unwritable(
  path: string,
  error: unknown,
  { given = true }: Pick<Writing, 'given'>,
  exitCode: 2 | 4,
): UserError {
  const code = codeOf(error);
  if (!given)
    return new UserError(
      `${path} can not be written here (${code}).`,
      'Give a file where you may write: --output FILE.',
      { cause: error, exitCode },
    );
  return new UserError(`--output: ${path} can not be written (${code}).`, todoFor(code), { cause: error, exitCode });
}

const occupied = (
  path: string,
  { given = true }: Pick<Writing, 'given'>,
  options: { cause?: unknown } = {},
): UserError =>
  given
    ? new UserError(`--output: ${path} exists already.`, 'Give another path, or --force to replace it.', options)
    : new UserError(
        `${path} exists already.`,
        'Add --force to replace it, or --output FILE to give another path.',
        options,
      );

const todoFor = (code: string): string =>
  code === 'ENOSPC' || code === 'EDQUOT'
    ? 'Make room there, or give another path, and run again.'
    : 'Check that the folder exists and that you may write there.';

/** Called before any work is done: a path that cannot be written is a mistake on the command line. */
export async function refuseOccupied(path: string, writing: Writing): Promise<void> {
  const { force, onStandardOutput = 'for standard output there is --format json' } = writing;
  if (path === '' || path === '-')
    throw new UserError(`--output "${path}" is not the path of a file.`, `Give a path; ${onStandardOutput}.`);
  const stats = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new UserError(
      `--output: ${path} can not be looked at (${codeOf(error)}).`,
      'Check that the folder exists and that you may write there.',
      { cause: error },
    );
  });
  const folder = await lstat(dirname(path)).catch(() => undefined);
  if (!folder)
    throw new UserError(`--output: the folder of ${path} does not exist.`, 'Create it first, or give another path.');
  if (!stats) return tryToWrite(path, writing);
  if (!stats.isFile())
    throw new UserError(`--output: ${path} is not an ordinary file.`, 'Give the path of a new file.');
  if (!force) throw occupied(path, writing);
  await tryToWrite(path, writing);
}

/** Creates and deletes a file beside it, to fail now rather than after a sign-in. */
async function tryToWrite(path: string, writing: Writing): Promise<void> {
  const beside = besideOf(path);
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(' ');
    } finally {
      await file.close();
      await unlink(beside);
    }
  } catch (error) {
    throw unwritable(path, error, writing, 2);
  }
}

/** A hard link never replaces an existing file; not every file system supports one. */
async function moveExclusively(from: string, to: string, writing: Writing): Promise<void> {
  try {
    await link(from, to);
    await unlink(from);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') throw occupied(to, writing, { cause: error });
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EOPNOTSUPP') throw error;
    await refuseOccupied(to, { ...writing, force: false });
    await rename(from, to);
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';

/** `20261122-101500` in local time, for file names. */
export function stamp(now: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
