// Records anew what test/judgement holds: only where a judgement, or a word of it, is meant to change. Then read the difference.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { install, root } from './prepare.mjs';

install();
// What belongs to nothing any more goes too.
rmSync(join(root, 'test/judgement/recorded'), { recursive: true, force: true });
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', '.config/vitest.config.mjs', 'test/judgement'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, EXO_PREFLIGHT_RECORD: 'judgement' } },
);
process.exit(status ?? 4);
