import type { Applied } from '../../fixes/execution-policy/apply.js';
import type { Decision } from '../../fixes/execution-policy/plan.js';
import type { SetResult } from '../../fixes/execution-policy/policy-store.js';
import type { Undone, UndoDecision } from '../../fixes/execution-policy/undo.js';
import type { MessageId } from '../../locales/en/index.js';
import { catalog } from '../../locales/en/index.js';
import { render, showAll } from '../../locales/render.js';
import type { Policy, Winner } from '../../machine/index.js';
import type { Edition } from '../../machine/live/powershell/session.js';
import type { Arg, Message } from '../../vocabulary/index.js';
import { arg, message, pub } from '../../vocabulary/index.js';

export const say = ({ id, args }: Message): string =>
  render({ id, ...(args ? { args } : {}) }, { catalogs: [catalog], language: 'en', show: showAll });
export const own = (id: MessageId, args?: Readonly<Record<string, Arg>>): string => say(message(id, args));

export const policyName = (policy: Policy): string => (policy === 'Undefined' ? own('fix.snapshot.undefined') : policy);

/** The name of a place a policy can be written to. */
export const placeName = ({ scope, bits }: { readonly scope: string; readonly bits: 32 | 64 }): string =>
  bits === 32 ? own('fix.place.32-bit', { scope: pub(scope) }) : scope;

/** "RemoteSigned", "Restricted (default)", or that it is not known. */
export function winnerName(winner: Winner): string {
  if (winner.state === 'unknown') return own('fix.snapshot.unknown');
  return winner.state === 'default' ? own('fix.snapshot.default', { policy: pub(winner.policy) }) : winner.policy;
}

export const windowName = (edition: Edition): string => own(`fix.snapshot.${edition}`);

export type Refusal = Extract<Decision | UndoDecision, { state: 'refused' }>;

/** Who can resolve a refusal. */
export const ownerName = (refusal: Refusal): string =>
  refusal.owner === 'other-user'
    ? own('fix.owner.other-user', { user: arg('user', refusal.user ?? '') })
    : own(`owner.${refusal.owner}`);

/** The result of one change. */
export function madeText(place: Parameters<typeof placeName>[0], result: SetResult): string {
  const mayBeWritten = result.state === 'failed' && result.written === 'perhaps';
  const id = mayBeWritten ? 'fix.made.failed.perhaps' : (`fix.made.${result.state}` as const);
  return own(id, { place: pub(placeName(place)) });
}

/** The outcome, in one or two sentences. */
export function outcomeText(
  goal: Edition,
  winner: Winner,
  { state, why }: Pick<Applied | Undone, 'state' | 'why'>,
): string {
  const args = {
    window: pub(windowName(goal)),
    policy: pub(winnerName(winner)),
    scope: pub(winner.state === 'set' ? own('fix.scope', { scope: pub(winner.scope) }) : ''),
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
