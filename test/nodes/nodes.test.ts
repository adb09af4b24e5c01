import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cli, reportOf, rowsOf } from '../support/cli.js';

/** The versions of Node.js the tool promises to run on, as binaries. */
const nodes = (process.env['EXO_PREFLIGHT_NODES'] ?? '').split(':').filter((node) => node !== '');

describe.each(nodes.map((node) => [spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim(), node] as const))(
  'on Node.js %s',
  (version, node) => {
    it('the lab runs: sign-in, session, Get-Mailbox, removal', async () => {
      const ended = await cli(['lab', '--format', 'json'], { node });
      const report = reportOf(ended);
      expect([ended.status, report.verdict]).toEqual([0, 'ready']);
      expect(report.connections[0]?.stack).toContain(version.slice(1));
    });

    it.each([
      ['wrong-password', 'credentials', 'sign-in-refused'],
      ['session-limit', 'session-limit', 'session-limit'],
      ['redirect-elsewhere', 'test-connection', 'redirect-refused'],
    ])('the scenario %s is told as what it is', async (scenario, check, symptom) => {
      expect(rowsOf(reportOf(await cli(['lab', '--scenario', scenario, '--format', 'json'], { node })))[check]).toBe(
        symptom,
      );
    });

    it('an authority that nobody named is not trusted, and one that was is', async () => {
      const ended = await cli(['lab', '--only', 'port-443', '--format', 'json'], { node });
      expect(rowsOf(reportOf(ended))).toMatchObject({ 'port-443': 'pass' });
    });
  },
);

it('there is at least one', () => expect(nodes.length).toBeGreaterThan(0));
