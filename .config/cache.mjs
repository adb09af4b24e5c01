// What suites need from outside the tree is cached outside the tree: it outlives a clone, and clones share it.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'exo-preflight');

/** The release the suites are measured on. */
const powershellVersion = '7.6.9';
const program = process.platform === 'win32' ? 'pwsh.exe' : 'pwsh';
const powershellFolder = join(cache, `powershell-${powershellVersion}`);
const brought = join(powershellFolder, program);
const named = process.env.EXO_PREFLIGHT_PWSH ?? '';

/** An existing PowerShell 7: named by EXO_PREFLIGHT_PWSH, in PATH, or installed earlier. */
export const findPowerShell = () =>
  [named, ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program)), brought].find(
    isRunnable,
  );

/** Installs that release, or the one named. Throws where there is no .NET SDK, or no package. */
export function bringPowerShell() {
  if (named) {
    if (!isRunnable(named)) throw new Error(`EXO_PREFLIGHT_PWSH names no program: ${named}`);
    return named;
  }
  tellWhereDotnetIs();
  if (isRunnable(brought)) return brought;
  fill(powershellFolder, (folder) => {
    const args = ['tool', 'install', '--tool-path', folder, 'PowerShell', '--version', powershellVersion];
    const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' };
    execFileSync('dotnet', args, { stdio: ['ignore', 'ignore', 'pipe'], env });
  });
  return brought;
}

/** Fills a temporary folder and renames it, so that nobody sees half of it, or a mix of two clones' work. */
export function fill(folder, work) {
  const part = `${folder}.${process.pid}`;
  try {
    mkdirSync(part, { recursive: true });
    work(part);
    rmSync(folder, { recursive: true, force: true });
    renameSync(part, folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/**
 * The program of a .NET tool looks for .NET in the default location only; an SDK that is only in PATH must be named.
 */
function tellWhereDotnetIs() {
  if (process.env.DOTNET_ROOT) return;
  const dotnet = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, process.platform === 'win32' ? 'dotnet.exe' : 'dotnet'))
    .find(isRunnable);
  const root = dotnet && dirname(realpathSync(dotnet));
  if (root && existsSync(join(root, 'shared'))) process.env.DOTNET_ROOT = root;
}

function isRunnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return isAbsolute(path);
  } catch {
    return false;
  }
}
