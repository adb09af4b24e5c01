// Writes test/machines/*.json from test/machines/compose.ts.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiled = `${root}.cache/compose.mjs`;
await build({
  entryPoints: [`${root}test/machines/compose.ts`],
  outfile: compiled,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
});
const { composedPcs, fileOf } = await import(pathToFileURL(compiled).href);
const folder = `${root}test/machines/`;
for (const file of readdirSync(folder)) if (file.endsWith('.json')) rmSync(folder + file);
for (const [file, pc] of Object.entries(composedPcs)) writeFileSync(`${folder}${file}.json`, fileOf(pc));
