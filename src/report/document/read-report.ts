import { parseInputJson, readInputFile } from '../../files/input-file.js';
import { isMarkup, machineSchemaId } from '../../machine/recording/machine-file.js';
import { placeOf } from '../../machine/recording/recorded-rows.js';
import { isCheckId } from '../../preflight/ids.js';
import { UserError } from '../../vocabulary/index.js';
import { withTodaysIds } from './former-ids.js';
import { fitsInACommand } from './names-in-commands.js';
import type { Report } from './schema.js';
import { readableReport } from './schema.js';

const reportSchemaId = 'exo-preflight/report/1';

/** More rows than any run has, plugins included. */
const mostRows = 1000;

/**
 * Reads a finished report and checks its shape. Nothing else in it is trusted: the replay decides what is shown. Throws
 * a UserError that names the first invalid place.
 */
export async function readReport(
  path: string,
  { option = 'open' }: { readonly option?: string } = {},
): Promise<Report> {
  const bytes = await readInputFile(path, option);
  if (isMarkup(bytes)) throw recordedPc(path, option);
  const document = withTodaysIds(parseInputJson(bytes, path, option));
  refuseAnotherSchema(document, path, option);
  const parsed = readableReport.safeParse(document);
  if (!parsed.success) throw wrong(parsed.error.issues[0]?.path ?? [], document, path, option);
  // Words a later version may have are let through: `rebuild-outcome` and `replay` have a branch for those this one does not know.
  const report = parsed.data as Report;
  const place = firstImpossible(report);
  if (place) throw wrong(place, document, path, option);
  refuseDoubled(report, path, option);
  return report;
}

function refuseAnotherSchema(document: unknown, path: string, option: string): void {
  const schema =
    typeof document === 'object' && document !== null && 'schema' in document ? document.schema : undefined;
  if (typeof schema !== 'string' || schema === reportSchemaId) return;
  if (schema === machineSchemaId) throw recordedPc(path, option);
  const version = /^exo-preflight\/report\/(\d{1,4})$/u.exec(schema)?.[1];
  if (version !== undefined)
    throw new UserError(
      `${option}: ${path} is a report of another version (${schema}); this one reads ${reportSchemaId}.`,
      'Open it with the exo-preflight that wrote it, or with a later one.',
    );
  throw new UserError(
    `${option}: ${path} has the schema "${schema.slice(0, 100)}", which is not a report's.`,
    'Give a report as --output or --format json wrote it.',
  );
}

const recordedPc = (path: string, option: string): UserError =>
  new UserError(
    `${option}: ${path} is a recorded PC, not a report: nobody has judged it yet.`,
    'Judge it: exo-preflight --machine FILE --route ROUTE.',
  );

const wrong = (place: readonly PropertyKey[], document: unknown, path: string, option: string): UserError =>
  new UserError(
    `${option}: ${path} is not a report this tool wrote: ${rowOf(place, document)} is wrong.`,
    'Give the report as --output or --format json wrote it, unchanged.',
  );

/** `outcomes.3.status (the check "wmf")` */
function rowOf(place: readonly PropertyKey[], document: unknown): string {
  const [list, index] = place;
  const rows: unknown =
    typeof document === 'object' && document !== null && 'outcomes' in document ? document.outcomes : undefined;
  const row: unknown =
    list === 'outcomes' && typeof index === 'number' && Array.isArray(rows) ? rows[index] : undefined;
  const check =
    typeof row === 'object' && row !== null && 'check' in row && typeof row.check === 'string'
      ? row.check.slice(0, 100)
      : undefined;
  return check === undefined ? placeOf(place, document) : `${place.map(String).join('.')} (the check "${check}")`;
}

/** The first value of the right type that no run can have written. */
function firstImpossible({ tool, target, outcomes }: Report): readonly PropertyKey[] | undefined {
  if (!/^\d[\w.+-]{0,39}$/u.test(tool.version)) return ['tool', 'version'];
  if (target.host === '' || !fitsInACommand('host', target.host)) return ['target', 'host'];
  if (target.tenant !== undefined && !fitsInACommand('tenant', target.tenant)) return ['target', 'tenant'];
  if (outcomes.length === 0 || outcomes.length > mostRows) return ['outcomes'];
  const index = outcomes.findIndex(({ check }) => !isCheckId(check));
  return index < 0 ? undefined : ['outcomes', index, 'check'];
}

function refuseDoubled({ outcomes }: Report, path: string, option: string): void {
  const seen = new Set<string>();
  for (const { check } of outcomes) {
    if (seen.has(check))
      throw new UserError(
        `${option}: ${path} tells the outcome of the check "${check}" twice.`,
        'Give the report as --output or --format json wrote it, unchanged.',
      );
    seen.add(check);
  }
}
