// Writes test/fixtures/event-logs/*.json: the events of runs against the lab, recorded by the test that compares them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--config',
    '.config/vitest.config.mjs',
    'test/ui/screen/event-logs.test.ts',
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, EXO_PREFLIGHT_RECORD_EVENTS: '1' } },
);
process.exit(status ?? 4);
