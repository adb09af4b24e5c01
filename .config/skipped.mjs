// Fails where a test was skipped that should have run, or where a file ran none (the argument is vitest's JSON report).
// Only a test on a real PowerShell that is for another system, and says so in its name, may be skipped.
import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const forAnotherSystem = (file, fullName) => file.startsWith('test/powershell/') && /\bon Windows\b/u.test(fullName);

/** What the report of a run lacks, one line each; `name` in its results is a path under `root`. */
export function missingIn({ testResults }, root) {
  if (testResults.length === 0) return ['No test file ran.'];
  return testResults.flatMap(({ name, status, assertionResults }) => {
    const file = relative(root, name).split(sep).join('/');
    if (assertionResults.length === 0)
      return [status === 'failed' ? `Failed before its first test: ${file}` : `No tests: ${file}`];
    return assertionResults
      .filter((test) => test.status !== 'passed' && test.status !== 'failed')
      .filter(({ fullName }) => !forAnotherSystem(file, fullName))
      .map(({ fullName }) => `Skipped: ${file}: ${fullName}`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const missing = missingIn(JSON.parse(readFileSync(process.argv[2], 'utf8')), process.cwd());
  for (const line of missing) console.error(line);
  if (missing.length > 0) process.exit(1);
}
