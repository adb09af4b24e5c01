import type { CheckId } from '../../preflight/index.js';
import type { Candidate } from '../../report/text/conclusion.js';
import { tellRow } from '../../report/text/conclusion.js';
import { durationOf, findingOf } from './list-lines.js';
import type { TerminalStyle } from '../terminal/style.js';
import type { ScreenState } from './screen-state.js';
import type { Shown } from './shown.js';
import { shapeOf, marked, toneOf, wordOf } from '../terminal/characters.js';
import { outcomesOf } from './summary-lines.js';
import type { Line, Style } from '../terminal/text.js';
import { emptyLine, labelled, line } from '../terminal/text.js';

const nameWidth = 11;

/** All about one row: what was observed, expected and where it was read; the cause, its owner, what to do, what to send. */
export function detailLines(
  check: CheckId,
  state: ScreenState,
  shown: Shown,
  style: TerminalStyle,
  { canFix }: { readonly canFix: boolean },
): readonly Line[] {
  const row = state.run.rows.find((one) => one.check === check);
  if (!row) return [];
  const { wording } = shown;
  const { columns } = state.size;
  const shape = shapeOf(row);
  const field = (name: string, text: string, style: Style = {}): readonly Line[] =>
    labelled(name, text, { columns, indent: nameWidth, style });
  const took =
    row.phase === 'finished' && row.ranMs !== undefined && row.ranMs > 0
      ? `, ${wording.own('detail.took', { time: { value: durationOf(row.ranMs), kind: 'public' } })}`
      : '';
  const status = `${marked(shape, wording.own(wordOf(shape)), style)}${took}`;
  const blocks = state.run.rows
    .filter(({ outcome }) => outcome?.status === 'blocked' && 'check' in outcome.by && outcome.by.check === check)
    .map((one) => wording.title(one.check));
  const head = [
    ...labelled('', wording.title(check), { columns, style: { bold: true } }),
    ...field(wording.own('detail.status'), status, { tone: toneOf(shape) }),
    ...field(wording.own('cause.seen'), findingOf(row, state.run, shown)),
  ];
  if (!row.outcome || row.phase !== 'finished') return [...head, ...tail(check, shown, field)];
  const { outcome } = row;
  const { remedy, owner, candidates, read } = tellRow(check, outcomesOf(state.run), wording);
  const evidence = 'evidence' in outcome ? outcome.evidence.map((one) => wording.evidence(check, one)) : [];
  return [
    ...head,
    ...(blocks.length > 0 ? field(wording.own('detail.blocks'), blocks.join('; ')) : []),
    ...(canFix ? [emptyLine, ...labelled('', wording.own('detail.fix'), { columns })] : []),
    ...(remedy && owner !== undefined
      ? [
          emptyLine,
          ...field(wording.own('cause.why'), remedy.cause),
          ...field(wording.own('cause.owner'), owner),
          ...steps(remedy.steps, wording.own('cause.steps'), field),
          ...(remedy.send === undefined ? [] : field(wording.own('cause.send'), `"${remedy.send}"`)),
        ]
      : []),
    ...(candidates.length > 0
      ? [emptyLine, ...candidates.flatMap((candidate, index) => candidateLines(candidate, index, shown, field))]
      : []),
    ...(evidence.length > 0 ? [emptyLine, line(wording.own('cause.proof'), { bold: true })] : []),
    ...evidence.flatMap(({ what, observed, expected, source }) => [
      ...labelled('', what, { columns }),
      ...labelled(`  ${wording.own('detail.observed')}`, observed, {
        columns,
        indent: nameWidth + 2,
        style: { bold: true },
      }),
      ...(expected === undefined
        ? []
        : labelled(`  ${wording.own('detail.expected')}`, expected, { columns, indent: nameWidth + 2 })),
      ...labelled(`  ${wording.own('detail.where')}`, source, { columns, indent: nameWidth + 2, style: { dim: true } }),
    ]),
    ...tail(check, shown, field, read),
  ];
}

type Field = (name: string, text: string, style?: Style) => readonly Line[];

const steps = (texts: readonly string[], name: string, field: Field): readonly Line[] =>
  texts.flatMap((step, index) => field(index === 0 ? name : '', `${texts.length > 1 ? `${index + 1}. ` : ''}${step}`));

function candidateLines(
  { owner, remedy }: Candidate,
  index: number,
  { wording }: Shown,
  field: Field,
): readonly Line[] {
  return [
    ...field(
      index === 0 ? wording.own('cause.candidates') : '',
      `${String.fromCharCode(97 + index)}) ${remedy.cause} (${owner})`,
    ),
    ...remedy.steps.flatMap((step) => field('', `- ${step}`)),
    ...(remedy.send === undefined ? [] : field('', `${wording.own('cause.send')}: "${remedy.send}"`)),
  ];
}

/** How to check by hand, and where to read more. */
function tail(check: CheckId, { wording }: Shown, field: Field, read: readonly string[] = []): readonly Line[] {
  const byHand = wording.byHand(check);
  const page = wording.page(check);
  const pages = page === undefined ? [] : [page];
  const links = read.length > 0 ? read : pages;
  return [
    ...(byHand === undefined && links.length === 0 ? [] : [emptyLine]),
    ...(byHand === undefined ? [] : field(wording.own('detail.by-hand'), byHand)),
    ...links.flatMap((link, index) => field(index === 0 ? wording.own('cause.read') : '', link)),
  ];
}
