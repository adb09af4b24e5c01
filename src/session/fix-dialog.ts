import type { Edition } from '../machine/live/powershell/session.js';
import { changed, fixDocument, reportedSnapshot, stopped } from '../report/text/fix-document.js';
import type { FixDocument, FixState } from '../report/text/fix-document.js';
import type { Line } from '../report/text/fix-lines.js';
import { decisionLines, resultLines, snapshotLines } from '../report/text/fix-lines.js';
import { own, say } from '../report/text/fix-words.js';
import type { Applied } from '../fixes/execution-policy/apply.js';
import { isUntouched } from '../fixes/execution-policy/apply.js';
import type { ExecutionPolicyFix } from '../fixes/execution-policy/fix.js';
import { beforeAnyChange } from '../fixes/execution-policy/journal.js';
import type { Choice, Decision } from '../fixes/execution-policy/plan.js';
import type { Step } from '../fixes/execution-policy/policy-commands.js';
import type { Undone, UndoDecision } from '../fixes/execution-policy/undo.js';
import type { PolicySnapshot } from '../fixes/execution-policy/policy-snapshot.js';
import type { FixId } from '../fixes/fixes.js';
import type { Message } from '../vocabulary/index.js';
import { arg, pub } from '../vocabulary/index.js';
import type { Left } from '../ui/prompt/ask.js';
import type { FixSubject } from './fix-subject.js';
import type { Interruption, SessionHost } from './host.js';
import { rerunChecks } from './rerun-checks.js';

/** What was decided before the dialog begins. */
export interface FixOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly scope?: 'user' | 'machine';
  readonly also32Bit?: boolean;
  readonly undo?: boolean;
  readonly force?: boolean;
  readonly journal?: string;
  readonly format: 'text' | 'json';
}

type FixHost = Pick<SessionHost, 'streams' | 'terminal' | 'version' | 'interruption'>;

/** A screen on which the dialog takes place: it shows, asks, and afterwards asks the rows again by itself. */
export interface FixScreen {
  readonly columns: number;
  readonly interruption: Interruption;
  say(lines: readonly Line[]): void;
  ask(question: string): Promise<boolean>;
}

/** Look, show, ask, change, read again: in words as it happens, or as one document at the end. */
export class FixDialog {
  readonly #id: FixId;
  readonly #subject: FixSubject;
  readonly #fix: ExecutionPolicyFix;
  readonly #flags: FixOptions;
  readonly #host: FixHost;
  readonly #screen: FixScreen | undefined;
  #ended: { readonly state: FixState; readonly text: string } | undefined;
  /** On a terminal. */
  #wrap: ((line: string, columns: number) => string) | undefined;

  constructor(id: FixId, subject: FixSubject, flags: FixOptions, host: FixHost, screen?: FixScreen) {
    this.#id = id;
    this.#subject = subject;
    this.#fix = subject.fix;
    this.#flags = flags;
    this.#host = host;
    this.#screen = screen;
  }

  /** How it ended, once it has. */
  get ended(): { readonly state: FixState; readonly text: string } | undefined {
    return this.#ended;
  }

  /** Resolves to the exit code. */
  async fix(): Promise<number> {
    const snapshot = await this.#readSnapshot();
    const { scope, also32Bit = false } = this.#flags;
    const choice = { ...(scope === undefined ? {} : { scope }), also32Bit };
    const besides = await this.#fix.besides();
    const decide = (of: Choice): Decision => withNotes(this.#fix.decide(snapshot, of), besides);
    let decision = decide(choice);
    let document = this.#document(snapshot, decision);
    this.#show(decisionLines(document));
    if (decision.state !== 'planned') return this.#end(document);
    // Before anybody agrees to anything: a journal that can not be kept is no way back.
    if (this.#mayChange()) await beforeAnyChange(this.#fix.journal.probe());
    const answer = await this.#consent(own('fix.question'), unchanged);
    if (answer !== 'yes') return this.#stopped(document, answer);
    if (decision.more.also32Bit && this.#canAsk() && (await this.#asked(own('fix.question.32-bit'), unchanged)))
      document = this.#document(snapshot, (decision = decide({ ...choice, also32Bit: true })));
    if (decision.state !== 'planned') throw new Error('the plan was lost on the way');
    const { plan } = decision;
    const exitCode = await this.#change(document, plan, (signal) => this.#fix.apply(plan, signal));
    // The copy ends with the command: the way back is shown now or never.
    if (exitCode === 0 && this.#subject.inMemory && this.#canAsk() && !this.#screen) await this.undo();
    return exitCode;
  }

  /** Resolves to the exit code. */
  async undo(): Promise<number> {
    const snapshot = await this.#readSnapshot();
    const decision = await this.#fix.decideUndo(snapshot, { force: this.#flags.force ?? false });
    const document = this.#document(snapshot, decision);
    const heading =
      decision.state === 'planned' ? own('fix.undo.plan', { at: pub(decision.plan.entry.at) }) : undefined;
    this.#show(decisionLines(document, heading));
    if (decision.state === 'already-undone' && !this.#flags.dryRun) await this.#fix.settle(decision.entry, snapshot);
    if (decision.state !== 'planned') return this.#end(document);
    const { plan } = decision;
    const left = this.#notPutBack();
    const answer = await this.#consent(own('fix.question.undo'), left);
    if (answer !== 'yes') return this.#stopped(document, answer, `${left.sentence} ${left.todo}`);
    return this.#change(document, { steps: plan.steps, goal: 'windows-64' }, (signal) => this.#fix.undo(plan, signal));
  }

  async #readSnapshot(): Promise<PolicySnapshot> {
    const { columns } = this.#screen ?? this.#host.terminal;
    if (!this.#screen && Number.isFinite(columns)) this.#wrap = (await import('../report/text/wrap-lines.js')).wrapLine;
    this.#show([say(this.#subject.first)]);
    const snapshot = await this.#fix.readSnapshot();
    if (snapshot.applicable) this.#show(['', ...snapshotLines(reportedSnapshot(snapshot), columns)]);
    return snapshot;
  }

  async #change(
    planned: FixDocument,
    { steps, goal }: { readonly steps: readonly Step[]; readonly goal: Edition },
    make: (signal: AbortSignal) => Promise<Applied | Undone>,
  ): Promise<number> {
    const { store, journal } = this.#fix;
    const { streams } = this.#host;
    const interruption =
      this.#screen?.interruption ?? this.#host.interruption(() => streams.progress(own('fix.left-at-once')));
    interruption.signal.addEventListener('abort', () => streams.progress(own('fix.interrupting')), { once: true });
    try {
      if (!this.#subject.inMemory && steps.some(({ elevation }) => elevation === 'prompt'))
        streams.progress(own('fix.asking-windows'));
      const done = await make(interruption.signal);
      const rows =
        done.state === 'interrupted' || this.#screen
          ? []
          : await rerunChecks(this.#id, store.fresh(), interruption.signal);
      const document = changed(planned, goal, done, { rows, journal: journal.path });
      this.#show(resultLines(document, this.#wayBack(done)));
      return this.#end(document);
    } finally {
      if (!this.#screen) interruption.release();
    }
  }

  /** Said where there is one: something was or may have been written. */
  #wayBack({ state, steps }: Applied | Undone): string | undefined {
    if (state === 'undone' || this.#flags.undo || steps.every(({ result }) => isUntouched(result))) return undefined;
    if (this.#subject.inMemory)
      return this.#canAsk()
        ? undefined
        : this.#flags.journal === undefined
          ? own('fix.way-back.memory')
          : own('fix.way-back.memory.noted', { path: arg('path', this.#flags.journal) });
    return own(this.#flags.journal === undefined ? 'fix.way-back' : 'fix.way-back.given', {
      path: arg('path', this.#fix.journal.path ?? ''),
    });
  }

  /** For who leaves the way back where it is. */
  #notPutBack(): Left {
    const { journal } = this.#flags;
    const todo = this.#subject.inMemory
      ? own('fix.left.undo.memory')
      : journal === undefined
        ? own('fix.left.undo.live')
        : own('fix.left.undo.live.given', { path: arg('path', journal) });
    return { sentence: own('fix.left.undo'), todo };
  }

  #document(snapshot: PolicySnapshot, decision: Decision | UndoDecision): FixDocument {
    const { origin, inMemory } = this.#subject;
    return fixDocument(
      { fix: this.#id, origin, inMemory, version: this.#host.version },
      reportedSnapshot(snapshot),
      decision,
    );
  }

  /** Nothing was changed of what was planned. */
  #stopped(planned: FixDocument, state: 'planned' | 'declined', left = own('fix.declined')): number {
    const noConsent = own(this.#flags.dryRun ? 'fix.planned.dry-run' : 'fix.planned.no-consent');
    const document = stopped(planned, state, state === 'declined' ? left : noConsent);
    this.#show(['', document.text]);
    return this.#end(document);
  }

  #end(document: FixDocument): number {
    const { state, text, exitCode, origin } = document;
    if (state === 'not-applicable' && origin === 'live') this.#show([own('fix.not-applicable.next')]);
    this.#ended = { state, text };
    if (this.#flags.format === 'json') this.#host.streams.document(document);
    return exitCode;
  }

  async #consent(question: string, left: Left): Promise<'yes' | 'planned' | 'declined'> {
    if (this.#flags.dryRun) return 'planned';
    if (this.#flags.yes) return 'yes';
    if (!this.#canAsk()) return 'planned';
    return (await this.#asked(question, left)) ? 'yes' : 'declined';
  }

  /** Whether a change can follow: for a plan alone nothing is written, not even to try. */
  #mayChange(): boolean {
    return !this.#flags.dryRun && (this.#flags.yes === true || this.#canAsk());
  }

  #canAsk(): boolean {
    return (
      this.#screen !== undefined ||
      (this.#flags.format === 'text' && this.#flags.yes !== true && this.#host.terminal.canAsk)
    );
  }

  async #asked(question: string, left: Left): Promise<boolean> {
    if (this.#screen) return this.#screen.ask(question);
    const { ask } = await import('../ui/prompt/ask.js');
    return /^y(?:es)?$/iu.test(await ask(question, { left }));
  }

  #show(lines: readonly Line[]): void {
    if (this.#flags.format !== 'text') return;
    if (this.#screen) return this.#screen.say(lines);
    for (const line of lines) this.#host.streams.result(this.#asPrinted(line));
  }

  /** A command stays whole: it is there to be copied. */
  #asPrinted(line: Line): string {
    if (typeof line !== 'string') return line.command;
    return this.#wrap?.(line, this.#host.terminal.columns) ?? line;
  }
}

const unchanged: Left = { sentence: own('fix.left'), todo: own('fix.left.todo') };

const withNotes = (decision: Decision, notes: readonly Message[]): Decision =>
  'more' in decision
    ? { ...decision, more: { ...decision.more, notes: [...notes, ...decision.more.notes] } }
    : decision;
