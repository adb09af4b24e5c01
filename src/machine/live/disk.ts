import { open, opendir, stat } from 'node:fs/promises';
import type { Message, Reading } from '../../vocabulary/index.js';
import { absent, message, pub, unreadable, value } from '../../vocabulary/index.js';

/** Reads files and folders: what does not exist is absent, what is denied is unreadable. Nothing is ever written. */

/** Up to `limit` bytes; a larger file is unreadable, and so is anything but a file. */
export function fileBytes(path: string, limit: number): Promise<Reading<Uint8Array>> {
  return reading(async () => {
    const file = await open(path, 'r');
    try {
      const stats = await file.stat();
      if (!stats.isFile()) return unreadable(codeMessage('EISDIR'));
      return stats.size > limit ? unreadable(codeMessage('EFBIG')) : value(await file.readFile());
    } finally {
      await file.close();
    }
  });
}

/** The names in a folder, at most `limit` of them. */
export function folderNames(path: string, limit: number): Promise<Reading<readonly string[]>> {
  return reading(async () => {
    const names: string[] = [];
    for await (const { name } of await opendir(path)) {
      names.push(name);
      if (names.length >= limit) break;
    }
    return value(names);
  });
}

export function fileIsThere(path: string): Promise<Reading<true>> {
  return reading(async () => ((await stat(path)).isFile() ? value(true) : absent));
}

/** UTF-16 with its byte order mark, else UTF-8, as .NET reads text. */
export function textIn(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** Adds a deadline, as a folder may be on a server that does not answer. The system call itself goes on. */
export async function inTime<T>(question: Promise<Reading<T>>, timeoutMs: number): Promise<Reading<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reading<T>>(
    (resolve) => (timer = setTimeout(() => resolve(unreadable(message('unreadable.timed-out'))), timeoutMs)),
  );
  try {
    return await Promise.race([question, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function reading<T>(look: () => Promise<Reading<T>>): Promise<Reading<T>> {
  try {
    return await look();
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return absent;
    return unreadable(code === 'EACCES' || code === 'EPERM' ? message('unreadable.denied') : codeMessage(code));
  }
}

const codeMessage = (code: string): Message => message('unreadable.code', { code: pub(code) });
