import type { FactId, Facts } from '../../src/machine/fact-table.js';
import { factIds } from '../../src/machine/fact-table.js';
import type { Recording } from '../../src/machine/recording/recorded-machine.js';
import { SimulatedMachine } from '../../src/machine/recording/simulated-machine.js';
import type { Reading } from '../../src/vocabulary/index.js';
import { absent, message, unreadable, value } from '../../src/vocabulary/index.js';
import type { Changes } from '../machines/compose.js';
import { composedPcs } from '../machines/compose.js';

const readingOf = (given: Changes[FactId]): Reading<Facts[FactId]> =>
  given === undefined || given === null
    ? absent
    : typeof given === 'object'
      ? unreadable(message(`unreadable.${given.unreadable}`))
      : value(given);

/** A PC in memory: a composed one with some facts changed, or nothing but those facts. */
export function pcWith(changes: Changes, pc?: string): SimulatedMachine {
  const facts: Changes = { ...(pc === undefined ? {} : composedPcs[pc]!.facts), ...changes };
  const recording: Recording = new Map(factIds.map((id) => [id, { reading: readingOf(facts[id]) }]));
  return new SimulatedMachine(recording);
}
