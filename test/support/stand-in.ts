import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** How the stand-in behaves at one call. */
export interface Step {
  readonly value?: unknown;
  readonly error?: {
    readonly fullyQualifiedErrorId: string;
    readonly category?: string;
    readonly errorCode?: number;
    readonly redirectTo?: string;
    readonly text?: string;
  };
  readonly does?:
    | 'exit'
    | 'crash'
    | 'hang'
    | 'hang-with-child'
    | 'half'
    | 'garbage'
    | 'other-id'
    | 'endless-line'
    | 'endless-noise'
    | 'flood-stderr'
    | 'swallow';
  readonly exitCode?: number;
  readonly afterMs?: number;
  readonly asks?: boolean;
  /** The secret it takes; for any other it answers `otherwise`. */
  readonly wants?: string;
  readonly otherwise?: unknown;
  readonly raw?: string;
  readonly pieces?: boolean;
  readonly echo?: boolean;
}

type Problem = NonNullable<Step['error']>;

/** How a piece of the connection's work goes: what it tells, and the errors it met. */
export interface WorkStep {
  readonly reported?: Readonly<Record<string, unknown>>;
  readonly problems?: readonly Problem[];
  readonly warnings?: number;
  readonly afterMs?: number;
  readonly percents?: readonly number[];
  readonly does?: Step['does'];
  /** Goes on when it is asked to stop. */
  readonly unstoppable?: boolean;
}

export interface Plan {
  readonly start?: 'exit' | 'silent';
  readonly exitCode?: number;
  readonly hello?: string;
  readonly latencyMs?: number;
  readonly noise?: boolean;
  /** By the name in the first line of the script; several for calls one after the other, the last for all later ones. */
  readonly calls?: Readonly<Record<string, Step | readonly Step[]>>;
  readonly work?: Readonly<Record<string, WorkStep | readonly WorkStep[]>>;
}

interface LogEntry {
  readonly started?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly pid?: number;
  readonly call?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly line?: string;
  readonly secret?: string;
  readonly command?: string;
  readonly child?: number;
  readonly work?: string;
  readonly given?: Readonly<Record<string, unknown>>;
}

export interface StandIn {
  /** Absolute path of the program, named as PowerShell 7 is. */
  readonly program: string;
  readonly folder: string;
  log(): readonly LogEntry[];
  remove(): void;
}

/** Puts a stand-in for PowerShell into a folder of its own, as a program named pwsh. */
export function standIn(plan: Plan = {}): StandIn {
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
  const planFile = join(folder, 'plan.json');
  const program = join(folder, 'pwsh');
  writeFileSync(planFile, JSON.stringify(plan));
  writeFileSync(
    program,
    `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dirname, 'stand-in-powershell.mjs')}" "${planFile}" "$@"\n`,
  );
  chmodSync(program, 0o755);
  return {
    program,
    folder,
    log: () =>
      existsSync(`${planFile}.log`)
        ? readFileSync(`${planFile}.log`, 'utf8')
            .trim()
            .split('\n')
            .map((entry) => JSON.parse(entry) as LogEntry)
        : [],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The environment in which the stand-in is found, before whatever else PATH leads to: the way PowerShell 7 is found off Windows. */
export const foundInPath = ({ folder }: StandIn): { readonly PATH: string } => ({
  PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
});

/** Whether there is such a process, and more of it than its exit code. */
export const isRunning = (pid: number): boolean => {
  try {
    return !/^\d+ \(.*\) Z/su.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
