import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { systemRootOf } from '../machine/live/system-root.js';

/** In milliseconds: who waits longer copies by hand. */
const copyMs = 3_000;

/**
 * Puts a text on the clipboard by the program that comes with Windows; resolves to whether it took it. Elsewhere, and over a
 * remote session, the terminal itself is asked instead (OSC 52), which does not answer.
 */
export async function copyByWindows(
  text: string,
  { platform = process.platform, environment = process.env } = {},
): Promise<boolean> {
  if (platform !== 'win32' || environment['SSH_CONNECTION'] !== undefined) return false;
  return new Promise((resolve) => {
    const child = spawn(join(systemRootOf(environment), 'System32', 'clip.exe'), [], {
      stdio: ['pipe', 'ignore', 'ignore'],
      windowsHide: true,
      timeout: copyMs,
    });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
    child.stdin.once('error', () => undefined);
    // clip.exe takes UTF-16 when it begins with the byte order mark.
    child.stdin.end(Buffer.from(`\uFEFF${text}`, 'utf16le'));
  });
}
