import type { Message, Signal } from '../../vocabulary/index.js';
import { message, pub } from '../../vocabulary/index.js';
import type { Applied } from './apply.js';
import { apply } from './apply.js';
import type { Entry, Journal } from './journal.js';
import { beforeAnyChange } from './journal.js';
import type { Choice, Decision, Plan } from './plan.js';
import { decide } from './plan.js';
import type { PolicyStore } from './policy-store.js';
import type { UndoDecision, Undone, UndoPlan } from './undo.js';
import { decideUndo, noteBack, undo } from './undo.js';
import type { PolicySnapshot } from './policy-snapshot.js';
import { readPolicySnapshot } from './policy-snapshot.js';

/**
 * Reads, decides, changes, verifies, and undoes. Only `apply` and `undo` change anything, and only what their plan
 * says.
 */
export class ExecutionPolicyFix {
  readonly store: PolicyStore;
  readonly journal: Journal;

  constructor(store: PolicyStore, journal: Journal) {
    this.store = store;
    this.journal = journal;
  }

  readSnapshot(): Promise<PolicySnapshot> {
    return readPolicySnapshot(this.store.fresh());
  }

  decide(snapshot: PolicySnapshot, choice: Choice): Decision {
    return decide(snapshot, choice);
  }

  /** What else stops scripts, if already known: no PowerShell is started to find out. */
  async besides(): Promise<readonly Message[]> {
    if (this.store.origin === 'live') return [];
    const mode = await this.store.fresh().peek('powershell.languageMode');
    if (mode.state === 'value')
      return mode.value === 'FullLanguage' ? [] : [message('fix.note.language-mode', { mode: pub(mode.value) })];
    return mode.state === 'unreadable' && mode.why.id === 'unreadable.blocked-by-policy'
      ? [message('fix.note.blocked')]
      : [];
  }

  apply(plan: Plan, signal: Signal): Promise<Applied> {
    return apply(plan, { store: this.store, journal: this.journal, signal });
  }

  async decideUndo(snapshot: PolicySnapshot, { force = false } = {}): Promise<UndoDecision> {
    return decideUndo(snapshot, await beforeAnyChange(this.journal.entries()), { force, origin: this.store.origin });
  }

  /** Records in the journal that nothing is left to undo. */
  async settle(entry: Entry, snapshot: PolicySnapshot): Promise<void> {
    await noteBack(entry, snapshot, this.journal);
  }

  undo(plan: UndoPlan, signal: Signal): Promise<Undone> {
    return undo(plan, { store: this.store, journal: this.journal, signal });
  }
}
