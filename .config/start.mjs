// npm start: a preflight against the embedded lab.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './prepare.mjs';

install();
build();
const { status, signal } = spawnSync(
  process.execPath,
  [join(root, 'dist', 'cli.js'), 'lab', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(signal ? 130 : status);
