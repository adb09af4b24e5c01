import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { interfaceWords } from '../../src/locales/en/interface.js';
import { screenWords } from '../../src/locales/en/screen.js';

const root = join(import.meta.dirname, '../../src');
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) =>
    statSync(join(folder, name)).isDirectory() ? filesIn(join(folder, name)) : [join(folder, name)],
  );
const source = filesIn(root)
  .filter((file) => !file.includes(join('locales', 'en')))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
/** Ids that are put together: `status.${shape}`. */
const begun = [...source.matchAll(/`([a-z.-]+[.-])\$\{/gu)].map((match) => match[1]!);

describe('the words of the screen and of every display', () => {
  it.each(Object.keys({ ...screenWords, ...interfaceWords }))('%s is said somewhere', (id) => {
    expect(source.includes(`'${id}'`) || begun.some((start) => id.startsWith(start))).toBe(true);
  });
});
