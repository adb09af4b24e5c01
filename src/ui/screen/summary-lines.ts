import type { CheckId, Outcome } from '../../preflight/index.js';
import { conclude, isUndetermined } from '../../report/text/conclusion.js';
import type { ReportedCause, Conclusion } from '../../report/text/conclusion.js';
import { findingOf } from './list-lines.js';
import type { TerminalStyle } from '../terminal/style.js';
import type { RunState } from './run-state.js';
import type { ScreenState } from './screen-state.js';
import type { Shown } from './shown.js';
import { needsAttention, shapeOf, marked, toneOf, wordOf } from '../terminal/characters.js';
import type { Line } from '../terminal/text.js';
import { cut, emptyLine, labelled, line } from '../terminal/text.js';

/** For the names of fields: Cause, Who, Do. */
const nameWidth = 11;

export const outcomesOf = ({ rows }: RunState): ReadonlyMap<CheckId, Outcome> =>
  new Map(rows.flatMap(({ check, outcome }) => (outcome ? [[check, outcome] as const] : [])));

/** The end of the newest run in words; `undefined` while it runs. During a watch the last verdict stays until there is a newer one. */
export function conclusionOf(
  { run, watch }: ScreenState,
  { goal, stack, stackNote, wording }: Shown,
): Conclusion | undefined {
  const finished = run.finished ?? (watch ? run.finishedBefore : undefined);
  return (
    finished &&
    conclude(
      {
        finished,
        outcomes: outcomesOf(run),
        interrupted: finished.exitCode === 130,
        goalKept: run.rows.some(({ check, isKept }) => check === goal && isKept === true),
        goal,
        stack: stack(),
        stackNote,
      },
      wording,
    )
  );
}

/** What to fix, in order, each with its owner and what to do. The verdict itself is above every view. */
export function summaryLines(state: ScreenState, shown: Shown, style: TerminalStyle): readonly Line[] {
  const conclusion = conclusionOf(state, shown);
  return [
    ...(conclusion ? concluded(conclusion, state, shown) : soFar(state, shown, style)),
    ...historyLines(state, shown, style),
  ];
}

function concluded(
  { verdict, notes, causes, undetermined, warned }: Conclusion,
  state: ScreenState,
  shown: Shown,
): readonly Line[] {
  const { columns } = state.size;
  const { wording } = shown;
  const list = (heading: 'causes' | 'undetermined' | 'warned', rows: readonly ReportedCause[]): readonly Line[] =>
    rows.length === 0
      ? []
      : [
          line(wording.own(heading), { bold: true }),
          ...rows.flatMap((row, index) => [...causeLines(row, index + 1, columns, shown), emptyLine]),
        ];
  const names = { value: state.run.mailboxes.join(', '), kind: 'user' } as const;
  const open =
    verdict === 'unclear'
      ? state.run.rows.filter(({ outcome }) => outcome !== undefined && isUndetermined(outcome))
      : [];
  const said = [
    ...(open.length > 0 ? [] : notes),
    ...(state.run.mailboxes.length > 0 ? [wording.own('mailboxes.came-back', { names })] : []),
    ...(state.run.hasLeftSession ? [wording.own('closed.abandoned')] : []),
  ];
  const unanswered =
    open.length === 0
      ? []
      : [
          line(wording.own('summary.unanswered'), { bold: true }),
          ...open.flatMap((row) =>
            labelled('', `- ${wording.title(row.check)}: ${findingOf(row, state.run, shown)}`, { columns }),
          ),
          emptyLine,
        ];
  return [
    ...said.flatMap((note) => labelled('', note, { columns })),
    ...(said.length > 0 ? [emptyLine] : []),
    ...unanswered,
    ...list('causes', causes),
    ...list('undetermined', undetermined),
    ...list('warned', warned),
  ];
}

/** Owner and steps come before the evidence: they have to be on the first screen. */
function causeLines(
  { title, summary, explains, evidence, owner, remedy, candidates, read, byHand }: ReportedCause,
  number: number,
  columns: number,
  { wording }: Shown,
): readonly Line[] {
  const field = (name: string, text: string): readonly Line[] =>
    labelled(name === '' ? '' : `  ${name}`, text, { columns, indent: nameWidth });
  return [
    ...labelled('', `${number}. ${title}${explains === undefined ? '' : ` (${explains})`}`, {
      columns,
      style: { bold: true },
    }),
    ...field(wording.own('cause.seen'), summary),
    ...(remedy && owner !== undefined
      ? [...field(wording.own('cause.why'), remedy.cause), ...field(wording.own('cause.owner'), owner)]
      : []),
    ...(remedy?.steps ?? []).flatMap((step, index, { length }) =>
      field(index === 0 ? wording.own('cause.steps') : '', `${length > 1 ? `${index + 1}. ` : ''}${step}`),
    ),
    ...(remedy?.send === undefined ? [] : field(wording.own('cause.send'), `"${remedy.send}"`)),
    ...candidates.flatMap((candidate, index) => [
      ...field(
        index === 0 ? wording.own('cause.candidates') : '',
        `${String.fromCharCode(97 + index)}) ${candidate.remedy.cause} (${candidate.owner})`,
      ),
      ...candidate.remedy.steps.flatMap((step) => field('', `- ${step}`)),
      ...(candidate.remedy.send === undefined
        ? []
        : field('', `${wording.own('cause.send')}: "${candidate.remedy.send}"`)),
    ]),
    ...evidence.flatMap((one, index) => field(index === 0 ? wording.own('cause.proof') : '', one)),
    ...(byHand === undefined ? [] : field(wording.own('cause.by-hand'), byHand)),
    ...(read.length > 0 ? field(wording.own('cause.read'), read.join('  ')) : []),
  ];
}

/** During the run: what needs attention already. */
function soFar(state: ScreenState, shown: Shown, style: TerminalStyle): readonly Line[] {
  const { columns } = state.size;
  const rows = state.run.rows.filter((row) => row.phase === 'finished' && needsAttention(shapeOf(row)));
  return [
    line(shown.wording.own(rows.length === 0 ? 'summary.nothing-yet' : 'summary.running'), { dim: true }),
    ...rows.flatMap((row) => {
      const shape = shapeOf(row);
      return [
        [
          { text: `${marked(shape, shown.wording.own(wordOf(shape)), style)}  `, tone: toneOf(shape), bold: true },
          { text: cut(shown.wording.title(row.check), columns - 14, style) },
        ],
        ...labelled('', findingOf(row, state.run, shown), { columns, indent: 4 }),
      ];
    }),
  ];
}

/** What changed while somebody watched, the newest first. */
function historyLines(
  { changes, size: { columns } }: ScreenState,
  { wording }: Shown,
  style: TerminalStyle,
): readonly Line[] {
  if (changes.length === 0) return [];
  const sentence = ({ check, before, after }: ScreenState['changes'][number]): string =>
    wording.own('note.changed', {
      title: { value: wording.title(check), kind: 'public' },
      before: { value: before, kind: 'public' },
      after: { value: after, kind: 'public' },
    });
  return [
    line(wording.own('watch.history'), { bold: true }),
    ...changes.toReversed().map((change) => line(cut(`  ${change.at}  ${sentence(change)}`, columns, style))),
  ];
}
