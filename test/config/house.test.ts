import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import config from '../../.config/eslint.config.mjs';

const root = join(import.meta.dirname, '../..');
const rule = 'boundaries/dependencies';
// The rules of the rooms as they are configured, without those that need types: the files linted here are not there.
const configured = config as unknown as readonly Linter.Config[];
const parser = configured.find(({ languageOptions }) => languageOptions?.parser)?.languageOptions?.parser;
const ofTheHouse = configured
  .filter(({ plugins }) => plugins?.['boundaries'])
  .map((one) => ({ ...one, rules: { [rule]: one.rules![rule]! } }));
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser: parser! } }, ...ofTheHouse],
});

async function findings(file: string, imported: string): Promise<readonly (string | null)[]> {
  const text = `import type * as used from '${imported}';\nexport type { used };\n`;
  const [result] = await eslint.lintText(text, { filePath: join(root, file) });
  return result!.messages.map(({ ruleId }) => ruleId);
}

describe('the house as ESLint sees it', () => {
  it.each([
    ['src/machine/imagined.ts', '../exchange/routes.js'],
    ['src/machine/rules/imagined.ts', '../../exchange/routes.js'],
    ['src/vocabulary/imagined.ts', '../machine/index.js'],
    ['src/ui/imagined.ts', '../exchange/routes.js'],
    ['src/exchange/imagined.ts', '../lab/index.js'],
    ['checks/imagined.ts', '../src/exchange/routes.js'],
  ])('%s may not import %s', async (file, imported) => {
    expect(await findings(file, imported)).toEqual([rule]);
  });

  it.each([
    ['src/machine/imagined.ts', '../files/input-file.js'],
    ['src/machine/imagined.ts', '../vocabulary/index.js'],
    ['src/exchange/imagined.ts', '../machine/index.js'],
    ['src/lab/imagined.ts', 'exo-preflight'],
    ['checks/imagined.ts', 'exo-preflight/machine'],
  ])('%s may import %s', async (file, imported) => {
    expect(await findings(file, imported)).toEqual([]);
  });
});
