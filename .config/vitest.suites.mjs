import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.mjs';

// Suites that take long, or need something from outside (a tarball, Wine, Python, other versions of Node.js): one
// folder of test/ each.
const suite = process.env.EXO_PREFLIGHT_SUITE;
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: [`test/${suite}/**/*.test.ts`],
      testTimeout: 120_000,
      hookTimeout: 300_000,
      // The others share what they need from outside.
      fileParallelism: suite === 'screen',
    },
  }),
);
