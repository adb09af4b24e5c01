import type { Policy } from '../../machine/rules/execution-policy.js';
import { parsePolicy, runsUnsignedLocalScripts } from '../../machine/rules/execution-policy.js';
import type { Machine } from '../../machine/index.js';
import type { Edition } from '../../machine/live/powershell/session.js';
import type { PolicySnapshot } from './policy-snapshot.js';
import { xRay } from './policy-snapshot.js';

/** What is so now, in the terms of a new window of this user: read again, without the rights the change was made with. */
export interface Verification {
  readonly snapshot: PolicySnapshot;
  /** What Windows PowerShell itself says, where it could be asked. */
  readonly said: Policy | undefined;
  /** Whether unsigned local scripts run; `undefined`: can not be reported. */
  readonly allowed: boolean | undefined;
}

/** `machine` must be a fresh one. */
export async function verify(machine: Machine, goal: Edition): Promise<Verification> {
  const snapshot = await xRay(machine);
  const { inForce } = snapshot.windows[goal];
  const answer = goal === 'windows-64' && snapshot.applicable ? await machine.read('policy.effective64') : undefined;
  const said = answer?.state === 'value' ? parsePolicy(answer.value) : undefined;
  if (inForce.state === 'unknown') return { snapshot, said, allowed: undefined };
  return {
    snapshot,
    said,
    allowed: runsUnsignedLocalScripts(inForce.policy) && (said === undefined || runsUnsignedLocalScripts(said)),
  };
}
