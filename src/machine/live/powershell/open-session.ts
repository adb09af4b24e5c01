import type { Signal } from '../../../vocabulary/index.js';
import { parseAnswer, parseHello } from './answer.js';
import { windowEnvironment } from './environment.js';
import type { Envelope } from './lines.js';
import { Lines } from './lines.js';
import { findProgram, programsFor } from './programs.js';
import bootstrap from './scripts/session.ps1';
import type { CallOptions, Edition, Hello, PowerShellSession } from './session.js';
import { PowerShellFailure } from './session.js';
import type { ShellProcess } from './shell-process.js';
import { startShell } from './shell-process.js';

export interface OpenOptions {
  readonly edition: Edition;
  /** Default: that of this process. Filtered before PowerShell gets it. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Absolute paths to try instead of the known ones. */
  readonly programs?: readonly string[];
  /**
   * Timeout of the greeting, in milliseconds: the first start after boot, with a virus scanner, is slow. Default
   * 30,000.
   */
  readonly startMs?: number;
  /** Cancels the start and ends the process. */
  readonly signal?: Signal;
}

const startMs = 30_000;
/** Time to exit once asked, in milliseconds. */
const leaveMs = 1_000;

/**
 * Runs in any language mode: no method call and no type that a locked-down PC would refuse. The dollar signs keep an
 * echo of it from looking like an answer.
 */
const greeting =
  '"<<exo:hello::$($ExecutionContext.SessionState.LanguageMode)|$($PSVersionTable.PSVersion)|$($PSVersionTable.PSEdition)|$(Get-ExecutionPolicy)>>"';
const encoded = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
/** One complete line: PowerShell would wait for the rest of an incomplete one and swallow every call after it. */
const firstLine = `. ([scriptblock]::Create([System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String('${encoded(bootstrap)}'))))`;

/**
 * Starts a PowerShell. Rejects with a PowerShellFailure: `not-found`, `blocked-by-policy`, `crashed`, `timeout`,
 * `cancelled`.
 */
export async function openPowerShell(options: OpenOptions): Promise<PowerShellSession> {
  const { edition, environment = process.env, programs = programsFor(edition, environment) } = options;
  const program = await findProgram(programs);
  if (program === undefined)
    throw new PowerShellFailure(
      'not-found',
      `There is no ${edition} PowerShell at ${programs.join(', ') || 'any known place'}.`,
      { systemCode: 'ENOENT' },
    );
  const session = new Session(edition, await start(program, environment));
  await session.begin({ timeoutMs: options.startMs ?? startMs, ...(options.signal ? { signal: options.signal } : {}) });
  return session;
}

async function start(
  program: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ShellProcess> {
  try {
    return await startShell(program, windowEnvironment(environment));
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    if (code === undefined) throw error;
    throw startFailure(code, error);
  }
}

/**
 * A denial comes from a policy. Other codes do not identify one: Node.js reports most Windows errors as UNKNOWN,
 * including AppLocker's (1260).
 */
const startFailures: Readonly<Record<string, 'not-found' | 'blocked-by-policy'>> = {
  ENOENT: 'not-found',
  EACCES: 'blocked-by-policy',
  EPERM: 'blocked-by-policy',
};
const startFailure = (systemCode: string, cause?: unknown): PowerShellFailure =>
  new PowerShellFailure(startFailures[systemCode] ?? 'crashed', 'PowerShell could not be started.', {
    systemCode,
    cause,
  });

interface AbortSignals {
  readonly timeoutMs: number;
  readonly signal?: Signal;
}

interface Waiting {
  readonly take: (envelope: Envelope) => void;
  readonly fail: (failure: PowerShellFailure) => void;
}

class Session implements PowerShellSession {
  readonly edition: Edition;
  readonly #shell: ShellProcess;
  readonly #lines = new Lines();
  #hello: Hello | undefined;
  #waiting: Waiting | undefined;
  /** Why no more calls can be made. */
  #gone: PowerShellFailure | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(edition: Edition, shell: ShellProcess) {
    this.edition = edition;
    this.#shell = shell;
    shell.onText((text) => this.#hear(text));
    void shell.ended.then(({ code, systemCode }) =>
      this.#end(
        systemCode === undefined
          ? new PowerShellFailure(
              'crashed',
              'PowerShell ended without an answer.',
              code === null ? {} : { exitCode: code },
            )
          : startFailure(systemCode),
      ),
    );
  }

  /**
   * The greeting, then the functions every call needs; where the language mode forbids them, the session can do no more
   * than greet.
   */
  async begin(signals: AbortSignals): Promise<void> {
    const hello = await this.#exchange(signals, greeting, ({ kind, body }) =>
      kind === 'hello' ? [parseHello(body)] : undefined,
    );
    if (!hello)
      throw await this.#throwAway(
        new PowerShellFailure('bad-output', 'What was started does not greet as a PowerShell does.'),
      );
    this.#hello = hello;
    if (hello.languageMode === 'FullLanguage')
      await this.#exchange(signals, firstLine, ({ kind }) => (kind === 'ready' ? [true] : undefined));
  }

  hello(): Promise<Hello> {
    return this.#hello
      ? Promise.resolve(this.#hello)
      : Promise.reject(new PowerShellFailure('crashed', 'PowerShell has not greeted.'));
  }

  call<T>(script: string, options: CallOptions<T>): Promise<T> {
    const mine = this.#last.then(() => this.#call(script, options));
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  kill(): Promise<void> {
    this.#end(new PowerShellFailure('cancelled', 'The session was ended.'));
    return this.#shell.kill();
  }

  async close(): Promise<void> {
    this.#end(new PowerShellFailure('cancelled', 'The session was closed.'));
    this.#shell.leave();
    const timer = { stop: (): void => undefined };
    const late = new Promise<'late'>((resolve) => {
      const one = setTimeout(() => resolve('late'), leaveMs);
      timer.stop = () => clearTimeout(one);
    });
    if ((await Promise.race([this.#shell.ended, late])) === 'late') await this.#shell.kill();
    timer.stop();
  }

  async #call<T>(
    script: string,
    { arguments: given = {}, secret, parse, signal, timeoutMs }: CallOptions<T>,
  ): Promise<T> {
    if (this.#gone) throw this.#gone;
    if (this.#hello?.languageMode !== 'FullLanguage')
      throw new PowerShellFailure(
        'blocked-by-policy',
        `The language mode ${this.#hello?.languageMode ?? 'unknown'} lets no script of ours run.`,
      );
    const id = crypto.randomUUID();
    const line = `Invoke-ExoCall '${id}' '${encoded(script)}' '${encoded(JSON.stringify(given))}'`;
    let unsent = secret;
    const body = await this.#exchange({ timeoutMs, ...(signal ? { signal } : {}) }, line, (envelope) => {
      if (envelope.id !== id) return undefined;
      if (envelope.kind === 'answer') return [envelope.body];
      // Once, and only on request: a line that no Read-Host waits for would be run, and logged, as a command.
      if (envelope.kind === 'secret' && unsent !== undefined) {
        this.#shell.write(Buffer.from(unsent, 'utf16le').toString('base64'));
        unsent = undefined;
      }
      return undefined;
    });
    return this.#read(body, parse);
  }

  async #read<T>(body: string, parse: (value: unknown) => T): Promise<T> {
    let answer;
    try {
      answer = parseAnswer(body);
      if (answer.ok) return parse(answer.value);
    } catch (error) {
      throw await this.#throwAway(
        new PowerShellFailure('bad-output', 'PowerShell answered something else than it was asked.', { cause: error }),
      );
    }
    throw new PowerShellFailure('script-error', `The script failed: ${answer.error.fullyQualifiedErrorId}.`, {
      error: answer.error,
    });
  }

  /**
   * Writes a line and waits for its answer. Any other outcome discards the session: whatever still runs in it would
   * answer the next call.
   */
  async #exchange<T>(
    { timeoutMs, signal }: AbortSignals,
    line: string,
    answerIn: (envelope: Envelope) => readonly [T] | undefined,
  ): Promise<T> {
    if (signal?.aborted)
      throw await this.#throwAway(new PowerShellFailure('cancelled', 'The call was called off before it began.'));
    let stop = (): void => undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new PowerShellFailure('timeout', `PowerShell did not answer within ${timeoutMs} ms.`)),
          timeoutMs,
        );
        const onAbort = (): void => reject(new PowerShellFailure('cancelled', 'The call was called off.'));
        signal?.addEventListener('abort', onAbort, { once: true });
        stop = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          this.#waiting = undefined;
        };
        this.#waiting = {
          take: (envelope) => {
            const found = answerIn(envelope);
            if (found) resolve(found[0]);
          },
          fail: reject,
        };
        if (this.#gone) return reject(this.#gone);
        this.#shell.write(line);
      });
    } catch (error) {
      throw await this.#throwAway(
        error instanceof PowerShellFailure
          ? error
          : new PowerShellFailure('bad-output', 'PowerShell answered something else than it was asked.', {
              cause: error,
            }),
      );
    } finally {
      stop();
    }
  }

  #hear(text: string): void {
    try {
      for (const envelope of this.#lines.take(text)) this.#waiting?.take(envelope);
    } catch (error) {
      this.#waiting?.fail(new PowerShellFailure('bad-output', 'PowerShell sent what is no answer.', { cause: error }));
    }
  }

  #end(failure: PowerShellFailure): void {
    this.#gone ??= failure;
    this.#waiting?.fail(failure);
  }

  async #throwAway(failure: PowerShellFailure): Promise<PowerShellFailure> {
    this.#gone ??= failure;
    await this.#shell.kill();
    return failure;
  }
}
