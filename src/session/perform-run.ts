import type { PreflightEvent } from '../preflight/index.js';
import type { Wording } from '../report/text/wording.js';
import type { Shown } from '../ui/screen/shown.js';
import type { Interruption, Output, SessionHost } from './host.js';
import { finish, lineWriter, plainDisplay } from './run-output.js';
import type { RunPlan, SignIn } from './run-plan.js';
import { RunSession } from './run-session.js';
import type { Picture } from './screen-session.js';

interface Context {
  readonly host: SessionHost;
  readonly interruption: Interruption;
  readonly signIn?: SignIn | undefined;
  /** A first picture that stands already. */
  readonly early?: Picture | undefined;
}

/** Runs the chosen checks, shows them, writes what was asked for. Resolves to the exit code. */
export async function performRun(plan: RunPlan, { host, interruption, signIn, early }: Context): Promise<number> {
  const session = new RunSession(plan, { host, signal: interruption.signal, signIn });
  if (wantsScreen(plan, host)) {
    const { screen, style } = early ?? (await firstPicture(session, session.shown(), host));
    const { screenSession } = await import('./screen-session.js');
    return screenSession(session, { host, interruption, screen, style });
  }
  host.streams.guard();
  const show = await displayFor(session, host);
  for await (const event of session.run()) show(event);
  return finish(session, host);
}

export const wantsScreen = (
  { format, plain }: Pick<RunPlan, 'format' | 'plain'>,
  { terminal }: Pick<SessionHost, 'terminal'>,
): boolean => format === 'text' && !plain && terminal.canAsk;

/** Drawn by hand, while what draws the next ones is being loaded. */
export async function firstPicture(
  session: Pick<RunSession, 'plan' | 'rows'>,
  shown: Shown,
  { platform, environment, masker }: Pick<SessionHost, 'platform' | 'environment' | 'masker'>,
): Promise<Picture> {
  const [{ firstPicture: draw }, { terminalStyleOf }, { FullScreen }] = await Promise.all([
    import('../ui/screen/first-picture.js'),
    import('../ui/terminal/style.js'),
    import('../ui/terminal/full-screen.js'),
  ]);
  const style = terminalStyleOf(session.plan, { platform, environment });
  return { style, screen: draw(shown, session.rows(), { style, screen: new FullScreen(masker.text) }) };
}

async function displayFor(session: RunSession, host: SessionHost): Promise<(event: PreflightEvent) => void> {
  const { streams } = host;
  if (session.plan.format === 'json') return (event) => noteRemoval(event, session.wording, streams);
  return plainDisplay(session, { result: await lineWriter(host), progress: (line) => streams.progress(line) });
}

/** Even where the result is for a program, a person who interrupts learns what happens to the session. */
function noteRemoval(event: PreflightEvent, wording: Wording, streams: Output): void {
  if (event.type === 'interrupting') streams.progress(wording.own('interrupting'));
  if (event.type === 'closed' && event.result === 'abandoned') streams.progress(wording.own('closed.abandoned'));
}
