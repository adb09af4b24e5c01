// A stand-in for PowerShell: a test program of our own on the same standard input and output. It runs no script; it answers
// each call as its plan says, by the name in the script's first line, and misbehaves as measured on the real one.
import { appendFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { spawn, spawnSync } from 'node:child_process';

const [planFile] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planFile, 'utf8'));
const log = (entry) => appendFileSync(`${planFile}.log`, `${JSON.stringify(entry)}\n`);
log({ started: process.argv.slice(3), environment: process.env, pid: process.pid, cwd: process.cwd() });

const say = (text) => process.stdout.write(text);
const line = (kind, id, value) =>
  say(`<<exo:${kind}:${id}:${Buffer.from(JSON.stringify(value)).toString('base64')}>>\r\n`);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const counts = new Map();

if (plan.start === 'exit') process.exit(plan.exitCode ?? 0);
if (plan.start === 'silent') setInterval(() => undefined, 60_000);

const lines = createInterface({ input: process.stdin, crlfDelay: Infinity })[Symbol.asyncIterator]();
const next = async () => {
  const { value, done } = await lines.next();
  if (done) process.exit(0);
  return value;
};

// Work that is begun, watched and stopped: what the scripts of the connection do.
let current;
const work = {
  'begin-work': async (id, args) => {
    const name = /^# (\S+)/.exec(args.work)[1];
    if (args.user) {
      line('secret', id, true);
      const secret = await next();
      log({ secret: Buffer.from(secret, 'base64').toString('utf16le'), as: secret });
    }
    const list = [plan.work[name] ?? { reported: null }].flat();
    const count = counts.get(`work ${name}`) ?? 0;
    counts.set(`work ${name}`, count + 1);
    const step = list[Math.min(count, list.length - 1)];
    if (step.does) return behave(step, id, args);
    log({ work: name, given: { ...args, work: undefined } });
    current = { step, until: Date.now() + (step.afterMs ?? 0), percent: [...(step.percents ?? [])] };
    line('answer', id, { ok: true, value: { begun: true } });
  },
  'watch-work': async (id, args) => {
    const left = current.until - Date.now();
    await wait(Math.max(0, Math.min(left, args.waitMs)));
    const percent = current.percent.shift() ?? -1;
    if (current.stopped || (Date.now() >= current.until && current.percent.length === 0)) {
      const problems = (current.step.problems ?? []).map((problem) => ({
        category: 'OpenError',
        errorCode: null,
        redirectTo: null,
        text: 'Zugriff verweigert',
        ...problem,
      }));
      return line('answer', id, {
        ok: true,
        value: {
          done: true,
          percent,
          reported: current.stopped ? null : (current.step.reported ?? null),
          problems,
          warnings: current.step.warnings ?? 0,
        },
      });
    }
    line('answer', id, { ok: true, value: { done: false, percent } });
  },
  'stop-work': async (id) => {
    log({ work: 'stopped' });
    if (current) current.stopped = !current.step.unstoppable;
    line('answer', id, { ok: true, value: { stopped: !current?.step.unstoppable } });
  },
};

for (;;) await take(await next());

async function take(text) {
  if (plan.start === 'silent') return;
  if (text === '') return;
  if (text === 'exit') process.exit(0);
  if (plan.latencyMs) await wait(plan.latencyMs);
  if (plan.noise) noise();
  if (text.startsWith('"<<exo:hello'))
    return say(plan.hello ?? '<<exo:hello::FullLanguage|5.1.26100.1|Desktop|RemoteSigned>>\r\n');
  if (text.startsWith('. ([scriptblock]')) return line('ready', '', true);
  const { id, script, given } =
    /^Invoke-ExoCall '(?<id>[^']+)' '(?<script>[^']*)' '(?<given>[^']*)'$/.exec(text)?.groups ?? {};
  if (id === undefined) return void log({ command: text });
  const source = Buffer.from(script, 'base64').toString('utf8');
  const name = /^# (\S+)/.exec(source)?.[1] ?? source;
  const args = JSON.parse(Buffer.from(given, 'base64').toString('utf8'));
  log({ call: name, args, line: text });
  if (plan.work && name in work) return work[name](id, args);
  const list = [plan.calls?.[name] ?? { value: null }].flat();
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  await behave(list[Math.min(count, list.length - 1)], id, args);
}

function noise() {
  process.stderr.write('#< CLIXML\r\n<Objs><S S="progress">…</S></Objs>\r\n');
  process.stdout.write(Buffer.from([0x57, 0x41, 0x52, 0x4e, 0x3a, 0x20, 0x62, 0x84, 0x72, 0x0d, 0x0a]));
  say('\u001b[?1hWARNING: w\u001b[?1l\r\n\u001b[?1h');
}

async function behave(step, id, args) {
  if (step.afterMs) await wait(step.afterMs);
  if (step.asks) {
    line('secret', id, true);
    const secret = await next();
    log({ secret: Buffer.from(secret, 'base64').toString('utf16le'), as: secret });
    if (step.wants !== undefined && Buffer.from(secret, 'base64').toString('utf16le') !== step.wants)
      return line('answer', id, step.otherwise);
  }
  switch (step.does) {
    case 'exit':
      return process.exit(step.exitCode ?? 0);
    case 'crash':
      return process.kill(process.pid, 'SIGKILL');
    case 'hang':
      return new Promise(() => undefined);
    case 'hang-with-child': {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'inherit' });
      log({ child: child.pid });
      return new Promise(() => undefined);
    }
    case 'half':
      say(`<<exo:answer:${id}:eyJvayI6`);
      return process.exit(0);
    case 'garbage':
      return say(`<<exo:answer:${id}:${Buffer.from('not json').toString('base64')}>>\r\n`);
    case 'other-id':
      return line('answer', '00000000-0000-0000-0000-000000000000', { ok: true, value: 'of another call' });
    case 'endless-line':
      for (let megabyte = 0; megabyte < 6; megabyte++) say('x'.repeat(1024 * 1024));
      return;
    case 'endless-noise':
      for (let round = 0; round < 64; round++) say(`${'noise '.repeat(20_000)}\r\n`);
      break;
    case 'flood-stderr':
      // A native program waits until somebody takes what it writes; this one could go on without.
      spawnSync('head', ['-c', '4000000', '/dev/zero'], { stdio: ['ignore', 2, 2] });
      break;
    case 'swallow':
      // An unfinished block: this call and every later one is waited for.
      plan.start = 'silent';
      return;
    default:
  }
  if (step.raw !== undefined) return say(step.raw.replaceAll('{id}', id));
  if (step.pieces) {
    const whole = `<<exo:answer:${id}:${Buffer.from(JSON.stringify({ ok: true, value: step.value })).toString('base64')}>>\r\n`;
    for (const sign of whole) {
      say(sign);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return;
  }
  if (step.error)
    return line('answer', id, {
      ok: false,
      error: {
        category: 'NotSpecified',
        errorCode: null,
        redirectTo: null,
        text: 'in einer anderen Sprache',
        ...step.error,
      },
    });
  line('answer', id, { ok: true, value: step.echo ? args : step.value });
}
