import type { TerminalStyle } from '../terminal/style.js';
import { durationOf, findingOf } from './list-lines.js';
import type { StageState } from './run-state.js';
import type { ScreenState } from './screen-state.js';
import type { Shown } from './shown.js';
import { shapeOfStage, marked, toneOf } from '../terminal/characters.js';
import type { Line } from '../terminal/text.js';
import { emptyLine, fit, labelled, line } from '../terminal/text.js';

const statusWidth = 13;
const stageWidth = 12;
const timeWidth = 7;
/** A bar shorter than this says nothing. */
const shortestBar = 5;

/** The connection from its first stage to the last one attempted, each with its time as a bar, all on one scale. */
export function stageLines(state: ScreenState, shown: Shown, style: TerminalStyle): readonly Line[] {
  const { stages, rows } = state.run;
  const { wording } = shown;
  if (stages.length === 0) {
    const reason = rows.find(({ check }) => check === shown.goal);
    return [
      line(wording.own(state.work === 'running' ? 'stages.none.yet' : 'stages.none')),
      ...(reason
        ? labelled('', findingOf(reason, state.run, shown), { columns: state.size.columns, style: { dim: true } })
        : []),
    ];
  }
  const startMs = Math.min(...stages.map(({ startedMs }) => startedMs));
  const endMs = Math.max(startMs + 1, ...stages.map((stage) => endOf(stage, state.nowMs)));
  const room = state.size.columns - statusWidth - stageWidth - timeWidth - 1;
  const hasBars = room >= shortestBar && !style.reader;
  const lines = stages.flatMap((stage, index): readonly Line[] => {
    const before = stages[index - 1];
    const bar = hasBars ? barOf(stage, state.nowMs, { startMs, endMs, room }, style) : '';
    return [
      ...headings(stage, before, shown),
      stageLine(stage, bar, state, { shown, style }),
      ...below(stage, state, shown),
    ];
  });
  return [
    ...lines,
    ...(hasBars
      ? [emptyLine, line(wording.own('stages.scale', { ms: Math.round(endMs - startMs) }), { dim: true })]
      : []),
  ];
}

const endOf = ({ startedMs, durationMs }: StageState, nowMs: number): number =>
  durationMs === undefined ? Math.max(nowMs, startedMs) : startedMs + durationMs;

function headings({ way, redirect }: StageState, before: StageState | undefined, { wording }: Shown): readonly Line[] {
  return [
    ...(way > (before?.way ?? 0) ? [line(wording.own('stages.way', { number: way + 1 }), { bold: true })] : []),
    ...(redirect > 0 && redirect !== before?.redirect
      ? [line(wording.own('stages.redirect', { number: redirect }), { bold: true })]
      : []),
  ];
}

function stageLine(
  stage: StageState,
  bar: string,
  state: ScreenState,
  { shown: { wording }, style }: { readonly shown: Shown; readonly style: TerminalStyle },
): Line {
  const shape = shapeOfStage(stage);
  const isBroken = stage.state === 'broken' || stage.state === 'timed-out';
  return [
    {
      text: fit(marked(shape, wording.own(`stage.state.${stage.state}`), style), statusWidth, style),
      tone: toneOf(shape),
      bold: isBroken,
    },
    { text: fit(wording.stage(stage.stage), stageWidth, style), bold: isBroken },
    { text: `${timeOf(stage, state.nowMs, style).padStart(timeWidth)} ` },
    { text: bar, tone: toneOf(shape) },
  ];
}

function timeOf({ state, startedMs, durationMs }: StageState, nowMs: number, { motion }: TerminalStyle): string {
  if (durationMs === undefined) return motion ? durationOf(Math.max(0, nowMs - startedMs)) : '';
  return state === 'not-needed' || state === 'undetermined' ? '' : durationOf(durationMs);
}

function barOf(
  stage: StageState,
  nowMs: number,
  { startMs, endMs, room }: { readonly startMs: number; readonly endMs: number; readonly room: number },
  style: TerminalStyle,
): string {
  if (stage.state === 'not-needed' || stage.state === 'undetermined') return '';
  const scale = room / (endMs - startMs);
  const from = Math.min(room - 1, Math.floor((stage.startedMs - startMs) * scale));
  const length = Math.max(1, Math.min(room - from, Math.round((endOf(stage, nowMs) - stage.startedMs) * scale)));
  return ' '.repeat(Math.max(0, from)) + (style.characters === 'ascii' ? '#' : '█').repeat(length);
}

/** Below a stage that broke: why. Below one that takes long: how far it is. */
function below(stage: StageState, state: ScreenState, { wording }: Shown): readonly Line[] {
  const { columns } = state.size;
  const indent = Math.min(statusWidth, Math.max(2, columns - 40));
  if (stage.state === 'running' && stage.percent !== undefined)
    return labelled('', wording.own('stages.import', { percent: stage.percent }), { columns, indent });
  const remedy = stage.symptom === undefined ? undefined : wording.remedy(stage.symptom);
  return remedy ? labelled('', remedy.cause, { columns, indent }) : [];
}
