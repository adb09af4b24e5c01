import type { Policy, Scope } from '../../machine/rules/execution-policy.js';
import { parsePolicy } from '../../machine/rules/execution-policy.js';
import type { Fact, FactId, Machine } from '../../machine/index.js';
import { onWindows, roleOf } from '../../machine/index.js';
import type { Edition } from '../../machine/live/powershell/session.js';
import type { Message } from '../../vocabulary/index.js';

/**
 * Every scope of the execution policy in every PowerShell of a PC, and which of them decides in a new window.
 *
 * Sources: about_Execution_Policies (5.1); PowerShell, SecuritySupport.cs (ExecutionPolicyScopePreferences, GetGroupPolicyValue)
 * and Utils.cs (UseWindowsPowerShellPolicySetting). HKLM\SOFTWARE\Policies and HKCU are not split by bitness (MicrosoftDocs,
 * "Registry Keys Affected by WOW64"), the LocalMachine value is.
 */
export interface PolicySnapshot {
  /** An execution policy has a meaning on Windows only. */
  readonly applicable: boolean;
  /** `undefined`: could not be reported. */
  readonly elevated: boolean | undefined;
  /** Whether User Account Control is switched off: then Windows gives nobody two kinds of window, and asks nobody for rights. */
  readonly uacOff: boolean;
  /** The user whose CurrentUser and UserPolicy are shown; `undefined`: could not be reported. */
  readonly user: string | undefined;
  readonly windows: Readonly<Record<Edition, WindowSeen>>;
}

/** A PowerShell, as a new window of it would find the scopes. */
export interface WindowSeen {
  readonly edition: Edition;
  /** `absent`: this PC has no such PowerShell. */
  readonly presence: 'present' | 'absent' | 'unknown';
  /** Strongest first, all five. */
  readonly scopes: readonly ScopeSeen[];
  readonly inForce: InForce;
  /** What it falls to where nothing is set; `undefined`: can not be reported. */
  readonly fallback: Policy | undefined;
}

export interface ScopeSeen {
  readonly scope: Scope | 'Process';
  readonly reading: ScopeReading;
  /** Where it is read, or would be. */
  readonly source: string;
  /** Whether this is the one that decides in a new window. `Process` holds for this window only and never does. */
  readonly decides: boolean;
}

export type ScopeReading =
  /** `written` is what stands there, where that is not the name of the policy. */
  | { readonly state: 'set'; readonly policy: Policy; readonly written?: string }
  | { readonly state: 'undefined' }
  | { readonly state: 'unreadable'; readonly why: Message };

export type InForce =
  | { readonly state: 'set'; readonly scope: Scope; readonly policy: Policy }
  /** Nothing is set: what Windows falls to. */
  | { readonly state: 'default'; readonly policy: Policy }
  /** A scope that may decide could not be read; or nothing is set, and what this Windows falls to only PowerShell could tell. */
  | { readonly state: 'unknown'; readonly scope?: Scope; readonly why?: Message };

type Seen = Omit<ScopeSeen, 'decides'>;
type Read = <Id extends FactId>(id: Id) => Promise<Fact<Id>>;

/** Reads what decides for 64-bit Windows PowerShell, mentions everything else. */
export async function xRay(machine: Machine): Promise<PolicySnapshot> {
  const [elevated, uac, user, ...windows] = await Promise.all([
    machine.read('user.elevated'),
    machine.read('user.uac'),
    machine.read('user.name'),
    window64(machine),
    window32(machine),
    window7(machine),
  ]);
  return {
    applicable: onWindows({ machine }) === true,
    elevated: elevated.state === 'value' ? elevated.value : undefined,
    uacOff: uac.state === 'value' && uac.value === 0,
    user: user.state === 'value' ? user.value : undefined,
    windows: { 'windows-64': windows[0], 'windows-32': windows[1], 'powershell-7': windows[2] },
  };
}

async function window64(machine: Machine): Promise<WindowSeen> {
  const read: Read = (id) => machine.read(id);
  const seen = await Promise.all([...windowsScopes(read), local('LocalMachine', read('policy.localMachine64'))]);
  return { edition: 'windows-64', presence: 'present', ...(await decided(seen, machine, { asksPowerShell: true })) };
}

async function window32(machine: Machine): Promise<WindowSeen> {
  const peek: Read = (id) => machine.peek(id);
  const architecture = await peek('windows.architecture');
  const seen = await Promise.all([...windowsScopes(peek), local('LocalMachine', peek('policy.localMachine32'))]);
  // On a 32-bit Windows the one PowerShell there is stands in the first column.
  const presence =
    architecture.state === 'value' ? (/^x86$/iu.test(architecture.value) ? 'absent' : 'present') : 'unknown';
  return { edition: 'windows-32', presence, ...(await decided(seen, machine)) };
}

async function window7(machine: Machine): Promise<WindowSeen> {
  const peek: Read = (id) => machine.peek(id);
  const installed = await peek('powershell.7');
  const seen = await Promise.all([
    policy7('MachinePolicy', peek, 'machinePolicy'),
    policy7('UserPolicy', peek, 'userPolicy'),
    local('Process', peek('policy.process')),
    local('CurrentUser', peek('policy.currentUser7')),
    local('LocalMachine', peek('policy.localMachine7')),
  ]);
  const presence = installed.state === 'value' ? 'present' : installed.state === 'absent' ? 'absent' : 'unknown';
  return { edition: 'powershell-7', presence, ...(await decided(seen, machine)) };
}

/** All but LocalMachine: the same for 64-bit and 32-bit Windows PowerShell. */
const windowsScopes = (read: Read): readonly Promise<Seen>[] => [
  policySide('MachinePolicy', read('policy.machinePolicy.enableScripts'), () =>
    read('policy.machinePolicy.executionPolicy'),
  ),
  policySide('UserPolicy', read('policy.userPolicy.enableScripts'), () => read('policy.userPolicy.executionPolicy')),
  local('Process', read('policy.process')),
  local('CurrentUser', read('policy.currentUser')),
];

async function policy7(scope: Scope, peek: Read, side: 'machinePolicy' | 'userPolicy'): Promise<Seen> {
  const shared = await peek(`policy.${side}7.useWindowsPowerShell`);
  if (shared.state === 'unreadable')
    return { scope, reading: { state: 'unreadable', why: shared.why }, source: shared.source };
  const key = shared.state === 'value' && shared.value !== 0 ? side : (`${side}7` as const);
  return policySide(scope, peek(`policy.${key}.enableScripts`), () => peek(`policy.${key}.executionPolicy`));
}

/** A policy that turns scripts off needs no second value; one that turns them on names which in the second. */
async function policySide(scope: Scope, switched: Promise<Fact>, named: () => Promise<Fact>): Promise<Seen> {
  const enabled = await switched;
  if (enabled.state === 'unreadable')
    return { scope, reading: { state: 'unreadable', why: enabled.why }, source: enabled.source };
  if (enabled.state === 'value' && enabled.value === 0)
    return { scope, reading: { state: 'set', policy: 'Restricted' }, source: enabled.source };
  if (enabled.state === 'value' && enabled.value === 1) return local(scope, named());
  return { scope, reading: { state: 'undefined' }, source: enabled.source };
}

async function local(scope: Scope | 'Process', asked: Promise<Fact>): Promise<Seen> {
  const fact = await asked;
  if (fact.state === 'unreadable')
    return { scope, reading: { state: 'unreadable', why: fact.why }, source: fact.source };
  const written = fact.state === 'value' ? String(fact.value) : '';
  const policy = parsePolicy(written);
  if (policy === 'Undefined') return { scope, reading: { state: 'undefined' }, source: fact.source };
  return { scope, reading: { state: 'set', policy, ...(written === policy ? {} : { written }) }, source: fact.source };
}

/** The first scope that is set decides; one that can not be read may be it. */
async function decided(
  seen: readonly Seen[],
  machine: Machine,
  { asksPowerShell = false } = {},
): Promise<Pick<WindowSeen, 'scopes' | 'inForce' | 'fallback'>> {
  const first = seen.find(({ scope, reading }) => scope !== 'Process' && reading.state !== 'undefined');
  const scopes = seen.map((one) => ({ ...one, decides: one === first && one.reading.state === 'set' }));
  const fallback = await fallbackOf(machine, asksPowerShell && first === undefined);
  if (!first || first.scope === 'Process')
    return {
      scopes,
      fallback,
      inForce: fallback === undefined ? { state: 'unknown' } : { state: 'default', policy: fallback },
    };
  const { scope, reading } = first;
  if (reading.state === 'set') return { scopes, fallback, inForce: { state: 'set', scope, policy: reading.policy } };
  return {
    scopes,
    fallback,
    inForce: { state: 'unknown', scope, ...(reading.state === 'unreadable' ? { why: reading.why } : {}) },
  };
}

/**
 * With no scope set a client falls to Restricted. A server is documented as RemoteSigned while the code falls to Restricted
 * too: there only PowerShell itself tells, where it was asked.
 */
async function fallbackOf(machine: Machine, asksPowerShell: boolean): Promise<Policy | undefined> {
  const type = await machine.read('windows.installationType');
  if (type.state === 'value' && roleOf(type.value) === 'client') return 'Restricted';
  if (!asksPowerShell) return undefined;
  const said = await machine.read('policy.effective64');
  return said.state === 'value' ? parsePolicy(said.value) : undefined;
}
