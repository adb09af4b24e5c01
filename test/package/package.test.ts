import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const npm = process.env['npm_execpath'];
let folder: string;
let files: readonly string[];

/** A stranger's empty folder with the packed tarball in it, and the example plugin beside. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exo-preflight-package-'));
  const runNpm = (args: readonly string[], cwd: string): string =>
    npm === undefined
      ? execFileSync('npm', args, { cwd, encoding: 'utf8' })
      : execFileSync(process.execPath, [npm, ...args], { cwd, encoding: 'utf8' });
  const [packed] = JSON.parse(runNpm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root)) as [
    { filename: string; files: { path: string }[] },
  ];
  files = packed.files.map(({ path }) => path);
  cpSync(join(import.meta.dirname, 'plugin'), folder, { recursive: true });
  runNpm(['install', '--no-audit', '--no-fund', '--loglevel=error', join(folder, packed.filename)], folder);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...args: string[]) =>
  spawnSync(join(folder, 'node_modules/.bin/exo-preflight'), args, { cwd: folder, encoding: 'utf8' });
const json = (
  ...args: string[]
): {
  outcomes: { check: string; status: string; summary: string; ended?: unknown }[];
  facts: { id: string }[];
} => JSON.parse(cli(...args, '--format', 'json').stdout) as never;

describe('the packed tarball', () => {
  it('holds what a user needs and nothing of the workshop', () => {
    for (const needed of [
      'package.json',
      'README.md',
      'LICENSE',
      'dist/cli.js',
      'dist/index.js',
      'dist/exo-preflight.cmd',
      'dist/collect.ps1',
      'dist/report.schema.json',
      'dist/THIRD-PARTY-LICENSES.txt',
      'dist/sbom.cdx.json',
      'dist/types/src/index.d.ts',
      'dist/types/src/testing/index.d.ts',
      'docs/checks/execution-policy.md',
    ]) {
      expect(files, needed).toContain(needed);
    }
    expect(files.filter((file) => /^(?:src|test|checks|\.ci|\.config)\//u.test(file))).toEqual([]);
  });

  it('says of itself what is true, for every way of resolving it', async () => {
    const { messages } = await publint({ pkgDir: root, strict: true });
    expect(messages).toEqual([]);
  });

  it('starts in an empty folder without any other package', () => {
    expect(cli('--version').stdout.trim()).toBe(
      (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
    );
    expect(existsSync(join(folder, 'node_modules/react'))).toBe(false);
    expect(cli('checks').status).toBe(0);
  });
});

describe('a plugin', () => {
  beforeAll(() => {
    const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
    });
    expect(tsc.stdout).toBe('');
    expect(tsc.status).toBe(0);
  }, 60_000);

  const recorded = ['--route', 'exchange-online', '--machine', join(root, 'test/machines/windows-10-german.json')];

  it('compiled against the shipped types, strictly and with nothing else installed, runs beside the built-in checks', () => {
    const { outcomes, facts } = json(...recorded, '--checks', 'dist/acme-checks.js');
    expect(outcomes.find(({ check }) => check === 'acme-domain')).toMatchObject({
      status: 'warn',
      summary: 'The PC belongs to münchen.example, not to acme.example.',
      byHand: 'In PowerShell: `(Get-WmiObject Win32_ComputerSystem).Domain`, which is münchen.example',
      symptom: 'acme-wrong-domain',
      remedy: {
        owner: 'domain-admin',
        cause: 'The PC is a member of münchen.example. Rules for technicians are set in acme.example alone.',
        steps: ['Have the PC moved to acme.example.', 'Until then, work on another PC.'],
        send: 'A PC of ours is in münchen.example. Could you move it to acme.example? It is to reach outlook.office365.com.',
        links: ['https://intranet.acme.example/domain'],
      },
    });
    expect(facts.find(({ id }) => id === 'registry:hklm\\software\\acme\\vpn\\profile')).toMatchObject({
      state: 'unreadable',
      why: { id: 'unreadable.not-recorded' },
    });
    expect(outcomes.find(({ check }) => check === 'windows-version')?.status).toBe('pass');
  });

  it('is tested without a PC, by what the package brings for that', () => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['-p', `import('./dist/try-acme-checks.js').then(({ said }) => JSON.stringify(said)).then(console.log), ''`],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      domain: {
        outcome: { status: 'warn', symptom: 'acme-wrong-domain' },
        summary: 'The PC belongs to other.example, not to acme.example.',
        remedy: { owner: 'domain-admin' },
      },
      vpn: { outcome: { status: 'pass' }, summary: 'The profile is technicians.' },
    });
  });

  it('whose symptom is a cause is shown on the text screen as ours are', () => {
    const { stdout } = cli(...recorded, '--checks', 'dist/acme-checks.js', '--only', 'acme-domain', '--strict');
    expect(stdout).toContain('Have the PC moved to acme.example.');
    expect(stdout).toContain('https://intranet.acme.example/domain');
    expect(stdout).toContain('the administrator of your domain');
  });

  it.each([
    [
      'an id the tool knows',
      "'wrong-password': { owner: 'you', cause: 'c', steps: [] }",
      /which the tool knows already/u,
    ],
    ['no steps', "'acme-one': { owner: 'you', cause: 'c' }", /not whole/u],
    ['nobody who owns it', "'acme-one': { owner: 'boss', cause: 'c', steps: [] }", /owner that is not known/u],
    ['an id that is none', "'Acme One': { owner: 'you', cause: 'c', steps: [] }", /without a proper id/u],
    [
      'a link that is none',
      "'acme-one': { owner: 'you', cause: 'c', steps: [], links: ['javascript:alert(1)'] }",
      /not whole/u,
    ],
  ])('whose own symptom has %s is refused', (_what, symptom, sentence) => {
    writeFileSync(
      join(folder, 'symptom.mjs'),
      `export const a = { apiVersion: 1, id: 'a', group: 'g', texts: { en: { title: 't' } }, symptoms: { ${symptom} }, run() {} };`,
    );
    const { status, stderr } = cli(...recorded, '--checks', 'symptom.mjs');
    expect([status, stderr]).toEqual([2, expect.stringMatching(sentence)]);
  });

  it('two of whose checks bring one symptom in different words is refused', () => {
    writeFileSync(
      join(folder, 'divided.mjs'),
      `const make = (id, cause) => ({ apiVersion: 1, id, group: 'g', texts: { en: { title: 't' } }, symptoms: { 'acme-one': { owner: 'you', cause, steps: [] } }, run() {} });\nexport const a = make('a', 'one'); export const b = make('b', 'other');`,
    );
    const { status, stderr } = cli(...recorded, '--checks', 'divided.mjs');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/"acme-one" in different words/u)]);
  });

  it('that throws is its own row, unknown, and stops nothing', () => {
    const { outcomes } = json(...recorded, '--checks', 'dist/acme-checks.js');
    expect(outcomes.find(({ check }) => check === 'acme-trouble')).toMatchObject({
      status: 'unknown',
      ended: { crash: 'RangeError' },
    });
    expect(outcomes.find(({ check }) => check === 'execution-policy')?.status).toBe('pass');
  });

  it('is named before it is loaded', () => {
    const { stderr } = cli(...recorded, '--checks', 'dist/acme-checks.js', '--only', 'acme-domain');
    expect(stderr).toContain('Loading checks from dist/acme-checks.js');
  });

  it('may print what it likes without touching the result', () => {
    writeFileSync(
      join(folder, 'chatty.mjs'),
      "console.log('loading'); process.stdout.write('raw\\n');\nimport { checks } from 'exo-preflight/checks';\nexport default { ...checks[0], id: 'chatty', texts: { en: { ...checks[0].texts.en, title: 'Chatty' } }, run(c, s) { console.log('{}'); return checks[0].run(c, s); } };\n",
    );
    const { stdout, stderr } = cli(...recorded, '--checks', 'chatty.mjs', '--format', 'json');
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
    expect(stderr).toContain('raw');
  });

  it.each([
    [
      'forgets a promise that fails',
      "import { checks } from 'exo-preflight/checks'; Promise.reject(new Error('lost')); export default { ...checks[0], id: 'odd' };",
      /outside every check/u,
    ],
    [
      'throws from a timer',
      "import { checks } from 'exo-preflight/checks'; setTimeout(() => { throw new Error('late'); }); export default { ...checks[0], id: 'odd' };",
      /outside every check/u,
    ],
    ['ends the process while it is loaded', 'process.exit(0);', /before there was a verdict/u],
    [
      'ends the process in its row',
      "import { checks } from 'exo-preflight/checks'; export default { ...checks[0], id: 'odd', run() { process.exit(0); } };",
      /before there was a verdict/u,
    ],
    ['waits for nothing while it is loaded', 'await new Promise(() => undefined);', /before there was a verdict/u],
  ])('that %s is told, exit 4, no stack', (_what, source, sentence) => {
    writeFileSync(join(folder, 'odd.mjs'), source);
    const { status, stdout, stderr } = cli(...recorded, '--checks', 'odd.mjs', '--format', 'json');
    expect(stderr).toMatch(sentence);
    expect(status).toBe(4);
    if (stdout !== '') expect((JSON.parse(stdout) as { exitCode: number }).exitCode).toBe(4);
    expect(stderr).not.toMatch(/\n\s+at /u);
  });

  it.each([
    ['has no such sentence', "pass('nope', { evidence })"],
    ['does not fill its sentence', "pass('filled', { evidence })"],
  ])('whose answer %s is its own row, unknown', (_what, answer) => {
    writeFileSync(
      join(folder, 'said.mjs'),
      `import { pass, value, pub } from 'exo-preflight'; const evidence = [{ what: { id: 'title' }, observed: value(pub('x')), source: 'x' }]; export default { apiVersion: 1, id: 'said', group: 'pc', texts: { en: { title: 'T', filled: 'Fine {n}' } }, async run() { return ${answer}; } };`,
    );
    expect(json(...recorded, '--checks', 'said.mjs').outcomes.find(({ check }) => check === 'said')).toMatchObject({
      status: 'unknown',
      ended: { crash: 'TypeError' },
    });
  });

  it.each([
    [
      'has an appliesTo that is no function',
      'applies.mjs',
      'export const a = { apiVersion: 1, id: "a", group: "g", texts: { en: { title: "t" } }, appliesTo: true, run() {} };',
      /appliesTo that is no function/u,
    ],
    ['is not there', 'nothing.mjs', '', /does not exist/u],
    ['is TypeScript', 'plugin.ts', 'export {}', /not a compiled module/u],
    ['exports nothing', 'empty.mjs', 'export const x = 1;', /exports no check/u],
    ['throws while loading', 'throws.mjs', 'throw new Error("secret stack");', /could not be loaded/u],
    ['has a bad id', 'bad-id.mjs', 'export const a = { apiVersion: 1, id: "Bad Id", run() {} };', /no proper id/u],
    ['is for another version', 'version.mjs', 'export const a = { apiVersion: 2, id: "a", run() {} };', /version 2/u],
    [
      'has no title',
      'title.mjs',
      'export const a = { apiVersion: 1, id: "a", group: "g", texts: {}, run() {} };',
      /no English title/u,
    ],
    [
      'takes the id of another',
      'taken.mjs',
      'export const a = { apiVersion: 1, id: "wmf", group: "g", texts: { en: { title: "t" } }, run() {} };',
      /Two checks have the id "wmf"/u,
    ],
    [
      'needs what is not there',
      'needs.mjs',
      'export const a = { apiVersion: 1, id: "a", group: "g", needs: ["zebra"], texts: { en: { title: "t" } }, run() {} };',
      /"zebra"/u,
    ],
    [
      'needs itself',
      'circle.mjs',
      'export const a = { apiVersion: 1, id: "a", group: "g", needs: ["a"], texts: { en: { title: "t" } }, run() {} };',
      /circle: a → a/u,
    ],
  ])('that %s is refused with a sentence, exit 2, no stack', (_what, file, source, sentence) => {
    if (source !== '') writeFileSync(join(folder, file), source);
    const { status, stderr, stdout } = cli(...recorded, '--checks', file);
    expect(stderr).toMatch(sentence);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).not.toMatch(/\n\s+at /u);
  });
});
