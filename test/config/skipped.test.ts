import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { missingIn } from '../../.config/skipped.mjs';

const root = join(import.meta.dirname, '../..');
const tool = join(root, '.config/skipped.mjs');
const folder = mkdtempSync(join(tmpdir(), 'skipped-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const ran = (file: string, status: string, ...tests: readonly (readonly [string, string])[]) => ({
  name: resolve(root, file),
  status,
  assertionResults: tests.map(([fullName, outcome]) => ({ fullName, status: outcome })),
});
const green = ran('test/a.test.ts', 'passed', ['adds', 'passed']);
const cases = [
  ['all passed', [green], []],
  ['a failed test, which fails its own suite', [ran('test/a.test.ts', 'failed', ['adds', 'failed'])], []],
  ['no results', [], ['No test file ran.']],
  [
    'a file that failed before its first test',
    [green, ran('test/b.test.ts', 'failed')],
    ['Failed before its first test: test/b.test.ts'],
  ],
  ['a file without a test', [green, ran('test/b.test.ts', 'passed')], ['No tests: test/b.test.ts']],
  ...['skipped', 'pending', 'todo', 'disabled'].map(
    (status) =>
      [
        `a test that is ${status}`,
        [ran('test/a.test.ts', 'passed', ['adds', 'passed'], ['divides', status])],
        ['Skipped: test/a.test.ts: divides'],
      ] as const,
  ),
  [
    'a test on a real PowerShell for another system',
    [ran('test/powershell/a.test.ts', 'passed', ['starts on Windows', 'skipped'])],
    [],
  ],
  [
    'a test on a real PowerShell for this system',
    [ran('test/powershell/a.test.ts', 'passed', ['starts', 'skipped'])],
    ['Skipped: test/powershell/a.test.ts: starts'],
  ],
  [
    'a test for another system elsewhere',
    [ran('test/a.test.ts', 'passed', ['starts on Windows', 'skipped'])],
    ['Skipped: test/a.test.ts: starts on Windows'],
  ],
] as const;

describe('the search for skipped tests', () => {
  it.each(cases)('%s', (_name, testResults, expected) => {
    expect(missingIn({ testResults }, root)).toEqual(expected);
  });

  it.each([
    [0, '', [green]],
    [1, 'No test file ran.\n', []],
  ])('exits %i', (exitCode, output, testResults) => {
    const report = join(folder, 'report.json');
    writeFileSync(report, JSON.stringify({ testResults }));
    const { status, stderr } = spawnSync(process.execPath, [tool, report], { cwd: root, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: exitCode, stderr: output });
  });
});
