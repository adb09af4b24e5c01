import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, win32 } from 'node:path';
import { systemRootOf } from '../system-root.js';
import type { Edition } from './session.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Absolute paths where a PowerShell may be, likeliest first; never a bare name, which Windows would also look up in the
 * current folder. A 32-bit Node.js sees the 64-bit System32 only as Sysnative.
 */
export function programsFor(
  edition: Edition,
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  if (platform !== 'win32') return edition === 'powershell-7' ? onPath('pwsh', environment) : [];
  const root = systemRootOf(environment);
  const shipped = (folder: string): string => win32.join(root, folder, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const is32 = environment['PROCESSOR_ARCHITEW6432'] !== undefined;
  switch (edition) {
    case 'windows-64':
      return [shipped(is32 ? 'Sysnative' : 'System32')];
    case 'windows-32':
      return [shipped('SysWOW64')];
    case 'powershell-7':
      return [environment['ProgramW6432'], environment['ProgramFiles']]
        .filter((folder) => folder !== undefined)
        .map((folder) => win32.join(folder, 'PowerShell', '7', 'pwsh.exe'));
  }
}

const onPath = (name: string, { PATH = '' }: Environment): readonly string[] =>
  PATH.split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name));

/** The first that exists, or `undefined`. */
export async function findProgram(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    try {
      // On other systems, a file without execute permission or a folder is not a program.
      await access(candidate, constants.X_OK);
      if ((await stat(candidate)).isFile()) return candidate;
    } catch {
      // Try the next.
    }
  }
  return undefined;
}
