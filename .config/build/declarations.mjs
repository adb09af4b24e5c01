// What plugins compile against, and the JSON Schema of the report from the same schema its type comes from.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toJSONSchema } from 'zod';
import { bundle, root } from './bundle.mjs';

/** @param {string} dist */
export function writeDeclarations(dist) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', '.config/tsconfig.types.json', '--outDir', join(dist, 'types')];
  execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
}

/** @param {string} dist */
export async function writeReportSchema(dist) {
  const compiled = join(dist, 'report-schema.mjs');
  await bundle({ 'report-schema': 'src/report/document/schema.ts' }, { file: compiled, codeSplitting: false });
  const { reportSchema } = await import(pathToFileURL(compiled).href);
  rmSync(compiled);
  const schema = toJSONSchema(reportSchema, { target: 'draft-2020-12' });
  const named = { $id: 'exo-preflight/report/1', title: 'A report of exo-preflight', ...schema };
  writeFileSync(join(dist, 'report.schema.json'), `${JSON.stringify(named, null, 2)}\n`);
}
