import type { Masker } from '../redaction/masker.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where lines go: the result to standard output, what is said meanwhile to standard error. */
export interface Output {
  result(line: string): void;
  progress(line: string): void;
}

interface Streams extends Output {
  /** A JSON document to standard output. */
  document(value: unknown): void;
  /** Errors outside every check, as far as they have surfaced. */
  readonly strays: { count: number };
  /** Resolves once the stray errors that have happened have surfaced. */
  settle(): Promise<void>;
  /** From now on only `result` reaches standard output, whatever else writes to it. */
  guard(): void;
}

interface Terminal {
  /** Somebody looks at a screen there and can press keys. */
  readonly canAsk: boolean;
  /** Of where results are written; infinite where that is no terminal, or one that does not say. */
  readonly columns: number;
}

/** How a person ends what is under way: the first interruption asks it to end, the second one leaves at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  interrupt(): void;
  release(): void;
}

/** What a session needs of whoever runs it, be that a process with a terminal or a test. */
export interface SessionHost {
  readonly streams: Streams;
  readonly terminal: Terminal;
  /** What every way out of the process goes through. */
  readonly masker: Masker;
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  /** The folder of the user's own. */
  readonly home: string;
  /** Of this tool, for the documents it writes. */
  readonly version: string;
  /** Begins to listen. `atOnce` is called by the second interruption, before it ends the process. */
  interruption(atOnce: () => void): Interruption;
  /** Puts a text on the clipboard; resolves to whether it took it. */
  copy(text: string): Promise<boolean>;
}

/** Resolves once the signal has come; at once where it came before. */
export const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    if (signal.aborted) resolve(undefined);
  });
