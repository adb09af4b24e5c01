// Writes test/machines/*.json from test/machines/compose.ts.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { bundle, root } from './build/bundle.mjs';

const compiled = `${root}.cache/compose.mjs`;
await bundle({ compose: 'test/machines/compose.ts' }, { file: compiled, codeSplitting: false });
const { composedPcs, fileOf } = await import(pathToFileURL(compiled).href);
const folder = `${root}test/machines/`;
for (const file of readdirSync(folder)) if (file.endsWith('.json')) rmSync(folder + file);
for (const [file, pc] of Object.entries(composedPcs)) writeFileSync(`${folder}${file}.json`, fileOf(pc));
