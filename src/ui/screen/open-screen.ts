import { render } from 'ink';
import type { Instance } from 'ink';
import { createElement } from 'react';
import type { PreflightEvent, Row } from '../../preflight/index.js';
import { clean } from '../../locales/render.js';
import type { FullScreen } from '../terminal/full-screen.js';
import { terminalSize } from '../terminal/full-screen.js';
import type { Request } from './keys.js';
import { Boundary, Screen } from './Screen.js';
import type { Change, DialogLine, ScreenState, Watch } from './screen-state.js';
import { fieldOf } from '../terminal/text-field.js';
import type { StoreOptions } from './screen-store.js';
import { ScreenStore } from './screen-store.js';

export type ScreenOptions = Pick<StoreOptions, 'shown' | 'style' | 'can' | 'fileName'> & {
  /** The person wants to leave while something is under way, or asks to for the second time. */
  readonly onInterrupt: () => void;
  /** The rows of the coming run, as far as they are known. */
  readonly rows?: readonly Row[];
  /** May be open already. */
  readonly screen: FullScreen;
};

/** What the person wants next, or that the screen itself broke. */
export type Wanted =
  Exclude<Request, { type: 'answer' | 'password' | 'interrupt' }> | { readonly type: 'crash'; readonly error: unknown };

/** An open screen, as verbs: whoever opened it needs no component. */
export interface OpenScreen {
  take(event: PreflightEvent): void;
  /** Resolves with the next thing the person wants; at once, where something is wanted already. */
  wanted(): Promise<Wanted>;
  working(work: ScreenState['work']): void;
  note(text: string): void;
  /** Opens a dialog over the view. */
  begin(title: string): void;
  say(lines: readonly DialogLine[]): void;
  ask(question: string): Promise<boolean>;
  /** Whether a change made from here can be taken back. */
  offerUndo(can: boolean): void;
  page(title: string, lines: readonly string[]): void;
  /** The answer, or `undefined` where the person would not give one. */
  askPassword(title: string): Promise<string | undefined>;
  watching(watch: Watch | undefined): void;
  changed(change: Change): void;
  /** The bell of the terminal. */
  ring(): void;
  /** Asks the terminal itself to take a text for the clipboard (OSC 52). */
  offerToCopy(text: string): void;
  /** Gives up whatever is being asked. */
  cancel(): void;
  /** Asks for the name again, starting from what was typed. */
  askName(path: string): void;
  /** The terminal as it was before. */
  close(): Promise<void>;
}

export function openScreen({ onInterrupt, rows = [], screen, ...options }: ScreenOptions): OpenScreen {
  const queue: Wanted[] = [];
  let wake: (() => void) | undefined;
  let answer: ((yes: boolean) => void) | undefined;
  let password: ((given: string | undefined) => void) | undefined;
  const cancel = (): void => {
    answer?.(false);
    password?.(undefined);
  };
  const want = (one: Wanted): void => {
    queue.push(one);
    wake?.();
  };
  const store = new ScreenStore({
    ...options,
    size: terminalSize(),
    onCrash: (error) => want({ type: 'crash', error }),
    onRequest: (request) => {
      if (request.type === 'answer') return answer?.(request.yes);
      if (request.type === 'password') return password?.(request.given ? store.takeSecret() : undefined);
      if (request.type === 'interrupt') {
        cancel();
        return onInterrupt();
      }
      want(request);
    },
  });

  const stdout = screen.stream();
  const onResize = (): void => {
    // A terminal that became narrower has wrapped our lines: they are drawn again on an empty screen.
    screen.write('\u001b[2J\u001b[H');
    store.dispatch({ type: 'size', size: terminalSize() });
    store.flush();
  };
  screen.enter();
  if (rows.length > 0) store.dispatch({ type: 'rows', rows });
  process.stdout.on('resize', onResize);
  const app: Instance = render(
    createElement(Boundary, {
      onCrash: (error) => want({ type: 'crash', error }),
      children: createElement(Screen, { store }),
    }),
    { stdout, exitOnCtrlC: false, patchConsole: false, isScreenReaderEnabled: options.style.reader },
  );
  screen.drawnBy({
    takeDown: () => app.unmount(),
    onHeld: (text) => {
      const said = clean(text);
      if (said !== '') store.dispatch({ type: 'note', note: said });
    },
  });

  return {
    take: (event) => store.take(event),
    async wanted() {
      while (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return queue.shift()!;
    },
    working: (work) => store.dispatch({ type: 'work', work }),
    note: (text) => store.dispatch({ type: 'note', note: clean(text) }),
    begin: (title) => store.dispatch({ type: 'over', over: { kind: 'dialog', title, lines: [] } }),
    say: (lines) => store.dispatch({ type: 'say', lines }),
    ask: (question) => {
      store.dispatch({ type: 'ask', question });
      return new Promise<boolean>((resolve) => (answer = resolve)).finally(() => (answer = undefined));
    },
    offerUndo: (can) => store.dispatch({ type: 'offer-undo', can }),
    page: (title, lines) => store.dispatch({ type: 'over', over: { kind: 'page', title, lines } }),
    askPassword: (title) => {
      store.dispatch({ type: 'prompt', prompt: { kind: 'password', title, length: 0 } });
      return new Promise<string | undefined>((resolve) => (password = resolve)).finally(() => (password = undefined));
    },
    watching: (watch) => store.dispatch({ type: 'watch', watch }),
    changed: (change) => store.dispatch({ type: 'change', change }),
    ring: () => {
      if (screen.isOpen) screen.write('\u0007');
    },
    offerToCopy: (text) => screen.copy(text),
    cancel,
    askName: (path) => store.dispatch({ type: 'prompt', prompt: { kind: 'save', field: fieldOf(path) } }),
    async close() {
      process.stdout.off('resize', onResize);
      store.flush();
      store.close();
      screen.leave();
      await app.waitUntilExit().catch(() => undefined);
    },
  };
}
