import type { KnownSymptom } from '../../knowledge/symptoms.js';
import type { Policy, ScopeReading } from '../../machine/rules/execution-policy.js';
import { isSetByPolicy, runsUnsignedLocalScripts } from '../../machine/rules/execution-policy.js';
import type { Edition } from '../../machine/live/powershell/session.js';
import type { Message } from '../../vocabulary/index.js';
import { message, pub } from '../../vocabulary/index.js';
import type { Elevation, MachineTarget, Step, Target } from './policy-commands.js';
import { commandOf, isMachineWide } from './policy-commands.js';
import type { PolicySnapshot } from './policy-snapshot.js';

/** What the user may choose; anything left open takes the option that needs the fewest rights. */
export interface Choice {
  /** For this user alone, or for the whole PC as the article has it. */
  readonly scope?: 'user' | 'machine';
  /** The second consent: also change 32-bit PowerShell's own machine-wide value. */
  readonly also32Bit?: boolean;
}

export interface Plan {
  /** In the order in which they are made. */
  readonly steps: readonly [Step, ...Step[]];
  /** The PowerShell that must let scripts run afterwards. */
  readonly goal: Edition;
  readonly why: Message;
}

export type Decision =
  | { readonly state: 'not-applicable' }
  | { readonly state: 'cannot-tell'; readonly why: Message }
  | { readonly state: 'already-allowed'; readonly why: Message; readonly more: More }
  | Refused
  | { readonly state: 'planned'; readonly plan: Plan; readonly more: More };

type Refused = { readonly state: 'refused'; readonly why: Message } & (
  | { readonly owner: 'you' }
  /** Group Policy decides: the fault, and on which side it is set. */
  | { readonly owner: 'domain-admin'; readonly symptom: KnownSymptom; readonly policySide: 'computer' | 'user' }
);

/** Worth knowing in addition to the plan. */
interface More {
  /** Another way to the same end. */
  readonly alternative?: { readonly scope: 'user' | 'machine'; readonly steps: readonly Step[] };
  /** What 32-bit PowerShell would need, if not requested yet. */
  readonly also32Bit?: Step;
  readonly notes: readonly Message[];
}

/** The article's policy: it lets what Import-PSSession writes run, and no more. */
const wanted = 'RemoteSigned';

/**
 * The change that needs the fewest rights and alters the policy in force in a new window of this user. Pure: decides
 * from the snapshot and changes nothing. Refused only if no local change helps, or if this window is the wrong one to
 * make it in.
 */
export function decide(snapshot: PolicySnapshot, choice: Choice = {}): Decision {
  if (!snapshot.applicable) return { state: 'not-applicable' };
  const { winner } = snapshot.windows['windows-64'];
  if (winner.state === 'unknown')
    return {
      state: 'cannot-tell',
      why:
        winner.scope === undefined
          ? message('fix.cannot-tell.default')
          : message('fix.cannot-tell.scope', { scope: pub(winner.scope) }),
    };
  if (runsUnsignedLocalScripts(winner.policy)) return allowed(snapshot, choice, winner.policy);
  if (winner.state === 'set' && isSetByPolicy(winner.scope)) {
    return {
      state: 'refused',
      why: message('fix.refused.policy', { policy: pub(winner.policy), scope: pub(winner.scope) }),
      owner: 'domain-admin',
      symptom: winner.policy === 'AllSigned' ? 'scripts-must-be-signed-by-policy' : 'scripts-disabled-by-policy',
      policySide: winner.scope === 'MachinePolicy' ? 'computer' : 'user',
    };
  }
  const hidden = winner.state === 'set' && winner.scope === 'CurrentUser';
  const first = hidden ? hiddenByUser(snapshot, choice.scope) : setForAll(snapshot, choice.scope);
  return 'steps' in first ? planned(snapshot, choice, first) : first;
}

type Main = Pick<Plan, 'steps' | 'why'>;

/** The user has no value of their own: LocalMachine decides, or nothing does. */
function setForAll(snapshot: PolicySnapshot, scope: Choice['scope']): Main | Refused {
  const byUser = scope === 'user' || (scope === undefined && snapshot.elevated === false);
  if (!byUser)
    return {
      steps: [step(snapshot, 'LocalMachine64', wanted)],
      why: message(snapshot.elevated === true && !snapshot.uacOff ? 'fix.why.machine-elevated' : 'fix.why.machine'),
    };
  return (
    refusedHere(snapshot, wanted) ?? { steps: [step(snapshot, 'CurrentUser', wanted)], why: message('fix.why.user') }
  );
}

/** The user's own value decides, so nothing else takes effect while it stays as it is. */
function hiddenByUser(snapshot: PolicySnapshot, scope: Choice['scope']): Main | Refused {
  const machine = readingOf(snapshot, 'LocalMachine64');
  const machineWillDo = machine.state === 'set' && runsUnsignedLocalScripts(machine.policy);
  const refused = refusedHere(snapshot, machineWillDo || scope === 'machine' ? 'Undefined' : wanted);
  if (refused) return refused;
  if (machineWillDo)
    return {
      steps: [step(snapshot, 'CurrentUser', 'Undefined')],
      why: message('fix.why.clear', { policy: pub(machine.policy) }),
    };
  if (scope !== 'machine') return { steps: [step(snapshot, 'CurrentUser', wanted)], why: message('fix.why.replace') };
  if (machine.state === 'unreadable')
    return { state: 'refused', why: message('fix.refused.unreadable', { scope: pub('LocalMachine') }), owner: 'you' };
  // The machine-wide value first, so that declining the prompt leaves everything unchanged.
  return {
    steps: [step(snapshot, 'LocalMachine64', wanted), step(snapshot, 'CurrentUser', 'Undefined')],
    why: message('fix.why.machine-and-clear'),
  };
}

function refusedHere(snapshot: PolicySnapshot, after: Policy): Refused | undefined {
  const why = wrongWindow(snapshot, after);
  return why && { state: 'refused', why, owner: 'you' };
}

/**
 * Why this window must not set the user's own value to `after`; `undefined` if it may. An administrator's window may
 * run under another account than the user's, so its CurrentUser is not theirs. With UAC off there is only one kind of
 * window, so it may.
 */
export function wrongWindow({ elevated, uacOff }: PolicySnapshot, after: Policy): Message | undefined {
  if (elevated === false || (elevated === true && uacOff)) return undefined;
  const command = pub(commandOf({ target: 'CurrentUser', after, elevation: 'none' }));
  return message(elevated ? 'fix.refused.elevated' : 'fix.refused.elevation-unknown', { command });
}

function planned(snapshot: PolicySnapshot, choice: Choice, main: Main): Decision {
  const second = for32Bit(snapshot, main.steps);
  const taken = second && choice.also32Bit === true;
  const steps: Plan['steps'] = taken ? [...main.steps, second] : main.steps;
  return {
    state: 'planned',
    plan: { steps, goal: 'windows-64', why: main.why },
    more: {
      ...alternativeTo(snapshot, main.steps),
      ...(second && !taken ? { also32Bit: second } : {}),
      notes: notesOn(snapshot, steps),
    },
  };
}

function allowed(snapshot: PolicySnapshot, choice: Choice, policy: Policy): Decision {
  const second = for32Bit(snapshot, []);
  const why = message('fix.already-allowed', { policy: pub(policy) });
  if (!second || choice.also32Bit !== true)
    return {
      state: 'already-allowed',
      why,
      more: { ...(second ? { also32Bit: second } : {}), notes: notesOn(snapshot, []) },
    };
  return {
    state: 'planned',
    plan: { steps: [second], goal: 'windows-32', why: message('fix.why.32-bit') },
    more: { notes: notesOn(snapshot, [second]) },
  };
}

/** The 32-bit PowerShell has its own LocalMachine value: what it would still need after these steps. */
function for32Bit(snapshot: PolicySnapshot, steps: readonly Step[]): Step | undefined {
  const window = snapshot.windows['windows-32'];
  const after = predicted(snapshot, 'windows-32', steps);
  if (
    window.presence === 'absent' ||
    after === undefined ||
    runsUnsignedLocalScripts(after) ||
    readingOf(snapshot, 'LocalMachine32').state === 'unreadable'
  )
    return undefined;
  return step(snapshot, 'LocalMachine32', wanted);
}

function alternativeTo(snapshot: PolicySnapshot, steps: readonly Step[]): Pick<More, 'alternative'> {
  const scope = steps.some(({ target }) => isMachineWide(target)) ? 'user' : 'machine';
  const { winner } = snapshot.windows['windows-64'];
  const other =
    winner.state === 'set' && winner.scope === 'CurrentUser'
      ? hiddenByUser(snapshot, scope)
      : setForAll(snapshot, scope);
  if (!('steps' in other) || JSON.stringify(other.steps) === JSON.stringify(steps)) return {};
  return { alternative: { scope, steps: other.steps } };
}

function notesOn(snapshot: PolicySnapshot, steps: readonly Step[]): readonly Message[] {
  const process = snapshot.windows['windows-64'].scopes.find(({ scope }) => scope === 'Process')?.reading;
  return [
    ...(steps.some(({ elevation }) => elevation === 'prompt') ? [message('fix.note.prompt')] : []),
    ...(steps.some(({ target, after }) => target === 'CurrentUser' && after !== 'Undefined')
      ? [message('fix.note.both-windows')]
      : []),
    ...(process?.state === 'set' ? [message('fix.note.process', { policy: pub(process.policy) })] : []),
    ...(snapshot.elevated === true ? [message('fix.note.elevated')] : []),
    message('fix.note.powershell-7'),
  ];
}

function step(snapshot: PolicySnapshot, target: Target, after: Policy): Step {
  return { target, before: policyAt(snapshot, target), after, elevation: rightsFor(snapshot, target) };
}

export const rightsFor = ({ elevated }: PolicySnapshot, target: Target): Elevation =>
  !isMachineWide(target) ? 'none' : elevated === true ? 'in-place' : 'prompt';

const placeOf = {
  CurrentUser: ['windows-64', 'CurrentUser'],
  LocalMachine64: ['windows-64', 'LocalMachine'],
  LocalMachine32: ['windows-32', 'LocalMachine'],
} as const satisfies Readonly<Record<Target, readonly [Edition, string]>>;

/** The current reading of a target. */
export function readingOf(snapshot: PolicySnapshot, target: Target): ScopeReading {
  const [edition, scope] = placeOf[target];
  return snapshot.windows[edition].scopes.find((one) => one.scope === scope)!.reading;
}

/** The same as a policy. Only called for a target that could be read. */
function policyAt(snapshot: PolicySnapshot, target: Target): Policy {
  const reading = readingOf(snapshot, target);
  return reading.state === 'set' ? reading.policy : 'Undefined';
}

/** The policy in force in a new window after these steps; `undefined` if undetermined. */
export function predicted(
  snapshot: PolicySnapshot,
  edition: 'windows-64' | 'windows-32',
  steps: readonly Step[],
): Policy | undefined {
  const { scopes, fallback } = snapshot.windows[edition];
  const machine: MachineTarget = edition === 'windows-64' ? 'LocalMachine64' : 'LocalMachine32';
  const changed = (target: Target): Policy | undefined => steps.findLast((one) => one.target === target)?.after;
  for (const { scope, reading } of scopes) {
    if (scope === 'Process') continue;
    const planned =
      scope === 'CurrentUser' ? changed('CurrentUser') : scope === 'LocalMachine' ? changed(machine) : undefined;
    if (planned === undefined && reading.state === 'unreadable') return undefined;
    const policy = planned ?? (reading.state === 'set' ? reading.policy : 'Undefined');
    if (policy !== 'Undefined') return policy;
  }
  return fallback.policy;
}
