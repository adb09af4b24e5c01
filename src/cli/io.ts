import type { Interruption, SessionHost } from '../session/host.js';

/** Where text goes. A terminal says that it is one, and how wide it is where it knows. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Stdin extends AsyncIterable<Uint8Array> {
  readonly isTTY?: boolean;
}

/** All that a command line has of the process it runs in. */
export interface Io extends Pick<SessionHost, 'environment' | 'platform' | 'home' | 'copy' | 'masker'> {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly stdin: Stdin;
  /** Errors that nobody awaits; counted by whoever owns the process. */
  readonly strays: { count: number };
  /** Begins to listen for a person who wants to end what is under way. */
  interruption(atOnce: () => void): Interruption;
  /** Keeps whatever else writes to standard output away from it. */
  guard(): void;
}

/** What a command has to work with. */
export interface CommandHost extends SessionHost {
  readonly stdin: Stdin;
}

/** Filled in by the build from package.json. */
declare const __VERSION__: string | undefined;

export const version: string = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';

export function hostOf(io: Io): CommandHost {
  const { stdout, stderr, stdin, strays, environment, platform, home, masker } = io;
  const canAsk = isScreen(stdout, environment) && stdin.isTTY === true;
  return {
    environment,
    platform,
    home,
    stdin,
    version,
    masker,
    streams: {
      strays,
      result: (line) => void stdout.write(masker.text(`${line}\n`)),
      progress: (line) => void stderr.write(masker.text(`${line}\n`)),
      document: (value) => void stdout.write(masker.document(value)),
      settle,
      guard: () => io.guard(),
    },
    terminal: {
      canAsk,
      get columns() {
        const { isTTY, columns = 0 } = stdout;
        return isTTY && columns > 0 ? columns : Infinity;
      },
    },
    interruption: (atOnce) => io.interruption(atOnce),
    copy: (text) => io.copy(masker.text(text)),
  };
}

/** A terminal that can move its cursor, with nobody's automation around it. */
function isScreen({ isTTY = false }: Sink, { TERM, CI }: Io['environment']): boolean {
  return isTTY && TERM !== 'dumb' && (CI === undefined || CI === '' || CI === 'false' || CI === '0');
}

/** Node.js reports stray errors between two turns of its loop, and a fast run is over within one. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
