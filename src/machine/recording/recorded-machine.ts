import type { Reading } from '../../vocabulary/index.js';
import { message, unreadable } from '../../vocabulary/index.js';
import type { FactId, Facts } from '../fact-table.js';
import type { RegistryFact, RegistryFactId, RegistryQuestion, RegistryType } from '../registry-question.js';
import { aboutQuestion, isOfType, isRegistryFactId } from '../registry-question.js';
import { factIds, sourceOf } from '../fact-table.js';
import type { Fact, Machine, Origin } from '../machine.js';

/** Readings by fact id; a fact that is missing was not recorded, which is not the same as absent. */
export type Recording = ReadonlyMap<
  FactId | RegistryFactId,
  { readonly reading: Reading<Facts[FactId]>; readonly source?: string }
>;

const notRecorded = unreadable(message('unreadable.not-recorded'));

/** A PC made of recorded or invented readings: never reads the machine it runs on. */
export class RecordedMachine implements Machine {
  readonly origin: Origin;
  readonly #recording: Recording;
  readonly #asked = new Map<RegistryFactId, RegistryFact>();

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

  registry<As extends RegistryType>(question: RegistryQuestion<As>): Promise<RegistryFact<As>> {
    const about = aboutQuestion(question);
    const { reading, source = about.source } = this.#recording.get(about.id) ?? { reading: notRecorded };
    const usable = reading.state !== 'value' || isOfType(question.type, reading.value);
    const found = { ...about, ...(usable ? reading : unreadable(message('unreadable.recorded'))), source };
    this.#asked.set(about.id, found as RegistryFact);
    return Promise.resolve(found as RegistryFact<As>);
  }

  /** Of the registry beside the facts: what the recording holds, asked for or not, and what was asked. */
  snapshot(): Promise<readonly (Fact | RegistryFact)[]> {
    const held = [...this.#recording].flatMap(([id, { reading, source }]): RegistryFact[] =>
      isRegistryFactId(id) && !this.#asked.has(id)
        ? [{ ...(reading as RegistryFact), id, source: source ?? id, kind: 'server-text' }]
        : [],
    );
    return Promise.resolve([...factIds.map((id) => this.#fact(id)), ...held, ...this.#asked.values()]);
  }

  fresh(): Machine {
    return new RecordedMachine(this.#recording, this.origin === 'simulated' ? 'simulated' : 'recorded');
  }

  #fact<Id extends FactId>(id: Id): Fact<Id> {
    const recorded = this.#recording.get(id);
    const reading = recorded?.reading ?? notRecorded;
    return { ...(reading as Reading<Facts[Id]>), id, source: recorded?.source ?? sourceOf(id) };
  }
}
