import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** How one run of reg.exe ended. Exit codes only: what it says in words is in the language of Windows. */
export type RegResult =
  | { readonly state: 'printed'; readonly stdout: Uint8Array }
  /** Exit code 1: no such key, or no right to read it; reg.exe does not tell them apart. */
  | { readonly state: 'refused' }
  | { readonly state: 'timed-out' }
  /** It could not be started (ENOENT, EPERM) or printed more than we read. */
  | { readonly state: 'failed'; readonly code: string };

export type RunReg = (key: string, view: 64 | 32) => Promise<RegResult>;

/** A key's worth of output; the largest we ask for, HKLM\SOFTWARE, is a few tens of kilobytes. */
const maxBytes = 4 * 1024 * 1024;

/** Asks Windows' own reg.exe by its absolute path, in an environment of its own: what lies in PATH or the folder at hand is never run. */
export function regExe({ systemRoot, timeoutMs }: { readonly systemRoot: string; readonly timeoutMs: number }): RunReg {
  const program = join(systemRoot, 'System32', 'reg.exe');
  return (key, view) =>
    new Promise((resolve) => {
      const options = { encoding: 'buffer', windowsHide: true, timeout: timeoutMs, maxBuffer: maxBytes, env: { SystemRoot: systemRoot } } as const;
      execFile(program, ['query', key, `/reg:${view}`], options, (error, stdout) => {
        if (!error) resolve({ state: 'printed', stdout });
        else if (typeof error.code === 'number') resolve({ state: 'refused' });
        else if (typeof error.code === 'string') resolve({ state: 'failed', code: error.code });
        else resolve({ state: 'timed-out' });
      }).stdin?.end();
    });
}
