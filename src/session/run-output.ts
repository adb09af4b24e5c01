import { writeNewFile } from '../files/new-file.js';
import type { PreflightEvent } from '../preflight/index.js';
import { PlainLines } from '../report/text/plain.js';
import type { Output, SessionHost } from './host.js';
import type { RunSession } from './run-session.js';

/** Writes results line by line: broken between words on a terminal, whole into a pipe, where a program may read them. */
export async function lineWriter({
  streams,
  terminal: { columns },
}: Pick<SessionHost, 'streams' | 'terminal'>): Promise<(line: string) => void> {
  if (!Number.isFinite(columns)) return (line) => streams.result(line);
  const { wrapLine } = await import('../report/text/wrap-lines.js');
  return (line) => streams.result(wrapLine(line, columns));
}

/** The run in plain lines, headed by what it is about. */
export function plainDisplay(session: RunSession, output: Output): (event: PreflightEvent) => void {
  const shown = session.shown();
  const lines = new PlainLines(output, { ...shown, showMailboxes: session.plan.machine.origin === 'simulated' });
  for (const line of [shown.origin, shown.headline, '']) output.result(line);
  return (event) => lines.take(event);
}

/** Writes what was asked for and resolves to the exit code of the last run. */
export async function finish(
  session: RunSession,
  { streams, masker }: Pick<SessionHost, 'streams' | 'masker'>,
): Promise<number> {
  const { plan, reported, wording } = session;
  const finished = reported.findLast((event) => event.type === 'run-finished');
  if (!finished) throw new Error('the run ended without a verdict');
  if (plan.format === 'json' || plan.output !== undefined) {
    const report = await session.report();
    if (plan.format === 'json') streams.document(report);
    if (plan.output !== undefined) {
      await writeNewFile(plan.output, masker.document(report), { force: plan.force });
      streams.progress(wording.own('saved.to', { path: { value: plan.output, kind: 'public' } }));
    }
  }
  return finished.exitCode;
}
