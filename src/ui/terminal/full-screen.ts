import { writeSync } from 'node:fs';

const enter = '\u001b[?1049h\u001b[2J\u001b[H';
const leave = '\u001b[?25h\u001b[?1049l';
const overPainted = '\u001b[H\u001b[J';
/** Only this much of what others write meanwhile is kept: the end of it. */
const mostHeld = 65_536;

/**
 * The terminal's alternate screen, which leaves what was there before untouched. It is left however the process ends, short of
 * being killed. What anybody else writes meanwhile would run across the picture: it is held back, and written afterwards where
 * it was meant to go.
 */
export class FullScreen {
  readonly #mask: (text: string) => string;
  readonly #terminal = process.stdout.write.bind(process.stdout);
  readonly #terminalError = process.stderr.write.bind(process.stderr);
  readonly #onExit = (): void => this.#atExit();
  #takeDown: () => void = () => undefined;
  #onHeld: (text: string) => void = () => undefined;
  #held = '';
  #isOpen = false;
  /** Something is on the screen already, which the first frame has to replace. */
  #isPainted = false;

  /** Every text that gets to the terminal from here goes through `mask`. */
  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  /** `takeDown` stops whatever draws before the screen is left; `onHeld` is called with what others write. */
  drawnBy({
    takeDown,
    onHeld = () => undefined,
  }: {
    readonly takeDown: () => void;
    readonly onHeld?: (text: string) => void;
  }): void {
    this.#takeDown = takeDown;
    this.#onHeld = onHeld;
  }

  enter(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    // Before anything asks for an answer: what is typed must not be echoed across the picture, a password least of all.
    process.stdin.setRawMode(true);
    this.#write(enter);
    process.once('exit', this.#onExit);
    const hold = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      this.#held += text;
      // Not at every write: each cut copies all of it.
      if (this.#held.length > 2 * mostHeld) this.#held = this.#held.slice(-mostHeld);
      this.#onHeld(text);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') queueMicrotask(() => (callback as () => void)());
      return true;
    }) as typeof process.stdout.write;
    process.stdout.write = hold;
    process.stderr.write = hold;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** One frame, before whatever draws the next ones is there. */
  paint(lines: readonly string[]): void {
    this.#isPainted = true;
    this.#write(lines.join('\n'));
  }

  /** Straight to the terminal. */
  write(text: string): void {
    this.#write(text);
  }

  /** Asks the terminal itself to take a text for the clipboard (OSC 52). */
  copy(text: string): void {
    // Masked before it is encoded.
    this.#terminal(`\u001b]52;c;${Buffer.from(this.#mask(text), 'utf8').toString('base64')}\u0007`);
  }

  #write(text: string): void {
    this.#terminal(this.#mask(text));
  }

  /** Masked as a whole: where it is cut, no half of a secret may be left. */
  #heldText(): string {
    return this.#mask(this.#held).slice(-mostHeld);
  }

  /** The terminal as it was; then what was held. */
  leave(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    process.off('exit', this.#onExit);
    this.#takeDown();
    process.stdout.write = this.#terminal;
    process.stderr.write = this.#terminalError;
    process.stdin.setRawMode(false);
    this.#write(leave);
    if (this.#held !== '') process.stderr.write(this.#heldText());
    this.#held = '';
  }

  /** By now nothing asynchronous runs any more. */
  #atExit(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#takeDown();
      writeSync(1, leave);
      if (this.#held !== '') writeSync(2, this.#heldText());
    } catch {
      // The terminal is gone, and with it whoever could look at it.
    }
  }

  /** A stream for whoever draws, which bypasses the holding back. It stands in for the real one in all that Ink asks of it. */
  stream(): NodeJS.WriteStream {
    const { stdout } = process;
    const write = (text: string, ...rest: readonly unknown[]): boolean => {
      const whole = this.#isPainted ? `${overPainted}${text}` : text;
      this.#isPainted = false;
      return (this.#terminal as (...all: readonly unknown[]) => boolean)(this.#mask(whole), ...rest);
    };
    const drawn = {
      isTTY: true,
      writable: true,
      write,
      on: (name: string, listener: (...args: unknown[]) => void) => stdout.on(name, listener),
      off: (name: string, listener: (...args: unknown[]) => void) => stdout.off(name, listener),
      once: (name: string, listener: (...args: unknown[]) => void) => stdout.once(name, listener),
      removeListener: (name: string, listener: (...args: unknown[]) => void) => stdout.removeListener(name, listener),
      get columns() {
        return stdout.columns || unknownSize.columns;
      },
      get rows() {
        return stdout.rows || unknownSize.rows;
      },
    };
    return drawn as unknown as NodeJS.WriteStream;
  }
}

/** For a terminal that reports no size, or 0. */
const unknownSize = { columns: 80, rows: 24 };
export const terminalSize = (): { readonly columns: number; readonly rows: number } => ({
  columns: process.stdout.columns || unknownSize.columns,
  rows: process.stdout.rows || unknownSize.rows,
});
