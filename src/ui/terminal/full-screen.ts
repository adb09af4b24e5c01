import { writeSync } from 'node:fs';

const enter = '\u001b[?1049h\u001b[2J\u001b[H';
const leave = '\u001b[?25h\u001b[?1049l';
const overPainted = '\u001b[H\u001b[J';
/** Of what others write meanwhile, the end is kept. */
const mostHeld = 65_536;

/**
 * The terminal's second screen, where nothing scrolls away what was there before. It is left in any way the process can end
 * that a process hears of. What anybody else writes meanwhile would stand across the picture: it is held, and written
 * afterwards where it was meant to go.
 */
export class FullScreen {
  readonly #write = process.stdout.write.bind(process.stdout);
  readonly #writeError = process.stderr.write.bind(process.stderr);
  readonly #onExit = (): void => this.#atExit();
  #takeDown: () => void = () => undefined;
  #onHeld: (text: string) => void = () => undefined;
  #held = '';
  #isOpen = false;
  /** Something stands there that the first picture has to take the place of. */
  #isPainted = false;

  /** `takeDown` ends whatever draws before the screen is left; `onHeld` is reported what others write. */
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
      // Not at every write: each time copies all of it.
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

  /** A picture without whoever draws the next ones. */
  paint(lines: readonly string[]): void {
    this.#isPainted = true;
    this.#write(lines.join('\n'));
  }

  /** Straight to the terminal. */
  write(text: string): void {
    this.#write(text);
  }

  /** The terminal as it was; then what was held. */
  leave(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    process.off('exit', this.#onExit);
    this.#takeDown();
    process.stdout.write = this.#write;
    process.stderr.write = this.#writeError;
    process.stdin.setRawMode(false);
    this.#write(leave);
    if (this.#held !== '') process.stderr.write(this.#held.slice(-mostHeld));
    this.#held = '';
  }

  /** Nothing that takes a turn of the event loop is carried out any more. */
  #atExit(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#takeDown();
      writeSync(1, leave);
      if (this.#held !== '') writeSync(2, this.#held.slice(-mostHeld));
    } catch {
      // The terminal is gone, and with it whoever could look at it.
    }
  }

  /** A stream for who draws, past what is held. It speaks for the real one in everything Ink asks of it. */
  stream(): NodeJS.WriteStream {
    const { stdout } = process;
    const write = (text: string, ...rest: readonly unknown[]): boolean => {
      const whole = this.#isPainted ? `${overPainted}${text}` : text;
      this.#isPainted = false;
      return (this.#write as (...all: readonly unknown[]) => boolean)(whole, ...rest);
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

/** For a terminal that does not tell its size, or says 0. */
const unknownSize = { columns: 80, rows: 24 };
export const terminalSize = (): { readonly columns: number; readonly rows: number } => ({
  columns: process.stdout.columns || unknownSize.columns,
  rows: process.stdout.rows || unknownSize.rows,
});
