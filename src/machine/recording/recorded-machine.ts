import type { Reading } from '../../vocabulary/index.js';
import { message, unreadable } from '../../vocabulary/index.js';
import type { FactId, Facts } from '../fact-table.js';
import { factIds, sourceOf } from '../fact-table.js';
import type { Fact, Machine, Origin } from '../machine.js';

/** Readings by fact id; a fact that is missing was not recorded, which is not the same as absent. */
export type Recording = ReadonlyMap<FactId, { readonly reading: Reading<Facts[FactId]>; readonly source?: string }>;

/** A PC made of recorded or invented readings: never reads the machine it runs on. */
export class RecordedMachine implements Machine {
  readonly origin: Origin;
  readonly #recording: Recording;

  constructor(recording: Recording, origin: 'recorded' | 'simulated' = 'recorded') {
    this.origin = origin;
    this.#recording = recording;
  }

  get platform(): string {
    const reading = this.#fact('host.platform');
    return reading.state === 'value' ? reading.value : 'unknown';
  }

  read<Id extends FactId>(id: Id): Promise<Fact<Id>> {
    return Promise.resolve(this.#fact(id));
  }

  peek<Id extends FactId>(id: Id): Promise<Fact<Id>> {
    return this.read(id);
  }

  snapshot(): Promise<readonly Fact[]> {
    return Promise.resolve(factIds.map((id) => this.#fact(id)));
  }

  fresh(): Machine {
    return new RecordedMachine(this.#recording, this.origin === 'simulated' ? 'simulated' : 'recorded');
  }

  #fact<Id extends FactId>(id: Id): Fact<Id> {
    const recorded = this.#recording.get(id);
    const reading = recorded?.reading ?? unreadable(message('unreadable.not-recorded'));
    return { ...(reading as Reading<Facts[Id]>), id, source: recorded?.source ?? sourceOf(id) };
  }
}
