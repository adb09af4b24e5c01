import type { Reading, Signal } from '../vocabulary/index.js';
import type { FactId, Facts } from './fact-table.js';
import type { RegistryFact, RegistryQuestion, RegistryType } from './registry-question.js';

/** Where a PC's facts come from. Shown in the first line of screens and reports; not known to checks. */
export type Origin = 'live' | 'recorded' | 'simulated';

/** A fact's reading, and where it was read. */
export type Fact<Id extends FactId = FactId> = Reading<Facts[Id]> & { readonly id: Id; readonly source: string };

export interface Machine {
  readonly origin: Origin;
  /** As in `process.platform`; `unknown` for a recording that does not say. */
  readonly platform: string;
  /** Reads a fact that the caller's answer depends on. Read only once; every reading ends within its deadline. */
  read<Id extends FactId>(id: Id): Promise<Fact<Id>>;
  /** The same for a fact that is only shown and decides nothing. */
  peek<Id extends FactId>(id: Id): Promise<Fact<Id>>;
  /**
   * A value of the registry that no fact is about. Read like a fact: once, with its three states, recorded and shown in the report;
   * in a recording that has it not, unreadable. Throws a TypeError for a key outside HKLM and HKCU.
   */
  registry<As extends RegistryType>(question: RegistryQuestion<As>): Promise<RegistryFact<As>>;
  /** Every fact there is, and what else of the registry was asked, for the report. When the signal fires, what is not known by then stays unreadable. */
  snapshot(signal?: Signal): Promise<readonly (Fact | RegistryFact)[]>;
  /** The same PC with nothing remembered: after a fix, a rerun, a watch tick. */
  fresh(): Machine;
}
