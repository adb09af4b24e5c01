/** Ctrl-C and its kin: the first asks the run to end, the second ends the process at once. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #signals = [
    'SIGINT',
    'SIGTERM',
    'SIGHUP',
    ...(process.platform === 'win32' ? (['SIGBREAK'] as const) : []),
  ] as const;
  readonly #onSignal = (): void => this.interrupt();
  readonly #atOnce: () => void;

  /** `atOnce` is reported before the process ends at the second signal. */
  constructor(atOnce: () => void) {
    this.#atOnce = atOnce;
    for (const name of this.#signals) process.on(name, this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  interrupt(): void {
    if (!this.#controller.signal.aborted) return this.#controller.abort('interrupted');
    this.#atOnce();
    process.exit(130);
  }

  release(): void {
    for (const name of this.#signals) process.removeListener(name, this.#onSignal);
  }
}

/** Resolves once the signal has come; at once where it came before. */
export const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    if (signal.aborted) resolve(undefined);
  });
