import type { FactId, Facts } from '../../src/machine/fact-table.js';
import { factIds } from '../../src/machine/fact-table.js';
import { RecordedMachine } from '../../src/machine/recording/recorded-machine.js';
import type { Reading } from '../../src/vocabulary/index.js';
import type { Changes } from '../machines/compose.js';
import { composedPcs } from '../machines/compose.js';

/** A composed PC with some facts changed for one test. */
export function pcWith(pc: string, changes: Changes = {}): RecordedMachine {
  const facts: Readonly<Record<string, Changes[FactId] | undefined>> = { ...composedPcs[pc]!.facts, ...changes };
  return new RecordedMachine(new Map(factIds.map((id) => [id, { reading: readingOf(facts[id]) }])));
}

function readingOf(fact: Changes[FactId]): Reading<Facts[FactId]> {
  if (fact === undefined || fact === null) return { state: 'absent' };
  return typeof fact === 'object'
    ? { state: 'unreadable', why: { id: `unreadable.${fact.unreadable}` } }
    : { state: 'value', value: fact };
}
