import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEdit, patches } from '../../.config/build/patches.mjs';

const nodeModules = join(import.meta.dirname, '../../node_modules');
const readFile = (file: string): string => readFileSync(join(nodeModules, file), 'utf8');
const edits = patches.flatMap((patch) => patch.edits.map((edit) => [patch.name, edit.file, patch, edit] as const));

describe('a patch of a third-party package', () => {
  it.each(patches.map((patch) => [patch.name, patch] as const))('%s says why it is there', (_name, { reason }) => {
    expect(reason).toMatch(/^[A-Z].{40,}\.$/u);
  });

  it.each(edits)('%s still applies to %s as it is installed', (_name, file, patch, edit) => {
    const source = readFile(file);
    const patched = applyEdit(patch, edit, source, readFile);
    expect(patched).not.toBe(source);
    expect(patched.split(edit.find).length).toBe(1);
  });

  it.each(edits)(
    '%s stops the build when %s no longer holds its place, or holds it twice',
    (name, file, patch, edit) => {
      const source = readFile(file);
      const trouble = new RegExp(`${name} no longer applies: ${file}`, 'u');
      expect(() => applyEdit(patch, edit, source.replace(edit.find, ''), readFile)).toThrow(trouble);
      expect(() => applyEdit(patch, edit, source + edit.find, readFile)).toThrow(trouble);
    },
  );

  it('of Yoga carries its WebAssembly', () => {
    const [, , patch, edit] = edits.find(([name]) => name === 'yoga-synchronous-wasm.mjs')!;
    const source = applyEdit(patch, edit, readFile(edit.file), readFile);
    const bytes = Buffer.from(/Buffer\.from\('([^']+)', 'base64'\)/u.exec(source)![1]!, 'base64');
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from('\0asm\u0001\0\0\0', 'latin1'));
    expect(bytes.length).toBeGreaterThan(50_000);
  });
});
