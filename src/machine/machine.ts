import type { Reading, Signal } from '../vocabulary/index.js';
import type { FactId, Facts } from './fact-table.js';

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
  /** Every fact, for the report. When the signal fires, facts not read yet are unreadable. */
  snapshot(signal?: Signal): Promise<readonly Fact[]>;
  /** The same PC with nothing cached: for after a fix, a rerun, a watch tick. */
  fresh(): Machine;
}
