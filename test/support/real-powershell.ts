import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** A real PowerShell 7: named by EXO_PREFLIGHT_PWSH, or pwsh in PATH. `undefined` where there is none; its tests then count as skipped. */
export const realPowerShell: string | undefined = [
  process.env['EXO_PREFLIGHT_PWSH'] ?? '',
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, process.platform === 'win32' ? 'pwsh.exe' : 'pwsh')),
].find((path) => isAbsolute(path) && isRunnable(path));

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
