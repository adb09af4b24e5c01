// Prettier over hand-written files: node .config/format.mjs --write|--check
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const written = [
  'src/**/*.{ts,tsx}',
  'checks/**/*.ts',
  'test/**/*.{ts,tsx,mjs}',
  'test/checks/*.json',
  '.config/**/*.{mjs,json}',
  '*.json',
  '!package-lock.json',
];
const prettier = join(root, 'node_modules/prettier/bin/prettier.cjs');
const how = process.argv[2] === '--write' ? '--write' : '--check';
const { status } = spawnSync(
  process.execPath,
  [prettier, '--config', '.config/prettier.json', '--log-level', 'warn', how, ...written],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
process.exit(status ?? 4);
