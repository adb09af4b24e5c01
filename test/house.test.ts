import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

// ESLint holds the floors (.config/house.mjs) and refuses cycles of values; it does not see cycles of types, which are looked for here.
const root = join(import.meta.dirname, '..');
const files = ['src', 'checks'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/u.test(file))
    .map((file) => join(folder, file)),
);

function importsOf(file: string): readonly string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => relative(root, join(root, dirname(file), fileName)).replace(/\.js$/u, ''))
    .flatMap((name) => files.filter((one) => one === `${name}.ts` || one === `${name}.tsx`));
}

/** What is left when files that import nothing left, or that nothing left imports, are taken away: the files of cycles, and between them. */
function inCycles(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const left = new Set(imports.keys());
  for (let before = 0; before !== left.size;) {
    before = left.size;
    const imported = new Set([...left].flatMap((file) => imports.get(file) ?? []));
    for (const file of left)
      if (!imported.has(file) || !imports.get(file)?.some((target) => left.has(target))) left.delete(file);
  }
  return [...left].sort();
}

describe('the house', () => {
  it('finds a cycle where there is one', () => {
    const imports = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
      ['d', ['a']],
    ]);
    expect(inCycles(imports)).toEqual(['b', 'c']);
  });

  it('has no cycle of imports, of types neither', () => {
    expect(inCycles(new Map(files.map((file) => [file, importsOf(file)])))).toEqual([]);
  });

  it('has checks that use only what a plugin could: the package by its own name', () => {
    const used = files
      .filter((file) => file.startsWith('checks'))
      .flatMap((file) => ts.preProcessFile(readFileSync(join(root, file), 'utf8')).importedFiles)
      .map(({ fileName }) => fileName)
      .filter((name) => !name.startsWith('./'));
    expect([...new Set(used)].sort()).toEqual(['exo-preflight', 'exo-preflight/machine']);
  });
});
