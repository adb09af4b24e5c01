import * as z from 'zod/mini';
import { PowerShellFailure } from '../../machine/live/powershell/session.js';
import getMailboxScript from './scripts/get-mailbox.ps1';
import importSessionScript from './scripts/import-session.ps1';
import openSessionScript from './scripts/open-session.ps1';
import removeSessionScript from './scripts/remove-session.ps1';
import type { Work, WorkDone, WorkOptions } from './work.js';

/** The article's cmdlets, as the tool's scripts run them and report on them. */

const opened = z.object({ opened: z.boolean(), id: z.string() });
const imported = z.object({ imported: z.boolean(), commands: z.number().check(z.int(), z.minimum(0)) });
const found = z.object({
  count: z.number().check(z.int(), z.minimum(0)),
  names: z.nullable(z.array(z.nullable(z.string()))),
  version: z.optional(z.nullable(z.string())),
});
const removed = z.object({ left: z.number() });

/** Time limit for work to stop once asked to, in milliseconds. */
const stopMs = 1_500;
/**
 * Time limit for New-PSSession to close what it began once asked to stop, in milliseconds. The stop waits for it, so it
 * must be shorter than `stopMs`.
 */
const cancelMs = 800;

interface NewSession extends Pick<WorkOptions<unknown>, 'signal'> {
  readonly uri: string;
  readonly authentication: string;
  readonly openMs: number;
  readonly account: NonNullable<WorkOptions<unknown>['account']>;
}

export const newSession = (
  work: Work,
  { signal, account, ...given }: NewSession,
): Promise<WorkDone<z.infer<typeof opened>>> =>
  work.run(openSessionScript, {
    given: { ...given, cancelMs },
    account,
    parse: (reported) => opened.parse(reported),
    signal,
  });

export const importSession = (
  work: Work,
  options: Pick<WorkOptions<unknown>, 'onPercent' | 'signal'>,
): Promise<WorkDone<z.infer<typeof imported>>> =>
  work.run(importSessionScript, { given: {}, parse: (reported) => imported.parse(reported), ...options });

export const getMailbox = (
  work: Work,
  given: { readonly imported: boolean; readonly all: boolean },
  signal: AbortSignal,
): Promise<WorkDone<z.infer<typeof found>>> =>
  work.run(getMailboxScript, { given, parse: (reported) => found.parse(reported), signal });

/** Runs Remove-PSSession after stopping whatever is still running. */
export async function removeSession(work: Work, signal: AbortSignal): Promise<void> {
  if (!(await work.stop(stopMs))) throw new PowerShellFailure('timeout', 'The work did not stop.');
  const { reported } = await work.run(removeSessionScript, {
    given: {},
    parse: (one) => removed.parse(one),
    signal,
  });
  if (reported?.left !== 0) throw new PowerShellFailure('script-error', 'Remove-PSSession left a session.');
}
