// Writes the rows of collect.ps1 that stand in src/machine/fact-table.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { bundle, root } from './build/bundle.mjs';

const compiled = `${root}.cache/collector.mjs`;
await bundle({ collector: 'test/support/collector-facts.ts' }, { file: compiled, codeSplitting: false });
const { withFactRows } = await import(pathToFileURL(compiled).href);
const script = `${root}src/machine/recording/collect.ps1`;
writeFileSync(script, withFactRows(readFileSync(script, 'utf8')));
