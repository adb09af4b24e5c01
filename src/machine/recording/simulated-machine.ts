import type { Reading } from '../../vocabulary/index.js';
import type { FactId, Facts } from '../fact-table.js';
import type { RegistryFactId } from '../registry-question.js';
import type { Recording } from './recorded-machine.js';
import { RecordedMachine } from './recorded-machine.js';

/**
 * The lab's PC. Like a real PC its readings are cached; `change` alters it in memory, and a `fresh()` machine sees the
 * change, so that a fix can be tried and undone on it.
 */
export class SimulatedMachine extends RecordedMachine {
  readonly #state: Map<FactId | RegistryFactId, { readonly reading: Reading<Facts[FactId]>; readonly source?: string }>;

  constructor(recording: Recording) {
    super(new Map(recording), 'simulated');
    this.#state = new Map(recording);
  }

  /** Replaces the reading and keeps its source. */
  change<Id extends FactId>(id: Id, reading: Reading<Facts[Id]>): void {
    this.#state.set(id, { ...this.#state.get(id), reading });
  }

  override fresh(): SimulatedMachine {
    return new SimulatedMachine(this.#state);
  }
}
