// What suites need from outside the tree is kept outside the tree: it outlives a clone.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'exo-preflight');

/** The release the suites are measured on. */
export const powershellVersion = '7.6.9';

const isWindows = process.platform === 'win32';

/** A PowerShell 7 that is there already: named by EXO_PREFLIGHT_PWSH, in PATH, or brought before. */
export function findPowerShell() {
  const program = isWindows ? 'pwsh.exe' : 'pwsh';
  return [
    process.env.EXO_PREFLIGHT_PWSH ?? '',
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program)),
    join(powershellFolder(), program),
  ].find((path) => isAbsolute(path) && existsSync(path));
}

const powershellFolder = () => join(cache, `powershell-${powershellVersion}`);

/** Brings PowerShell as the .NET tool it also is. Throws where there is no .NET SDK, or no package. */
export function bringPowerShell() {
  const found = findPowerShell();
  if (found) return found;
  const folder = powershellFolder();
  mkdirSync(cache, { recursive: true });
  // Half an installation would be found the next time.
  rmSync(folder, { recursive: true, force: true });
  const args = ['tool', 'install', '--tool-path', folder, 'PowerShell', '--version', powershellVersion];
  const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' };
  try {
    execFileSync('dotnet', args, { stdio: ['ignore', 'ignore', 'pipe'], env });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return findPowerShell();
}
