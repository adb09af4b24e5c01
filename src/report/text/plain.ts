import type { AnyCheck, CheckId, Outcome, PreflightEvent } from '../../preflight/index.js';
import type { Candidate, ReportedCause, Conclusion } from './conclusion.js';
import { conclude } from './conclusion.js';
import type { MessageId } from '../../locales/en/index.js';
import type { Remedy, Wording } from './wording.js';

/** Where plain lines go: `result` is what a pipe keeps, `progress` is for someone waiting. */
export interface PlainSink {
  result(line: string): void;
  progress(line: string): void;
}

export interface PlainOptions {
  readonly wording: Wording;
  readonly checks: readonly AnyCheck<never>[];
  readonly goal: CheckId;
  readonly stack: () => string;
  readonly stackNote: MessageId;
  /** Mailbox names are shown on a terminal, not written to a pipe. */
  readonly showMailboxes: boolean;
}

const statusWidth = 11;

/**
 * One line per row as it finishes, then the conclusion. No colour, no cursor movement, the same words as the screen.
 */
export class PlainLines {
  readonly #sink: PlainSink;
  readonly #options: PlainOptions;
  readonly #outcomes = new Map<CheckId, Outcome>();
  readonly #kept = new Set<CheckId>();
  #interrupted = false;
  #quarter = 0;

  constructor(sink: PlainSink, options: PlainOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  take(event: PreflightEvent): void {
    const { wording } = this.#options;
    switch (event.type) {
      case 'check-finished':
        this.#outcomes.set(event.check, event.outcome);
        if (event.kept) this.#kept.add(event.check);
        return this.#sink.result(this.#row(event.check, event.outcome));
      case 'check-slow':
        return this.#sink.progress(
          wording.own('slow', { title: { value: wording.title(event.check), kind: 'public' } }),
        );
      case 'step':
        return this.#step(event.step);
      case 'interrupting':
        this.#interrupted = true;
        return this.#sink.progress(wording.own('interrupting'));
      case 'closing':
        return this.#sink.progress(wording.own('closing'));
      case 'closed':
        return this.#sink.progress(wording.own(event.result === 'clean' ? 'closed.clean' : 'closed.abandoned'));
      case 'run-finished':
        return this.#conclude(event);
      case 'run-started':
      case 'check-waiting':
      case 'check-started':
        return;
    }
  }

  #row(check: CheckId, outcome: Outcome): string {
    const { wording } = this.#options;
    const status = wording.own(`status.${outcome.status}`).padEnd(statusWidth);
    return `${status} ${wording.title(check)}: ${wording.summary(check, outcome)}`;
  }

  #step(step: unknown): void {
    if (typeof step === 'object' && step !== null && 'percent' in step && typeof step.percent === 'number')
      this.#percent(step.percent);
    if (
      !this.#options.showMailboxes ||
      typeof step !== 'object' ||
      step === null ||
      !('mailboxes' in step) ||
      !Array.isArray(step.mailboxes)
    )
      return;
    const names = step.mailboxes.map(String).join(', ');
    if (names !== '')
      this.#sink.result(this.#options.wording.own('mailboxes.came-back', { names: { value: names, kind: 'user' } }));
  }

  /** One line per quarter is enough progress. */
  #percent(percent: number): void {
    const quarter = Math.floor(percent / 25);
    if (quarter <= this.#quarter) return;
    this.#quarter = quarter;
    const { wording } = this.#options;
    this.#sink.progress(
      wording.own('progress.stage.percent', {
        stage: { value: wording.own('stage.name.import'), kind: 'public' },
        percent,
      }),
    );
  }

  #conclude(finished: Extract<PreflightEvent, { type: 'run-finished' }>): void {
    const { wording, goal, stack, stackNote } = this.#options;
    const conclusion = conclude(
      {
        finished,
        outcomes: this.#outcomes,
        interrupted: this.#interrupted,
        goalKept: this.#kept.has(goal),
        goal,
        stack: stack(),
        stackNote,
      },
      wording,
    );
    for (const line of concludingLines(conclusion, wording)) this.#sink.result(line);
  }
}

function concludingLines(
  { headline, notes, causes, undetermined, warned }: Conclusion,
  wording: Wording,
): readonly string[] {
  const list = (heading: MessageId, rows: readonly ReportedCause[]): readonly string[] =>
    rows.length === 0
      ? []
      : ['', wording.own(heading), ...rows.flatMap((row, index) => causeLines(row, index + 1, wording))];
  return [
    '',
    headline,
    ...notes,
    ...list('causes', causes),
    ...list('undetermined', undetermined),
    ...list('warned', warned),
  ];
}

function causeLines(cause: ReportedCause, number: number, wording: Wording): readonly string[] {
  const { title, summary, explains, evidence, byHand, owner, remedy, candidates, read } = cause;
  return [
    '',
    `${number}. ${title}${explains === undefined ? '' : ` (${explains})`}`,
    field(wording.own('cause.seen'), summary),
    ...evidence.map((line, index) => field(index === 0 ? wording.own('cause.proof') : '', line)),
    ...(byHand === undefined ? [] : [field(wording.own('cause.by-hand'), byHand)]),
    ...(remedy && owner !== undefined ? remedyLines(remedy, owner, wording) : []),
    ...candidates.flatMap((candidate, index) => candidateLines(candidate, index + 1, wording)),
    ...(read.length > 0 ? [field(wording.own('cause.read'), read.join('  '))] : []),
  ];
}

/** Two blanks after the longest name, so that wrapped text keeps to its column. */
const field = (name: string, text: string): string => `   ${name.padEnd(6)}  ${text}`;

function remedyLines({ cause, steps, send }: Remedy, owner: string, wording: Wording): readonly string[] {
  return [
    field(wording.own('cause.why'), cause),
    field(wording.own('cause.owner'), owner),
    ...steps.map((step, index) =>
      field(index === 0 ? wording.own('cause.steps') : '', `${steps.length > 1 ? `${index + 1}. ` : ''}${step}`),
    ),
    ...(send === undefined ? [] : [field(wording.own('cause.send'), `"${send}"`)]),
  ];
}

function candidateLines({ owner, remedy }: Candidate, number: number, wording: Wording): readonly string[] {
  return [
    field(
      number === 1 ? wording.own('cause.candidates') : '',
      `${String.fromCharCode(96 + number)}) ${remedy.cause} (${owner})`,
    ),
    ...remedy.steps.map((step) => field('', `   - ${step}`)),
    ...(remedy.send === undefined ? [] : [field('', `   ${wording.own('cause.send')}: "${remedy.send}"`)]),
  ];
}
