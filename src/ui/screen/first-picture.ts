import type { Row } from '../../preflight/index.js';
import { frameOf } from './frame.js';
import type { FullScreen } from '../terminal/full-screen.js';
import { terminalSize } from '../terminal/full-screen.js';
import type { TerminalStyle } from '../terminal/style.js';
import { painted } from '../terminal/paint.js';
import { firstState, reduce } from './screen-state.js';
import type { Shown } from './shown.js';

const nothing = {
  rerun: false,
  save: false,
  fixes: () => false,
  watches: () => false,
  hasPage: () => false,
  hasText: () => false,
};

interface On {
  readonly style: TerminalStyle;
  readonly screen: FullScreen;
}

/** The rows of the coming run, before Ink is loaded: until then the person would be looking at an empty screen. */
export function firstPicture(shown: Shown, rows: readonly Row[], { style, screen }: On): FullScreen {
  const state = reduce(firstState(terminalSize()), { type: 'rows', rows });
  screen.enter();
  screen.paint(frameOf(state, shown, style, nothing).lines.map((spans) => painted(spans, style)));
  return screen;
}
