import { fstatSync, writeSync } from 'node:fs';

/**
 * The process's two streams, owned here. stdout belongs to the result: while a run lasts, whatever else writes to it (a
 * plugin's console.log) is sent to stderr instead. A reader that went away (`| head`) ends the writing, not the run.
 */
export class Streams {
  readonly #write = process.stdout.write.bind(process.stdout);
  /** Node.js writes to a file in one call and forgets what did not fit. */
  readonly #isFile = isFile(1);
  /** Errors outside every check, as far as they have shown. */
  strays = 0;
  #gone = false;
  #lost: string | undefined;

  constructor() {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => this.#failed(error));
    // Nobody is left to tell.
    process.stderr.on('error', () => undefined);
  }

  /** Why the result did not arrive; a reader that did not want all of it is no reason. */
  get lost(): string | undefined {
    return this.#lost;
  }

  #failed({ code = 'unknown error' }: NodeJS.ErrnoException): void {
    this.#gone = true;
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') this.#lost ??= code;
  }

  /** From now on only `result` reaches stdout. */
  guard(): void {
    process.stdout.write = process.stderr.write.bind(process.stderr);
  }

  /** Lets stray errors show: Node.js tells of them between two turns, and a fast run is over within one. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  result(line: string): void {
    if (this.#gone) return;
    if (!this.#isFile) return void this.#write(`${line}\n`);
    try {
      writeWhole(1, `${line}\n`);
    } catch (error) {
      this.#failed(error as NodeJS.ErrnoException);
    }
  }

  progress(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  /** Resolves when everything written has left the process. */
  async flush(): Promise<void> {
    const drained = (write: (text: string, done: () => void) => unknown): Promise<void> =>
      new Promise((resolve) => void write('', resolve));
    if (!this.#gone)
      await Promise.race([
        Promise.all([
          drained((text, done) => this.#write(text, done)),
          drained((text, done) => process.stderr.write(text, done)),
        ]),
        closed(),
      ]);
  }
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

/** A stream that was closed under us never calls back. */
const closed = (): Promise<void> => new Promise((resolve) => process.stdout.once('close', resolve));
