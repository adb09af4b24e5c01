import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PreflightEvent } from '../../../src/preflight/index.js';
import { frameOf } from '../../../src/ui/screen/frame.js';
import type { KeyName, KeyPress } from '../../../src/ui/terminal/key-press.js';
import type { KeyId } from '../../../src/ui/screen/keys.js';
import { keysOf } from '../../../src/ui/screen/keys.js';
import type { Pressed, Situation } from '../../../src/ui/screen/press.js';
import { press } from '../../../src/ui/screen/press.js';
import type { Action, Over, ScreenState } from '../../../src/ui/screen/screen-state.js';
import { firstState, reduce } from '../../../src/ui/screen/screen-state.js';
import { without } from '../../../src/ui/screen/without.js';
import { pcWith } from '../../support/composed.js';
import { runs } from '../../support/runs.js';
import { labs, seenLab, stateAfter, unicode } from '../../support/screens.js';
import type { Seen } from '../../support/screens.js';

const lab = labs();
/** A PC without scripts and an account that is refused: a fix, rows to watch, text to send, rows that wait. */
let seen: Seen;
/** The run before any key, at its end, and with a row chosen in the list. */
let done: ScreenState;
let list: ScreenState;
beforeAll(async () => {
  seen = await seenLab(await lab('wrong-password'), { machine: pcWith({}, 'windows-11-fresh') });
  done = stateAfter(seen.events);
  list = { ...done, view: 'checks', selected: 'execution-policy', isTouched: true };
});

const frames = new WeakMap<ScreenState, Situation>();
function at(state: ScreenState): Situation {
  const known = frames.get(state) ?? {
    can: seen.can,
    fileName: 'exo-preflight-1.json',
    ...frameOf(state, seen.shown, unicode, seen.can),
  };
  frames.set(state, known);
  return known;
}
const push = (state: ScreenState, key: KeyPress): Pressed => press(state, key, at(state));
const type = (state: ScreenState, text: string): Pressed => push(state, { text });
const named = (state: ScreenState, name: KeyName): Pressed => push(state, { name });
const shownIn = (state: ScreenState): readonly KeyId[] =>
  keysOf(state, seen.can, at(state).visible).map(({ id }) => id);
const asking: Over = {
  kind: 'dialog',
  title: 'Guided fix',
  lines: ['It would write one value.'],
  question: 'Write it?',
};
const saying: Over = { kind: 'dialog', title: 'Guided fix', lines: ['Reading …'] };
const fixed: Over = { kind: 'dialog', title: 'Guided fix', lines: ['Written.'] };
const password: ScreenState['prompt'] = { kind: 'password', title: 'Password of admin@partner.example', length: 0 };
const running = (): ScreenState => stateAfter(seen.events.slice(0, 25));

/** How each key of the key line is pressed. */
const characters: readonly (readonly [string, KeyPress])[] = [
  ...['y', 'n', 'f', 'u', 'w', 'r', 'R', 'c', 's', 'o', 'a', '/', '?', 'q'].map((text) => [text, { text }] as const),
  ['Enter', { name: 'enter' }],
  ['Esc', { name: 'escape' }],
  ['Tab', { name: 'tab' }],
];

describe('the key line', () => {
  const words = fc.constantFrom(
    'y',
    'n',
    'f',
    'u',
    'w',
    'r',
    'R',
    'c',
    's',
    'o',
    'a',
    '/',
    '?',
    'q',
    'j',
    'k',
    'clock',
    'zzzzzz',
    'jj?',
  );
  const names = fc.constantFrom<KeyName>(
    'up',
    'down',
    'left',
    'right',
    'page-up',
    'page-down',
    'home',
    'end',
    'enter',
    'escape',
    'tab',
    'back-tab',
    'backspace',
    'delete',
    'clear',
    'interrupt',
    'end-of-input',
  );
  const works = fc.constantFrom<Action>(
    { type: 'work', work: 'idle' },
    { type: 'work', work: 'busy' },
    { type: 'work', work: 'running' },
  );
  const others = fc.constantFrom<Action>(
    { type: 'note', note: 'Saved.' },
    { type: 'over', over: saying },
    { type: 'over', over: { kind: 'page', title: 'docs/checks/clock.md', lines: ['# clock'] } },
    { type: 'ask', question: 'Write it?' },
    { type: 'offer-undo', can: true },
    { type: 'prompt', prompt: password },
    { type: 'watch', watch: { checks: ['clock'], round: 1, isPolling: true, waitSeconds: 5 } },
    { type: 'watch', watch: undefined },
    { type: 'size', size: { columns: 40, rows: 8 } },
  );
  const moves = fc.oneof(
    { arbitrary: words.map((text) => ({ key: { text } })), weight: 4 },
    { arbitrary: names.map((name) => ({ key: { name } })), weight: 4 },
    { arbitrary: works, weight: 2 },
    others,
  );

  /** A state that a person, a run and its commands can bring about together. */
  function reached(events: number, all: readonly (Action | { readonly key: KeyPress })[]): ScreenState {
    const [first, ...rest] = seen.events.slice(0, events + 1);
    let state = reduce(firstState({ columns: 80, rows: 24 }), { type: 'event', event: first! });
    const step = Math.ceil(rest.length / Math.max(1, all.length));
    for (const [index, one] of all.entries()) {
      for (const event of rest.slice(index * step, (index + 1) * step)) state = reduce(state, { type: 'event', event });
      state = 'key' in one ? push(state, one.key).state : reduce(state, one);
    }
    return state;
  }

  /** Of a shown key: whether it does anything. Leaving again asks for it again. */
  const does = (state: ScreenState, key: KeyPress): boolean => {
    const { state: next, request } = push(state, key);
    expect(next.run).toBe(state.run);
    return (
      request !== undefined ||
      JSON.stringify(without(next, 'run')) !== JSON.stringify(without(without(state, 'note'), 'run'))
    );
  };

  it('shows a key exactly where pressing it changes something or asks for something', () => {
    fc.assert(
      fc.property(fc.nat({ max: seen.events.length - 1 }), fc.array(moves, { maxLength: 14 }), (events, all) => {
        const state = reached(events, all);
        const shown = keysOf(state, seen.can, at(state).visible).map((key) => key.shown);
        for (const [character, key] of characters) {
          // In a line that is typed every letter is one.
          if (state.prompt && 'text' in key) continue;
          // Esc also does what another key does that is shown: it says no, ends a watch, and shows all rows again.
          const isSynonym =
            character === 'Esc' &&
            !state.prompt &&
            (state.over ? shown.includes('n') : state.watch !== undefined || state.find !== '' || state.onlyProblems);
          // Tab and Enter in a password: no view is behind it.
          if (state.prompt && character === 'Tab') continue;
          expect([character, shown.includes(character) || isSynonym]).toEqual([character, does(state, key)]);
        }
        expect(new Set(shown).size).toBe(shown.length);
      }),
      { numRuns: runs(80, 600) },
    );
  });

  it('no key, in no state, throws or loses a row', () => {
    fc.assert(
      fc.property(fc.nat({ max: seen.events.length - 1 }), fc.array(moves, { maxLength: 14 }), (events, all) => {
        expect(reached(events, all).run.rows).toHaveLength(done.run.rows.length);
      }),
      { numRuns: runs(50, 300) },
    );
  });
});

describe('leaving', () => {
  const states = (): Readonly<Record<string, ScreenState>> => ({
    idle: done,
    'in a run': running(),
    'while something is done': { ...done, work: 'busy' },
    'in a detail': { ...done, over: { kind: 'detail', check: 'clock' } },
    'while a name is typed': { ...done, prompt: { kind: 'save', field: { text: 'a.json', at: 6 } } },
    'at a password': { ...done, work: 'busy', prompt: password },
    'at a question': { ...done, work: 'busy', over: asking },
    'while watching': { ...done, watch: { checks: ['clock'], round: 2, isPolling: false, waitSeconds: 5 } },
  });
  it.each([
    ['idle', 'quit', 'quit', 'quit'],
    ['in a run', 'interrupt', 'interrupt', 'quit'],
    ['while something is done', 'interrupt', 'interrupt', 'interrupt'],
    ['in a detail', 'quit', 'quit', 'quit'],
    ['while a name is typed', undefined, 'quit', undefined],
    ['at a password', undefined, 'interrupt', 'password'],
    ['at a question', 'interrupt', 'interrupt', 'interrupt'],
    ['while watching', 'quit', 'quit', 'quit'],
  ])('%s: q asks for %s, Ctrl-C for %s, the end of the input for %s', (where, q, interrupt, end) => {
    const state = states()[where]!;
    expect(
      [type(state, 'q'), named(state, 'interrupt'), named(state, 'end-of-input')].map(({ request }) => request?.type),
    ).toEqual([q, interrupt, end]);
  });

  it('Ctrl-C takes any question away and says so once; a second one is handed on', () => {
    for (const state of Object.values(states())) {
      const { state: next } = named(state, 'interrupt');
      expect([next.leaving, next.prompt]).toEqual([true, undefined]);
      expect(named(next, 'interrupt').request?.type).toBe(state.work === 'idle' ? 'quit' : 'interrupt');
    }
  });

  it('q in a run that is being left does nothing more', () => {
    const { state } = type(running(), 'q');
    expect(type(state, 'q')).toEqual({ state });
  });
});

describe('what takes long', () => {
  it.each([
    ['r', { type: 'rerun', check: 'execution-policy' }],
    ['R', { type: 'rerun-all' }],
    ['f', { type: 'fix', check: 'execution-policy' }],
  ])('%s is asked for once: from then on the screen is at work', (character, request) => {
    const first = type(list, character);
    expect([first.request, first.state.work]).toEqual([request, 'busy']);
    for (const again of ['r', 'R', 'f', 'u', 'w']) expect(type(first.state, again)).toEqual({ state: first.state });
    expect(type(list, character.repeat(3)).request).toEqual(request);
  });

  it.each([
    ['in a run', () => ({ ...list, work: 'running' as const })],
    ['while something is done', () => ({ ...list, work: 'busy' as const })],
    ['while leaving', () => ({ ...list, leaving: true })],
    [
      'while watching, where only the watch can be ended',
      () => ({ ...list, watch: { checks: [], round: 1, isPolling: false, waitSeconds: 5 } }),
    ],
  ])('is not begun %s', (_when, state) => {
    for (const character of ['r', 'R', 'f']) expect(type(state(), character).request).toBeUndefined();
    expect(type(state(), 'w').request).toEqual(state().watch ? { type: 'stop-watch' } : undefined);
  });

  it('w watches what can be watched, and stops', () => {
    expect(type(list, 'w').request).toEqual({ type: 'watch' });
    const watching: ScreenState = {
      ...list,
      watch: { checks: ['execution-policy'], round: 1, isPolling: true, waitSeconds: 5 },
    };
    expect([type(watching, 'w').request, named(watching, 'escape').request]).toEqual([
      { type: 'stop-watch' },
      { type: 'stop-watch' },
    ]);
  });

  it('r in a detail goes back to the row that is asked', () => {
    const { state, request } = type({ ...list, over: { kind: 'detail', check: 'clock' } }, 'r');
    expect([state.over, request]).toEqual([undefined, { type: 'rerun', check: 'clock' }]);
  });

  it('u puts a change back, once, and only where there is one', () => {
    expect(type({ ...list, over: saying }, 'u').request).toBeUndefined();
    const { state, request } = type({ ...list, over: fixed, canUndo: true }, 'u');
    expect(request).toEqual({ type: 'undo' });
    expect(type(state, 'u').request).toBeUndefined();
  });
});

describe('a question', () => {
  it.each([
    ['y', { text: 'y' }, true],
    ['n', { text: 'n' }, false],
    ['Esc', { name: 'escape' }, false],
  ] as const)('%s answers it, once', (_character, key, yes) => {
    const { state, request } = push({ ...done, work: 'busy', over: asking }, key);
    expect(request).toEqual({ type: 'answer', yes });
    expect(state.over).toMatchObject({ kind: 'dialog', lines: asking.lines });
    expect(push(state, key)).toEqual({ state });
  });

  it('is answered by no other key, and none takes it away', () => {
    const state: ScreenState = { ...done, work: 'busy', over: asking };
    for (const [character, key] of characters.filter(([one]) => !['y', 'n', 'Esc', 'q'].includes(one)))
      expect([character, push(state, key)]).toEqual([character, { state }]);
    expect(type(state, 'yyyyyyyyyy').request).toBeUndefined();
  });

  it('that is still to come is not lost to another key: nothing lays itself over who speaks', () => {
    for (const over of [saying, fixed]) {
      for (const [character, key] of characters.filter(([one]) => one !== 'Esc')) {
        const { state } = push({ ...done, work: 'busy', over }, key);
        expect([character, state.over]).toEqual([character, over]);
      }
    }
  });

  it('Esc leaves who has spoken to the end, and nobody before', () => {
    expect(named({ ...done, work: 'busy', over: saying }, 'escape').state.over).toEqual(saying);
    expect(named({ ...done, over: saying }, 'escape').state.over).toBeUndefined();
  });
});

describe('finding', () => {
  const typed = (text: string): ScreenState =>
    Array.from(text).reduce((state, one) => type(state, one).state, type(list, '/').state);

  it('narrows the list with every character', () => {
    expect(at(typed('')).visible).toHaveLength(list.run.rows.length);
    expect(at(typed('clock')).visible).toEqual(['clock']);
    expect(at(typed('CLOCK')).visible).toEqual(['clock']);
    expect(at(typed('refused the account')).visible).toEqual(['credentials']);
    expect(at(typed('zebra')).visible).toEqual([]);
  });

  it('takes letters that are keys elsewhere as letters, and a paste of any length', () => {
    expect(typed('qrRf').find).toBe('qrRf');
    expect(type(type(list, '/').state, 'PowerShell may run scripts').state.find).toBe('PowerShell may run scripts');
  });

  it('Enter keeps what was found, Esc shows all again, in the line and after it', () => {
    const kept = named(typed('clock'), 'enter').state;
    expect([kept.prompt, kept.find]).toEqual([undefined, 'clock']);
    expect(named(kept, 'escape').state.find).toBe('');
    expect(named(typed('clock'), 'escape').state).toMatchObject({ find: '' });
    expect(named(typed('clock'), 'end-of-input').state).toMatchObject({ find: '' });
  });

  it('no key speaks of a row that is not in the list', () => {
    const kept = named(typed('clock'), 'enter').state;
    expect(shownIn(kept).filter((id) => ['enter', 'rerun', 'copy', 'copy-send', 'open', 'fix'].includes(id))).toEqual(
      [],
    );
    for (const character of ['r', 'c', 'o', 'f']) expect(type(kept, character).request).toBeUndefined();
    expect(type(named(kept, 'down').state, 'r').request).toEqual({ type: 'rerun', check: 'clock' });
  });
});

describe('saving', () => {
  it('offers a name, takes another, and hands it on without blanks at its ends', () => {
    const asked = type(list, 's').state;
    expect(asked.prompt).toMatchObject({ kind: 'save', field: { text: 'exo-preflight-1.json' } });
    expect(named(asked, 'enter').request).toEqual({ type: 'save', path: 'exo-preflight-1.json' });
    const other = type(named(asked, 'clear').state, ' C:\\Temp\\a b.txt ').state;
    expect(named(other, 'enter').request).toEqual({ type: 'save', path: 'C:\\Temp\\a b.txt' });
  });

  it('of no name waits for one, and Esc leaves it', () => {
    const asked = type(list, 's').state;
    const nameless = named(named(asked, 'clear').state, 'enter');
    expect([nameless.state.prompt?.kind, nameless.request]).toEqual(['save', undefined]);
    for (const { state, request } of [named(asked, 'escape'), named(asked, 'end-of-input')])
      expect([state.prompt, request]).toEqual([undefined, undefined]);
  });

  it('waits for the end of the run', () =>
    expect(type({ ...running(), view: 'checks' }, 's').state.prompt).toBeUndefined());
});

describe('a password', () => {
  const asked = (): ScreenState => ({ ...list, work: 'busy', prompt: password });

  it('is never in the state: what is typed changes nothing here', () => {
    for (const text of ['T', 'Tür$1 with blanks', 'q', 'x'.repeat(500)])
      expect(type(asked(), text)).toEqual({ state: asked() });
  });

  it('is reported as given by Enter alone, and as not given by Esc and by the end of the input', () => {
    expect(named(asked(), 'enter').request).toEqual({ type: 'password', given: true });
    for (const name of ['escape', 'end-of-input'] as const)
      expect(named(asked(), name).request).toEqual({ type: 'password', given: false });
  });
});

describe('what is pasted', () => {
  it('is not taken for keys when it is long', () =>
    expect(type(list, 'rerun all of it, quit, yes')).toEqual({ state: list }));
  it('and of a few quick keys what is asked for comes first', () => {
    expect(type(list, 'jjq').request?.type).toBe('quit');
    expect(type(list, 'rq').request).toEqual({ type: 'rerun', check: 'execution-policy' });
    expect(type(list, '/q').state.prompt).toMatchObject({ kind: 'find' });
  });
});

describe('moving', () => {
  it('right and Tab go through the views and come back, left and Shift-Tab the other way', () => {
    for (const key of ['right', 'tab'] as const)
      expect(['connection', 'summary', 'checks']).toEqual(
        [1, 2, 3].map(
          (times) => Array.from({ length: times }).reduce((state: ScreenState) => named(state, key).state, list).view,
        ),
      );
    for (const key of ['left', 'back-tab'] as const)
      expect(['summary', 'connection', 'checks']).toEqual(
        [1, 2, 3].map(
          (times) => Array.from({ length: times }).reduce((state: ScreenState) => named(state, key).state, list).view,
        ),
      );
  });

  it('the chosen row stops at both ends, and every row can be chosen', () => {
    const { visible } = at(list);
    let state = named(list, 'home').state;
    expect(state.selected).toBe(visible[0]);
    expect(named(state, 'up').state.selected).toBe(visible[0]);
    for (const check of visible) {
      expect(state.selected).toBe(check);
      state = type(state, 'j').state;
    }
    expect(state.selected).toBe(visible.at(-1));
    expect(named(list, 'end').state.selected).toBe(visible.at(-1));
  });

  it('a text is scrolled to its last line and no further, whatever was scrolled before it became shorter', () => {
    const detail: ScreenState = { ...list, over: { kind: 'detail', check: 'execution-policy' }, scroll: 0 };
    const { lastScroll, pageLines } = at(detail);
    expect(lastScroll).toBeGreaterThan(0);
    expect(named(detail, 'end').state.scroll).toBe(lastScroll);
    expect(named(named(detail, 'end').state, 'down').state.scroll).toBe(lastScroll);
    expect(named(detail, 'page-down').state.scroll).toBe(Math.min(pageLines, lastScroll));
    expect(named(detail, 'up').state.scroll).toBe(0);
    expect(named({ ...detail, scroll: Infinity }, 'up').state.scroll).toBe(lastScroll - 1);
    expect(named({ ...detail, scroll: 9_999 }, 'home').state.scroll).toBe(0);
  });

  it('in an empty list goes nowhere', () => {
    const empty: ScreenState = { ...list, find: 'zebra' };
    for (const name of ['up', 'down', 'home', 'end', 'page-down', 'enter'] as const)
      expect(named(empty, name).state).toMatchObject({ selected: 'execution-policy', view: 'checks' });
    expect(named(empty, 'enter').state.over).toBeUndefined();
  });
});

describe('the end of a run', () => {
  const finished = (): readonly PreflightEvent[] => seen.events;
  it('turns to what came of it, where nobody has looked around yet', () => {
    expect(done).toMatchObject({ view: 'summary', selected: done.run.finished?.causes[0]?.check });
    const touched = named(stateAfter(finished().slice(0, -1)), 'down').state;
    expect(reduce(touched, { type: 'event', event: finished().at(-1)! })).toMatchObject({
      view: 'checks',
      selected: touched.selected,
    });
  });
});
