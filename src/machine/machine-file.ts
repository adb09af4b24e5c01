import * as z from 'zod/mini';
import { message, UserError } from '../vocabulary/index.js';
import { parseJsonAtTheDoor, readFileAtTheDoor } from './door.js';
import type { FactId } from './fact-table.js';
import { isFactId, valueTypeOf } from './fact-table.js';
import type { Recording } from './recorded-machine.js';

/** Facts of one PC in a file. The rows are those of a report, so a report is a recording of its PC as well. */
export const machineSchemaId = 'exo-preflight/machine/1';
const reportSchemaId = 'exo-preflight/report/1';

const maxText = 4096;
const text = z.string().check(z.maxLength(maxText));
const row = z.discriminatedUnion('state', [
  z.object({ id: text, state: z.literal('value'), value: z.union([z.number().check(z.int(), z.minimum(0)), text, z.boolean()]), source: z.optional(text) }),
  z.object({ id: text, state: z.literal('absent'), source: z.optional(text) }),
  z.object({ id: text, state: z.literal('unreadable'), why: z.object({ id: text }), source: z.optional(text) }),
]);
const file = z.object({
  schema: z.enum([machineSchemaId, reportSchemaId]),
  name: z.optional(text),
  /** Of a report: what its facts came from. */
  origin: z.optional(z.enum(['live', 'recorded', 'simulated'])),
  facts: z.array(row).check(z.maxLength(1000)),
});

/** Reasons a file may give in its own name; any other becomes "recorded as unreadable". */
const reasons: ReadonlySet<string> = new Set(['denied', 'timed-out', 'interrupted', 'undecodable', 'not-recorded', 'not-windows', 'no-hive', 'not-asked', 'blocked-by-policy', 'not-json', 'no-version'].map((reason) => `unreadable.${reason}`));

export interface MachineFile {
  readonly recording: Recording;
  /** What the file calls the PC. */
  readonly name?: string;
  /** Facts in the file that this version does not know: left out, and worth telling. */
  readonly unknownFacts: readonly string[];
}

/** Reads and checks a recorded PC. Throws a UserError naming the first row that is wrong. */
export async function readMachineFile(path: string, option = '--machine'): Promise<MachineFile> {
  const parsed = file.safeParse(parseJsonAtTheDoor(await readFileAtTheDoor(path, option), path, option));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.map(String).join('.') || 'the document';
    throw new UserError(`${option}: ${path} is not a recorded PC: ${place} is wrong.`, `Give a file with "schema": "${machineSchemaId}", or a report this tool wrote.`);
  }
  return take(parsed.data, path, option);
}

function take({ facts, name: given, origin }: z.infer<typeof file>, path: string, option: string): MachineFile {
  // An invented PC stays one, however often its report is judged.
  const name = origin === 'simulated' ? `${given ?? path}, SIMULATED, not a real PC` : given;
  const recording = new Map<FactId, { reading: ReadingOf; source?: string }>();
  const unknownFacts: string[] = [];
  for (const found of facts) {
    if (!isFactId(found.id)) {
      unknownFacts.push(found.id);
      continue;
    }
    if (recording.has(found.id)) throw new UserError(`${option}: ${path} tells the fact "${found.id}" twice.`, 'Remove one of the two rows.');
    recording.set(found.id, { reading: readingOf(found, found.id, path, option), ...(found.source === undefined ? {} : { source: found.source }) });
  }
  return { recording, unknownFacts, ...(name === undefined ? {} : { name }) };
}

type ReadingOf = Recording extends ReadonlyMap<FactId, infer Entry> ? (Entry extends { reading: infer R } ? R : never) : never;

function readingOf(found: z.infer<typeof row>, id: FactId, path: string, option: string): ReadingOf {
  if (found.state === 'absent') return { state: 'absent' };
  if (found.state === 'unreadable') return { state: 'unreadable', why: message(reasons.has(found.why.id) ? found.why.id : 'unreadable.recorded') };
  if (typeof found.value !== valueTypeOf(id)) throw new UserError(`${option}: the fact "${id}" in ${path} should be a ${valueTypeOf(id)}.`, 'Correct that row.');
  return { state: 'value', value: found.value };
}
