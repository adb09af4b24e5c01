// npm run bench: the cost of starting and running, as differences and ratios within one run, interleaved, medians of at
// least 40.
// Prints a table; --write puts it into docs/performance.md. Nothing here asserts: machines differ.
import { spawn as spawnChild } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { spawn as spawnPty } from '@lydell/node-pty';
import { bundle } from './build/bundle.mjs';
import { build as buildDist, root } from './prepare.mjs';

buildDist({ types: true });
const rounds = Number(process.argv.find((arg) => /^\d+$/.test(arg)) ?? 41);
const cli = join(root, 'dist', 'cli.js');
const recorded = [
  '--route',
  'exchange-server',
  '--endpoint',
  'https://mail.contoso.example/PowerShell/',
  '--machine',
  join(root, 'test/machines/windows-10.json'),
  '--format',
  'json',
];

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const environment = { PATH: process.env.PATH, HOME: process.env.HOME ?? '/' };

/** Wall time of a whole process, in milliseconds. */
const wall = (args) =>
  new Promise((resolve) => {
    const startedAt = performance.now();
    spawnChild(process.execPath, args, { stdio: 'ignore', env: environment }).on('exit', () =>
      resolve(performance.now() - startedAt),
    );
  });

/**
 * From the start of a process to a text on its terminal, with keys pressed from the start. The process is then killed,
 * as a screen would stay open.
 */
const untilShown = (args, pattern, { pressed = '', env = {} } = {}) =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const pty = spawnPty(process.execPath, args, {
      cols: 100,
      rows: 40,
      name: 'xterm-256color',
      env: { ...environment, ...env },
    });
    let shown = '';
    let found;
    pty.write(pressed);
    pty.onData((data) => {
      shown += data;
      if (found !== undefined || !pattern.test(shown)) return;
      found = performance.now() - startedAt;
      pty.kill('SIGKILL');
    });
    pty.onExit(() =>
      found === undefined ? reject(new Error(`ended without showing ${String(pattern)}: ${shown}`)) : resolve(found),
    );
  });

/** Each is compared with the bare process of the same round, so that the load of the machine affects both. */
async function beside(base, measured) {
  const [bases, values, extra] = [[], [], []];
  for (let round = 0; round < rounds + 1; round++) {
    const pair = round % 2 === 0 ? [await base(), await measured()] : [await measured(), await base()].reverse();
    if (round === 0) continue;
    bases.push(pair[0]);
    values.push(pair[1]);
    extra.push(pair[1] - pair[0]);
  }
  return {
    base: median(bases),
    value: median(values),
    over: median(extra),
    ratio: median(values.map((value, index) => value / bases[index])),
  };
}

const bare = () => wall(['-e', '0']);
const bareShown = () => untilShown(['-e', 'process.stdout.write("x")'], /x/);

/** Duration of the longest chain of checks: the sum of the checks' own times. */
function criticalPath(rows) {
  const byId = new Map(rows.map((row) => [row.check, row]));
  const known = new Map();
  const length = (id) => {
    if (!known.has(id)) {
      const { ms, after } = byId.get(id);
      known.set(id, ms + Math.max(0, ...after.filter((other) => byId.has(other)).map(length)));
    }
    return known.get(id);
  };
  return Math.max(...rows.map((row) => length(row.check)));
}

/** 200 checks that only wait, in a random graph that is the same for every round. */
async function syntheticGraph() {
  const engine = join(root, '.cache', 'bench-engine.mjs');
  await bundle({ engine: 'src/preflight/index.ts' }, { file: engine, codeSplitting: false });
  const { preflight, pass } = await import(pathToFileURL(engine).href);
  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const evidence = [{ what: { id: 'x' }, observed: { state: 'absent' }, source: 'bench' }];
  const shape = Array.from({ length: 200 }, (_, index) => ({
    ms: 1 + Math.floor(random() * 8),
    needs: Array.from({ length: index < 20 ? 0 : Math.floor(random() * 3) }, () => `c${Math.floor(random() * index)}`),
  }));
  const over = [];
  for (let round = 0; round < rounds; round++) {
    const ran = new Map();
    const checks = shape.map(({ ms, needs }, index) => ({
      apiVersion: 1,
      id: `c${index}`,
      group: 'g',
      texts: { en: { title: 't' } },
      needs: [...new Set(needs)],
      async run() {
        const startedAt = performance.now();
        await new Promise((resolve) => setTimeout(resolve, ms));
        ran.set(`c${index}`, performance.now() - startedAt);
        return pass('x', { evidence });
      },
    }));
    const startedAt = performance.now();
    for await (const event of preflight(checks, undefined, {
      signal: new AbortController().signal,
      deadlineMs: 60_000,
      concurrency: 200,
    }))
      void event;
    const took = performance.now() - startedAt;
    over.push(took - criticalPath(checks.map(({ id, needs }) => ({ check: id, ms: ran.get(id), after: needs }))));
  }
  return median(over);
}

/** The lab's own run: from the first event to the last, less its longest chain of rows. */
async function labRun() {
  const over = [];
  for (let round = 0; round < rounds; round++) {
    const report = await new Promise((resolve) => {
      const child = spawnChild(process.execPath, [cli, 'lab', '--format', 'json'], {
        stdio: ['ignore', 'pipe', 'ignore'],
        env: environment,
      });
      let text = '';
      child.stdout.on('data', (chunk) => (text += chunk));
      child.on('close', () => resolve(JSON.parse(text)));
    });
    const waits = {
      'port-443': ['name-resolution'],
      credentials: ['route-offered', 'name-resolution', 'port-443'],
      'session-limit': ['credentials'],
      'remote-powershell': ['session-limit'],
      'test-connection': ['remote-powershell'],
      'port-80': ['name-resolution'],
    };
    over.push(
      report.durationMs -
        criticalPath(
          report.outcomes.map(({ check, durationMs }) => ({ check, ms: durationMs, after: waits[check] ?? [] })),
        ),
    );
  }
  return median(over);
}

/** The 99th percentile of the event loop delay while only twenty rows run on the screen. */
async function eventLoopDelay() {
  const into = join(root, '.cache', 'bench-delay.json');
  const twenty = Array.from({ length: 20 }, (_, index) => `bench-${index}`).join(',');
  const values = [];
  for (let round = 0; round < Math.min(rounds, 11); round++) {
    await untilShown(
      [
        cli,
        'lab',
        '--allow-elevated-plugins',
        '--checks',
        join(root, '.config', 'twenty-checks.mjs'),
        '--only',
        twenty,
      ],
      /NOTHING FAILED\. /,
      { env: { BENCH_DELAY_INTO: into } },
    );
    values.push(JSON.parse(readFileSync(into, 'utf8')));
    rmSync(into);
  }
  return { p99: median(values.map(({ p99 }) => p99)), longest: median(values.map(({ longest }) => longest)) };
}

/** The heap after 10 and after 1,000 rounds of watching, in bytes. */
async function watchRounds() {
  const outfile = join(root, '.cache', 'bench-watch-rounds.mjs');
  await bundle({ 'watch-rounds': './.config/watch-rounds.mjs' }, { file: outfile, codeSplitting: false });
  return new Promise((resolve, reject) => {
    const child = spawnChild(process.execPath, ['--expose-gc', outfile], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment,
    });
    let [text, trouble] = ['', ''];
    child.stdout.on('data', (chunk) => (text += chunk));
    child.stderr.on('data', (chunk) => (trouble += chunk));
    child.on('close', (code) =>
      code === 0
        ? resolve(JSON.parse(text))
        : reject(new Error(`the rounds of watching ended with ${code}: ${trouble}`)),
    );
  });
}

const version = await beside(bare, () => wall([cli, '--version']));
const json = await beside(bare, () => wall([cli, ...recorded]));
const painted = await beside(bareShown, () => untilShown([cli, 'lab'], /This way in is still offered/));
const found = await beside(bareShown, () => untilShown([cli, 'lab'], /Microsoft closed this way on its own/));
const answered = await beside(bareShown, () =>
  untilShown([cli, 'lab'], /Keys that do something here/, { pressed: '?' }),
);
const synthetic = await syntheticGraph();
const lab = await labRun();
const delay = await eventLoopDelay();
const heap = await watchRounds();

const ms = (value) => `${value.toFixed(0)} ms`;
const mb = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
const row = (what, { over, ratio, base }, aim) =>
  `| ${what} | ${ms(over)} | ${typeof aim === 'number' ? ms(aim) : aim} | ${ratio.toFixed(2)} | ${ms(base)} |`;
const table = [
  '| what | over a bare process | aim | ratio to it | the bare process |',
  '|---|---|---|---|---|',
  row('`--version`', version, 12),
  row('JSON run over a recorded PC, whole process', json, 45),
  row('first painted row of `lab` on a terminal', painted, 150),
  row('first finding there', found, '–'),
  row('first key answered there', answered, 250),
  '',
  '| what | wall time over the critical path | aim |',
  '|---|---|---|',
  `| 200 checks in a random graph | ${synthetic.toFixed(1)} ms | 10 ms |`,
  `| the run of the lab, first event to last | ${lab.toFixed(1)} ms | 10 ms |`,
  '',
  '| what | |',
  '|---|---|',
  `| event loop late by, 99th percentile, while 20 rows run on the screen | ${delay.p99.toFixed(1)} ms (longest ${delay.longest.toFixed(0)} ms) |`,
  `| heap after 10 rounds of watching, and after 1,000 | ${mb(heap.after10)}, ${mb(heap.after1000)} (ratio ${(heap.after1000 / heap.after10).toFixed(2)}) |`,
].join('\n');
const [{ model }] = cpus();
const stamp = `Node.js ${process.versions.node}, ${process.platform} ${release()}, ${cpus().length} × ${model.trim()}, medians of ${rounds}, ${new Date().toISOString().slice(0, 10)}`;
console.log(`${table}\n\n${stamp}`);

if (process.argv.includes('--write')) {
  const path = join(root, 'docs', 'performance.md');
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace(/<!-- bench -->[\s\S]*<!-- \/bench -->/, `<!-- bench -->\n${table}\n\n${stamp}\n<!-- /bench -->`),
  );
}
