import { render } from 'ink';
import { createElement } from 'react';
import type { Signal } from '../../vocabulary/index.js';
import type { FullScreen } from '../terminal/full-screen.js';
import { terminalSize } from '../terminal/full-screen.js';
import type { TerminalStyle } from '../terminal/style.js';
import type { Answered, NextQuestion } from './question-store.js';
import { QuestionStore } from './question-store.js';
import { QuestionScreen } from './QuestionScreen.js';
import { Boundary } from '../screen/Screen.js';

interface On {
  readonly style: TerminalStyle;
  readonly signal: Signal;
  readonly screen: FullScreen;
}

/** Asks one question after the other on a screen of their own; `undefined` where the person left or the signal was aborted. Throws what broke the screen. */
export async function askQuestions(next: NextQuestion, { style, signal, screen }: On): Promise<Answered | undefined> {
  const first = next({});
  if (!first) return { answers: {} };
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
      if (signal.aborted) return resolve(undefined);
      const store = new QuestionStore(first, { size: terminalSize(), style, next, end: resolve, onCrash: reject });
      const onResize = (): void => {
        screen.write('\u001b[2J\u001b[H');
        store.resized(terminalSize());
      };
      screen.enter();
      process.stdout.on('resize', onResize);
      const app = render(
        createElement(Boundary, { onCrash: reject, children: createElement(QuestionScreen, { store }) }),
        { stdout: screen.stream(), exitOnCtrlC: false, patchConsole: false, isScreenReaderEnabled: style.reader },
      );
      screen.drawnBy({
        takeDown: () => {
          process.stdout.off('resize', onResize);
          app.unmount();
        },
      });
    });
  } finally {
    screen.leave();
  }
}
