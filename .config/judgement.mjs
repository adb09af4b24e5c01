// Re-records test/judgement: only when a judgement or its wording is meant to change. Review the diff afterwards.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { install, root } from './prepare.mjs';

install();
// Recordings without a case are removed too.
rmSync(join(root, 'test/judgement/recorded'), { recursive: true, force: true });
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', '.config/vitest.config.mjs', 'test/judgement'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, EXO_PREFLIGHT_RECORD: 'judgement' } },
);
process.exit(status ?? 4);
