import { render } from 'ink';
import type { Instance } from 'ink';
import { createElement } from 'react';
import { RunScreen } from './RunScreen.js';
import type { Shown } from './shown.js';
import { Screen } from './screen-state.js';
import type { PreflightEvent } from '../preflight/index.js';

/** Shows a run on a terminal while it happens; `end` leaves the last picture standing. The caller needs no component. */
export function showRun(shown: Shown): { take(event: PreflightEvent): void; end(): Promise<void> } {
  const screen = new Screen();
  let app: Instance | undefined;
  // The first picture waits for the first events: Ink draws no second one for a while.
  screen.subscribe(() => (app ??= render(createElement(RunScreen, { screen, shown }), { exitOnCtrlC: false, patchConsole: true })));
  return {
    take: (event) => screen.take(event),
    async end() {
      screen.flush();
      // What was just told is drawn in the next turn; an app that is taken down before would lose its last picture.
      await new Promise((resolve) => setImmediate(resolve));
      app?.unmount();
      await app?.waitUntilExit();
    },
  };
}
