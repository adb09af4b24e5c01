import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

// ESLint holds the floors (.config/house.mjs) and refuses cycles of values; it does not see cycles of types, which are looked for here.
const root = join(import.meta.dirname, '..');
const files = ['src', 'checks'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/u.test(file))
    .map((file) => join(folder, file)),
);

const tsconfig = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => readFileSync(file, 'utf8')) as {
  readonly config: { readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly [string]>> } };
};
const { paths } = tsconfig.config.compilerOptions;

/** The file an import means, without its extension; the package imports itself by its own names too. */
function meant(file: string, name: string): string | undefined {
  if (name.startsWith('.')) return join(dirname(file), name).replace(/\.js$/u, '');
  return paths[name] && join(paths[name][0]).replace(/\.ts$/u, '');
}

function importsOf(file: string, text = readFileSync(join(root, file), 'utf8')): readonly string[] {
  const { importedFiles } = ts.preProcessFile(text);
  return importedFiles
    .map(({ fileName }) => meant(file, fileName))
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

  it('sees imports by a path and by the names of the package', () => {
    const text = `import a from 'exo-preflight'; import b from 'exo-preflight/checks'; import c from './routes.js';`;
    expect(importsOf(join('src', 'exchange', 'target.ts'), text)).toEqual(
      [
        ['src', 'index.ts'],
        ['checks', 'index.ts'],
        ['src', 'exchange', 'routes.ts'],
      ].map((parts) => join(...parts)),
    );
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
