import type { Fact, Machine } from '../../machine/index.js';
import { effectivePolicy, onWindows } from '../../machine/index.js';
import type { Edition } from '../../machine/live/powershell/session.js';
import type { EffectivePolicy } from '../../machine/rules/execution-policy.js';

/** The execution policy in every PowerShell of a PC, and what decides who may change it. */
export interface PolicySnapshot {
  /** Execution policies exist on Windows only. */
  readonly applicable: boolean;
  /** `undefined` if undetermined. */
  readonly elevated: boolean | undefined;
  /** Whether User Account Control is off: Windows then has only one kind of window and never prompts for rights. */
  readonly uacOff: boolean;
  /** The user whose CurrentUser and UserPolicy are shown; `undefined` if undetermined. */
  readonly user: string | undefined;
  readonly windows: Readonly<Record<Edition, WindowSeen>>;
}

/** A PowerShell, with the scopes as a new window of it would find them. */
interface WindowSeen extends EffectivePolicy {
  readonly edition: Edition;
  /** `absent`: this PC has no such PowerShell. */
  readonly presence: 'present' | 'absent' | 'unknown';
}

export async function readPolicySnapshot(machine: Machine): Promise<PolicySnapshot> {
  const [elevated, uac, user, architecture, installed, ...windows] = await Promise.all([
    machine.read('user.elevated'),
    machine.read('user.uac'),
    machine.read('user.name'),
    machine.peek('windows.architecture'),
    machine.peek('powershell.7'),
    effectivePolicy(machine, 'windows-64'),
    effectivePolicy(machine, 'windows-32'),
    effectivePolicy(machine, 'powershell-7'),
  ]);
  const [windows64, windows32, powershell7] = windows;
  return {
    applicable: onWindows({ machine }) === true,
    elevated: elevated.state === 'value' ? elevated.value : undefined,
    uacOff: uac.state === 'value' && uac.value === 0,
    user: user.state === 'value' ? user.value : undefined,
    windows: {
      'windows-64': { edition: 'windows-64', presence: 'present', ...windows64 },
      'windows-32': { edition: 'windows-32', presence: presenceOf32(architecture), ...windows32 },
      'powershell-7': { edition: 'powershell-7', presence: presenceOf7(installed), ...powershell7 },
    },
  };
}

/** On 32-bit Windows the only Windows PowerShell is listed in the first column. */
function presenceOf32(architecture: Fact<'windows.architecture'>): WindowSeen['presence'] {
  if (architecture.state !== 'value') return 'unknown';
  return /^x86$/iu.test(architecture.value) ? 'absent' : 'present';
}

function presenceOf7({ state }: Fact<'powershell.7'>): WindowSeen['presence'] {
  if (state === 'value') return 'present';
  return state === 'absent' ? 'absent' : 'unknown';
}
