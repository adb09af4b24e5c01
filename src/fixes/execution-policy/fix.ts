import type { KnownSymptom } from '../../knowledge/symptoms.js';
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
import { xRay } from './policy-snapshot.js';

/** The faults that the tool can fix itself, by symptom: what `exo-preflight fix` is called with, and the check to ask again. */
const fixBySymptom = {
  'scripts-disabled': 'execution-policy',
  'scripts-disabled-for-user': 'execution-policy',
  'scripts-disabled-by-default': 'execution-policy',
  'scripts-disabled-by-policy': 'execution-policy',
  'scripts-must-be-signed': 'execution-policy',
  'scripts-must-be-signed-for-user': 'execution-policy',
  'scripts-must-be-signed-by-policy': 'execution-policy',
  'start-file-blocked': 'execution-policy',
} as const satisfies { readonly [Symptom in KnownSymptom]?: string };

export type FixId = (typeof fixBySymptom)[keyof typeof fixBySymptom];
export const fixIds: readonly FixId[] = [...new Set(Object.values(fixBySymptom))];

/** A fix by its own name or by that of a symptom. */
export function fixFor(name: string): FixId | undefined {
  if (Object.hasOwn(fixBySymptom, name)) return fixBySymptom[name as keyof typeof fixBySymptom];
  return fixIds.find((id) => id === name);
}

/** Look, decide, change, read again; and the way back. Only `apply` and `undo` change anything, and each only what it was handed. */
export class ExecutionPolicyFix {
  readonly store: PolicyStore;
  readonly journal: Journal;

  constructor(store: PolicyStore, journal: Journal) {
    this.store = store;
    this.journal = journal;
  }

  readSnapshot(): Promise<PolicySnapshot> {
    return xRay(this.store.fresh());
  }

  decide(snapshot: PolicySnapshot, choice: Choice): Decision {
    return decide(snapshot, choice);
  }

  /** What stops scripts besides, where it is known already: no PowerShell is started to find out. */
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

  /** Nothing is left to put back; the journal learns of it. */
  async settle(entry: Entry, snapshot: PolicySnapshot): Promise<void> {
    await noteBack(entry, snapshot, this.journal);
  }

  undo(plan: UndoPlan, signal: Signal): Promise<Undone> {
    return undo(plan, { store: this.store, journal: this.journal, signal });
  }
}
