// npm run screens: redraws docs/screens, with the test that otherwise compares the pictures.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './prepare.mjs';

install();
build({ types: true });
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--config',
    '.config/vitest.suites.mjs',
    'test/screen/pictures.test.ts',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, EXO_PREFLIGHT_SUITE: 'screen', UPDATE_SCREENS: '1' } },
);
process.exit(status ?? 4);
