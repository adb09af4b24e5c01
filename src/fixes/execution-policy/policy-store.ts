import type { Machine } from '../../machine/index.js';
import type { Message, Signal } from '../../vocabulary/index.js';
import type { Step } from './policy-commands.js';

/** What came of one change. Whether it has the wanted effect is read afterwards, whatever is said here. */
export type SetResult =
  | { readonly state: 'written' }
  /** Written, and PowerShell says that another scope decides where it was written (`ExecutionPolicyOverride`). */
  | { readonly state: 'overridden' }
  /** The person said no when Windows asked. */
  | { readonly state: 'declined' }
  /** Windows does not let this user write there. */
  | { readonly state: 'denied' }
  /** Called off while it was under way: it may have been written. */
  | { readonly state: 'interrupted' }
  /** Anything else, silence included. */
  | { readonly state: 'failed'; readonly why: Message; readonly written: 'no' | 'perhaps' };

/** Where policies are read and written: a real PC, or one in memory. */
export interface PolicyStore {
  readonly origin: 'live' | 'simulated';
  /** The PC with nothing remembered. */
  fresh(): Machine;
  set(change: Pick<Step, 'target' | 'after' | 'elevation'>, signal: Signal): Promise<SetResult>;
}
