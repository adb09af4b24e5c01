import { defineCheck, pass, pub, value } from 'exo-preflight';
import type { Facilities } from 'exo-preflight';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.js';
import { defineCommand, flag } from '../../src/cli/command.js';
import { hostOf } from '../../src/cli/io.js';
import type { CommandHost, Io } from '../../src/cli/io.js';
import { chooseTarget } from '../../src/exchange/index.js';
import type { AnyCheck } from '../../src/preflight/index.js';
import { finish, plainDisplay } from '../../src/session/run-output.js';
import { remember } from '../../src/session/remembered.js';
import type { RunSession } from '../../src/session/run-session.js';
import { saveRun } from '../../src/session/save-run.js';
import { frameOf } from '../../src/ui/screen/frame.js';
import { FullScreen } from '../../src/ui/terminal/full-screen.js';
import { painted } from '../../src/ui/terminal/paint.js';
import { cli } from '../support/cli.js';
import { pcWith } from '../support/composed.js';
import { planOf } from '../support/plan.js';
import { captured } from '../support/run-cli.js';
import { eventsOf, sessionOf, stateAfter, unicode } from '../support/screens.js';

/** With what JSON, XML and a URL spell in another way. */
const secret = 'Hid"den\\Wörd&1';
const spellings = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
const leaked = (text: string): boolean =>
  spellings.some((one) => text.toLowerCase().includes(one.toLowerCase())) || text.includes('den\\');

const indiscreet = defineCheck({
  apiVersion: 1,
  id: 'acme-indiscreet',
  group: 'acme',
  texts: { en: { title: `Says ${secret}`, said: `It said ${secret}.` } },
  run: (_context) =>
    Promise.resolve(
      pass('said', { evidence: [{ what: { id: 'title' }, observed: value(pub(secret)), source: secret }] }),
    ),
}) as AnyCheck<Facilities>;

/** A run that knows no password, so nothing in it has removed one: only the gate knows it. */
async function indiscreetRun(more: { readonly format?: 'json'; readonly output?: string } = {}): Promise<RunSession> {
  const session = sessionOf(
    planOf({
      target: chooseTarget({ route: 'exchange-server', endpoint: 'https://mail.contoso.example/PowerShell/' }),
      machine: pcWith({}, 'windows-10'),
      plugins: [indiscreet],
      choice: { only: ['acme-indiscreet'] },
      ...more,
    }),
  );
  await eventsOf(session.run());
  return session;
}

let folder = '';
let copied: string[] = [];
let at: ReturnType<typeof captured>;
let host: CommandHost;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exo-preflight-gate-'));
  copied = [];
  at = captured();
  const io: Io = { ...at.io, copy: (text) => Promise.resolve(copied.push(text) > 0) };
  host = hostOf(io);
  host.masker.add(secret, 'admin@partner.example');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const filesIn = async (path: string): Promise<string> =>
  (await Promise.all((await readdir(path)).map((name) => readFile(join(path, name), 'utf8')))).join('\n');

describe('with nothing removed before it, the gate alone keeps a password in', () => {
  it('the planted password does get out where the gate does not know it', async () => {
    const open = captured();
    await finish(await indiscreetRun({ format: 'json' }), hostOf(open.io));
    expect(leaked(open.stdout())).toBe(true);
  });

  it('the document on standard output', async () => {
    await finish(await indiscreetRun({ format: 'json' }), host);
    expect(leaked(at.stdout())).toBe(false);
    expect(JSON.stringify(JSON.parse(at.stdout()))).toContain('[removed]');
  });

  it('lines on standard output and standard error', async () => {
    const session = await indiscreetRun();
    const show = plainDisplay(session, host.streams);
    for (const event of session.reported) show(event);
    host.streams.progress(`it was ${Buffer.from(secret, 'utf8').toString('base64')}, or ${secret.toUpperCase()}`);
    expect(at.stdout()).toContain('[removed]');
    expect(at.stderr()).toBe('it was [removed], or [removed]\n');
    expect(leaked(at.stdout())).toBe(false);
  });

  it.each([[['--debug']], [['--debug', `--pass=${secret}`]], [[secret]]])(
    'what is said of an error, with its stack: %j',
    async (args) => {
      const main = defineCommand({
        name: 'x',
        summary: '',
        options: { debug: flag('') },
        run: () => Promise.reject(new Error(`no ${secret}`, { cause: new TypeError(secret) })),
      });
      const { io } = at;
      expect(await runCommandLine({ main, named: [] }, args, io)).not.toBe(0);
      expect(at.stderr()).not.toBe('');
      expect(leaked(at.stdout() + at.stderr())).toBe(false);
    },
  );

  it('every file', async () => {
    const session = await indiscreetRun({ output: join(folder, 'report.json') });
    await finish(session, host);
    const notes: string[] = [];
    const screen = { note: (text: string) => void notes.push(text), askName: () => undefined };
    for (const name of ['saved.json', 'saved.txt']) await saveRun(session, join(folder, name), { screen, host });
    await remember({ endpoint: `https://x.example/${secret}` }, join(folder, 'last.json'), host.masker);
    expect(await readdir(folder)).toEqual(['last.json', 'report.json', 'saved.json', 'saved.txt']);
    for (const name of await readdir(folder))
      expect(await readFile(join(folder, name), 'utf8'), name).toContain('[removed]');
    expect(leaked(await filesIn(folder))).toBe(false);
  });

  it('the clipboard', async () => {
    await host.copy(`send ${secret}`);
    expect(copied).toEqual(['send [removed]']);
  });

  it('the screen: a frame, also where the text is coloured or broken, the clipboard of the terminal, and what others write', async () => {
    const session = await indiscreetRun();
    const written: string[] = [];
    const write = (text: string | Uint8Array): boolean => written.push(String(text)) > 0;
    const [stdout, stderr] = [
      vi.spyOn(process.stdout, 'write').mockImplementation(write),
      vi.spyOn(process.stderr, 'write').mockImplementation(write),
    ];
    const before = Reflect.get(process.stdin, 'setRawMode') as unknown;
    Reflect.set(process.stdin, 'setRawMode', () => process.stdin);
    try {
      const screen = new FullScreen(host.masker.text);
      screen.enter();
      const can = { rerun: false, save: false, fixes: () => false, watches: () => false };
      const state = stateAfter(session.reported, { columns: 120, rows: 30 });
      const frame = frameOf(state, session.shown(), unicode, { ...can, hasPage: () => false, hasText: () => false });
      screen.paint(frame.lines.map((spans) => painted(spans, unicode)));
      const [start, end] = [secret.slice(0, 5), secret.slice(5)];
      screen.stream().write(`${start}\u001b[1m${end} and ${start}   \r\n      ${end}`);
      screen.copy(secret);
      process.stdout.write(`a plugin says ${secret}`);
      screen.leave();
    } finally {
      stdout.mockRestore();
      stderr.mockRestore();
      Reflect.set(process.stdin, 'setRawMode', before);
    }
    const all = written.join('');
    expect(all).toContain('[removed] and [removed]');
    expect(all).toContain(Buffer.from('[removed]').toString('base64'));
    expect(all).toContain('a plugin says [removed]');
    expect(all).not.toContain(Buffer.from(secret).toString('base64'));
    expect(leaked(all)).toBe(false);
  });

  it("the process's own streams: a plugin's console, and an error that nobody awaits", async () => {
    const plugin = join(folder, 'leaks.mjs');
    const word = 'Plain-Secret-77';
    await writeFile(
      plugin,
      `export default { apiVersion: 1, id: 'acme-leaks', group: 'acme', texts: { en: { title: 'Leaks', done: 'Done.' } },
        async run() {
          console.log('out ${word}');
          console.error('error ${word}');
          setTimeout(() => { throw new Error('stray ${word}'); }, 1);
          await new Promise((resolve) => setTimeout(resolve, 50));
          throw new Error('crash ${word}');
        } };`,
    );
    const where = ['--route', 'exchange-server', '--endpoint', 'https://127.0.0.1:9/PowerShell/'];
    const { stdout, stderr } = await cli(
      [...where, '--user', 'u', '--password-stdin', '--checks', plugin, '--only', 'acme-leaks', '--debug'],
      { input: word },
    );
    for (const what of ['out', 'error', 'stray', 'crash']) expect(stderr).toContain(`${what} [removed]`);
    expect(stdout + stderr).not.toContain(word);
  });
});

describe('the masker', () => {
  it.each(['', 'a', 'ab', 'abc'])('leaves every text alone for a password too short to be found: "%s"', (short) => {
    host.masker.add(short);
    expect(host.masker.text('abc a ab')).toBe('abc a ab');
  });

  it('does not mask what it has put there itself', () => {
    host.masker.add('move');
    expect(host.masker.text(host.masker.text(`move ${secret}`))).toBe('[removed] [removed]');
  });
});
