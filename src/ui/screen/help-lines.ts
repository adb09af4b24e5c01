import type { CheckId } from '../../preflight/index.js';
import type { Abilities, Key } from './keys.js';
import { keysOf, keyWord } from './keys.js';
import type { TerminalStyle } from '../terminal/style.js';
import type { ScreenState } from './screen-state.js';
import type { Shown } from './shown.js';
import type { Shape } from '../terminal/characters.js';
import { marked, characters, toneOf, wordOf } from '../terminal/characters.js';
import type { Line } from '../terminal/text.js';
import { without } from './without.js';
import { emptyLine, labelled, line } from '../terminal/text.js';

const keyWidth = 12;

/** The keys that do something where help was asked for, and what the characters mean. */
export function helpLines(
  state: ScreenState,
  { wording }: Shown,
  style: TerminalStyle,
  { can, visible }: { readonly can: Abilities; readonly visible: readonly CheckId[] },
): readonly Line[] {
  const under = without(state, 'over');
  const move: Key = {
    id: under.view === 'checks' ? 'move' : 'scroll',
    shown: style.characters === 'ascii' ? 'arrows, j, k' : '↑ ↓ j k',
  };
  const keys = [move, ...keysOf(under, can, visible).filter(({ id }) => id !== 'help')];
  return [
    line(wording.own('help.title'), { bold: true }),
    ...keys.flatMap(({ id, shown }) =>
      labelled(`  ${shown}`, wording.own(keyWord(id)), { columns: state.size.columns, indent: keyWidth + 2 }),
    ),
    ...labelled('  Ctrl-C', wording.own('key.interrupt'), { columns: state.size.columns, indent: keyWidth + 2 }),
    ...(style.reader
      ? []
      : [
          emptyLine,
          line(wording.own('help.signs'), { bold: true }),
          ...(Object.keys(characters) as Shape[]).map((shape): Line => [
            { text: '  ' },
            { text: marked(shape, wording.own(wordOf(shape)), style), tone: toneOf(shape) },
          ]),
        ]),
    emptyLine,
    ...labelled('', wording.own('help.connection'), { columns: state.size.columns }),
  ];
}
