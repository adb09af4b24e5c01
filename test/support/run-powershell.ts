import { spawn } from 'node:child_process';
import { realPowerShell } from './real-powershell.js';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** For a whole run, in milliseconds: a start takes one or two seconds, the first one after an installation far longer. */
export const runMs = 60_000;

/** What a PowerShell needs to start; without the last lines it prints escape sequences, reports home, and asks for updates. */
function environmentForStart(): Record<string, string> {
  const isNeeded = (name: string): boolean =>
    process.platform === 'win32'
      ? !/^(?:PSExecutionPolicyPreference|PSModulePath|(?:HTTPS?|ALL|NO)_PROXY|COLUMNS)$/iu.test(name)
      : /^(?:PATH|HOME|LD_LIBRARY_PATH|DOTNET_\w+)$/u.test(name);
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isNeeded(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
    TERM: 'dumb',
    NO_COLOR: '1',
    POWERSHELL_TELEMETRY_OPTOUT: '1',
    POWERSHELL_UPDATECHECK: 'Off',
  };
}

/** Runs the real PowerShell 7 to its end. */
export function runPowerShell(
  args: readonly string[],
  { folder, environment = {} }: { readonly folder: string; readonly environment?: Readonly<Record<string, string>> },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(realPowerShell!, args, {
      cwd: folder,
      env: { ...environmentForStart(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: runMs,
      killSignal: 'SIGKILL',
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (piece: Buffer) => stdout.push(piece));
    child.stderr.on('data', (piece: Buffer) => stderr.push(piece));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') }),
    );
  });
}
