import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from 'exo-preflight/checks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, cliPath, machine, reportOf, rowsOf } from '../support/cli.js';
import { inProcess } from '../support/run-cli.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'command-line-'))));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const partner = ['--route', 'partner-basic'] as const;
const recorded = [
  '--route',
  'exchange-server',
  '--endpoint',
  'https://mail.contoso.example/PowerShell/',
  '--machine',
  machine('windows-10'),
] as const;

describe('bad input is one clear sentence with what to do, exit 2, before any network traffic', () => {
  it.each<[string, readonly string[], RegExp, string?]>([
    ['no route off a terminal', [], /--route is missing/u],
    ['an unknown route', ['--route', 'zebra'], /--route "zebra" is not a route/u],
    ['an unknown flag', ['--rout', 'x'], /unknown option '--rout'/u],
    ['an unknown command', ['zebra'], /zebra/u],
    ['an unknown format', [...partner, '--format', 'xml'], /xml.*text, json/u],
    ['an unknown check to run', [...recorded, '--only', 'zebra'], /no check "zebra"/u],
    ['an unknown check to skip', [...recorded, '--skip', 'zebra'], /no check "zebra"/u],
    ['a tenant that is no domain', [...partner, '--tenant', 'contoso'], /--tenant "contoso" is not a domain name/u],
    [
      'an address that is none',
      ['--route', 'exchange-server', '--endpoint', 'mail'],
      /--endpoint "mail" is not a URL/u,
    ],
    [
      'plain http elsewhere',
      ['--route', 'exchange-server', '--endpoint', 'http://mail.contoso.com/PowerShell/'],
      /plain http/u,
    ],
    [
      'a password in the address',
      [...partner, '--endpoint', 'https://u:Geheim1@mail.contoso.com/'],
      /user name or a password/u,
    ],
    ['a way that is not built', [...partner, '--via', 'module'], /--via "module"/u],
    ['a redirect to no host', [...partner, '--allow-redirect', 'https://x/'], /--allow-redirect/u],
    ['a factor that is none', [...partner, '--timeout', 'soon'], /--timeout "soon"/u],
    ['a factor of nothing', [...partner, '--timeout', '0'], /--timeout "0"/u],
    ['a password without an account', [...partner, '--password-stdin'], /--password-stdin has no account/u, 'pw'],
    ['an empty password', [...partner, '--user', 'a@b.example', '--password-stdin'], /the password is empty/u, ''],
    [
      'an empty password with a line end',
      [...partner, '--user', 'a@b.example', '--password-stdin'],
      /the password is empty/u,
      '\r\n',
    ],
    [
      'a password of two lines',
      [...partner, '--user', 'a@b.example', '--password-stdin'],
      /line end or another control character/u,
      'Geheim1\nGeheim2\n',
    ],
    [
      'a password without end',
      [...partner, '--user', 'a@b.example', '--password-stdin'],
      /more than 4096 bytes/u,
      'Geheim1'.repeat(1000),
    ],
    ['an empty account', [...partner, '--user', ' ', '--password-stdin'], /--user is empty/u, 'pw'],
    ['an account with a colon', [...partner, '--user', 'a:b', '--password-stdin'], /colon/u, 'pw'],
    [
      'an authority that is not there',
      [...partner, '--ca', '/nowhere.pem'],
      /--ca: the file \/nowhere\.pem can not be opened/u,
    ],
    [
      'a recorded PC that is not there',
      ['--route', 'partner-basic', '--machine', '/nowhere.json'],
      /--machine: the file \/nowhere\.json can not be opened/u,
    ],
    ['--force without --output', [...recorded, '--force'], /--force/u],
    ['an output below nowhere', [...recorded, '--output', '/nowhere/r.json'], /does not exist/u],
    ['a list of nothing', [...recorded, '--only', ''], /was given nothing/u],
    ['no check left', [...recorded, '--only', 'wmf', '--skip', 'wmf'], /No check is left/u],
    ['a password as an option', [...partner, '--password=Geheim1'], /--password-stdin/u],
    ['a password with a quote in it as an option', [...partner, "--password=x'Geheim1"], /--password-stdin/u],
    ['a password on two lines as an option', [...partner, '--password=x\nGeheim1'], /--password-stdin/u],
    ['a password in a short option', [...partner, '-pGeheim1'], /unknown option '-p…'/u],
    [
      'a password in an address that is none',
      ['--route', 'exchange-server', '--endpoint', 'https://u:Geheim1@mail contoso.com/'],
      /is not a URL/u,
    ],
    ['a redirect to anybody', [...partner, '--allow-redirect', '*'], /--allow-redirect "\*"/u],
    ['an authority without end', [...partner, '--ca', '/dev/zero'], /--ca: \/dev\/zero is not a file/u],
    ['an output that is standard output', [...recorded, '--output', '-'], /--format json/u],
    [
      'an output where nobody may write',
      [...recorded, '--output', '/proc/report.json'],
      /--output: \/proc\/report\.json can not be written/u,
    ],
    ['an unknown scenario', ['lab', '--scenario', 'zebra'], /--scenario "zebra"/u],
    ['a port that is none', ['lab', '--serve', '--port', '70000'], /--port "70000"/u],
    ['a check without a run', ['lab', '--serve', '--only', 'wmf'], /--only has no meaning with --serve/u],
    ['too many words', ['checks', 'extra'], /too many arguments/u],
    ['a port without --serve', ['lab', '--port', '8443'], /--port goes with --serve/u],
  ])('%s', async (_what, args, sentence, input = '') => {
    const { status, stdout, stderr } = await inProcess(args, { input });
    expect(stderr).toMatch(sentence);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
    expect(stderr).not.toMatch(/\n\s+at |Geheim/u);
  });

  it.each([
    ['an authority that is no certificate', () => ['--ca', file('no.pem', 'hello')], /holds no certificate in PEM/u],
    [
      'a damaged certificate',
      () => ['--ca', file('bad.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')],
      /is damaged/u,
    ],
    ['a recorded PC that is damaged', () => ['--machine', file('bad.json', '{"schema"')], /is not JSON/u],
    ['an output that is there', () => ['--output', file('there.json', 'precious')], /exists already/u],
    [
      'an output that is a folder',
      () => {
        mkdirSync(join(folder, 'd'), { recursive: true });
        return ['--output', join(folder, 'd')];
      },
      /not an ordinary file/u,
    ],
  ])('%s', async (_what, args, sentence) => {
    const { status, stderr } = await inProcess([...partner, ...args()]);
    expect(stderr).toMatch(sentence);
    expect(status).toBe(2);
  });

  it('nothing is asked of the network before', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );
    await inProcess(
      [
        '--route',
        'exchange-server',
        '--endpoint',
        `http://127.0.0.1:${port}/`,
        '--user',
        'a@b.example',
        '--password-stdin',
        '--only',
        'zebra',
      ],
      { input: 'pw' },
    );
    server.close();
    expect(connections).toBe(0);
  });

  it('shows where it came from only with --debug', async () => {
    const { stderr } = await inProcess([...partner, '--machine', '/nowhere.json', '--debug']);
    expect(stderr).toMatch(/\n\s+at /u);
  });
});

describe('a recorded PC', () => {
  it('is judged for its own rows; what asks a network is blocked by name, and says so', async () => {
    const ended = await inProcess([...recorded, '--format', 'json']);
    const report = reportOf(ended);
    expect(rowsOf(report)).toMatchObject({
      'execution-policy': 'pass',
      'port-443': 'blocked',
      credentials: 'blocked',
      'test-connection': 'blocked',
    });
    expect(report.outcomes.find(({ check }) => check === 'port-443')?.blockedBy).toEqual({ input: 'network' });
    expect(report.probes).toEqual([]);
    expect([report.origin, report.verdict, report.exitCode, ended.status]).toEqual(['recorded', 'unclear', 3, 3]);
  });

  it.each([
    ['windows-10', 0],
    ['windows-7-as-shipped', 1],
    ['windows-10-unreadable', 3],
    ['server-2019-no-policy', 3],
    ['windows-10-1511', 0],
  ] as const)('%s alone, without the rows that ask a network, exits %i', async (pc, exit) => {
    const { status } = await inProcess([
      '--route',
      'exchange-server',
      '--endpoint',
      'https://x.example/',
      '--machine',
      machine(pc),
      '--only',
      'windows-version,dotnet-framework,wmf,execution-policy,winrm-client,tls-client',
      '--format',
      'json',
    ]);
    expect(status).toBe(exit);
  });

  it('with --strict fails on a warning', async () => {
    expect(
      (
        await inProcess([
          '--route',
          'exchange-server',
          '--endpoint',
          'https://x.example/',
          '--machine',
          machine('windows-10-1511'),
          '--only',
          'wmf',
          '--strict',
        ])
      ).status,
    ).toBe(1);
  });

  it.each(['partner-basic', 'exchange-server', 'exchange-online'])(
    'on %s has every check as a row, whatever it says',
    async (route) => {
      const args = route === 'exchange-server' ? ['--endpoint', 'https://mail.contoso.example/PowerShell/'] : [];
      const { outcomes } = reportOf(
        await inProcess(['--route', route, ...args, '--machine', machine('windows-10-unreadable'), '--format', 'json']),
      );
      expect(outcomes).toHaveLength(checks.length);
    },
  );

  it("on Microsoft's own hosts finds the way closed, first, ahead of everything", async () => {
    const report = reportOf(
      await inProcess(['--route', 'partner-basic', '--machine', machine('windows-7-as-shipped'), '--format', 'json']),
    );
    expect(report.causes[0]).toMatchObject({
      check: 'route-offered',
      symptom: 'route-closed',
      explains: ['credentials', 'remote-powershell', 'session-limit', 'test-connection'],
    });
    expect(report.exitCode).toBe(1);
  });
});

describe('what a run leaves behind', () => {
  it('a report in a new file of its own, the same as on standard output', async () => {
    const output = join(folder, 'report.json');
    const ended = await inProcess([...recorded, '--format', 'json', '--output', output]);
    expect(JSON.parse(readFileSync(output, 'utf8'))).toEqual(reportOf(ended));
  });

  it('a report that is a recording of its PC', async () => {
    const output = join(folder, 'again.json');
    await inProcess([...recorded, '--output', output]);
    const again = reportOf(
      await inProcess([
        '--route',
        'exchange-server',
        '--endpoint',
        'https://x.example/',
        '--machine',
        output,
        '--format',
        'json',
        '--only',
        'execution-policy',
      ]),
    );
    expect(rowsOf(again)).toEqual({ 'execution-policy': 'pass' });
  });

  it('nothing that says who and where, with --redact', async () => {
    const { stdout } = await inProcess([
      ...recorded.slice(0, 4),
      '--machine',
      machine('windows-10-german'),
      '--tenant',
      'contoso.onmicrosoft.com',
      '--format',
      'json',
      '--redact',
    ]);
    for (const name of ['contoso', 'Jürgen', 'MÜNCHEN', 'münchen', 'TECH-PC']) expect(stdout).not.toContain(name);
    expect(JSON.parse(stdout)).toMatchObject({ redacted: true, target: { host: '[host 1]' } });
  });
});

describe('where the result can not be written', () => {
  it.each([['--version'], ['checks'], ['lab', '--list'], [...recorded, '--format', 'json'], [...recorded]])(
    '%s … is one sentence and exit 4',
    (...args) => {
      const full = openSync('/dev/full', 'w');
      const { status, stderr } = spawnSync(process.execPath, [cliPath, ...args], {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(full);
      expect([status, stderr.includes('ENOSPC')]).toEqual([4, true]);
      expect(stderr).not.toMatch(/\n\s+at /u);
    },
  );
});

describe('a pipe with nobody behind it as an input file', () => {
  it.each(['--machine', '--ca'])('%s is refused and not waited for', async (option) => {
    const fifo = join(folder, `fifo${option}`);
    spawnSync('mkfifo', [fifo]);
    const { status, stderr } = await cli([...partner, option, fifo]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('is not a file')]);
  });
});

describe('a report of the lab', () => {
  it('stays an invented PC when it is judged again', async () => {
    const output = join(folder, 'simulated.json');
    await inProcess(['lab', '--output', output]);
    const { stdout } = await inProcess(['--route', 'exchange-online', '--machine', output]);
    expect(stdout.split('\n')[0]).toMatch(/^A recorded PC, from a file: .*SIMULATED, not a real PC/u);
  });
});

describe('in a pipe', () => {
  it('there is no colour and no cursor move, whatever the environment says', async () => {
    const { stdout, stderr } = await cli([...recorded], {
      env: { FORCE_COLOR: '3', TERM: 'xterm-256color', COLORTERM: 'truecolor' },
    });
    expect(stdout + stderr).not.toContain('\u001b');
  });

  it('every row is one line that begins with a word', async () => {
    const { stdout } = await inProcess([...recorded]);
    const rows = stdout.split('\n').filter((line) => /^(?:ok|warning|FAILED|blocked|unknown|n\/a) /u.test(line));
    expect(rows).toHaveLength(checks.length);
  });

  it('a reader that goes away does no harm', async () => {
    const { child, ...rest } = cli([...recorded]);
    child.stdout?.destroy();
    void rest;
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(3);
  });
});

describe('questions about the tool', () => {
  it('are answered on standard output with exit 0', async () => {
    for (const args of [
      ['--version'],
      ['--help'],
      ['lab', '--help'],
      ['checks'],
      ['checks', '--format', 'json'],
      ['lab', '--list'],
    ]) {
      const { status, stdout } = await (args[0] === '--version' ? cli(args) : inProcess(args));
      expect([args, status, stdout.length > 4]).toEqual([args, 0, true]);
    }
  });

  it('about this PC are answered from a worker, with nothing passed off as read', async () => {
    const { status, stdout } = await cli(['about', '--format', 'json']);
    const about = JSON.parse(stdout) as { state: string; items: { id: string; value: unknown }[] };
    expect([status, about.state]).toEqual([0, 'reported']);
    for (const { id, value } of about.items) expect(value, id).not.toBe('');
  });
});
