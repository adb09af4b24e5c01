import type { Arg, Evidence, Message, Reading } from '../../vocabulary/index.js';
import { message, value } from '../../vocabulary/index.js';
import { factTable } from '../fact-table.js';
import type { Fact } from '../machine.js';

/** A fact as evidence: its name, what was found and where; optionally what was expected. */
export function fact(found: Fact, expected?: Message): Evidence {
  return {
    what: message(`fact.${found.id}`),
    observed: observed(found),
    source: found.source,
    ...(expected ? { expected } : {}),
  };
}

function observed(found: Fact): Reading<Arg> {
  if (found.state !== 'value') return found;
  return value(
    typeof found.value === 'number' ? found.value : { value: String(found.value), kind: factTable[found.id].kind },
  );
}
