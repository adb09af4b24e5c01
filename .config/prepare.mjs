// Installs what is missing and builds what is stale: all that stands between a fresh clone and the built program.
// Uses only Node's built-in modules, since nothing else may be installed yet.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Building exo-preflight needs Node.js 20.19 or later; this is ${process.versions.node}. (Built, it runs on any Node.js 20.)`,
  );
  process.exit(4);
}

/** Makes node_modules what the lock file says. Ends the process with a sentence when that can not be done. */
export const install = () => alone(installNow);

/** Builds dist/ when a source is newer, or when `types` are wanted and missing. */
export const build = ({ types = false } = {}) => alone(() => buildNow(types));

/** Of two commands started at once in one folder, one works and the other waits. */
export function alone(work, folder = join(root, '.cache')) {
  const lock = join(folder, 'at-work');
  mkdirSync(folder, { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!isAlive(lock)) rmSync(lock, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  const letGo = () => rmSync(lock, { force: true });
  process.once('exit', letGo);
  try {
    return work();
  } finally {
    letGo();
    process.off('exit', letGo);
  }
}

/** Whether the process that holds the lock is still running; a killed one leaves it behind. */
function isAlive(lock) {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    // Created, but not yet written.
    if (holder === 0) return Date.now() - statSync(lock).mtimeMs < 5_000;
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function installNow() {
  const wanted = digest(['package-lock.json', 'package.json']);
  const mark = join(root, 'node_modules', '.installed-for');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  if (isInstalled()) return writeFileSync(mark, wanted);
  console.error('Installing what the lock file names (once) …');
  // By the path that npm passes to its scripts: on Windows, npm.ps1 may be blocked by the execution policy.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0) {
    console.error(
      `The packages could not be installed${error ? ` (${error.message})` : ''}. npm needs its registry for that: check the network or the proxy (npm config get registry), then run the same again.`,
    );
    process.exit(4);
  }
  writeFileSync(mark, wanted);
}

/** Whether npm installed exactly the versions of the lock file, by its own record in node_modules. */
function isInstalled() {
  const note = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const packagesIn = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;
  const [there, wanted] = [packagesIn(note), packagesIn(join(root, 'package-lock.json'))];
  return Object.entries(wanted).every(
    ([path, { version, integrity, optional }]) =>
      path === '' ||
      (there[path] ? there[path].version === version && there[path].integrity === integrity : optional === true),
  );
}

function buildNow(types) {
  const built = join(root, 'dist', 'meta.json');
  const fresh = existsSync(built) && newest(['src', 'checks', '.config', 'package.json']) < statSync(built).mtimeMs;
  if (fresh && (!types || existsSync(join(root, 'dist', 'types')))) return;
  console.error('Building …');
  const { status } = spawnSync(process.execPath, [join(root, '.config', 'build.mjs'), ...(types ? ['--types'] : [])], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(4);
}

function newest(paths) {
  return Math.max(
    ...paths.map((path) => {
      const full = join(root, path);
      const stats = statSync(full);
      return stats.isDirectory()
        ? Math.max(0, ...readdirSync(full).map((entry) => newest([join(path, entry)])))
        : stats.mtimeMs;
    }),
  );
}

const digest = (files) =>
  createHash('sha256')
    .update(files.map((file) => readFileSync(join(root, file), 'utf8')).join('\0'))
    .digest('hex');
