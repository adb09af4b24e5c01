import type { Message } from '../../vocabulary/index.js';
import type { FactId } from '../fact-table.js';
import type { Fact, Machine } from '../machine.js';
import type { Edition } from './edition.js';
import { roleOf } from './windows-releases.js';

/**
 * The scopes that decide in a new window, strongest first (PowerShell, SecuritySupport.cs:
 * ExecutionPolicyScopePreferences).
 */
export type Scope = 'MachinePolicy' | 'UserPolicy' | 'CurrentUser' | 'LocalMachine';

export const policies = ['Unrestricted', 'RemoteSigned', 'AllSigned', 'Restricted', 'Bypass', 'Undefined'] as const;
export type Policy = (typeof policies)[number];

/**
 * Every scope of the execution policy for one edition of PowerShell, and the policy of this user's new windows.
 *
 * Sources: about_Execution_Policies (5.1); PowerShell, SecuritySupport.cs (ExecutionPolicyScopePreferences,
 * GetGroupPolicyValue) and Utils.cs (UseWindowsPowerShellPolicySetting). HKLM\SOFTWARE\Policies and HKCU are not split
 * by bitness (MicrosoftDocs, "Registry Keys Affected by WOW64"), the LocalMachine value is.
 */
export interface EffectivePolicy {
  readonly winner: Winner;
  /** Strongest first, all five. */
  readonly scopes: readonly ScopeFound[];
  readonly fallback: Fallback;
  /** The facts that determine the winner, in lookup order: every scope down to the one that decides. */
  readonly facts: readonly Fact[];
}

/** Which scope decides, and what it says. */
export type Winner =
  | { readonly state: 'set'; readonly scope: Scope; readonly policy: Policy }
  /** Nothing is set: the default of Windows applies. */
  | { readonly state: 'default'; readonly policy: Policy }
  /** A scope that may decide could not be read; or nothing is set and only PowerShell could tell the default. */
  | { readonly state: 'unknown'; readonly scope?: Scope; readonly why?: Message };

export interface ScopeFound {
  readonly scope: Scope | 'Process';
  readonly reading: ScopeReading;
  /** Where it is read, or would be. */
  readonly source: string;
  /** Whether this scope decides in a new window. `Process` applies to the current window only and never does. */
  readonly decides: boolean;
}

export type ScopeReading =
  /** `written` is the value found, where that is not the name of the policy. */
  | { readonly state: 'set'; readonly policy: Policy; readonly written?: string }
  | { readonly state: 'undefined' }
  | { readonly state: 'unreadable'; readonly why: Message };

/** The policy of a window where no scope is set. */
interface Fallback {
  readonly role: 'client' | 'server' | undefined;
  /** `undefined`: not known. */
  readonly policy: Policy | undefined;
  readonly facts: readonly [Fact, ...Fact[]];
}

/** Reads the policy of an edition of PowerShell. PowerShell itself is asked only where the registry does not decide. */
export async function effectivePolicy(machine: Machine, edition: Edition = 'windows-64'): Promise<EffectivePolicy> {
  const ask: Ask = (id) => machine.peek(id);
  const found = await Promise.all(
    Object.entries(places[edition]).map(async ([scope, look]) => {
      const facts = await look(ask);
      return { scope: scope as ScopeFound['scope'], facts, reading: readingOf(facts), source: facts.at(-1)!.source };
    }),
  );
  const deciding = found.filter((one) => one.scope !== 'Process');
  const first = deciding.findIndex(({ reading }) => reading.state !== 'undefined');
  const strongest = deciding[first];
  const fallback = await fallbackOf(ask, edition === 'windows-64' && !strongest);
  const facts = deciding.slice(0, strongest ? first + 1 : undefined).flatMap((one) => one.facts);
  // Only these determine the answer; the others are only shown.
  await Promise.all([...facts, ...(strongest ? [] : fallback.facts)].map(({ id }) => machine.read(id)));
  return {
    winner: winnerOf(strongest, fallback),
    scopes: found.map(({ scope, reading, source }) => ({
      scope,
      reading,
      source,
      decides: scope === strongest?.scope && reading.state === 'set',
    })),
    fallback,
    facts,
  };
}

type Ask = (id: FactId) => Promise<Fact>;
type Look = (ask: Ask) => Promise<readonly Fact[]>;

const valueOf =
  (id: FactId): Look =>
  async (ask) => [await ask(id)];

type Side = 'machinePolicy' | 'userPolicy';

const policySide =
  (side: Side | `${Side}7`): Look =>
  async (ask) => {
    const enabled = await ask(`policy.${side}.enableScripts`);
    const isOn = enabled.state === 'value' && enabled.value === 1;
    return isOn ? [enabled, await ask(`policy.${side}.executionPolicy`)] : [enabled];
  };

/** PowerShell 7 has its own policies, which may defer to those of Windows PowerShell. */
const policySide7 =
  (side: Side): Look =>
  async (ask) => {
    const shared = await ask(`policy.${side}7.useWindowsPowerShell`);
    if (shared.state === 'unreadable') return [shared];
    const isShared = shared.state === 'value' && shared.value !== 0;
    return [shared, ...(await policySide(isShared ? side : `${side}7`)(ask))];
  };

/** Where each scope is set, strongest first. */
const windowsPowerShell = {
  MachinePolicy: policySide('machinePolicy'),
  UserPolicy: policySide('userPolicy'),
  Process: valueOf('policy.process'),
  CurrentUser: valueOf('policy.currentUser'),
  LocalMachine: valueOf('policy.localMachine64'),
} as const satisfies Readonly<Record<ScopeFound['scope'], Look>>;

const places: Readonly<Record<Edition, typeof windowsPowerShell>> = {
  'windows-64': windowsPowerShell,
  'windows-32': { ...windowsPowerShell, LocalMachine: valueOf('policy.localMachine32') },
  'powershell-7': {
    MachinePolicy: policySide7('machinePolicy'),
    UserPolicy: policySide7('userPolicy'),
    Process: valueOf('policy.process'),
    CurrentUser: valueOf('policy.currentUser7'),
    LocalMachine: valueOf('policy.localMachine7'),
  },
};

/** The policy of a scope, from the last fact that was looked up. */
function readingOf(facts: readonly Fact[]): ScopeReading {
  const last = facts.at(-1)!;
  if (last.state === 'unreadable') return { state: 'unreadable', why: last.why };
  if (last.state === 'absent') return { state: 'undefined' };
  // A policy that disables scripts has no second value; one that enables them names the execution policy there.
  if (typeof last.value === 'number')
    return last.value === 0 ? { state: 'set', policy: 'Restricted' } : { state: 'undefined' };
  const written = String(last.value);
  const policy = parsePolicy(written);
  if (policy === 'Undefined') return { state: 'undefined' };
  return { state: 'set', policy, ...(written === policy ? {} : { written }) };
}

/** The first scope that is set decides; an unreadable one might be set. */
function winnerOf(strongest: Pick<ScopeFound, 'scope' | 'reading'> | undefined, { policy }: Fallback): Winner {
  if (!strongest || strongest.reading.state === 'undefined')
    return policy === undefined ? { state: 'unknown' } : { state: 'default', policy };
  const scope = strongest.scope as Scope;
  return strongest.reading.state === 'set'
    ? { state: 'set', scope, policy: strongest.reading.policy }
    : { state: 'unknown', scope, why: strongest.reading.why };
}

/**
 * With no scope set a client defaults to Restricted. For a server RemoteSigned is documented, but the code defaults to
 * Restricted too: there only PowerShell itself can tell, where it was asked.
 */
async function fallbackOf(ask: Ask, asksPowerShell: boolean): Promise<Fallback> {
  const type = await ask('windows.installationType');
  const role = type.state === 'value' ? roleOf(String(type.value)) : undefined;
  if (role === 'client') return { role, policy: 'Restricted', facts: [type] };
  if (!asksPowerShell) return { role, policy: undefined, facts: [type] };
  const said = await ask('policy.effective64');
  const policy = said.state === 'value' ? parsePolicy(String(said.value)) : undefined;
  return { role, policy, facts: [type, said] };
}

/**
 * As Windows PowerShell does (SecuritySupport.cs, ParseExecutionPolicy): case does not matter, an empty text is
 * Undefined, and an unknown one is Restricted. The text "Undefined" is an unknown one: removing a policy removes the
 * value.
 */
export function parsePolicy(text: string): Policy {
  if (text.trim() === '') return 'Undefined';
  return (
    policies.find((policy) => policy !== 'Undefined' && policy.toLowerCase() === text.trim().toLowerCase()) ??
    'Restricted'
  );
}

/**
 * Whether a script or module written on this PC runs without a signature, as the module that Import-PSSession writes
 * must.
 */
export const runsUnsignedLocalScripts = (policy: Policy): boolean =>
  policy === 'RemoteSigned' || policy === 'Unrestricted' || policy === 'Bypass';

/** Set through Group Policy or mobile device management; the registry does not show which. */
export const isSetByPolicy = (scope: Scope): boolean => scope === 'MachinePolicy' || scope === 'UserPolicy';
