import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { factIds } from '../../src/machine/fact-table.js';
import { readMachineFile } from '../../src/machine/recording/machine-file.js';
import { cliPath, reportOf } from '../support/cli.js';
import { inProcess } from '../support/run-cli.js';

const root = join(import.meta.dirname, '../..');
const composed = join(root, 'test/fixtures/collected/windows-7-composed.clixml');
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'collect-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** In a folder of its own, as a technician would: the default name is one in the folder at hand. */
const collect = (...args: string[]) =>
  spawnSync(process.execPath, [cliPath, 'collect', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HTTPS_PROXY: 'http://user:s3cret@proxy.example:8080' },
  });
const only = (): string => {
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0]!);
};

describe('exo-preflight collect', () => {
  it('writes every fact of this PC into a new file that only its owner can read, and says where', async () => {
    const { status, stdout, stderr } = collect();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^exo-preflight-collected-[\w-]+-\d{8}-\d{6}\.json\n$/u);
    expect(join(folder, stdout.trim())).toBe(only());
    expect(statSync(only()).mode & 0o777).toBe(0o600);
    expect(stderr).toContain('To judge them elsewhere: exo-preflight --machine FILE');
    const { recording, unknownFacts } = await readMachineFile(only());
    expect([...recording.keys()]).toEqual(factIds);
    expect(unknownFacts).toEqual([]);
    expect(recording.get('proxy.environment.https')?.reading).toEqual({
      state: 'value',
      value: 'http://proxy.example:8080',
    });
  });

  it.runIf(process.platform !== 'win32')(
    'off Windows says that nothing of Windows is in it, and holds it unreadable',
    async () => {
      expect(collect().stderr).toContain('This is not Windows');
      expect((await readMachineFile(only())).recording.get('windows.build')?.reading).toEqual({
        state: 'unreadable',
        why: { id: 'unreadable.not-windows' },
      });
    },
  );

  it('replaces nothing that it was not asked to replace', async () => {
    writeFileSync(join(folder, 'pc.json'), 'mine');
    const collectInto = (...more: string[]) => inProcess(['collect', '--output', join(folder, 'pc.json'), ...more]);
    const refused = await collectInto();
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('exists already');
    expect(readFileSync(join(folder, 'pc.json'), 'utf8')).toBe('mine');
    expect((await collectInto('--force')).status).toBe(0);
    expect(readFileSync(join(folder, 'pc.json'), 'utf8')).toContain('exo-preflight/machine/1');
  });

  it.each([['--force'], ['--script', '--force']])('%s %s takes the name it would have given', (...args) =>
    expect([collect(...args).status, collect(...args).status]).toEqual([0, 0]),
  );

  it('has nothing for standard output but the name of the file', async () => {
    const { status, stderr } = await inProcess(['collect', '--output', '-']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('is not the path of a file')]);
    expect(stderr).not.toContain('--format');
  });

  it.each([[], ['--script']])(
    'in a folder that takes no file suggests --output, and does not speak of it as given %s',
    (...args) => {
      const { status, stderr } = spawnSync(process.execPath, [cliPath, 'collect', ...args], {
        cwd: '/proc',
        encoding: 'utf8',
        env: { PATH: process.env['PATH'] },
      });
      expect([status, stderr]).toEqual([
        2,
        expect.stringMatching(
          /exo-preflight: (?:exo-preflight-collected-\S+|collect\.ps1) can not be written here \(\w+\)\.\nGive a file where you may write: --output FILE\./u,
        ),
      ]);
    },
  );
});

describe('exo-preflight collect --script', () => {
  it('writes the script as it is kept here, with the line ends of Windows, and says first how to start it without a policy', () => {
    const { status, stdout, stderr } = collect('--script');
    expect([status, stdout]).toEqual([0, 'collect.ps1\n']);
    const written = readFileSync(only(), 'utf8');
    expect(written.replaceAll('\r\n', '\n')).toBe(
      readFileSync(join(root, 'src/machine/recording/collect.ps1'), 'utf8'),
    );
    expect(written.split('\n').every((line, index, all) => index === all.length - 1 || line.endsWith('\r'))).toBe(true);
    expect(stderr).toContain('\n  Get-Content .\\collect.ps1 | Out-String | Invoke-Expression\n');
    expect(stderr).toContain(
      '\n  powershell -NoProfile -Command "Get-Content .\\collect.ps1 | Out-String | Invoke-Expression"\n',
    );
    const again = collect('--script');
    expect([again.status, again.stderr]).toEqual([
      2,
      expect.stringMatching(/exo-preflight: collect\.ps1 exists already\.\n.*--force/u),
    ]);
    expect(collect('--script', '--force').status).toBe(0);
  });

  it.each([
    ['of customer (1).ps1', "Get-Content '.\\of customer (1).ps1' | Out-String"],
    ["it's.ps1", 'Get-Content FILE | Out-String'],
    ['a$(calc).ps1', 'Get-Content FILE | Out-String'],
  ])('under the name %s it is started by %s', (name, start) =>
    expect(collect('--script', '--output', name).stderr).toContain(start),
  );
});

describe('--machine with a file that collect.ps1 wrote', () => {
  const judge = (file: string, ...more: string[]) =>
    inProcess(['--route', 'exchange-online', '--machine', file, '--format', 'json', ...more]);

  it('judges that PC, and tells beside it how it was collected and what was tried from there', async () => {
    const ended = await judge(composed);
    const report = reportOf(ended);
    expect(report.origin).toBe('recorded');
    expect(report.facts.find(({ id }) => id === 'windows.build')).toMatchObject({ state: 'value', value: 7601 });
    expect(report.outcomes.find(({ check }) => check === 'wmf')).toMatchObject({ status: 'fail' });
    expect(
      report.outcomes.filter(({ check }) => check === 'port-80' || check === 'port-443').map(({ status }) => status),
    ).toEqual(['blocked', 'blocked']);
    expect(ended.stderr).toContain('collected 2026-11-22 09:15:00 UTC by PowerShell 2.0, 64-bit.');
    expect(ended.stderr).toContain(
      'the collector tried outlook.office365.com from that PC: TCP 80 connected on 0 of 1 (else timed-out); TCP 443 connected on 1 of 1.',
    );
    expect(ended.stderr).toContain('the collector tried ps.example.invalid from that PC: its name: not-found.');
  });

  it('names no server where names are to be hidden', async () => {
    const { stderr } = await judge(composed, '--redact');
    expect(stderr).toContain('the collector tried a server from that PC');
    expect(stderr).not.toContain('outlook.office365.com');
  });

  it('says what the collector could not see, and shows no control characters of the file', async () => {
    const file = join(folder, 'pc.clixml');
    writeFileSync(
      file,
      readFileSync(composed, 'utf8')
        .replace('<LST />', '<LST><S>language-mode</S><S>sunspots_x001B_[2J</S></LST>')
        .replace('<S N="powershell">2.0</S>', '<S N="powershell">5.1_x001B_[31m</S>')
        .replace('host.platform', 'moon_x001B_[2J.phase'),
    );
    const { stderr, status } = await judge(file);
    expect(status).not.toBe(2);
    expect(stderr).toContain('PARTIAL: a policy of that PC constrains PowerShell');
    expect(stderr).toContain('for a reason this version does not know');
    expect(stderr).toContain('moon[2J.phase');
    expect(stderr).not.toContain('\u001b');
  });

  it('is a recorded PC for the lab as well', async () =>
    expect(reportOf(await inProcess(['lab', '--machine', composed, '--format', 'json'])).origin).toBe('simulated'));

  it('refuses another XML file with exit code 2 and writes no report', async () => {
    const file = join(folder, 'page.html');
    writeFileSync(file, '<html></html>');
    const output = join(folder, 'report.json');
    const { status, stderr, stdout } = await judge(file, '--output', output);
    expect([status, stdout, existsSync(output)]).toEqual([2, '', false]);
    expect(stderr).toContain('can not be read as CLIXML');
  });
});
