import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { win32 } from 'node:path';
import { systemRootOf } from '../system-root.js';

/** Ends a process and everything it started: an installer or a second PowerShell would live on and hold the pipes. Never rejects. */
export async function killTree(pid: number): Promise<void> {
  if (process.platform === 'win32') {
    await run(win32.join(systemRootOf(process.env), 'System32', 'taskkill.exe'), ['/PID', String(pid), '/T', '/F']);
    return;
  }
  const pairs = process.platform === 'linux' ? await fromProc() : await fromPs();
  for (const one of [...descendantsOf(pid, pairs), pid]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}

/** A process and the one that started it. */
type Pair = readonly [pid: number, parent: number];

/** Deepest first. */
function descendantsOf(pid: number, pairs: readonly Pair[]): readonly number[] {
  return pairs.filter(([child, parent]) => parent === pid && child !== pid).flatMap(([child]) => [...descendantsOf(child, pairs), child]);
}

/** proc(5), /proc/PID/stat: pid, name in parentheses (which may hold any sign), state, parent. `ps` is not on every Linux. */
async function fromProc(): Promise<readonly Pair[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const pairs = await Promise.all(
    pids.map(async (pid): Promise<Pair | undefined> => {
      const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
      const parent = /^.*\) \S (\d+) /su.exec(stat)?.[1];
      return parent === undefined ? undefined : [Number(pid), Number(parent)];
    }),
  );
  return pairs.filter((pair) => pair !== undefined);
}

async function fromPs(): Promise<readonly Pair[]> {
  const lines = (await run('ps', ['-A', '-o', 'pid=,ppid='])).split('\n');
  return lines.map((line) => line.trim().split(/\s+/u).map(Number)).flatMap(([pid, parent]): Pair[] => (pid === undefined || parent === undefined ? [] : [[pid, parent]]));
}

const run = (program: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(program, args, { windowsHide: true, timeout: 5_000 }, (_error, stdout) => resolve(stdout)).stdin?.end();
  });
