import type { Owner, Symptom } from '../../knowledge/symptoms.js';
import { symptoms } from '../../knowledge/symptoms.js';
import type { MessageId } from '../../locales/en/index.js';
import { catalog } from '../../locales/en/index.js';
import { render, showAll } from '../../locales/render.js';
import type { Policy } from '../../machine/rules/execution-policy.js';
import type { Edition } from '../../machine/live/powershell/session.js';
import type { Applied, StepMade } from '../../fixes/execution-policy/apply.js';
import type { Decision } from '../../fixes/execution-policy/plan.js';
import type { Step, Target } from '../../fixes/execution-policy/policy-commands.js';
import { scopeOf } from '../../fixes/execution-policy/policy-commands.js';
import type { Undone } from '../../fixes/execution-policy/undo.js';
import type { InForce } from '../../fixes/execution-policy/policy-snapshot.js';
import type { Arg, Message } from '../../vocabulary/index.js';
import { arg, message, pub } from '../../vocabulary/index.js';

/** How a fix ended, or where it stopped. */
export type FixState =
  | 'already-allowed'
  | 'planned'
  | 'applied'
  | 'refused'
  | 'declined'
  | 'failed'
  | 'cannot-tell'
  | 'not-applicable'
  | 'interrupted'
  | 'undone'
  | 'already-undone'
  | 'nothing-to-undo';

/** A row of a check that was run again, in words. */
export interface ReportedRow {
  readonly check: string;
  readonly status: string;
  readonly title: string;
  readonly summary: string;
}

export const say = ({ id, args }: Message): string =>
  render({ id, ...(args ? { args } : {}) }, { catalogs: [catalog], language: 'en', show: showAll });
export const own = (id: MessageId, args?: Readonly<Record<string, Arg>>): string => say(message(id, args));

export const windowName = (edition: Edition): string => own(`fix.snapshot.${edition}`);
/** Whose a refusal is. */
export const ownerName = ({
  owner,
  user = '',
}: {
  readonly owner: Owner | 'other-user';
  readonly user?: string;
}): string =>
  owner === 'other-user' ? own('fix.owner.other-user', { user: arg('user', user) }) : own(`owner.${owner}`);
export const policyName = (policy: Policy): string => (policy === 'Undefined' ? own('fix.snapshot.undefined') : policy);

/** "RemoteSigned", "Restricted (default)", or that it can not be reported. */
export function inForceName(inForce: InForce): string {
  if (inForce.state === 'unknown') return own('fix.snapshot.unknown');
  return inForce.state === 'default' ? own('fix.snapshot.default', { policy: pub(inForce.policy) }) : inForce.policy;
}

/** A place that can be written to, by its scope. */
const placeName = (target: Target): string =>
  target === 'LocalMachine32' ? own('fix.place.32-bit', { scope: pub(scopeOf(target)) }) : scopeOf(target);

/** What came of one change. */
export function madeLine({ step, result }: StepMade): string {
  const id =
    result.state === 'failed' && result.written === 'perhaps'
      ? 'fix.made.failed.perhaps'
      : (`fix.made.${result.state}` as const);
  return own(id, { place: pub(placeName(step.target)) });
}

export function stepLine(step: Step): string {
  return own('fix.plan.step', {
    place: pub(placeName(step.target)),
    before: pub(policyName(step.before)),
    after: pub(policyName(step.after)),
    elevation: pub(own(`fix.elevation.${step.elevation}`)),
  });
}

type Refusal = Extract<Decision, { state: 'refused' }>;

/** What the refusal by a policy asks the one who sets it, with the exact place. */
export function sendText({
  symptom,
  policySide,
}: Pick<Refusal, 'state' | 'symptom' | 'policySide'>): string | undefined {
  if (symptom === undefined || policySide === undefined) return undefined;
  const { texts }: Symptom = symptoms[symptom];
  const { send } = texts.en;
  return [...(send === undefined ? [] : [send]), own(`fix.send.${policySide}`)].join(' ');
}

export const linksFor = ({ symptom }: Pick<Refusal, 'state' | 'symptom'>): readonly string[] =>
  symptom === undefined ? [] : symptoms[symptom].links;

/** What came of it, in one sentence or two. */
export function outcomeLine(
  state: FixState,
  goal: Edition,
  { why, verification }: Pick<Applied | Undone, 'why' | 'verification'>,
): string {
  const { inForce } = verification.snapshot.windows[goal];
  const args = {
    window: pub(windowName(goal)),
    policy: pub(inForceName(inForce)),
    scope: pub(inForce.state === 'set' ? own('fix.scope', { scope: pub(inForce.scope) }) : ''),
  };
  const reason = why ? [say(why)] : [];
  switch (state) {
    case 'applied':
      return own('fix.applied', args);
    case 'undone':
      return own('fix.undone', args);
    case 'declined':
      return [...reason, own('fix.declined')].join(' ');
    case 'cannot-tell':
      return reason.join(' ');
    default:
      return [own('fix.failed', args), ...reason].join(' ');
  }
}
