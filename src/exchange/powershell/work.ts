import * as z from 'zod/mini';
import { parseScriptError } from '../../machine/live/powershell/answer.js';
import type { PowerShellSession, ScriptError } from '../../machine/live/powershell/session.js';
import { PowerShellFailure } from '../../machine/live/powershell/session.js';
import beginWork from './scripts/begin-work.ps1';
import stopWork from './scripts/stop-work.ps1';
import watchWork from './scripts/watch-work.ps1';

/** The result of a piece of work: what it reported, and its errors in order. */
export interface WorkDone<T> {
  readonly reported: T | undefined;
  readonly problems: readonly ScriptError[];
  /** How many warnings it wrote. */
  readonly warnings: number;
}

export interface WorkOptions<T> {
  readonly given: Readonly<Record<string, unknown>>;
  /** Handed over as a line of standard input when the script asks for it. */
  readonly account?: { readonly user: string; readonly password: string };
  readonly parse: (reported: unknown) => T;
  /** Called with whole percentages as the cmdlet reports them. */
  readonly onPercent?: (percent: number) => void;
  /** Ends the wait; the work itself continues until it is stopped. */
  readonly signal: AbortSignal;
}

/** Interval between polls, in milliseconds: short enough to react to an interruption at once. */
const pollMs = 150;

const watched = z.object({
  done: z.boolean(),
  percent: z.number(),
  reported: z.optional(z.unknown()),
  // An empty list may arrive as nothing at all.
  problems: z.optional(z.nullable(z.array(z.unknown()))),
  warnings: z.optional(z.number()),
});

/** A report in an unexpected shape counts as bad output. */
function readDone<T>(read: () => WorkDone<T>): WorkDone<T> {
  try {
    return read();
  } catch (error) {
    throw new PowerShellFailure('bad-output', 'The work told something else than it was asked.', { cause: error });
  }
}

/**
 * Runs work in a runspace of its own inside a PowerShell session. A cmdlet waiting for a server does not respond, and
 * killing its process would leave the remote session behind; this way the session stays free to stop it.
 */
export class Work {
  readonly #session: PowerShellSession;
  readonly #callMs: number;

  /** `callMs`: time limit for a call that begins, polls or stops work, in milliseconds. */
  constructor(session: PowerShellSession, callMs = 15_000) {
    this.#session = session;
    this.#callMs = callMs;
  }

  /** Rejects with a PowerShellFailure, or with the signal's reason once it fires. */
  async run<T>(script: string, { given, account, parse, onPercent, signal }: WorkOptions<T>): Promise<WorkDone<T>> {
    signal.throwIfAborted();
    await this.#ask(
      beginWork,
      { ...given, work: script, ...(account ? { user: account.user } : {}) },
      () => undefined,
      account?.password,
    );
    for (let seen = -1; ;) {
      signal.throwIfAborted();
      const { done, percent, reported, problems, warnings } = await this.#ask(watchWork, { waitMs: pollMs }, (value) =>
        watched.parse(value),
      );
      // A result that arrives after the signal fired is left to the removal, whatever it says.
      signal.throwIfAborted();
      if (percent > seen) onPercent?.((seen = percent));
      if (done)
        return readDone(() => ({
          reported: reported === null || reported === undefined ? undefined : parse(reported),
          problems: (problems ?? []).map(parseScriptError),
          warnings: warnings ?? 0,
        }));
    }
  }

  /** Stops the running work so that the runspace can be used again. Resolves to whether it stopped. */
  stop(waitMs: number): Promise<boolean> {
    return this.#ask(stopWork, { waitMs }, (value) => z.object({ stopped: z.boolean() }).parse(value).stopped);
  }

  #ask<T>(
    script: string,
    given: Readonly<Record<string, unknown>>,
    parse: (value: unknown) => T,
    secret?: string,
  ): Promise<T> {
    return this.#session.call(script, {
      arguments: given,
      parse,
      timeoutMs: this.#callMs,
      ...(secret === undefined ? {} : { secret }),
    });
  }
}
