import { describe, expect, it } from 'vitest';
import type { Report, WholeRun } from '../support/in-process.js';
import { withPlaceholders } from './placeholders.js';

const runWith = (origin: Report['origin'], texts: readonly string[], more: object = {}): WholeRun => ({
  exitCode: 1,
  openedExitCode: 1,
  text: ['heading', '', ...texts],
  stderr: ['still running: The account is accepted', 'The lab counted: sessions opened 1, left open 0.'],
  opened: ['A report of 2026-11-22 10:00 UTC, written by exo-preflight 1.2.3, on this PC', '', ...texts],
  document: {
    tool: { name: 'exo-preflight', version: '1.2.3' },
    startedAt: '2026-11-22T10:00:01.002Z',
    origin,
    target: { endpoint: 'https://127.0.0.1:43799/PowerShell/' },
    probes: [],
    ...more,
  } as unknown as Report,
});
const after = (origin: Report['origin'], text: string): string => withPlaceholders(runWith(origin, [text])).text[2]!;

describe('what stands for what is of one run alone', () => {
  it.each([
    ['connected in 7 ms', 'connected in <ms>'],
    ['broken after 1.2 s', 'broken after <ms>'],
    ['+0 s (±2 s)', '<difference>'],
    ['5D03EF62-D844-476D-BC07-0FF141639815', '<id>'],
    ['2026-11-28T13:00:43Z – 2026-11-28T21:10:43Z', '<time> – <time>'],
    ['Sat, 28 Nov 2026 13:10:43 GMT', '<time>'],
    ["('127.0.0.1', 43799)", "('127.0.0.1', <port 1>)"],
    [`client on Node.js ${process.versions.node}.`, 'client on Node.js <version>.'],
  ])('%s', (text, placeholder) => expect(after('simulated', text)).toBe(placeholder));

  it.each([
    'Microsoft ended its support on 2025-10-14.',
    'TCP 443 of 127.0.0.1 does not answer; 43798 does.',
    '4.8.03752; 10.0.19045; 528372; module 3.10.1; Node.js 18.0.0',
    'try again in 15 minutes, three times, within 5 minutes',
    'sessions opened 1, left open 0; sign-ins accepted 1',
    'HTTP status: 401; WSMan 2150858839; 0x803381A5; TLSv1.3',
  ])('and nothing stands for: %s', (text) => expect(after('simulated', text)).toBe(text));

  it.each(['connected in 7 ms', '5D03EF62-D844-476D-BC07-0FF141639815', '2026-11-28T13:00:43Z', '43799'])(
    'in a recorded PC, where nothing is of the lab, not even for: %s',
    (text) => expect(after('recorded', text)).toBe(text),
  );

  it('in the document goes by keys, and tells two ports apart', () => {
    const { document } = withPlaceholders(
      runWith('simulated', [], {
        durationMs: 141,
        probes: [
          { host: 'localhost', port: 41791, result: { durationMs: 7, askedMs: 1_795_871_443_850, status: 421 } },
        ],
        outcomes: [{ waitedMs: 3, message: { args: { port: 41791, until: 43799, count: 141 } } }],
      }),
    );
    expect(document).toEqual({
      tool: { name: 'exo-preflight', version: '<version>' },
      startedAt: '<time>',
      origin: 'simulated',
      target: { endpoint: 'https://127.0.0.1:<port 1>/PowerShell/' },
      durationMs: '<ms>',
      probes: [{ host: 'localhost', port: '<port 2>', result: { durationMs: '<ms>', askedMs: '<ms>', status: 421 } }],
      outcomes: [{ waitedMs: '<ms>', message: { args: { port: '<port 2>', until: '<port 1>', count: 141 } } }],
    });
  });

  it('rows are sorted and what comes after them is not; a line about waiting is left out, and no other', () => {
    const { text, opened, stderr } = withPlaceholders(runWith('live', ['b', 'a', '', 'z', 'y']));
    expect(text).toEqual(['heading', '', 'a', 'b', '', 'z', 'y']);
    expect(opened[0]).toBe('A report of <time>, written by exo-preflight <version>, on this PC');
    expect(stderr).toEqual(['The lab counted: sessions opened 1, left open 0.']);
  });
});
