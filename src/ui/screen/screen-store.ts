import type { PreflightEvent } from '../../preflight/index.js';
import type { Frame } from './frame.js';
import { frameOf } from './frame.js';
import type { KeyPress } from '../terminal/key-press.js';
import { asMeant, editingOf } from '../terminal/key-press.js';
import type { Abilities, Request } from './keys.js';
import type { TerminalStyle } from '../terminal/style.js';
import { press } from './press.js';
import type { Action, ScreenState } from './screen-state.js';
import { firstState, reduce } from './screen-state.js';
import type { Shown } from './shown.js';
import { SecretField } from '../terminal/text-field.js';
import { without } from './without.js';

export interface StoreOptions {
  readonly shown: Shown;
  readonly style: TerminalStyle;
  readonly can: Abilities;
  readonly size: ScreenState['size'];
  /** What a new report would be called. */
  readonly fileName: () => string;
  readonly onRequest: (request: Request) => void;
  readonly onCrash: (error: unknown) => void;
}

/** Events come in bursts; drawing each would cost more than the run itself. In milliseconds. */
const frameMs = 30;
/** How often elapsed times are updated, in milliseconds. */
const tickMs = 250;

/** The state of the screen and its listeners, which are notified once a frame; React reads it as an external store. */
export class ScreenStore {
  readonly style: TerminalStyle;
  readonly #options: StoreOptions;
  readonly #listeners = new Set<() => void>();
  readonly #secret = new SecretField();
  #state: ScreenState;
  #hasKeys = false;
  #frame: ReturnType<typeof setTimeout> | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #runBeganAt = performance.now();
  #drawn: { readonly state: ScreenState; readonly frame: Frame } | undefined;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.style = options.style;
    this.#state = firstState(options.size);
    this.#tick();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): ScreenState => this.#state;

  frame(state: ScreenState): Frame {
    if (this.#drawn?.state !== state)
      this.#drawn = { state, frame: frameOf(state, this.#options.shown, this.style, this.#options.can) };
    return this.#drawn.frame;
  }

  take(event: PreflightEvent): void {
    if (event.type === 'run-started') this.#runBeganAt = performance.now() - event.atMs;
    this.dispatch({ type: 'event', event });
  }

  dispatch(action: Action): void {
    this.#become(reduce(this.#state, action), action.type === 'event' ? frameMs : 0);
    if (action.type === 'work') this.#tick();
  }

  /** The effect of a key is drawn at once. */
  press(given: KeyPress): void {
    const key = asMeant(given, !this.#hasKeys);
    this.#hasKeys = true;
    try {
      if (this.#state.prompt?.kind === 'password' && this.#typeSecret(key)) return;
      const before = this.#withChosenInSight(this.#state);
      const { visible, lastScroll, pageLines } = this.frame(before);
      const { can, fileName, onRequest } = this.#options;
      const { state, request } = press(before, key, { can, visible, lastScroll, pageLines, fileName: fileName() });
      // A password that was not given is forgotten: the next one must not start with it.
      if (before.prompt?.kind === 'password' && !state.prompt && !(request?.type === 'password' && request.given))
        this.#secret.take();
      this.#become(this.#withChosenInSight(state), 0);
      this.flush();
      if (request) onRequest(request);
    } catch (error) {
      this.#options.onCrash(error);
    }
  }

  /** The password that was typed, once. */
  takeSecret(): string {
    return this.#secret.take();
  }

  flush(): void {
    clearTimeout(this.#frame);
    this.#frame = undefined;
    for (const listener of this.#listeners) listener();
  }

  close(): void {
    clearTimeout(this.#frame);
    clearInterval(this.#ticking);
    this.#secret.take();
  }

  /** No key may apply to a row that the list does not show. */
  #withChosenInSight(state: ScreenState): ScreenState {
    if (state.view !== 'checks' || state.over) return state;
    const { visible } = this.frame(state);
    if (state.selected !== undefined && visible.includes(state.selected)) return state;
    const [first] = visible;
    return first === undefined ? without(state, 'selected') : { ...state, selected: first };
  }

  #typeSecret(key: KeyPress): boolean {
    const editing = 'name' in key ? editingOf(key.name) : undefined;
    if ('text' in key) this.#secret.insert(key.text);
    else if (editing !== undefined) this.#secret.edit(editing);
    else return false;
    this.dispatch({ type: 'typed', length: this.#secret.length });
    return true;
  }

  #become(state: ScreenState, delayMs: number): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#frame ??= setTimeout(() => this.flush(), delayMs);
  }

  /** Only while something is under way: an idle screen lets the process sleep. */
  #tick(): void {
    clearInterval(this.#ticking);
    if (!this.style.motion || this.#state.work === 'idle') return;
    this.#ticking = setInterval(
      () => this.dispatch({ type: 'tick', nowMs: Math.round(performance.now() - this.#runBeganAt) }),
      tickMs,
    );
    this.#ticking.unref();
  }
}
