import { hostOf } from '../../src/cli/io.js';
import type { CommandHost, Io } from '../../src/cli/io.js';
import { runCli } from '../../src/commands/index.js';
import { Masker } from '../../src/redaction/masker.js';
import type { Ended } from './cli.js';

// A proxy or an authority of whoever runs the tests is none of the program's business.
for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'])
  for (const spelled of [name, name.toLowerCase()]) Reflect.deleteProperty(process.env, spelled);
Reflect.deleteProperty(process.env, 'NODE_EXTRA_CA_CERTS');

interface Around {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Interrupts what listens when it comes. */
  readonly signal?: AbortSignal;
  /** Standard output is a terminal of so many columns; nobody sits at a keyboard all the same. */
  readonly columns?: number;
}

/** What a command line has of a process, without one: what it writes is kept. */
export function captured({ input = '', env = {}, signal, columns }: Around = {}): {
  readonly io: Io;
  readonly stdout: () => string;
  readonly stderr: () => string;
} {
  const { PATH = '' } = process.env;
  let [stdout, stderr] = ['', ''];
  const io: Io = {
    stdout: {
      write: (text) => void (stdout += text),
      ...(columns === undefined ? {} : { isTTY: true, columns }),
    },
    stderr: { write: (text) => void (stderr += text) },
    stdin: (async function* () {
      yield Buffer.from(input);
    })(),
    environment: { PATH, ...env },
    platform: process.platform,
    home: env['HOME'] ?? '/nowhere',
    masker: new Masker(),
    strays: { count: 0 },
    guard: () => undefined,
    copy: () => Promise.resolve(false),
    interruption: () => {
      const controller = new AbortController();
      signal?.addEventListener('abort', () => controller.abort('interrupted'), { once: true });
      if (signal?.aborted) controller.abort('interrupted');
      return { signal: controller.signal, interrupt: () => controller.abort('interrupted'), release: () => undefined };
    },
  };
  return { io, stdout: () => stdout, stderr: () => stderr };
}

/** What a session has around it, for tests that look at nothing it writes. */
export const someHost = (around: Around = {}): CommandHost => hostOf(captured(around).io);

/** The program from its source, in this process: one command line. */
export async function inProcess(args: readonly string[], around: Around = {}): Promise<Ended> {
  const { io, stdout, stderr } = captured(around);
  const status = await runCli(args, io);
  return { status, stdout: stdout(), stderr: stderr() };
}
