import * as z from 'zod/mini';
import { UserError } from '../../vocabulary/index.js';
import type { InputFile, Row } from './recorded-rows.js';
import { placeOf, rows, text } from './recorded-rows.js';

/** What `collect.ps1` writes with Export-Clixml: a property bag with a list of property bags, one per fact. */
const collectedSchemaId = 'exo-preflight/collected/1';

const short = z.string().check(z.maxLength(256));
const probe = z.object({
  host: short,
  /** Missing where the name did not resolve. */
  port: z.optional(z.number().check(z.int(), z.minimum(1), z.maximum(65535))),
  address: short,
  state: z.enum(['connected', 'refused', 'timed-out', 'reset', 'unreachable', 'failed', 'not-found']),
  /** Milliseconds. */
  ms: z.number().check(z.int(), z.minimum(0)),
});
const file = z.object({
  schema: z.literal(collectedSchemaId),
  name: z.optional(text),
  /** When, in UTC: `2026-11-22T09:15:00.1234567Z`. */
  collected: z.optional(short),
  /** Version of the PowerShell that ran it. */
  powershell: z.optional(short),
  bits: z.optional(z.union([z.literal(32), z.literal(64)])),
  partial: z.optional(z.array(short).check(z.maxLength(20))),
  facts: rows,
  probes: z.optional(z.array(probe).check(z.maxLength(500))),
});

/** A TCP connection tried by the collector. */
type CollectedProbe = z.infer<typeof probe>;

/** How the facts were collected. Texts come from the file: for people only, sanitised before they are shown. */
export interface Collection {
  readonly collected?: string;
  readonly powershell?: string;
  readonly bits?: 32 | 64;
  /** Why it could not read everything: `language-mode`, `bitness`, `powershell-7`, `remote-session`, `not-windows`. */
  readonly partial: readonly string[];
  readonly probes: readonly CollectedProbe[];
}

/** Validates a collected file. Throws a UserError naming the first place that is wrong. */
export function checkCollected(
  document: unknown,
  { path, option }: InputFile,
): { readonly name: string | undefined; readonly facts: readonly Row[]; readonly collection: Collection } {
  const shaped = shapeOf(document);
  const parsed = file.safeParse(shaped);
  if (!parsed.success) {
    throw new UserError(
      `${option}: ${path} is not what the collector writes: ${placeOf(parsed.error.issues[0]?.path, shaped)} is wrong.`,
      'Give the file as collect.ps1 wrote it, or let it write a new one.',
    );
  }
  const { name, facts, collected, powershell, bits, partial = [], probes = [] } = parsed.data;
  const how = {
    ...(collected === undefined ? {} : { collected }),
    ...(powershell === undefined ? {} : { powershell }),
    ...(bits === undefined ? {} : { bits }),
  };
  return { name, facts, collection: { ...how, partial, probes } };
}

/**
 * Converts to the shape of a machine file's rows: PowerShell writes a missing value as null, and a reason as a bare
 * word.
 */
function shapeOf(document: unknown): unknown {
  if (!isRecord(document)) return document;
  const { facts, probes, ...rest } = withoutNulls(document);
  return {
    ...rest,
    facts: Array.isArray(facts) ? facts.map(rowOf) : facts,
    ...(probes === undefined ? {} : { probes: Array.isArray(probes) ? probes.map(withoutNulls) : probes }),
  };
}

function rowOf(found: unknown): unknown {
  const row = withoutNulls(found);
  if (!isRecord(row) || typeof row['why'] !== 'string') return row;
  const { why, detail, ...rest } = row;
  return { ...rest, why: { id: why, ...(typeof detail === 'string' ? { args: { type: { value: detail } } } : {}) } };
}

function withoutNulls<Given>(given: Given): Given {
  return isRecord(given)
    ? (Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) as Given)
    : given;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
