import { fstatSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { failed, stackOf } from './command-line.js';
import { listenForSignals } from './interruption.js';
import { Masker } from '../redaction/masker.js';
import { settle } from './io.js';
import type { Io, Sink } from './io.js';

/** Runs a command line in this process and owns its end: exit code, signals, and errors that nobody awaits. */
export async function ownProcess(
  run: (args: readonly string[], io: Io) => Promise<number>,
  args: readonly string[],
): Promise<void> {
  const masker = new Masker();
  const stdout = new StandardOutput();
  // After the result's own writer was made, which is given masked text.
  for (const stream of [process.stdout, process.stderr]) guardStream(stream, masker);
  const strays = watchStrayErrors(args.includes('--debug'));
  const endedEarly = guardTheEnd();
  let exitCode = await run(args, {
    stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    environment: process.env,
    platform: process.platform,
    home: homedir(),
    masker,
    strays,
    interruption: listenForSignals,
    // Starting programs is much to load.
    copy: async (text) => (await import('./clipboard.js')).copyByWindows(text),
    guard: () => stdout.guard(),
  });
  await stdout.flush();
  await settle();
  endedEarly.release();
  if (stdout.lost !== undefined) {
    process.stderr.write(
      `exo-preflight: the result could not be written to standard output (${stdout.lost}).\nMake room there, or send it elsewhere, and run again.\n`,
    );
    if (exitCode !== 130) exitCode = failed;
  }
  process.exit(strays.count > 0 && exitCode !== 130 ? failed : exitCode);
}

/**
 * Standard output, which belongs to the result: once it is guarded, whatever else writes to it (a plugin's console.log) is sent
 * to standard error instead. A reader that went away (`| head`) ends the writing, not the run.
 */
class StandardOutput implements Sink {
  readonly #write = process.stdout.write.bind(process.stdout);
  /** Node.js writes to a file in one call and forgets what did not fit. */
  readonly #isFile = isFile(1);
  readonly isTTY = process.stdout.isTTY;
  #gone = false;
  #lost: string | undefined;

  constructor() {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => this.#failed(error));
    // Nobody is left to tell.
    process.stderr.on('error', () => undefined);
  }

  get columns(): number {
    return process.stdout.columns;
  }

  /** Why the result did not arrive; a reader that did not want all of it is no reason. */
  get lost(): string | undefined {
    return this.#lost;
  }

  #failed({ code = 'unknown error' }: NodeJS.ErrnoException): void {
    this.#gone = true;
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') this.#lost ??= code;
  }

  guard(): void {
    process.stdout.write = process.stderr.write.bind(process.stderr);
  }

  write(text: string): void {
    if (this.#gone) return;
    if (!this.#isFile) return void this.#write(text);
    try {
      writeWhole(1, text);
    } catch (error) {
      this.#failed(error as NodeJS.ErrnoException);
    }
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

/**
 * Errors outside any check and any promise of ours: a plugin's forgotten promise, a timer of its own. The run goes on, since
 * its rows have nothing to do with it, but nobody shall take it for an untroubled one.
 */
function watchStrayErrors(debug: boolean): { count: number } {
  const strays = { count: 0 };
  const note = (error: unknown): void => {
    if (strays.count++ > 0 && !debug) return;
    process.stderr.write(
      `exo-preflight: something failed outside every check (${error instanceof Error ? error.name : typeof error}): a plugin, or this tool itself.\n`,
    );
    process.stderr.write(
      `${debug ? stackOf(error) : 'Run the same again with --debug, and without --checks, to see which.'}\n`,
    );
  };
  process.on('uncaughtException', note).on('unhandledRejection', note);
  return strays;
}

/** Whoever writes to the stream from now on, a plugin's console among them, writes through the masker. */
function guardStream(stream: NodeJS.WriteStream, { text: mask }: Masker): void {
  const write = stream.write.bind(stream) as (...all: readonly unknown[]) => boolean;
  stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean =>
    write(mask(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')), ...rest);
}

/** A plugin that ends the process, or keeps it waiting for nothing, must not make it look like a verdict. */
function guardTheEnd(): { release(): void } {
  const early = (): void => {
    if (process.exitCode === 130) return;
    process.exitCode = failed;
    try {
      writeSync(2, 'exo-preflight: the process was ended before there was a verdict; a plugin may have done that.\n');
    } catch {
      // Nobody is left to tell.
    }
  };
  process.on('exit', early);
  return { release: () => void process.off('exit', early) };
}
