import type { Policy } from '../../machine/rules/execution-policy.js';

/** The places a policy may be written to. PowerShell 7 has its own, which are left alone. */
export const targets = ['CurrentUser', 'LocalMachine64', 'LocalMachine32'] as const;
export type Target = (typeof targets)[number];
export type MachineTarget = Exclude<Target, 'CurrentUser'>;

export const isMachineWide = (target: Target): target is MachineTarget => target !== 'CurrentUser';

/**
 * The only commands ever started with administrator rights: these twelve command lines. Nothing is interpolated into
 * them, no file is read or written, and no execution policy is passed. They report by exit code: 0 written; 10 written,
 * but another scope takes precedence there (`ExecutionPolicyOverride`); 11 not written.
 */
export const elevatedPrograms = {
  LocalMachine64: '%SystemRoot%\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
  LocalMachine32: '%SystemRoot%\\SysWOW64\\WindowsPowerShell\\v1.0\\powershell.exe',
} as const satisfies Readonly<Record<MachineTarget, string>>;

export const elevatedArguments = {
  Unrestricted: `-NoProfile -NonInteractive -Command "try { Set-ExecutionPolicy Unrestricted -Scope LocalMachine -Force -ErrorAction Stop; exit 0 } catch { if ($_.FullyQualifiedErrorId -like 'ExecutionPolicyOverride*') { exit 10 } exit 11 }"`,
  RemoteSigned: `-NoProfile -NonInteractive -Command "try { Set-ExecutionPolicy RemoteSigned -Scope LocalMachine -Force -ErrorAction Stop; exit 0 } catch { if ($_.FullyQualifiedErrorId -like 'ExecutionPolicyOverride*') { exit 10 } exit 11 }"`,
  AllSigned: `-NoProfile -NonInteractive -Command "try { Set-ExecutionPolicy AllSigned -Scope LocalMachine -Force -ErrorAction Stop; exit 0 } catch { if ($_.FullyQualifiedErrorId -like 'ExecutionPolicyOverride*') { exit 10 } exit 11 }"`,
  Restricted: `-NoProfile -NonInteractive -Command "try { Set-ExecutionPolicy Restricted -Scope LocalMachine -Force -ErrorAction Stop; exit 0 } catch { if ($_.FullyQualifiedErrorId -like 'ExecutionPolicyOverride*') { exit 10 } exit 11 }"`,
  Bypass: `-NoProfile -NonInteractive -Command "try { Set-ExecutionPolicy Bypass -Scope LocalMachine -Force -ErrorAction Stop; exit 0 } catch { if ($_.FullyQualifiedErrorId -like 'ExecutionPolicyOverride*') { exit 10 } exit 11 }"`,
  Undefined: `-NoProfile -NonInteractive -Command "try { Set-ExecutionPolicy Undefined -Scope LocalMachine -Force -ErrorAction Stop; exit 0 } catch { if ($_.FullyQualifiedErrorId -like 'ExecutionPolicyOverride*') { exit 10 } exit 11 }"`,
} as const satisfies Readonly<Record<Policy, string>>;

export const exitCodes = { written: 0, overridden: 10, failed: 11 } as const;

/** How a change gets its rights: it needs none, has them already, or asks Windows. */
export type Elevation = 'none' | 'in-place' | 'prompt';

/** One change of one value: its place, what it is now, what it will be, and the rights it takes. */
export interface Step {
  readonly target: Target;
  readonly before: Policy;
  readonly after: Policy;
  readonly elevation: Elevation;
}

/** The exact command that is run. */
export function commandOf({ target, after, elevation }: Pick<Step, 'target' | 'after' | 'elevation'>): string {
  if (elevation === 'prompt' && isMachineWide(target)) return `${elevatedPrograms[target]} ${elevatedArguments[after]}`;
  return `Set-ExecutionPolicy -ExecutionPolicy ${after} -Scope ${scopeOf(target)} -Force`;
}

export const scopeOf = (target: Target): 'CurrentUser' | 'LocalMachine' =>
  isMachineWide(target) ? 'LocalMachine' : 'CurrentUser';
