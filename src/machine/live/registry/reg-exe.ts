import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** How one run of reg.exe ended. By exit code only, as its messages are in the language of Windows. */
export type RegResult =
  | { readonly state: 'printed'; readonly stdout: Uint8Array }
  /** Exit code 1: no such key, or access denied; reg.exe does not distinguish them. */
  | { readonly state: 'refused' }
  | { readonly state: 'timed-out' }
  /** It could not be started (ENOENT, EPERM) or its output exceeded the limit. */
  | { readonly state: 'failed'; readonly code: string };

export type RunReg = (key: string, view: 64 | 32) => Promise<RegResult>;

/** Limit for the output; that of the largest key we query, HKLM\SOFTWARE, is a few tens of kilobytes. */
const maxBytes = 4 * 1024 * 1024;

/**
 * Runs Windows' reg.exe by its absolute path, in an environment of its own: nothing in PATH or the current folder is
 * ever run.
 */
export function regExe({ systemRoot, timeoutMs }: { readonly systemRoot: string; readonly timeoutMs: number }): RunReg {
  const program = join(systemRoot, 'System32', 'reg.exe');
  return async (key, view) => {
    const first = await ask(program, ['query', key, `/reg:${view}`], systemRoot, timeoutMs);
    // A system that is briefly short of resources may fail to start a process.
    return first.state === 'failed' && passing.has(first.code)
      ? ask(program, ['query', key, `/reg:${view}`], systemRoot, timeoutMs, pauseMs)
      : first;
  };
}

const passing: ReadonlySet<string> = new Set(['UNKNOWN', 'EAGAIN', 'EBUSY']);
/** Pause before the only retry, in milliseconds. */
const pauseMs = 200;

async function ask(
  program: string,
  args: readonly string[],
  systemRoot: string,
  timeoutMs: number,
  afterMs = 0,
): Promise<RegResult> {
  if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
  return new Promise((resolve) => {
    const options = {
      encoding: 'buffer',
      windowsHide: true,
      timeout: timeoutMs,
      maxBuffer: maxBytes,
      env: { SystemRoot: systemRoot },
    } as const;
    // Some failures to start are thrown, not passed to the callback.
    try {
      execFile(program, args, options, (error, stdout) => {
        if (!error) resolve({ state: 'printed', stdout });
        else if (typeof error.code === 'number') resolve({ state: 'refused' });
        else if (typeof error.code === 'string') resolve({ state: 'failed', code: error.code });
        else resolve({ state: 'timed-out' });
      }).stdin?.end();
    } catch (error) {
      resolve({
        state: 'failed',
        code: error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown',
      });
    }
  });
}
