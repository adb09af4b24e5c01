import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clean } from '../../../src/locales/render.js';
import { readMachineFile } from '../../../src/machine/recording/machine-file.js';
import { RecordedMachine } from '../../../src/machine/recording/recorded-machine.js';
import { openedRun } from '../../../src/session/opened-report.js';
import { readReport } from '../../../src/report/document/read-report.js';
import type { Report } from '../../../src/report/document/schema.js';
import { UserError } from '../../../src/vocabulary/index.js';
import { machine } from '../../support/cli.js';
import { reportOn } from '../../support/judged-pc.js';

let folder: string;
let good: Report;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'read-report-'));
  good = await reportOn(new RecordedMachine((await readMachineFile(machine('windows-7-as-shipped'))).recording));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (content: string | Uint8Array): string => {
  const path = join(folder, 'report.json');
  writeFileSync(path, content);
  return path;
};

async function refusal(path: string): Promise<{ readonly said: string; readonly todo: string }> {
  const error: unknown = await readReport(path).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error(`not refused: ${String(error)}`);
  expect(error.exitCode).toBe(2);
  return { said: clean(error.message), todo: error.todo };
}

const row = (check: string, change: object) => (report: Report) => ({
  ...report,
  outcomes: report.outcomes.map((one) => (one.check === check ? { ...one, ...change } : one)),
});

describe('a report that is read in', () => {
  it('is read as it was written, in UTF-8 or as Windows PowerShell redirects it', async () => {
    expect(await readReport(file(JSON.stringify(good)))).toEqual(good);
    expect(await readReport(file(Buffer.from(`\ufeff${JSON.stringify(good)}`, 'utf16le')))).toEqual(good);
  });

  it('may say more than this version knows', async () => {
    expect(
      await readReport(
        file(
          JSON.stringify({
            ...good,
            later: { more: [1] },
            outcomes: good.outcomes.map((one) => ({ ...one, later: true })),
          }),
        ),
      ),
    ).toEqual(good);
  });

  it('words of a later version are read, and shown as what they are', async () => {
    const later = {
      ...good,
      route: 'exchange-next',
      via: 'carrier-pigeon',
      outcomes: good.outcomes.map((one) => {
        if (one.check === 'wmf') return { ...one, status: 'not-tested' };
        if (one.check === 'port-80') return { ...one, status: 'unknown', evidence: [], ended: { asleep: 'yes' } };
        if (one.check === 'proxy') return { ...one, status: 'blocked', blockedBy: { weather: 'rain' } };
        return one.message?.args
          ? { ...one, message: { ...one.message, args: { ...one.message.args, more: { value: 'x', kind: 'phone' } } } }
          : one;
      }),
      connections: [
        {
          via: 'carrier-pigeon',
          stack: 'Pigeon 1',
          removal: 'flown-away',
          stages: [
            { stage: 'take-off', hop: 0, status: 'delayed', startedMs: 0, durationMs: 1, detail: [] },
            { stage: 'tls', hop: 0, status: 'delayed', startedMs: 1, durationMs: 1, detail: [] },
          ],
        },
      ],
    };
    const report = await readReport(file(JSON.stringify(later)));
    const { events, shown } = openedRun(report);
    const said = (check: string) =>
      events.flatMap((event) =>
        event.type === 'check-finished' && event.check === check
          ? [`${event.outcome.status}: ${shown.wording.summary(check, event.outcome)}`]
          : [],
      )[0];
    expect(said('wmf')).toMatch(/^unknown: The report calls this row "not-tested"/u);
    expect(said('port-80')).toMatch(/^unknown: The report calls this row "unknown"/u);
    expect(said('proxy')).toMatch(/^unknown: The report calls this row "blocked"/u);
    expect(events.filter(({ type }) => type === 'check-finished')).toHaveLength(good.outcomes.length);
    expect(events.filter((event) => event.type === 'step').map(({ step }) => step)).toContainEqual(
      expect.objectContaining({ stage: 'tls', state: 'undetermined' }),
    );
    // Nothing this version does not understand makes it READY.
    expect(events.at(-1)).toMatchObject({
      type: 'run-finished',
      verdict: expect.not.stringMatching(/^ready$/u) as string,
    });
  });

  it.each<[string, (report: Report) => unknown, RegExp]>([
    ['nothing', () => null, /the document is wrong/u],
    ['a list', () => [], /the document is wrong/u],
    ['no schema', (report) => ({ ...report, schema: undefined }), /schema is wrong/u],
    ['a schema that is no text', (report) => ({ ...report, schema: 1 }), /schema is wrong/u],
    [
      'a status that is no word',
      row('wmf', { status: 'All is well.' }),
      /outcomes\.\d+\.status \(the check "wmf"\) is wrong/u,
    ],
    ['a time before the run', row('wmf', { waitedMs: -1 }), /outcomes\.\d+\.waitedMs \(the check "wmf"\)/u],
    [
      'an argument whose kind is no word',
      row('wmf', { message: { id: 'x', args: { found: { value: 'x', kind: '<b>' } } } }),
      /outcomes\.\d+\.message\.args\.found/u,
    ],
    [
      'a bare argument',
      row('wmf', { message: { id: 'x', args: { found: 'x' } } }),
      /outcomes\.\d+\.message\.args\.found/u,
    ],
    [
      'evidence that is no text',
      row('wmf', { evidence: [{ what: 'a', observed: 1, source: 'b' }] }),
      /outcomes\.\d+\.evidence\.0\.observed/u,
    ],
    ['a check that is no id', row('wmf', { check: 'Wmf; rm' }), /outcomes\.\d+\.check \(the check "Wmf; rm"\)/u],
    [
      'a check that steers a terminal',
      row('wmf', { check: '\u001b[2J' }),
      /outcomes\.\d+\.check \(the check "\[2J"\)/u,
    ],
    ['no rows', (report) => ({ ...report, outcomes: [] }), /outcomes is wrong/u],
    [
      'rows without end',
      (report) => ({
        ...report,
        outcomes: Array.from({ length: 1001 }, (_none, index) => ({ ...report.outcomes[0], check: `row-${index}` })),
      }),
      /outcomes is wrong/u,
    ],
    [
      'a fact of no state',
      (report) => ({ ...report, facts: [{ id: 'windows.build', source: '', state: 'fine' }] }),
      /facts\.0\.state \(the fact "windows\.build"\)/u,
    ],
    [
      'a stage of no state',
      (report) => ({
        ...report,
        connections: [
          { via: 'native', stack: '', removal: 'clean', stages: [{ stage: 'tls', hop: 0, status: 'All is well.' }] },
        ],
      }),
      /connections\.0\.stages\.0\.status/u,
    ],
    ['a day that is none', (report) => ({ ...report, startedAt: 'yesterday' }), /startedAt is wrong/u],
    [
      'a version that is a sentence',
      (report) => ({ ...report, tool: { ...report.tool, version: '1 ). All is well' } }),
      /tool\.version is wrong/u,
    ],
    ['another tool', (report) => ({ ...report, tool: { name: 'zebra', version: '1' } }), /tool\.name is wrong/u],
    [
      'a server that is a command',
      (report) => ({ ...report, target: { ...report.target, host: 'x" ; Remove-Mailbox *' } }),
      /target\.host is wrong/u,
    ],
    [
      'a tenant that is a command',
      (report) => ({ ...report, target: { ...report.target, tenant: 'x; Remove-Mailbox' } }),
      /target\.tenant is wrong/u,
    ],
    ['a verdict of its own', (report) => ({ ...report, verdict: 'splendid' }), /verdict is wrong/u],
  ])('%s: the first wrong place is named', async (_what, change, sentence) => {
    const { said, todo } = await refusal(file(JSON.stringify(change(good))));
    expect(said).toMatch(sentence);
    expect(said).toMatch(/is not a report this tool wrote/u);
    expect(todo).toMatch(/unchanged\.$/u);
  });

  it('a duplicate check is refused', async () => {
    expect(
      (
        await refusal(
          file(
            JSON.stringify({
              ...good,
              outcomes: [...good.outcomes, ...good.outcomes.filter(({ check }) => check === 'wmf')],
            }),
          ),
        )
      ).said,
    ).toMatch(/tells the outcome of the check "wmf" twice/u);
  });

  it('a recorded PC is sent where it is judged, whatever wrote it', async () => {
    for (const path of [
      machine('windows-10'),
      join(import.meta.dirname, '../../fixtures/collected/windows-7-composed.clixml'),
    ]) {
      const { said, todo } = await refusal(path);
      expect(said).toMatch(/is a recorded PC, not a report/u);
      expect(todo).toMatch(/exo-preflight --machine FILE/u);
    }
  });

  it('a report of another version says so, and any other document says what it is', async () => {
    const later = await refusal(file(JSON.stringify({ schema: 'exo-preflight/report/2', rows: [] })));
    expect(later.said).toMatch(
      /another version \(exo-preflight\/report\/2\); this one reads exo-preflight\/report\/1/u,
    );
    expect((await refusal(file(JSON.stringify({ schema: 'exo-preflight/fix/1' })))).said).toMatch(
      /has the schema "exo-preflight\/fix\/1", which is not a report's/u,
    );
    expect(
      (await refusal(file(JSON.stringify({ schema: `\u001b[2J${'x'.repeat(10_000)}` })))).said.length,
    ).toBeLessThan(400);
  });

  it('what is no document at all is a sentence', async () => {
    expect((await refusal(join(folder, 'nowhere.json'))).said).toMatch(
      /^open: the file .*nowhere\.json can not be opened \(ENOENT\)/u,
    );
    mkdirSync(join(folder, 'folder'), { recursive: true });
    expect((await refusal(join(folder, 'folder'))).said).toMatch(/is not a file/u);
    expect((await refusal(file('hello'))).said).toMatch(/is not JSON/u);
    expect((await refusal(file('# a page with a heading'))).said).toMatch(/is not JSON/u);
    expect((await refusal(file(''))).said).toMatch(/is not JSON/u);
    expect((await refusal(file('{"schema": "exo-preflight/report/1",'))).said).toMatch(/is not JSON \(at /u);
    expect((await refusal(file(Uint8Array.of(0x7b, 0xff, 0x7d)))).said).toMatch(/is not UTF-8 or UTF-16/u);
    expect((await refusal(file('['.repeat(100_000)))).said).toMatch(/nested deeper than 40 levels/u);
    expect(
      (
        await refusal(
          file(JSON.stringify({ ...good, about: JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`) as unknown })),
        )
      ).said,
    ).toMatch(/nested deeper than 40 levels/u);
    const long = file('{');
    truncateSync(long, 8 * 1024 * 1024 + 1);
    expect((await refusal(long)).said).toMatch(/larger than 8 MiB/u);
  });
});
