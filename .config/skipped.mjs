// Fails where a test was skipped that should have run (the argument is vitest's JSON report). Only a test on a real
// PowerShell that is for another system, and says so in its name, may be skipped.
import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const wrong = testResults
  .flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ status, fullName }) => ({
      file: relative(process.cwd(), name).split(sep).join('/'),
      status,
      fullName,
    })),
  )
  .filter(({ status }) => status !== 'passed' && status !== 'failed')
  .filter(({ file, fullName }) => !file.startsWith('test/powershell/') || !/\bon Windows\b/u.test(fullName));
for (const { file, fullName } of wrong) console.error(`Skipped: ${file}: ${fullName}`);
if (wrong.length > 0) process.exit(1);
