import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '../..');

/** Arguments of Node.js with which it writes down what it loads, into the file that RECORD_LOADS_INTO names. */
export const recordLoads: readonly string[] = ['--import', join(import.meta.dirname, 'record-loads.mjs')];

interface Meta {
  readonly outputs: Readonly<Record<string, { readonly inputs: readonly string[] }>>;
}

export interface Loads {
  /** Of dist. */
  readonly files: readonly string[];
  /** What was built into them. */
  readonly sources: readonly string[];
}

export function loadsIn(path: string): Loads {
  const files = [...new Set(readFileSync(path, 'utf8').trim().split('\n'))]
    .map((url) => relative(root, fileURLToPath(url)))
    .filter((file) => file.startsWith('dist/'));
  const { outputs } = JSON.parse(readFileSync(join(root, 'dist/meta.json'), 'utf8')) as Meta;
  return { files, sources: files.flatMap((file) => outputs[file]?.inputs ?? []) };
}

export const packages = (sources: readonly string[]): readonly string[] =>
  [...new Set(sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(source)?.[1] ?? []))].sort();
