import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from 'exo-preflight/checks';
import { afterAll, describe, expect, it } from 'vitest';
import type { Lab, ScenarioId } from '../../src/lab/index.js';
import { cli, cliPath, reportOf } from '../support/cli.js';
import { caFile, labArgs, withLab } from '../support/lab-run.js';

const folder = mkdtempSync(join(tmpdir(), 'interruption-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Resolves when what the lab counted is so. */
async function counted(lab: Lab, isSo: (counts: ReturnType<Lab['counts']>) => boolean): Promise<void> {
  while (!isSo(lab.counts())) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function mainJob(
  scenario: ScenarioId,
  during: (lab: Lab, kill: (name: NodeJS.Signals) => void) => Promise<void>,
  more: readonly string[] = [],
) {
  return withLab({ scenario }, async (lab) => {
    const ca = caFile(folder, lab);
    const running = cli([...labArgs(lab, { ca }), '--password-stdin', ...more], { input: lab.password });
    await during(lab, (name) => running.child.kill(name));
    return { ended: await running, counts: lab.counts() };
  });
}

describe('a run that is interrupted', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s with a session open removes it, tells what it had seen, and exits 130',
    async (name) => {
      const { ended, counts } = await mainJob(
        'slow',
        async (lab, kill) => {
          await counted(lab, ({ shellsOpened }) => shellsOpened === 1);
          kill(name);
        },
        ['--format', 'json'],
      );
      const report = reportOf(ended);
      expect([ended.status, report.exitCode, report.verdict]).toEqual([130, 130, 'unclear']);
      expect(report.outcomes).toHaveLength(checks.length);
      expect(report.connections[0]?.removal).toBe('clean');
      expect(report.connections[0]?.stages.map(({ status }) => status)).toContain('interrupted');
      expect(counts).toMatchObject({ shellsOpened: 1, shellsLeft: 0, signIns: 1 });
    },
  );

  it('twice leaves at once, with a line and no stack', async () => {
    const { ended } = await mainJob('slow', async (lab, kill) => {
      await counted(lab, ({ shellsOpened }) => shellsOpened === 1);
      kill('SIGINT');
      kill('SIGTERM');
    });
    expect(ended.status).toBe(130);
    expect(ended.stderr).not.toMatch(/\n\s+at /u);
  });

  it('before anything was opened has nothing to remove', async () => {
    const { ended, counts } = await mainJob(
      'slow',
      (_lab, kill) =>
        new Promise((resolve) =>
          setTimeout(() => {
            kill('SIGINT');
            resolve();
          }, 150),
        ),
    );
    expect([0, 1]).toContain(counts.shellsOpened);
    expect([ended.status ?? 130, counts.shellsLeft]).toEqual([130, 0]);
  });
});

describe('a server that asks nobody who they are, interrupted while it opens a session', () => {
  it('is waited for a moment, and what may be left there is named', async () => {
    const open = createServer((request) => request.resume());
    await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
    const running = cli(
      [
        '--route',
        'exchange-server',
        '--endpoint',
        `http://127.0.0.1:${(open.address() as AddressInfo).port}/PowerShell/`,
        '--user',
        'u',
        '--password-stdin',
        '--format',
        'json',
        '--timeout',
        '0.3',
      ],
      { input: 'Some-Word-1' },
    );
    setTimeout(() => running.child.kill('SIGINT'), 900);
    const ended = await running;
    open.closeAllConnections();
    open.close();
    expect([ended.status, reportOf(ended).connections[0]?.removal]).toEqual([130, 'abandoned']);
  });
});

/** The line in which a served lab says how to reach it; a password that it was given is not in it. */
type Served = Pick<Lab, 'http' | 'https' | 'ca' | 'user' | 'tenant'> & { readonly password?: string };

describe('the served lab', () => {
  async function serve(args: readonly string[], input = '') {
    const child = spawn(process.execPath, [cliPath, 'lab', '--serve', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(input);
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout });
    const first = new Promise<string>((resolve) => reader.once('line', resolve));
    reader.on('line', (line) => lines.push(line));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    return { child, lines, ended, reported: JSON.parse(await first) as Served };
  }

  it('says in one line how to reach it, is met by the main job, and says at its end what it counted', async () => {
    const { child, lines, ended, reported } = await serve([]);
    expect(Object.keys(reported)).toEqual(['http', 'https', 'ca', 'user', 'tenant', 'password']);
    expect(readFileSync(reported.ca, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/u);
    const report = reportOf(
      await cli([...labArgs(reported, { ca: reported.ca }), '--password-stdin', '--format', 'json'], {
        input: reported.password!,
      }),
    );
    expect(report.outcomes.find(({ check }) => check === 'test-connection')?.status).toBe('pass');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1]!)).toEqual({ shellsOpened: 1, shellsLeft: 0, signIns: 1, signInsRefused: 0 });
    expect(() => readFileSync(reported.ca)).toThrow('ENOENT');
  });

  it('keeps a password it was given to itself', async () => {
    const { child, lines, ended, reported } = await serve(
      ['--user', 'jo@contoso.example', '--password-stdin'],
      'Given-Secret-1\n',
    );
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect([Object.keys(reported), reported.user]).toEqual([
      ['http', 'https', 'ca', 'user', 'tenant'],
      'jo@contoso.example',
    ]);
    expect(lines.join('')).not.toContain('Given-Secret-1');
  });

  it('listens on loopback addresses alone', async () => {
    const { child, ended, reported } = await serve([]);
    for (const address of ['http', 'https'] as const)
      expect(['127.0.0.1', 'localhost', '[::1]']).toContain(new URL(reported[address]).hostname);
    const { port } = new URL(reported.http);
    const tables = ['tcp', 'tcp6'].map((table) => readFileSync(`/proc/net/${table}`, 'latin1')).join('\n');
    const listening = tables
      .split('\n')
      .map((line) => line.trim().split(/\s+/u))
      .filter(
        (fields) =>
          fields[3] === '0A' && fields[1]?.endsWith(`:${Number(port).toString(16).toUpperCase().padStart(4, '0')}`),
      );
    expect(listening.length).toBeGreaterThan(0);
    for (const fields of listening)
      expect(['0100007F', '00000000000000000000000001000000']).toContain(fields[1]!.split(':')[0]);
    child.kill('SIGINT');
    await ended;
  });

  it('on a port that is taken says so', async () => {
    const { child, ended, reported } = await serve([]);
    const { port } = new URL(reported.https);
    const second = await cli(['lab', '--serve', '--port', port]);
    expect([second.status, second.stdout]).toEqual([2, '']);
    expect(second.stderr).toMatch(/--port \d+ can not be used/u);
    child.kill('SIGINT');
    await ended;
    await new Promise<void>((resolve) => connect(Number(port), '127.0.0.1').on('error', () => resolve()));
  });
});
