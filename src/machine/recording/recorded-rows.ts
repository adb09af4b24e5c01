import * as z from 'zod/mini';
import type { Reading } from '../../vocabulary/index.js';
import { message, pub, UserError } from '../../vocabulary/index.js';
import type { FactId, Facts } from '../fact-table.js';
import { isFactId, valueTypeOf } from '../fact-table.js';
import type { RegistryFactId } from '../registry-question.js';
import { isRegistryFactId } from '../registry-question.js';
import type { Recording } from './recorded-machine.js';

/** Limit for texts in a row, in any file format. */
const maxText = 4096;
export const text = z.string().check(z.maxLength(maxText));
const why = z.object({ id: text, args: z.optional(z.object({ type: z.optional(z.object({ value: text })) })) });
const row = z.discriminatedUnion('state', [
  z.object({
    id: text,
    state: z.literal('value'),
    value: z.union([z.number().check(z.int(), z.minimum(0)), text, z.boolean()]),
    source: z.optional(text),
  }),
  z.object({ id: text, state: z.literal('absent'), source: z.optional(text) }),
  z.object({ id: text, state: z.literal('unreadable'), why, source: z.optional(text) }),
]);
export const rows = z.array(row).check(z.maxLength(1000));
export type Row = z.infer<typeof row>;

/** Reasons accepted from a file; any other becomes "recorded as unreadable". */
const reasons: ReadonlySet<string> = new Set(
  [
    'denied',
    'timed-out',
    'interrupted',
    'undecodable',
    'not-recorded',
    'not-windows',
    'no-hive',
    'not-asked',
    'blocked-by-policy',
    'not-json',
    'no-version',
    'other-view',
    'too-long',
    'withheld',
  ].map((reason) => `unreadable.${reason}`),
);

/** A file being read, as named in messages. */
export interface InputFile {
  readonly path: string;
  /** `--machine` */
  readonly option: string;
}

/**
 * Rows by fact, and the ids this version does not know. Throws a UserError for a value of the wrong type or a duplicate
 * fact.
 */
export function recordingOf(
  found: readonly Row[],
  { path, option }: InputFile,
): { readonly recording: Recording; readonly unknownFacts: readonly string[] } {
  const recording = new Map<FactId | RegistryFactId, { reading: Reading<Facts[FactId]>; source?: string }>();
  const unknownFacts: string[] = [];
  for (const one of found) {
    if (!isFactId(one.id) && !isRegistryFactId(one.id)) {
      unknownFacts.push(one.id);
      continue;
    }
    if (recording.has(one.id))
      throw new UserError(`${option}: ${path} tells the fact "${one.id}" twice.`, 'Remove one of the two rows.');
    if (one.state === 'value' && isFactId(one.id) && typeof one.value !== valueTypeOf(one.id))
      throw new UserError(
        `${option}: the fact "${one.id}" in ${path} should be a ${valueTypeOf(one.id)}.`,
        'Correct that row.',
      );
    recording.set(one.id, { reading: readingOf(one), ...(one.source === undefined ? {} : { source: one.source }) });
  }
  return { recording, unknownFacts };
}

function readingOf(found: Row): Reading<Facts[FactId]> {
  if (found.state === 'absent') return { state: 'absent' };
  if (found.state === 'value') return { state: 'value', value: found.value };
  const { id, args } = found.why;
  const type = args?.type?.value ?? '';
  if (id === 'unreadable.type' && /^REG_[A-Z_]{1,30}$/u.test(type))
    return { state: 'unreadable', why: message(id, { type: pub(type) }) };
  return { state: 'unreadable', why: message(reasons.has(id) ? id : 'unreadable.recorded') };
}

/** Where a document violates its schema: `facts.3.value (the fact "windows.build")`. */
export function placeOf(path: readonly PropertyKey[] | undefined, document: unknown): string {
  const place = path?.map(String).join('.') ?? '';
  if (place === '') return 'the document';
  const [list, index] = path ?? [];
  const id = list === 'facts' && typeof index === 'number' ? idOf(document, index) : undefined;
  return id === undefined ? place : `${place} (the fact "${id}")`;
}

function idOf(document: unknown, index: number): string | undefined {
  const { facts } = document as { readonly facts?: unknown };
  const found: unknown = Array.isArray(facts) ? facts[index] : undefined;
  const id = typeof found === 'object' && found !== null && 'id' in found ? found.id : undefined;
  return typeof id === 'string' ? id.slice(0, 100) : undefined;
}
