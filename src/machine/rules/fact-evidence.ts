import type { Arg, Evidence, Kind, Message, Reading } from '../../vocabulary/index.js';
import { message, pub, value } from '../../vocabulary/index.js';
import { factTable } from '../fact-table.js';
import type { Fact } from '../machine.js';
import type { RegistryFact } from '../registry-question.js';
import { isRegistryFactId } from '../registry-question.js';

/**
 * A fact as evidence: what it is called, what was found and where; optionally what would have been right. A value of the registry
 * that is no fact of the tool's is called by its place.
 */
export function fact(found: Fact | RegistryFact, expected?: Message): Evidence {
  return {
    what: isOfRegistry(found) ? message('as-written', { text: pub(found.source) }) : message(`fact.${found.id}`),
    observed: observed(found),
    source: found.source,
    ...(expected ? { expected } : {}),
  };
}

const isOfRegistry = (found: Fact | RegistryFact): found is RegistryFact => isRegistryFactId(found.id);

/** What a fact says about whom: what redaction acts on. */
export const kindOfFact = (found: Fact | RegistryFact): Kind =>
  isOfRegistry(found) ? found.kind : factTable[found.id].kind;

function observed(found: Fact | RegistryFact): Reading<Arg> {
  if (found.state !== 'value') return found;
  return value(typeof found.value === 'number' ? found.value : { value: String(found.value), kind: kindOfFact(found) });
}
