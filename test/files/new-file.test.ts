import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseOccupied, writeNewFile } from '../../src/files/new-file.js';
import { UserError } from '../../src/vocabulary/index.js';
import { Masker } from '../../src/redaction/masker.js';

const { text } = new Masker();

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'write-file-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

describe('a file we write', () => {
  it("is new, whole, and its owner's alone", async () => {
    await writeNewFile(at('r.json'), text('whole'), { force: false });
    expect(readFileSync(at('r.json'), 'utf8')).toBe('whole');
    if (process.platform !== 'win32') expect(statSync(at('r.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['r.json']);
  });

  it('replaces nothing unless asked to', async () => {
    writeFileSync(at('r.json'), 'before');
    await expect(writeNewFile(at('r.json'), text('after'), { force: false })).rejects.toThrow(/exists already/u);
    expect(readFileSync(at('r.json'), 'utf8')).toBe('before');
    await writeNewFile(at('r.json'), text('after'), { force: true });
    expect(readFileSync(at('r.json'), 'utf8')).toBe('after');
    expect(readdirSync(folder)).toEqual(['r.json']);
  });

  it('follows no link, forced or not', async () => {
    writeFileSync(at('precious'), 'precious');
    symlinkSync(at('precious'), at('r.json'));
    symlinkSync(at('nowhere'), at('dangling.json'));
    for (const force of [false, true]) {
      await expect(writeNewFile(at('r.json'), text('x'), { force })).rejects.toThrow(/not an ordinary file/u);
      await expect(writeNewFile(at('dangling.json'), text('x'), { force })).rejects.toThrow(/not an ordinary file/u);
    }
    expect(readFileSync(at('precious'), 'utf8')).toBe('precious');
    expect(existsSync(at('nowhere'))).toBe(false);
  });

  it.each([
    [
      'a folder',
      () => {
        mkdirSync(at('d'));
        return at('d');
      },
      /not an ordinary file/u,
    ],
    ['a folder that is not there', () => at('no/r.json'), /does not exist/u],
    [
      'below a file',
      () => {
        writeFileSync(at('f'), '');
        return at('f/r.json');
      },
      /can not be looked at|does not exist/u,
    ],
  ])('is refused as %s before any work is done for it', async (_what, path, sentence) => {
    const target = path();
    await expect(refuseOccupied(target, { force: true })).rejects.toThrow(sentence);
    await expect(refuseOccupied(target, { force: true })).rejects.toBeInstanceOf(UserError);
  });
});
