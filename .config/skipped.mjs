// Says which tests were skipped (the argument is vitest's JSON report), and fails where one was that should have run: only those
// on a real PowerShell may be left out, and only where there is none.
import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const skipped = testResults.flatMap(({ name, assertionResults }) => assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => ({ file: relative(process.cwd(), name).split(sep).join('/'), fullName })));
const allowed = (file) => file.startsWith('test/powershell/') && !process.env.EXO_PREFLIGHT_PWSH;
const wrong = skipped.filter(({ file }) => !allowed(file));
for (const { file, fullName } of wrong) console.error(`Skipped: ${file}: ${fullName}`);
if (wrong.length > 0) process.exit(1);
