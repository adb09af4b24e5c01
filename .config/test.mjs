// npm test: everything a machine with Node.js alone can prove.
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
const pwsh = findPowerShell();
const others = ['package', 'powershell', 'windows', 'interop', 'nodes'].filter(
  (suite) => !(suite === 'powershell' && pwsh),
);
console.error(
  `Left out here: ${others.map((suite) => `test:${suite}`).join(', ')}. ${pwsh ? '' : 'No PowerShell 7 is in PATH or EXO_PREFLIGHT_PWSH; '}each brings what it needs when run by name (npm run …).`,
);
process.exit(status ?? 4);
