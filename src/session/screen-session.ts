import type { MessageId } from '../locales/en/index.js';
import type { CheckId, PreflightEvent } from '../preflight/index.js';
import { fixFor } from '../fixes/fixes.js';
import type { FixId } from '../fixes/fixes.js';
import { textToSend } from '../report/text/row-text.js';
import type { Abilities } from '../ui/screen/keys.js';
import { checkPassword } from '../identity/checked-input.js';
import { stamp } from '../files/new-file.js';
import type { FullScreen } from '../ui/terminal/full-screen.js';
import type { TerminalStyle } from '../ui/terminal/style.js';
import type { OpenScreen, Wanted } from '../ui/screen/open-screen.js';
import { openScreen } from '../ui/screen/open-screen.js';
import { UserError } from '../vocabulary/index.js';
import type { Arg } from '../vocabulary/index.js';
import type { FixDialog } from './fix-dialog.js';
import type { FixSubject } from './fix-subject.js';
import { aborted } from './host.js';
import type { Interruption, SessionHost } from './host.js';
import { finish, lineWriter, plainDisplay } from './run-output.js';
import type { RunSession } from './run-session.js';
import { copyRow, openPage, publicly, stackOf, tellCrash } from './screen-errands.js';
import { saveRun } from './save-run.js';
import { isWatchable, watchUntilGreen, withWaiting } from './watch.js';

/** A run on the terminal's screen, and whatever the person there wants after it, until they leave. Resolves to the exit code. */
export const screenSession = (session: RunSession, context: OnScreen): Promise<number> =>
  new ScreenSession(session, context).toTheEnd();

/** A screen that is open, with the rows on it that are going to be asked. */
export interface Picture {
  readonly screen: FullScreen;
  readonly style: TerminalStyle;
}

interface OnScreen extends Picture {
  readonly host: SessionHost;
  readonly interruption: Interruption;
}

/** A guided fix, the PC it works on, and the row it was called for. */
interface Fixing {
  readonly subject: FixSubject;
  readonly check: CheckId;
  readonly id: FixId;
}

type Errand = Exclude<Wanted, { type: 'quit' | 'crash' }>;

class ScreenSession {
  readonly #session: RunSession;
  readonly #context: OnScreen;
  readonly #screen: OpenScreen;
  #crash: { readonly error: unknown } | undefined;
  #watching: AbortController | undefined;
  /** The last change that can be taken back, and the row it was made for. */
  #fixing: Fixing | undefined;
  /** What the last guided fix came to. */
  #fixEnded: string | undefined;

  constructor(session: RunSession, context: OnScreen) {
    this.#session = session;
    this.#context = context;
    this.#screen = openScreen({
      shown: session.shown(),
      screen: context.screen,
      rows: session.rows(),
      style: context.style,
      can: this.#abilities(),
      fileName: () => `exo-preflight-${stamp(new Date())}.json`,
      onInterrupt: () => context.interruption.interrupt(),
    });
  }

  async toTheEnd(): Promise<number> {
    const { signal } = this.#context.interruption;
    // Whoever ends the process from outside answers no question.
    const stop = (): void => {
      this.#watching?.abort();
      this.#screen.cancel();
    };
    signal.addEventListener('abort', stop);
    try {
      const served = this.#serve(signal);
      await this.#show(this.#session.run());
      await served;
    } finally {
      await this.#screen.close();
      signal.removeEventListener('abort', stop);
    }
    return this.#leave();
  }

  /** What the person leaves with: the same lines as in a pipe, in the terminal they came from. */
  async #leave(): Promise<number> {
    const { host, interruption } = this.#context;
    const { streams } = host;
    const write = await lineWriter(host);
    if (!this.#crash) {
      const show = plainDisplay(this.#session, { result: write, progress: () => undefined });
      for (const event of this.#session.reported) show(event);
    }
    if (this.#fixEnded !== undefined) for (const line of ['', this.#fixEnded]) write(line);
    // Of the progress of the run only a session that was left open is news now, and it must be said.
    if (this.#session.hasLeftSession) streams.progress(this.#say('closed.abandoned'));
    if (this.#crash) return tellCrash(this.#crash.error, { debug: this.#session.plan.debug, streams });
    const exitCode = await finish(this.#session, host);
    return interruption.signal.aborted ? 130 : exitCode;
  }

  /** Does what is wanted until the person leaves. What takes long is begun only while nothing else is under way. */
  async #serve(signal: AbortSignal): Promise<void> {
    const interrupted = aborted(signal);
    const errands = new Set<Promise<void>>();
    for (;;) {
      const wanted = await Promise.race([this.#screen.wanted(), interrupted]);
      if (wanted === undefined || wanted.type === 'quit') break;
      if (wanted.type === 'crash') {
        this.#crash = { error: wanted.error };
        if (!signal.aborted) this.#context.interruption.interrupt();
        break;
      }
      const errand = this.#do(wanted);
      // A poll of a watch may take as long as a check does, and nobody waits for it any more.
      if (wanted.type !== 'watch') errands.add(errand);
      void errand.finally(() => errands.delete(errand));
    }
    this.#watching?.abort();
    await Promise.all(errands);
  }

  async #do(wanted: Errand): Promise<void> {
    try {
      await this.#carryOut(wanted);
    } catch (error) {
      if (error instanceof UserError) this.#screen.note(`${error.message} ${error.todo}`);
      else this.#noteBug(error);
    } finally {
      if (isExclusive(wanted)) this.#screen.working('idle');
    }
  }

  async #carryOut(wanted: Errand): Promise<void> {
    switch (wanted.type) {
      case 'rerun':
        return this.#again(withWaiting(wanted.check, this.#session));
      case 'rerun-all':
        return this.#again(new Set(this.#session.checks.map(({ id }) => id)));
      case 'watch':
        return this.#watch();
      case 'stop-watch':
        this.#watching?.abort();
        return;
      case 'fix':
        return this.#fix(wanted.check);
      case 'undo':
        return this.#undo();
      case 'copy':
        return copyRow(this.#screen, wanted.check, { reported: this.#session, host: this.#context.host });
      case 'open':
        return openPage(this.#screen, wanted.check, this.#session);
      case 'save':
        return saveRun(this.#session, wanted.path, { screen: this.#screen, host: this.#context.host });
    }
  }

  /** A key that met a bug of ours must not take the screen, and what it shows, with it. */
  #noteBug(error: unknown): void {
    const { streams } = this.#context.host;
    streams.strays.count++;
    if (this.#session.plan.debug) streams.progress(stackOf(error));
    this.#screen.note(this.#say('note.bug', { name: publicly(error instanceof Error ? error.name : typeof error) }));
  }

  async #show(events: AsyncIterable<PreflightEvent>): Promise<void> {
    this.#screen.working('running');
    try {
      for await (const event of events) this.#screen.take(event);
    } finally {
      this.#screen.working('idle');
    }
  }

  async #again(rows: ReadonlySet<CheckId>): Promise<void> {
    const signsIn = [...rows].some((check) => this.#session.maySignIn(check));
    if (signsIn && !this.#session.mayRepeatSignIn && !(await this.#askPassword()))
      this.#screen.note(this.#say('note.not-again'));
    else await this.#show(this.#session.run({ rows, signsIn }));
  }

  /** After a refusal, or where nobody knows what became of it, only a person may send a password again. */
  async #askPassword(): Promise<boolean> {
    const session = this.#session;
    const { account } = session.plan;
    if (!account) return true;
    const why = this.#say('prompt.password.why');
    this.#screen.note(session.canUseLabPassword ? `${why} ${this.#say('prompt.password.lab')}` : why);
    const given = await this.#screen.askPassword(
      this.#say('prompt.password', { user: { value: account.user, kind: 'user' } }),
    );
    if (given === undefined) return false;
    if (given === '' && session.canUseLabPassword) session.useLabPassword();
    else await session.usePassword(checkPassword(given, 'password'));
    return true;
  }

  async #watch(): Promise<void> {
    if (this.#watching) return;
    const { signal } = (this.#watching = new AbortController());
    const session = this.#session;
    let isGreen = false;
    try {
      isGreen = await watchUntilGreen(session, this.#screen, signal);
    } finally {
      this.#watching = undefined;
      this.#screen.watching(undefined);
    }
    if (isGreen) this.#screen.ring();
    const rests = session.checks.some(({ id }) => session.signsIn(id) && session.outcome(id)?.status !== 'pass');
    this.#screen.note(this.#say(!isGreen ? 'watch.stopped' : rests ? 'watch.green' : 'watch.green.ready'));
  }

  async #fix(check: CheckId): Promise<void> {
    const { subjectOnScreen } = await import('./fix-subject.js');
    const subject = subjectOnScreen(this.#session.plan.machine, this.#context.host);
    const id = this.#fixOf(check);
    if (!subject || id === undefined) return;
    await this.#speak({ subject, check, id }, (dialog) => dialog.fix(), false);
  }

  async #undo(): Promise<void> {
    if (this.#fixing) await this.#speak(this.#fixing, (dialog) => dialog.undo(), true);
  }

  /** The guided dialog on the screen. What it came to is said again when the person leaves; what may have changed something can be taken back. */
  async #speak(fixing: Fixing, work: (dialog: FixDialog) => Promise<number>, undo: boolean): Promise<void> {
    this.#screen.begin(this.#say('fix.screen.title'));
    const dialog = await this.#dialog(fixing, undo);
    await work(dialog);
    const { ended } = dialog;
    if (!ended) return;
    this.#fixEnded = `${this.#say('fix.screen.title')}: ${ended.text}`;
    const hasWritten = ended.state === 'applied' || ended.state === 'failed' || ended.state === 'undone';
    if (!hasWritten) return;
    await this.#afterAChange(fixing.check);
    this.#fixing = ended.state === 'undone' ? undefined : fixing;
    this.#screen.offerUndo(this.#fixing !== undefined);
  }

  async #dialog({ subject, id }: Fixing, undo: boolean): Promise<FixDialog> {
    const { FixDialog: Dialog } = await import('./fix-dialog.js');
    const { host, interruption } = this.#context;
    const { columns } = host.terminal;
    return new Dialog(id, subject, { format: 'text', undo }, host, {
      columns: Number.isFinite(columns) ? columns : 80,
      interruption,
      say: (lines) => this.#screen.say(lines),
      // The keys stand below.
      ask: (question) => this.#screen.ask(question.replace(/ \[y\/N\]$/u, '')),
    });
  }

  /** The row and what waits for it, where that sends no password: a change on this PC is no reason to sign in again. */
  async #afterAChange(check: CheckId): Promise<void> {
    const rows = new Set([...withWaiting(check, this.#session)].filter((id) => !this.#session.signsIn(id)));
    await this.#show(this.#session.run({ rows, signsIn: false }));
    const outcome = this.#session.outcome(check);
    if (outcome)
      this.#screen.say([
        '',
        `${this.#say('note.fixed')} ${this.#session.wording.title(check)}: ${this.#say(`status.${outcome.status}`)}. ${this.#session.wording.summary(check, outcome)}`,
      ]);
  }

  #fixOf(check: CheckId): ReturnType<typeof fixFor> {
    const outcome = this.#session.outcome(check);
    if (!outcome || !('summary' in outcome) || outcome.status === 'pass') return undefined;
    return [...('symptom' in outcome ? [outcome.symptom] : []), ...(outcome.candidates ?? [])]
      .map(fixFor)
      .find((id) => id !== undefined);
  }

  /** Nothing of a recording can be asked again: it says what it said. */
  #abilities(): Abilities {
    const session = this.#session;
    const isAsked = session.plan.machine.origin !== 'recorded';
    return {
      rerun: isAsked,
      save: true,
      fixes: (check) => isAsked && this.#fixOf(check) !== undefined,
      watches: (check) => isAsked && isWatchable(session, check),
      hasPage: (check) => session.wording.page(check) !== undefined,
      hasText: (check) => textToSend(check, session.outcomes(), session.wording) !== undefined,
    };
  }

  #say(id: MessageId, args: Readonly<Record<string, Arg>> = {}): string {
    return this.#session.wording.own(id, args);
  }
}

const isExclusive = ({ type }: Errand): boolean =>
  type === 'rerun' || type === 'rerun-all' || type === 'fix' || type === 'undo';
