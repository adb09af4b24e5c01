import * as z from 'zod/mini';
import type { Machine } from '../../machine/index.js';
import type { Edition, PowerShellSession } from '../../machine/live/powershell/session.js';
import { PowerShellFailure } from '../../machine/live/powershell/session.js';
import type { Message, Signal } from '../../vocabulary/index.js';
import { arg, message, pub } from '../../vocabulary/index.js';
import elevate from './elevate.ps1';
import type { MachineTarget, Step, Target } from './policy-commands.js';
import { elevatedArguments, exitCodes, isMachineWide, scopeOf } from './policy-commands.js';
import type { PolicyStore, SetResult } from './policy-store.js';
import setPolicy from './set-policy.ps1';

/** The signal cancels only the start; each call has its own. */
export type OpenPowerShell = (options: {
  readonly edition: Edition;
  readonly signal?: Signal;
}) => Promise<PowerShellSession>;

/** Time limit for a change in place once PowerShell has started, in milliseconds. */
const setMs = 30_000;
/**
 * Time limit for the user to answer the Windows prompt, in milliseconds: they may be at lunch or have to find an
 * administrator. Ctrl-C ends the wait.
 */
const personMs = 12 * 60 * 60 * 1000;

/** Windows error code of a declined prompt (ERROR_CANCELLED). */
const cancelled = 1223;

const done = z.object({ outcome: z.literal('written') });
const elevated = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('ended'), exitCode: z.number().check(z.int()) }),
  z.object({ outcome: z.literal('not-started'), code: z.number().check(z.int()) }),
]);

/**
 * This PC. CurrentUser is written by a PowerShell with the rights of this process, never by an elevated one, whose
 * CurrentUser may be another user's. LocalMachine is written in place if this process has the rights, otherwise by a
 * command line of the closed list, for which Windows prompts the user.
 */
export class LivePolicyStore implements PolicyStore {
  readonly origin = 'live';
  readonly #machine: Machine;
  readonly #open: OpenPowerShell;

  constructor(machine: Machine, open: OpenPowerShell) {
    this.#machine = machine;
    this.#open = open;
  }

  fresh(): Machine {
    return this.#machine.fresh();
  }

  async set(
    { target, after, elevation }: Pick<Step, 'target' | 'after' | 'elevation'>,
    signal: Signal,
  ): Promise<SetResult> {
    if (signal.aborted) return { state: 'interrupted' };
    let session: PowerShellSession | undefined;
    try {
      session = await this.#open({ edition: editionFor(target, elevation), signal });
      if (elevation === 'prompt' && isMachineWide(target))
        return await askWindows(session, target, elevatedArguments[after], signal);
      await session.call(setPolicy, {
        arguments: { scope: scopeOf(target), policy: after },
        parse: (answer) => done.parse(answer),
        signal,
        timeoutMs: setMs,
      });
      return { state: 'written' };
    } catch (error) {
      if (error instanceof PowerShellFailure) return reported(error);
      throw error;
    } finally {
      await session?.close();
    }
  }
}

/** The 32-bit value is written by the PowerShell it belongs to. */
const editionFor = (target: Target, elevation: Step['elevation']): Edition =>
  target === 'LocalMachine32' && elevation === 'in-place' ? 'windows-32' : 'windows-64';

async function askWindows(
  session: PowerShellSession,
  program: MachineTarget,
  commandLine: string,
  signal: Signal,
): Promise<SetResult> {
  const answer = await session.call(elevate, {
    arguments: { program, commandLine },
    parse: (given) => elevated.parse(given),
    signal,
    timeoutMs: personMs,
  });
  if (answer.outcome === 'not-started')
    return answer.code === cancelled
      ? { state: 'declined' }
      : failed(message('fix.failed.not-started', { code: answer.code }), 'no');
  switch (answer.exitCode) {
    case exitCodes.written:
      return { state: 'written' };
    case exitCodes.overridden:
      return { state: 'overridden' };
    case exitCodes.failed:
      return failed(message('fix.failed.exit-code', { code: answer.exitCode }), 'no');
    default:
      return failed(message('fix.failed.exit-code', { code: answer.exitCode }), 'perhaps');
  }
}

/** Classified by identifier because the text is in the language of Windows. */
function reported({ kind, error, systemCode }: PowerShellFailure): SetResult {
  switch (kind) {
    case 'cancelled':
      return { state: 'interrupted' };
    case 'not-found':
      return failed(message('fix.failed.no-powershell'), 'no');
    case 'blocked-by-policy':
      return failed(message('fix.failed.blocked'), 'no');
    case 'timeout':
    case 'crashed':
    case 'bad-output':
      if (systemCode !== undefined) return failed(message('fix.failed.program', { code: pub(systemCode) }), 'no');
      return failed(message('fix.failed.no-answer'), 'perhaps');
    case 'script-error': {
      const id = error?.fullyQualifiedErrorId ?? '';
      if (id.startsWith('ExecutionPolicyOverride')) return { state: 'overridden' };
      if (id.startsWith('System.UnauthorizedAccessException')) return { state: 'denied' };
      return failed(
        message('fix.failed.error', { id: pub(id), text: arg('server-text', error?.text ?? '') }),
        'perhaps',
      );
    }
  }
}

const failed = (why: Message, written: 'no' | 'perhaps'): SetResult => ({ state: 'failed', why, written });
