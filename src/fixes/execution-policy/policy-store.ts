import type { Machine } from '../../machine/index.js';
import type { Message, Signal } from '../../vocabulary/index.js';
import type { Step } from './policy-commands.js';

/** The result of one change. Whether it took effect is read afterwards, whatever this says. */
export type SetResult =
  | { readonly state: 'written' }
  /** Written, but PowerShell reports that another scope takes precedence there (`ExecutionPolicyOverride`). */
  | { readonly state: 'overridden' }
  /** The user declined the Windows prompt. */
  | { readonly state: 'declined' }
  /** Windows does not let this user write there. */
  | { readonly state: 'denied' }
  /** Cancelled midway: it may have been written. */
  | { readonly state: 'interrupted' }
  /** Anything else, including no answer. */
  | { readonly state: 'failed'; readonly why: Message; readonly written: 'no' | 'perhaps' };

/** Where policies are read and written: a real PC, or one in memory. */
export interface PolicyStore {
  readonly origin: 'live' | 'simulated';
  /** The PC with nothing cached. */
  fresh(): Machine;
  set(change: Pick<Step, 'target' | 'after' | 'elevation'>, signal: Signal): Promise<SetResult>;
}
