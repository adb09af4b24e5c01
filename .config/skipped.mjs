// Fails where a test was skipped that should have run (the argument is vitest's JSON report). Left out may be only tests on a real
// PowerShell: all of them where there is none, those for another system where there is one.
import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const tests = testResults.flatMap(({ name, assertionResults }) =>
  assertionResults.map(({ status, fullName }) => ({
    file: relative(process.cwd(), name).split(sep).join('/'),
    status,
    fullName,
  })),
);
const isForPowerShell = ({ file }) => file.startsWith('test/powershell/');
const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
const hasPowerShell = Boolean(process.env.EXO_PREFLIGHT_PWSH);
const wrong = skipped.filter(
  (one) => !isForPowerShell(one) || (hasPowerShell && !/\bWindows\b|real PowerShell 7 says/u.test(one.fullName)),
);
for (const { file, fullName } of wrong) console.error(`Skipped: ${file}: ${fullName}`);
if (wrong.length > 0) process.exit(1);
