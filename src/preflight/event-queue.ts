import type { PreflightEvent, PreflightEventBody } from './events.js';

/** The one stream: numbered, timed from the start of the run, read once by whoever iterates. */
export class EventQueue {
  readonly #startedAt = performance.now();
  readonly #waiting: PreflightEvent[] = [];
  #seq = 0;
  #ended = false;
  #wake: (() => void) | undefined;

  /** Whole milliseconds since the run began. */
  now(): number {
    return Math.round(performance.now() - this.#startedAt);
  }

  push(body: PreflightEventBody): void {
    if (this.#ended) return;
    this.#waiting.push({ seq: this.#seq++, atMs: this.now(), ...body });
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *read(): AsyncGenerator<PreflightEvent, void, undefined> {
    for (;;) {
      const event = this.#waiting.shift();
      if (event) yield event;
      else if (this.#ended) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
