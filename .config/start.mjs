// npm start: a preflight against the embedded lab.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './prepare.mjs';

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`exo-preflight needs Node.js 20 or later; this is ${process.versions.node}.`);
  process.exit(4);
}
install();
build();
const { status, signal } = spawnSync(
  process.execPath,
  [join(root, 'dist', 'cli.js'), 'lab', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(signal ? 130 : status);
