import { lstat, mkdir, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Masked } from '../vocabulary/index.js';
import { UserError } from '../vocabulary/index.js';
import { readInputFile } from './input-file.js';

/** The tool's own files: readable by their owner only, and there whole or not at all. */

/**
 * Writes a complete new file beside `path`, readable by its owner only, and returns its path. Leaves nothing behind on
 * failure.
 */
export async function writeBeside(path: string, text: string): Promise<string> {
  const beside = besideOf(path);
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await unlink(beside).catch(() => undefined);
    throw error;
  }
  return beside;
}

export const besideOf = (path: string): string => join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.tmp`);

/**
 * Replaces one of the tool's own files in one step, creating the folder if it is missing. Anything but a regular file,
 * including a link, is left alone. Throws a UserError that names `what`.
 */
export async function replacePrivateFile(path: string, text: Masked, what: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await refuseOther(path, what);
    const beside = await writeBeside(path, text);
    try {
      await rename(beside, path);
    } catch (error) {
      await unlink(beside).catch(() => undefined);
      throw error;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unwritable(path, what, error);
  }
}

/**
 * Checks that `replacePrivateFile` can be expected to work, by creating and deleting a file in the folder or its
 * nearest existing parent. Throws the same UserErrors.
 */
export async function tryPrivateFile(path: string, what: string): Promise<void> {
  await refuseOther(path, what);
  try {
    let folder = dirname(path);
    while ((await lstat(folder).catch(() => undefined)) === undefined && dirname(folder) !== folder)
      folder = dirname(folder);
    await unlink(await writeBeside(join(folder, basename(path)), ' '));
  } catch (error) {
    throw unwritable(path, what, error);
  }
}

/**
 * The file's bytes; `undefined` if there is none. Throws a UserError if it is not a regular file or is larger than
 * `limit` bytes.
 */
export async function readPrivateFile(path: string, what: string, limit: number): Promise<Uint8Array | undefined> {
  return (await refuseOther(path, what)) ? readInputFile(path, what, limit) : undefined;
}

/** Whether the file exists; throws if something else is in its place. */
async function refuseOther(path: string, what: string): Promise<boolean> {
  const stats = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new UserError(
      `${what}: ${path} can not be looked at (${codeOf(error)}).`,
      'Check the path and that you may read it.',
      { cause: error },
    );
  });
  if (stats && !stats.isFile())
    throw new UserError(
      `${what}: ${path} is not an ordinary file.`,
      'Give the path of a file, or of one that is not there yet.',
    );
  return stats !== undefined;
}

const unwritable = (path: string, what: string, error: unknown): UserError =>
  new UserError(
    `${what}: ${path} can not be written (${codeOf(error)}).`,
    'Check that the folder exists and that you may write there.',
    { cause: error },
  );

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
