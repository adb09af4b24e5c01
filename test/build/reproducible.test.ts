import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
let folder: string;
let again: ReadonlyMap<string, Buffer>;

const filesIn = (path: string): ReadonlyMap<string, Buffer> =>
  new Map(
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(path, file)).isFile())
      .map((file) => [file, readFileSync(join(path, file))]),
  );

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-'));
  execFileSync(process.execPath, [join(root, '.config/build.mjs'), '--types', '--into', folder]);
  again = filesIn(folder);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a build', () => {
  it('gives the same files with the same bytes as the one before, in whatever folder', () => {
    const before = filesIn(join(root, 'dist'));
    expect([...again.keys()].sort()).toEqual([...before.keys()].sort());
    expect(again.size).toBeGreaterThan(50);
    for (const [file, bytes] of again) expect(bytes.equals(before.get(file)!), file).toBe(true);
  });

  it('contains nothing of the folders it was made from and in', () => {
    for (const [file, bytes] of again) {
      expect(bytes.includes(root), file).toBe(false);
      expect(bytes.includes(folder), file).toBe(false);
    }
  });
});
