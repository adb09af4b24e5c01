import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { win32 } from 'node:path';
import { systemRootOf } from '../system-root.js';

const taskkill = (pid: number): readonly [program: string, args: readonly string[]] => [
  win32.join(systemRootOf(process.env), 'System32', 'taskkill.exe'),
  ['/PID', String(pid), '/T', '/F'],
];

/**
 * Ends a process and its descendants: an installer or a second PowerShell would survive and hold the pipes. Never
 * rejects.
 */
export async function killTree(pid: number): Promise<void> {
  if (process.platform === 'win32') await run(...taskkill(pid));
  else
    endAll([...descendantsOf(pid, process.platform === 'linux' ? fromProc() : pairsIn(await run('ps', listing))), pid]);
}

/** The same, synchronously, for when this process exits. */
export function killTreeNow(pid: number): void {
  if (process.platform === 'win32') spawnSync(...taskkill(pid), { windowsHide: true, timeout: 2_000, stdio: 'ignore' });
  else
    endAll([
      ...descendantsOf(
        pid,
        process.platform === 'linux'
          ? fromProc()
          : pairsIn(String(spawnSync('ps', listing, { timeout: 2_000 }).stdout)),
      ),
      pid,
    ]);
}

function endAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}

/** A process and its parent. */
type Pair = readonly [pid: number, parent: number];

/** Deepest first. */
function descendantsOf(pid: number, pairs: readonly Pair[]): readonly number[] {
  return pairs
    .filter(([child, parent]) => parent === pid && child !== pid)
    .flatMap(([child]) => [...descendantsOf(child, pairs), child]);
}

/**
 * proc(5), /proc/PID/stat: pid, name in parentheses (which may contain any character), state, parent. Not every Linux
 * has `ps`.
 */
function fromProc(): readonly Pair[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((pid): Pair[] => {
      const parent = /^.*\) \S (\d+) /su.exec(statOf(pid))?.[1];
      return parent === undefined ? [] : [[Number(pid), Number(parent)]];
    });
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return '';
  }
}

/** POSIX ps: one process and its parent per line. */
const listing: readonly string[] = ['-A', '-o', 'pid=,ppid='];
const pairsIn = (text: string): readonly Pair[] =>
  text
    .split('\n')
    .map((line) => line.trim().split(/\s+/u).map(Number))
    .flatMap(([pid, parent]): Pair[] => (pid === undefined || parent === undefined ? [] : [[pid, parent]]));

const run = (program: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    try {
      execFile(program, args, { windowsHide: true, timeout: 5_000 }, (_error, stdout) => resolve(stdout)).stdin?.end();
    } catch {
      // Some failures to start are thrown, not passed to the callback.
      resolve('');
    }
  });
