// npm test: everything that needs only Node.js.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findPowerShell } from './cache.mjs';
import { build, install, root } from './prepare.mjs';

install();
build({ types: true });
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--config',
    '.config/vitest.config.mjs',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
const inAll = process.env.EXO_PREFLIGHT_RESULTS !== undefined;
const hasPowerShell = findPowerShell() !== undefined;
const others = ['screen', 'package', 'windows', 'interop', 'nodes', ...(hasPowerShell && !inAll ? [] : ['powershell'])];
const why = inAll
  ? 'Each is a step of its own.'
  : `${hasPowerShell ? '' : 'No PowerShell 7 is in PATH or EXO_PREFLIGHT_PWSH; '}each takes longer or needs more than Node.js, which it brings when run by name (npm run …).`;
console.error(`Left out here: ${others.map((suite) => `test:${suite}`).join(', ')}. ${why}`);
process.exit(status ?? 4);
