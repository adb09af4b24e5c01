import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pages = [
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('the files that a page cites', () => {
  it.each(pages)('%s: each is there', (page) => {
    const cited = [
      ...readFileSync(join(root, page), 'utf8').matchAll(
        /`((?:src|test|checks|\.config)\/[\w./-]+\.(?:tsx?|mjs|ps1|json))`/gu,
      ),
    ].map((match) => match[1]!);
    expect(cited.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});
