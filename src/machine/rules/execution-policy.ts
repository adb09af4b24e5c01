import type { Message } from '../../vocabulary/index.js';
import type { Fact, Machine } from '../machine.js';

/** The scopes that decide in a new window, strongest first (PowerShell, SecuritySupport.cs: ExecutionPolicyScopePreferences). */
const scopes = ['MachinePolicy', 'UserPolicy', 'CurrentUser', 'LocalMachine'] as const;
export type Scope = (typeof scopes)[number];

export const policies = ['Unrestricted', 'RemoteSigned', 'AllSigned', 'Restricted', 'Bypass', 'Undefined'] as const;
export type Policy = (typeof policies)[number];

/** Which scope decides, and what it says; or that none does; or that one which might could not be read. */
export type Winner =
  | { readonly state: 'value'; readonly scope: Scope; readonly policy: Policy; readonly fact: Fact }
  | { readonly state: 'undefined' }
  | { readonly state: 'unreadable'; readonly scope: Scope; readonly why: Message };

/**
 * The policy of a new, ordinary 64-bit window of this user. Facts are read from the strongest scope down and only as far as
 * the first that is defined: what lies below it decides nothing. The Process scope is this window's own and is left out.
 */
export async function effectivePolicy(
  machine: Machine,
): Promise<{ readonly winner: Winner; readonly facts: readonly Fact[] }> {
  const facts: Fact[] = [];
  for (const scope of scopes) {
    const found = await readScope(machine, scope);
    facts.push(...found);
    const winner = decide(scope, found);
    if (winner) return { winner, facts };
  }
  return { winner: { state: 'undefined' }, facts };
}

async function readScope(machine: Machine, scope: Scope): Promise<Fact[]> {
  switch (scope) {
    case 'MachinePolicy': {
      const enabled = await machine.read('policy.machinePolicy.enableScripts');
      return isOn(enabled) ? [enabled, await machine.read('policy.machinePolicy.executionPolicy')] : [enabled];
    }
    case 'UserPolicy': {
      const enabled = await machine.read('policy.userPolicy.enableScripts');
      return isOn(enabled) ? [enabled, await machine.read('policy.userPolicy.executionPolicy')] : [enabled];
    }
    case 'CurrentUser':
      return [await machine.read('policy.currentUser')];
    case 'LocalMachine':
      return [await machine.read('policy.localMachine64')];
  }
}

const isOn = (enabled: Fact<'policy.machinePolicy.enableScripts' | 'policy.userPolicy.enableScripts'>): boolean =>
  enabled.state === 'value' && enabled.value === 1;

function decide(scope: Scope, facts: readonly Fact[]): Winner | undefined {
  const unreadable = facts.find((fact) => fact.state === 'unreadable');
  if (unreadable) return { state: 'unreadable', scope, why: unreadable.why };
  const last = facts.at(-1);
  if (last?.state !== 'value') return undefined;
  // A policy that turns scripts off needs no second value; one that turns them on names which in the second.
  if (typeof last.value === 'number')
    return last.value === 0 ? { state: 'value', scope, policy: 'Restricted', fact: last } : undefined;
  const policy = parsePolicy(String(last.value));
  return policy === 'Undefined' ? undefined : { state: 'value', scope, policy, fact: last };
}

/**
 * As Windows PowerShell does (SecuritySupport.cs, ParseExecutionPolicy): case does not matter, nothing is Undefined, and what it
 * does not know is Restricted. The word "Undefined" is one that it does not know: taking a policy away removes the value.
 */
export function parsePolicy(text: string): Policy {
  if (text.trim() === '') return 'Undefined';
  return (
    policies.find((policy) => policy !== 'Undefined' && policy.toLowerCase() === text.trim().toLowerCase()) ??
    'Restricted'
  );
}

/** Whether a script or module written on this PC runs without a signature, as the module that Import-PSSession writes must. */
export const runsUnsignedLocalScripts = (policy: Policy): boolean =>
  policy === 'RemoteSigned' || policy === 'Unrestricted' || policy === 'Bypass';

/** Set through Group Policy or mobile device management; the registry does not tell which of the two. */
export const isSetByPolicy = (scope: Scope): boolean => scope === 'MachinePolicy' || scope === 'UserPolicy';
