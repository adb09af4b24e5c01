import type { PreflightEvent } from '../preflight/index.js';
import { PlainLines } from '../report/text/plain.js';
import { writeNewFile } from '../files/new-file.js';
import type { Wording } from '../report/text/wording.js';
import type { Interruption } from '../cli/interruption.js';
import type { Picture } from './early-picture.js';
import { firstPicture, wantsScreen } from './early-picture.js';
import { lineWriter } from '../cli/line-writer.js';
import type { RunPlan } from './run-plan.js';
import { RunSession } from './run-session.js';
import type { Streams } from '../cli/streams.js';

export interface Context {
  readonly streams: Streams;
  readonly interruption: Interruption;
  /** A first picture that stands already. */
  readonly early?: Picture | undefined;
}

/** Runs the chosen checks, shows them, writes what was asked for. Resolves to the exit code. */
export async function performRun(plan: RunPlan, { streams, interruption, early }: Context): Promise<number> {
  const session = new RunSession(plan, { streams, signal: interruption.signal });
  if (wantsScreen(plan)) {
    const { screen, style } = early ?? (await firstPicture({ shown: session.shown(), rows: session.rows() }, plan));
    const { screenSession } = await import('./screen-session.js');
    return screenSession(session, { streams, interruption, screen, style });
  }
  streams.guard();
  const show = await displayFor(session, streams);
  for await (const event of session.run()) show(event);
  return finish(session, streams);
}

/** Writes what was asked for and resolves to the exit code of the last run. */
export async function finish(session: RunSession, streams: Streams): Promise<number> {
  const { plan, reported, wording } = session;
  const finished = reported.findLast((event) => event.type === 'run-finished');
  if (!finished) throw new Error('the run ended without a verdict');
  if (plan.format === 'json' || plan.output !== undefined) {
    const text = JSON.stringify(await session.report(), null, 2);
    if (plan.format === 'json') streams.result(text);
    if (plan.output !== undefined) {
      await writeNewFile(plan.output, `${text}\n`, { force: plan.force });
      streams.progress(wording.own('saved.to', { path: { value: plan.output, kind: 'public' } }));
    }
  }
  return finished.exitCode;
}

async function displayFor(session: RunSession, streams: Streams): Promise<(event: PreflightEvent) => void> {
  const { wording } = session;
  if (session.plan.format === 'json') return (event) => noteRemoval(event, wording, streams);
  return plainDisplay(session, { result: await lineWriter(streams), progress: (line) => streams.progress(line) });
}

/** The run in plain lines, headed by what it is about. */
export function plainDisplay(
  session: RunSession,
  sink: { result(line: string): void; progress(line: string): void },
): (event: PreflightEvent) => void {
  const shown = session.shown();
  const lines = new PlainLines(sink, { ...shown, showMailboxes: session.plan.machine.origin === 'simulated' });
  for (const line of [shown.origin, shown.headline, '']) sink.result(line);
  return (event) => lines.take(event);
}

/** Even where the result is for a program, a person who interrupts is reported what happens to the session. */
function noteRemoval(event: PreflightEvent, wording: Wording, streams: Streams): void {
  if (event.type === 'interrupting') streams.progress(wording.own('interrupting'));
  if (event.type === 'closed' && event.result === 'abandoned') streams.progress(wording.own('closed.abandoned'));
}
