import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { findPowerShell } from './cache.mjs';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

// The result of a suite, for the sum of all (.ci/run).
const results = process.env.EXO_PREFLIGHT_RESULTS;
const suite = process.env.EXO_PREFLIGHT_SUITE ?? 'main';

// An existing PowerShell is used; in .ci/run it has its own suite.
const pwsh = results ? undefined : findPowerShell();
if (pwsh) process.env.EXO_PREFLIGHT_PWSH = pwsh;

// As in the build: a script is imported as its text.
const powershellText = {
  name: 'powershell-text',
  load: (id) => (id.endsWith('.ps1') ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))};` : undefined),
};

export default defineConfig({
  root: at('.'),
  plugins: [powershellText],
  resolve: {
    // The package imports itself by name, as a plugin does; in tests that name means the source.
    alias: [
      { find: /^exo-preflight$/, replacement: at('src/index.ts') },
      { find: /^exo-preflight\/checks$/, replacement: at('checks/index.ts') },
      { find: /^exo-preflight\/machine$/, replacement: at('src/machine/index.ts') },
      { find: /^exo-preflight\/remoting$/, replacement: at('src/remoting/index.ts') },
      { find: /^exo-preflight\/testing$/, replacement: at('src/testing/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: [
      ...['windows', 'interop', 'nodes', 'package', 'screen', ...(pwsh ? [] : ['powershell'])].map(
        (one) => `test/${one}/**`,
      ),
    ],
    // Left alone, Vitest takes one core less than there are: half of a PC with two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: results ? ['default', ['blob', { outputFile: `${results}/${suite}.json` }]] : ['default'],
  },
});
