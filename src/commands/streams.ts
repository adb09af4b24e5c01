/**
 * The process's two streams, owned here. stdout belongs to the result: while a run lasts, whatever else writes to it (a
 * plugin's console.log) is sent to stderr instead. A reader that went away (`| head`) ends the writing, not the run.
 */
export class Streams {
  readonly #write = process.stdout.write.bind(process.stdout);
  #gone = false;

  constructor() {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
      this.#gone = true;
    };
    process.stdout.on('error', onError);
    process.stderr.on('error', onError);
  }

  /** From now on only `result` reaches stdout. */
  guard(): void {
    process.stdout.write = process.stderr.write.bind(process.stderr);
  }

  result(line: string): void {
    if (!this.#gone) this.#write(`${line}\n`);
  }

  progress(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  /** Resolves when everything written has left the process. */
  async flush(): Promise<void> {
    const drained = (write: (text: string, done: () => void) => unknown): Promise<void> => new Promise((resolve) => void write('', resolve));
    if (!this.#gone) await Promise.race([Promise.all([drained((text, done) => this.#write(text, done)), drained((text, done) => process.stderr.write(text, done))]), closed()]);
  }
}

/** A stream that was closed under us never calls back. */
const closed = (): Promise<void> => new Promise((resolve) => process.stdout.once('close', resolve));
