import fc from 'fast-check';
import type { Facilities } from 'exo-preflight';
import { pass, pub, value, warn } from 'exo-preflight';
import stringWidth from 'string-width';
import { beforeAll, describe, expect, it } from 'vitest';
import { symptoms } from '../../../src/knowledge/symptoms.js';
import { catalog } from '../../../src/locales/en/index.js';
import type { AnyCheck, Outcome, PreflightEvent } from '../../../src/preflight/index.js';
import { Wording } from '../../../src/report/text/wording.js';
import { frameOf } from '../../../src/ui/screen/frame.js';
import { findingOf } from '../../../src/ui/screen/list-lines.js';
import type { TerminalStyle } from '../../../src/ui/terminal/style.js';
import { painted } from '../../../src/ui/terminal/paint.js';
import type { Over, ScreenState } from '../../../src/ui/screen/screen-state.js';
import { views } from '../../../src/ui/screen/screen-state.js';
import type { Shape } from '../../../src/ui/terminal/characters.js';
import { shapeOf, characterOf, characters, wordOf } from '../../../src/ui/terminal/characters.js';
import { fieldOf } from '../../../src/ui/terminal/text-field.js';
import { composedPcs } from '../../machines/compose.js';
import type { LogId } from '../../support/event-logs.js';
import { logIds, readLog } from '../../support/event-logs.js';
import { known } from '../../support/judged-pc.js';
import { forEachOf, runs } from '../../support/runs.js';
import { linesOf, seenPc, stateAfter, textOf, unicode } from '../../support/screens.js';
import type { Seen } from '../../support/screens.js';

const columns = [20, 40, 57, 80, 100, 110, 150, 200];
const heights = [5, 10, 24, 30, 60];
const ascii: TerminalStyle = { ...unicode, characters: 'ascii' };
const reader: TerminalStyle = { ...unicode, motion: false, reader: true };
const styles: readonly TerminalStyle[] = [
  unicode,
  { ...unicode, color: false },
  ascii,
  { ...ascii, color: false, motion: false },
  reader,
];
const routes = ['partner-basic', 'exchange-server', 'exchange-online'];

const long = 'Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(4);
const odd = (id: string, title: string, said: string, group: string): AnyCheck<Facilities> => ({
  apiVersion: 1,
  id,
  group,
  texts: { en: { title, good: said, bad: said, seen: title } },
  run: () =>
    Promise.resolve(
      id.endsWith('bad')
        ? warn('bad', { evidence: [{ what: { id: 'seen' }, observed: value(pub(said)), source: title }] })
        : pass('good', { evidence: [{ what: { id: 'seen' }, observed: value(pub(said)), source: said }] }),
    ),
});
/** What plugins may bring: characters that take two columns, pictures made of several characters, words without an end. */
const plugins = [
  odd(
    'wide-signs',
    '交換伺服器可以用遠端工作階段連接而且憑證受信任',
    '使用者帳戶已被接受，工作階段已開啟並且回答了一個信箱',
    '檢查',
  ),
  odd('pictures-bad', '👨‍👩‍👧‍👦🇸🇪👍🏽 families may connect ✈️ 1️⃣', '👩🏿‍🚀'.repeat(60), '🚀 launch'),
  odd('long-words-bad', long, `${long} ${long}`, 'acme'),
  odd('accents', 'e\u0301'.repeat(90), 'Ü'.repeat(300), 'acme'),
];

/** A log from a file on a screen of its own. */
function seenLog(id: LogId): Seen {
  const wording = new Wording(
    known,
    {
      host: 'mail.contoso.example',
      port: 443,
      tenant: 'contoso.onmicrosoft.com',
      user: 'admin@partner.example',
      speaks: 'remote-powershell',
    },
    { pages: new Set(known.map((check) => check.id)) },
  );
  const shown = {
    wording,
    goal: 'test-connection',
    stack: () => 'Windows PowerShell, then the tool',
    stackNote: 'stack.note.both',
    origin: wording.own('origin.live'),
    headline: 'partner-basic to mail.contoso.example',
  } as const;
  return {
    name: id,
    events: readLog(id),
    shown,
    can: {
      rerun: true,
      save: true,
      fixes: (check) => check === 'execution-policy',
      watches: (check) => check === 'clock',
      hasPage: () => true,
      hasText: (check) => check === 'credentials',
    },
  };
}

const logs = logIds.map(seenLog);
let withPlugins: Seen;
let all: readonly Seen[];
beforeAll(async () => {
  withPlugins = await seenPc('windows-7-as-shipped', 'exchange-server', { plugins });
  all = [
    withPlugins,
    ...logs,
    ...(await Promise.all(Object.keys(composedPcs).map((pc, index) => seenPc(pc, routes[index % routes.length])))),
  ];
}, 60_000);

const overs = (check: string): readonly (Over | undefined)[] => [
  undefined,
  { kind: 'detail', check },
  { kind: 'help' },
  {
    kind: 'page',
    title: `docs/checks/${check}.md`,
    lines: [
      '# A heading that is rather long for a narrow terminal',
      '',
      '- one thing',
      '  more of it',
      '1. first',
      '| a | table |',
      '    code',
      long,
      '交換伺服器可以用遠端工作階段連接而且憑證受信任'.repeat(3),
    ],
  },
  {
    kind: 'dialog',
    title: 'Guided fix',
    lines: [
      'It would write one value:',
      {
        command:
          'reg add "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell" /v ExecutionPolicy /t REG_SZ /d RemoteSigned /f',
      },
      long,
    ],
    question: 'Write it now? '.repeat(12),
  },
];
const prompts: readonly ScreenState['prompt'][] = [
  undefined,
  { kind: 'find', field: fieldOf('clock') },
  { kind: 'find', field: { text: '交換伺服器可以用遠端工作階段連接'.repeat(20), at: 40 } },
  { kind: 'save', field: fieldOf(`C:\\Users\\${long}\\report.json`) },
  { kind: 'password', title: `Password of ${long}@contoso.example`, length: 3 },
  { kind: 'password', title: 'Password of 交換伺服器@contoso.example', length: 400 },
];

/** Any moment of any run, on any terminal, whatever lies over it. */
const moments = fc.record({
  run: fc.nat({ max: 9_999 }),
  share: fc.integer({ min: 0, max: 100 }),
  columns: fc.constantFrom(...columns),
  rows: fc.constantFrom(...heights),
  style: fc.constantFrom(...styles),
  view: fc.constantFrom(...views),
  over: fc.nat({ max: 4 }),
  prompt: fc.nat({ max: 17 }),
  row: fc.nat({ max: 40 }),
  scroll: fc.constantFrom(0, 1, 7, 40, Infinity),
  find: fc.constantFrom('', '', '', 'clock', 'zebra', '交換'),
  onlyProblems: fc.boolean(),
  note: fc.constantFrom(undefined, undefined, 'Saved: a.json', `${long} 交換伺服器`),
  watch: fc.constantFrom(
    undefined,
    undefined,
    { checks: ['clock'], round: 3, isPolling: false, waitSeconds: 5 },
    { checks: ['clock'], round: 3, isPolling: true, waitSeconds: 5 },
  ),
  changes: fc.constantFrom(0, 0, 1, 30),
});
type Moment = typeof moments extends fc.Arbitrary<infer One> ? One : never;

function momentOf(one: Moment): { readonly seen: Seen; readonly state: ScreenState } {
  // Runs with something to them come as often as all the PCs together.
  const seen = one.run % 2 === 0 ? all[(one.run / 2) % (logs.length + 1)]! : all[one.run % all.length]!;
  const state = stateAfter(seen.events.slice(0, Math.ceil((seen.events.length * one.share) / 100)), {
    columns: one.columns,
    rows: one.rows,
  });
  const ids = state.run.rows.map(({ check }) => check);
  const check = ids[one.row % Math.max(1, ids.length)] ?? 'clock';
  const [over, prompt] = [overs(check)[one.over], prompts[one.prompt]];
  const change = { check, before: 'FAILED', after: 'ok', at: '10:15:00' };
  return {
    seen,
    state: {
      ...state,
      view: one.view,
      scroll: one.scroll,
      find: one.find,
      onlyProblems: one.onlyProblems,
      isTouched: true,
      changes: Array.from({ length: one.changes }, () => change),
      ...(ids.length > 0 ? { selected: check } : {}),
      ...(over ? { over } : {}),
      ...(prompt ? { prompt } : {}),
      ...(one.note === undefined ? {} : { note: one.note }),
      ...(one.watch ? { watch: one.watch } : {}),
    },
  };
}

const tooWide = (texts: readonly string[], width: number): readonly string[] =>
  texts.filter((text) => stringWidth(text) > width);

describe('every frame', () => {
  it('of every composed PC is as tall as the terminal less one line, and never wider than it', () => {
    const rows = 24;
    const cases = all.flatMap((seen) => columns.flatMap((width) => views.map((view) => ({ seen, width, view }))));
    forEachOf(cases, 120, ({ seen, width, view }) => {
      const state = stateAfter(seen.events, { columns: width, rows });
      const { lines } = frameOf({ ...state, view }, seen.shown, unicode, seen.can);
      expect([seen.name, view, width, lines.length, tooWide(lines.map(textOf), width)]).toEqual([
        seen.name,
        view,
        width,
        rows - 1,
        [],
      ]);
    });
  }, 60_000);

  it('at any moment, with anything over it, in any style, keeps to the terminal', () => {
    fc.assert(
      fc.property(moments, (one) => {
        const { seen, state } = momentOf(one);
        const { lines, cursor, lastScroll, pageLines } = frameOf(state, seen.shown, one.style, seen.can);
        expect(lines).toHaveLength(one.rows - 1);
        expect(tooWide(lines.map(textOf), one.columns)).toEqual([]);
        expect([Number.isInteger(lastScroll), lastScroll >= 0, pageLines >= 1]).toEqual([true, true, true]);
        for (const line of lines) for (const { text } of line) expect(text).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        if (cursor)
          expect([cursor.y === lines.length - 2, cursor.x >= 0, cursor.x < one.columns]).toEqual([true, true, true]);
        expect(cursor === undefined).toBe(state.prompt === undefined);
      }),
      { numRuns: runs(120, 1000) },
    );
  }, 60_000);

  it('has the chosen row in the list, with its mark, however low the terminal', () => {
    fc.assert(
      fc.property(moments, (one) => {
        const { seen, state } = momentOf({ ...one, view: 'checks', over: 0, find: '', onlyProblems: false });
        if (state.run.rows.length === 0) return;
        const texts = linesOf(frameOf(state, seen.shown, unicode, seen.can));
        expect(texts.filter((text) => text.startsWith('❯'))).toHaveLength(1);
      }),
      { numRuns: runs(50, 300) },
    );
  });

  it('is the same for the same state', () => {
    fc.assert(
      fc.property(moments, (one) => {
        const { seen, state } = momentOf(one);
        expect(frameOf(structuredClone(state), seen.shown, one.style, seen.can)).toEqual(
          frameOf(state, seen.shown, one.style, seen.can),
        );
      }),
      { numRuns: runs(30, 200) },
    );
  });
});

describe('a console without our symbols', () => {
  const ours = /[✔▲✘■◷›·↻❯█░─•↑↓]/u;
  /** Every sign that a sentence of ours, of a check or of these plugins brings by itself. */
  const spoken = new Set(
    JSON.stringify([
      catalog,
      symptoms,
      known.map(({ texts }) => texts),
      plugins.map(({ texts, group }) => [texts, group]),
      overs('x'),
      prompts,
      long,
    ]),
  );

  const tellings = new Map<Seen, ReadonlySet<string>>();
  /** Those of names, values and texts of servers. */
  const reported = (seen: Seen): ReadonlySet<string> =>
    tellings.get(seen) ?? tellings.set(seen, new Set(JSON.stringify(seen.events))).get(seen)!;

  it('gets none that is not in a sentence or in what was observed', () => {
    fc.assert(
      fc.property(moments, (one) => {
        const { seen, state } = momentOf(one);
        for (const text of frameOf(state, seen.shown, ascii, seen.can).lines.map(textOf)) {
          expect(text).not.toMatch(ours);
          expect(
            Array.from(text).filter(
              (character) => character > '~' && !spoken.has(character) && !reported(seen).has(character),
            ),
          ).toEqual([]);
        }
      }),
      { numRuns: runs(50, 400) },
    );
  });

  it('gets three dots where a text is cut', () => {
    const seen = logs[0]!;
    const state: ScreenState = { ...stateAfter(seen.events, { columns: 57, rows: 24 }), view: 'checks' };
    const texts = linesOf(frameOf(state, seen.shown, ascii, seen.can));
    expect(texts.some((text) => text.includes('...'))).toBe(true);
    expect(texts.filter((text) => text.includes('…'))).toEqual([]);
  });

  it.each(Object.keys(characters) as Shape[])(
    'has a symbol for %s that is one column wide, as the other has',
    (shape) => {
      expect([characterOf(shape, ascii).length, stringWidth(characterOf(shape, unicode))]).toEqual([1, 1]);
      expect(characterOf(shape, ascii)).toMatch(/^[\x21-\x7e]$/u);
    },
  );
});

describe('nothing is conveyed by colour alone', () => {
  const shapes = Object.keys(characters) as Shape[];

  it('every state has a word of its own, also where the word is cut', () => {
    const words = shapes.map((shape) => catalog[wordOf(shape)]);
    expect(new Set(words.map((word) => word.slice(0, 9))).size).toBe(shapes.length);
  });

  it.each([40, 80, 110])('a row in two states is two texts, on %i columns', (width) => {
    const seen = logs[0]!;
    const proof = {
      summary: { id: 'title' },
      evidence: [{ what: { id: 'title' }, observed: { state: 'absent' }, source: 'x' }],
    } as const;
    const outcomes: readonly Outcome[] = [
      { status: 'pass', ...proof },
      { status: 'warn', symptom: 'clock-off', ...proof },
      { status: 'fail', symptom: 'clock-off', ...proof },
      { status: 'unknown', ...proof },
      { status: 'not-applicable', why: { id: 'title' } },
      { status: 'blocked', by: { input: 'account' } },
      { status: 'timed-out', afterMs: 15_000 },
    ];
    for (const style of styles) {
      const texts = outcomes.map((outcome) => {
        const events: readonly PreflightEvent[] = [
          ...seen.events.slice(0, -1),
          { type: 'check-finished', seq: 0, atMs: 500, check: 'clock', outcome, ranMs: 7, waitedMs: 0 },
        ];
        const state: ScreenState = {
          ...stateAfter(events, { columns: width, rows: 60 }),
          view: 'checks',
          selected: 'windows-version',
        };
        return linesOf(frameOf(state, seen.shown, style, seen.can)).find((text) =>
          text.slice(14).startsWith(seen.shown.wording.title('clock').slice(0, 8)),
        );
      });
      expect(texts).not.toContain(undefined);
      // The finding is the same: what differs is the sign and the word.
      expect(new Set(texts.map((text) => text!.slice(0, 14))).size).toBe(outcomes.length);
    }
  });

  it('the view one is in, and the chosen row, have a mark', () => {
    const seen = logs[0]!;
    const state: ScreenState = { ...stateAfter(seen.events), view: 'connection' };
    expect(linesOf(frameOf(state, seen.shown, reader, seen.can)).join('\n')).toContain('[Connection]');
  });
});

describe('while a run goes on', () => {
  const sizes = [
    { columns: 40, rows: 24 },
    { columns: 80, rows: 24 },
    { columns: 80, rows: 60 },
    { columns: 110, rows: 24 },
    { columns: 150, rows: 30 },
    { columns: 200, rows: 60 },
  ];
  const titleStart = 14;

  it.each(sizes)('no row moves, on $columns columns and $rows rows', (size) => {
    forEachOf([...logs, withPlugins], 2, (seen) => {
      const places = new Map<string, number>();
      const first = stateAfter(seen.events.slice(0, 1)).run.rows[0]!.check;
      for (let length = 1; length <= seen.events.length; length++) {
        const state: ScreenState = {
          ...stateAfter(seen.events.slice(0, length), size),
          view: 'checks',
          selected: first,
        };
        const texts = linesOf(frameOf(state, seen.shown, unicode, seen.can));
        for (const { check } of state.run.rows.filter(({ check: id }) => known.some((one) => one.id === id))) {
          const title = seen.shown.wording.title(check).slice(0, 12);
          const at = texts.findIndex((text) => text.slice(titleStart).startsWith(title));
          expect([seen.name, length, check, at]).toEqual([seen.name, length, check, places.get(check) ?? at]);
          places.set(check, at);
        }
      }
      expect([...places.values()].filter((at) => at >= 0).length).toBeGreaterThan(5);
    });
  });

  it('every row that runs says so, and one that waits says for whom', () => {
    for (const seen of logs) {
      for (let length = 1; length <= seen.events.length; length++) {
        const { run } = stateAfter(seen.events.slice(0, length));
        for (const row of run.rows) {
          const said = findingOf(row, run, seen.shown);
          const open = row.waitsFor.filter((check) =>
            run.rows.some((other) => other.check === check && other.phase !== 'finished'),
          );
          if (row.phase === 'running' || row.phase === 'slow')
            expect([row.check, said]).toEqual([row.check, expect.stringMatching(/\S/u)]);
          if (row.phase === 'waiting' && open.length > 0)
            expect([row.check, said]).toEqual([row.check, expect.stringContaining(seen.shown.wording.title(open[0]!))]);
          if (
            shapeOf(row) === 'slow' &&
            row.uses.includes('connection') &&
            run.stages.some(({ state }) => state === 'running')
          )
            expect(said).toMatch(/slow: waiting on \S/u);
        }
      }
    }
  });

  it('the first line says whether this is a PC, a recording or the lab, and the third how far it is', () => {
    const seen = logs[0]!;
    const texts = linesOf(frameOf(stateAfter(seen.events.slice(0, 30)), seen.shown, unicode, seen.can));
    expect(texts[0]).toContain(seen.shown.origin.slice(0, 40));
    expect(texts[2]).toMatch(/\d+ of 18 done, \d+ running/u);
  });

  it('nothing ticks for who does not want it', () => {
    for (const seen of logs) {
      for (const still of [{ ...unicode, motion: false }, reader]) {
        for (const view of views) {
          const state: ScreenState = { ...stateAfter(seen.events.slice(0, 40)), view };
          const first = linesOf(frameOf({ ...state, nowMs: state.run.atMs }, seen.shown, still, seen.can));
          if (view !== 'connection' || still.reader)
            expect(linesOf(frameOf({ ...state, nowMs: state.run.atMs + 3_700 }, seen.shown, still, seen.can))).toEqual(
              first,
            );
        }
      }
    }
  });
});

describe('what a terminal is sent', () => {
  const codes = (text: string): readonly string[] =>
    [...text.matchAll(/\u001b\[([0-9;]*)m/gu)].map(([, code]) => code!);
  const paintedFrame = (one: Moment, style: TerminalStyle): string => {
    const { seen, state } = momentOf(one);
    return frameOf(state, seen.shown, style, seen.can)
      .lines.map((line) => painted(line, style))
      .join('\n');
  };

  it('has no colour where none is wanted: bold and inverse, which tell nothing alone', () => {
    fc.assert(
      fc.property(moments, (one) => {
        expect(
          codes(paintedFrame(one, { ...one.style, color: false })).filter(
            (code) => !['0', '1', '22', '7', '27'].includes(code),
          ),
        ).toEqual([]);
      }),
      { numRuns: runs(30, 200) },
    );
  });

  it('has at most the sixteen colours that every terminal has', () => {
    fc.assert(
      fc.property(moments, (one) => {
        expect(
          codes(paintedFrame(one, { ...one.style, color: true })).filter(
            (code) => !/^(?:[012]|22|7|27|39|3[0-7]|9[0-7])$/u.test(code),
          ),
        ).toEqual([]);
      }),
      { numRuns: runs(30, 200) },
    );
  });

  it('has no code at all for a screen reader, and the same text with and without colour', () => {
    fc.assert(
      fc.property(moments, (one) => {
        expect(paintedFrame(one, reader)).not.toContain('\u001b');
        const plain = (text: string): string => text.replaceAll(/\u001b\[[0-9;]*m/gu, '');
        expect(plain(paintedFrame(one, { ...unicode, color: true }))).toBe(
          plain(paintedFrame(one, { ...unicode, color: false })),
        );
      }),
      { numRuns: runs(30, 200) },
    );
  });
});
