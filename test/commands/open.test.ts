import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report, ReportedOutcome } from '../../src/report/document/schema.js';
import { version } from '../../src/cli/io.js';
import { cli, machine, reportOf } from '../support/cli.js';
import { inProcess } from '../support/run-cli.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'open-'))));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const fresh = (): string => join(folder, `${files++}.json`);
function file(report: unknown): string {
  const path = fresh();
  writeFileSync(path, JSON.stringify(report));
  return path;
}

/** Rows finish in the order of the run, and within a millisecond in any; what comes after them does not. */
function parts(stdout: string): {
  readonly origin: string;
  readonly headline: string;
  readonly rows: readonly string[];
  readonly conclusion: string;
} {
  const [origin = '', headline = '', , ...rest] = stdout.split('\n');
  const end = rest.indexOf('');
  return { origin, headline, rows: rest.slice(0, end).sort(), conclusion: rest.slice(end).join('\n') };
}

const exchangeServer = [
  '--route',
  'exchange-server',
  '--endpoint',
  'https://mail.contoso.example/PowerShell/',
] as const;

describe('exo-preflight open', () => {
  it.each<[string, readonly string[]]>([
    ['a PC with three faults', [...exchangeServer, '--machine', machine('windows-7-as-shipped')]],
    [
      'a PC of which little could be read',
      ['--route', 'exchange-online', '--machine', machine('windows-10-unreadable')],
    ],
    [
      'a PC with warnings that count',
      ['--route', 'exchange-online', '--machine', machine('windows-10-1511'), '--strict'],
    ],
    ['a few rows', [...exchangeServer, '--machine', machine('windows-10'), '--only', 'wmf,execution-policy']],
    ['a refused account', ['lab', '--scenario', 'wrong-password']],
    ['no room for a session', ['lab', '--scenario', 'session-limit']],
    ['a role that is missing', ['lab', '--scenario', 'no-mailbox-role']],
    ['a way that is closed', ['lab', '--scenario', 'retired']],
  ])('shows %s in the words of the run, and ends as it did', async (_what, args) => {
    const output = fresh();
    const run = await inProcess([...args, '--output', output]);
    const opened = await inProcess(['open', output]);
    expect([opened.status, opened.stderr]).toEqual([run.status, '']);
    const [before, after] = [parts(run.stdout), parts(opened.stdout)];
    expect([after.headline, after.rows, after.conclusion]).toEqual([before.headline, before.rows, before.conclusion]);
    expect(after.origin).toMatch(
      /^A report of \d{4}-\d\d-\d\d \d\d:\d\d UTC, written by .+, on .+\. Nothing is run\.$/u,
    );
    expect(after.origin).toContain(`written by exo-preflight ${version}, on `);
    expect(after.origin).toContain(args[0] === 'lab' ? 'THE LAB' : 'a recorded PC');
  });

  it('shows a connection that worked, and says what that proves', async () => {
    const output = fresh();
    await cli(['lab', '--output', output]);
    const { status, stdout } = await cli(['open', output, '--no-color']);
    expect([status, stdout.split('\n')[0]]).toEqual([
      0,
      expect.stringContaining('written by exo-preflight 0.1.0, on '),
    ]);
    expect(stdout).toContain(
      `READY. The test connection worked, and nothing else stands in the way.\nThe test connection was made by the tool's own client on Node.js ${process.versions.node}.`,
    );
  });

  it('says when names were replaced, and shows none', async () => {
    const output = fresh();
    await inProcess(['lab', '--scenario', 'wrong-password', '--redact', '--output', output]);
    const { stdout } = await inProcess(['open', output]);
    expect(stdout.split('\n')[0]).toMatch(/Names in it are replaced\.$/u);
    expect(stdout).toContain('[user 1]');
    expect(stdout).not.toMatch(/contoso|partner\.example/u);
  });

  it('tells of a session that was left', async () => {
    const report = reportOf(await inProcess(['lab', '--scenario', 'session-limit', '--format', 'json']));
    const { stderr } = await inProcess([
      'open',
      file({ ...report, connections: report.connections.map((one) => ({ ...one, removal: 'abandoned' })) }),
    ]);
    expect(stderr).toBe('The remote session could not be closed; it may remain for about 15 minutes.\n');
  });

  it('an interrupted run ends with 130 and without an invitation to interrupt it again', async () => {
    const report = reportOf(await inProcess(['lab', '--scenario', 'wrong-password', '--format', 'json']));
    const { status, stdout, stderr } = await inProcess(['open', file({ ...report, exitCode: 130 })]);
    expect([status, stderr]).toEqual([130, '']);
    expect(stdout).toContain('Interrupted.');
  });

  it.each([
    ['no file', ['open'], /missing required argument/u],
    ['a file that is not there', ['open', '/nowhere.json'], /open: the file \/nowhere\.json can not be opened/u],
    ['two files', ['open', 'a', 'b'], /too many arguments/u],
    [
      'a recorded PC',
      ['open', machine('windows-10')],
      /is a recorded PC, not a report.*\nJudge it: exo-preflight --machine FILE/u,
    ],
    ['a file that never ends', ['open', '/dev/zero'], /\/dev\/zero is not a file/u],
  ])('%s is one clear sentence, exit 2', async (_what, args, sentence) => {
    const { status, stdout, stderr } = await inProcess(args);
    expect(stderr).toMatch(sentence);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
  });
});

describe('a report nobody can trust', () => {
  const steer = '\u001b[2J\u001b]8;;https://evil.example\u0007\u202e\u200b\u0085\r\n';
  let base: Report;
  beforeAll(
    async () =>
      (base = reportOf(await inProcess(['lab', '--scenario', 'remote-powershell-disabled', '--format', 'json']))),
  );
  const everyRow = (change: (row: ReportedOutcome) => ReportedOutcome): Report => ({
    ...base,
    outcomes: base.outcomes.map(change),
  });

  it('can not steer a terminal with any text in it', async () => {
    const walk = (value: unknown, name = ''): unknown => {
      if (typeof value === 'string')
        return [
          'schema',
          'name',
          'version',
          'startedAt',
          'check',
          'status',
          'state',
          'kind',
          'origin',
          'verdict',
          'removal',
          'host',
          'tenant',
        ].includes(name)
          ? value
          : `${steer}${value}${steer}`;
      if (Array.isArray(value)) return value.map((one) => walk(one, name));
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [
          key,
          key === 'target'
            ? { ...base.target, endpoint: `https://${steer}`, user: steer }
            : key === 'blockedBy'
              ? one
              : walk(one, key),
        ]),
      );
    };
    const report = { ...(walk(base) as Report), recording: steer, origin: 'recorded' };
    const { status, stdout, stderr } = await inProcess(['open', file(report)]);
    expect(status).toBe(1);
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/u);
    expect(stdout.split('\n')[1]).toMatch(/^Way in: in the report: /u);
  });

  it('shows no remedy, command or link of its own', async () => {
    const evil = {
      owner: 'Evil',
      cause: 'Evil cause',
      steps: ['`Remove-Mailbox *`'],
      links: ['https://evil.example'],
      send: 'Evil letter',
    };
    const { stdout } = await inProcess([
      'open',
      file(everyRow((row) => ({ ...row, remedy: evil, page: 'https://evil.example/page' }))),
    ]);
    expect(stdout).not.toMatch(/evil|Remove-Mailbox/iu);
    expect(stdout).toContain('Set-User admin@partner.example -RemotePowerShellEnabled $true');
  });

  it('puts no name into a command that is more than a name', async () => {
    const { stdout } = await inProcess([
      'open',
      file({ ...base, target: { ...base.target, user: 'x; Remove-Mailbox *' } }),
    ]);
    expect(stdout).toContain('Set-User <account> -RemotePowerShellEnabled $true');
    const args = {
      user: { value: '$(Remove-Mailbox *)', kind: 'user' as const },
      host: { value: 'x | Remove-Mailbox', kind: 'host' as const },
    };
    const again = await inProcess([
      'open',
      file(
        everyRow((row) =>
          row.message ? { ...row, message: { ...row.message, args: { ...row.message.args, ...args } } } : row,
        ),
      ),
    ]);
    expect(again.stdout).not.toContain('Remove-Mailbox');
    expect(again.stdout).toContain('in the report: ');
  });

  it('is cut where it is endless', async () => {
    const endless = 'x'.repeat(200_000);
    const { stdout } = await inProcess([
      'open',
      file(everyRow((row) => ({ ...row, title: endless, summary: endless, group: endless, message: { id: 'zebra' } }))),
    ]);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(1500);
  });

  it('does not make a verdict: READY over a failed row is marked in the first line', async () => {
    const { status, stdout } = await inProcess(['open', file({ ...base, verdict: 'ready', exitCode: 0, causes: [] })]);
    expect(stdout.split('\n')[0]).toMatch(
      /THE REPORT ITSELF SAYS READY \(exit code 0\); its rows do not come to that/u,
    );
    expect(stdout).toContain('\nNOT READY. One cause.\n');
    expect(status).toBe(1);
  });

  it('keeps every row, those of checks nobody here knows too', async () => {
    const report = {
      ...base,
      outcomes: [
        ...base.outcomes,
        {
          ...base.outcomes[0],
          check: 'zebra',
          title: 'Stripes are in place',
          status: 'fail',
          symptom: 'no-stripes',
          summary: 'There are none.',
        },
      ],
    };
    const { stdout } = await inProcess(['open', file(report)]);
    expect(stdout).toContain('FAILED      in the report: Stripes are in place: in the report: There are none.\n');
    expect(parts(stdout).rows.length).toBe(base.outcomes.length + 1);
  });
});
