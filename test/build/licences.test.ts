import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { licencesOf } from '../../.config/build/licences.mjs';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'licences-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** A package in a folder of its own, with the files it ships. */
function shipping(name: string, licence: string, files: Readonly<Record<string, string>>) {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(own, file), text);
  return { name, version: '1.0.0', licence, folder: own, uses: [] };
}
const granted = { source: 'its repository', terms: [{ licence: 'MIT', copyright: 'Copyright (c) 2020 $& Ann' }] };

describe('the licences of what is bundled', () => {
  it.each(['LICENSE', 'license.md', 'LICENCE', 'License.txt', 'LICENSE-MIT.txt', 'COPYING'])(
    'are the text the package ships, also as %s',
    (file) => {
      const text = licencesOf([shipping(`ships-${file}`, 'MIT', { [file]: 'The terms.\r\n' })], {});
      expect(text).toContain(`ships-${file} 1.0.0 (MIT)\n\nThe terms.\n`);
    },
  );

  it('are all the texts of a package that ships several, with its notice', () => {
    const one = shipping('several', 'Apache-2.0', { LICENSE: 'Terms.', NOTICE: 'Made by Bob.', 'license.js': 'code' });
    expect(licencesOf([one], {})).toContain('\n\nTerms.\n\nMade by Bob.\n');
  });

  it('are the standard text with the holder of the copyright, where the package ships none', () => {
    const text = licencesOf([shipping('bare', 'MIT', { 'README.md': 'x' })], { bare: granted });
    expect(text).toMatch(
      /bare 1\.0\.0 \(MIT\)\n\nMIT License\n\nCopyright \(c\) 2020 \$& Ann\n\nPermission is hereby/u,
    );
  });

  it.each<[string, string, Parameters<typeof licencesOf>[1], RegExp]>([
    ['nobody has looked up', 'MIT', {}, /bare 1\.0\.0 ships no text of its licence \(MIT\)/u],
    ['has another licence since', 'ISC', { bare: granted }, /bare 1\.0\.0 is under ISC/u],
    ['is not bundled any more', 'MIT', { bare: granted, gone: granted }, /not bundled: gone/u],
  ])('stop the build where a package without a text %s', (_what, licence, known, sentence) => {
    expect(() => licencesOf([shipping('bare', licence, {})], known)).toThrow(sentence);
  });
});
