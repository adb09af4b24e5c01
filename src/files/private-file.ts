import { lstat, mkdir, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Masked } from '../vocabulary/index.js';
import { UserError } from '../vocabulary/index.js';
import { readInputFile } from './input-file.js';

/** Files of ours that only their owner may read, and that are there whole or not at all. */

/** A whole new file beside `path`, readable by its owner only; its path. Nothing is left behind when it fails. */
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
 * Puts a file of ours in the place of the last one, in one step; the folder is made if it is missing. What is not an ordinary
 * file, a link among them, is left alone. Throws a UserError that names what it was for.
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

/** Whether `replacePrivateFile` may be expected to work: a file beside it, or in the nearest folder there is, gone again at once. Throws the same UserErrors. */
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

/** Its bytes; `undefined` where there is none. Throws a UserError for what is no ordinary file or larger than `limit`. */
export async function readPrivateFile(path: string, what: string, limit: number): Promise<Uint8Array | undefined> {
  return (await refuseOther(path, what)) ? readInputFile(path, what, limit) : undefined;
}

/** Whether there is a file; anything else in its place is refused. */
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
