import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from 'exo-preflight/checks';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/locales/en/index.js';

const folder = join(import.meta.dirname, '../../checks');

/** Sentences that the source of a check names as they stand there. */
const namedIn = (source: string): readonly string[] =>
  [
    ...source.matchAll(
      /\b(?:pass|warn|fail|unknown|notApplicable|message)\(\s*(?:[^'()]*\? )?'([a-z0-9.-]+)'(?: : '([a-z0-9.-]+)')?/gu,
    ),
  ].flatMap(([, one, other]) => [one!, ...(other === undefined ? [] : [other])]);

describe('every check', () => {
  it.each(checks.map(({ id, texts }) => [id, texts.en as Readonly<Record<string, string>>] as const))(
    '%s: says only sentences that there are',
    (id, own) => {
      const named = namedIn(readFileSync(join(folder, `${id}.ts`), 'utf8'));
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((one) => !Object.hasOwn(own, one) && !Object.hasOwn(catalog, one))).toEqual([]);
    },
  );
});
