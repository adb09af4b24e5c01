import type { CheckId, Outcome, PreflightEvent, Row } from '../../preflight/index.js';
import { without } from './without.js';

/** What a screen knows about the runs it has seen: a pure function of their events. */
export interface RunState {
  /** In the order of the first run, for good: a row keeps its place. */
  readonly rows: readonly RowState[];
  /** The connection's stages in the order in which they were attempted. */
  readonly stages: readonly StageState[];
  /** The stages are those of an earlier run; the first new one replaces them. */
  readonly hasOldStages?: true;
  /** The latest about the session: being closed, closed, abandoned. */
  readonly removal: 'none' | 'interrupting' | 'closing' | 'clean' | 'abandoned';
  /** A session may have been left on the server, by this run or one before. */
  readonly hasLeftSession?: true;
  /** The person ended the run: doing so again leaves at once. */
  readonly isInterrupted?: boolean;
  readonly mailboxes: readonly string[];
  /** Of the newest event, in milliseconds since its run began. */
  readonly atMs: number;
  /** Of the newest run; gone while another one runs. */
  readonly finished?: Extract<PreflightEvent, { type: 'run-finished' }>;
  /** Of the run before, while another one runs. */
  readonly finishedBefore?: Extract<PreflightEvent, { type: 'run-finished' }>;
}

export interface RowState extends Row {
  readonly phase: 'waiting' | 'running' | 'slow' | 'finished';
  /** The rows it waits for. */
  readonly waitsFor: readonly CheckId[];
  /** While it is asked again, the outcome from before. */
  readonly outcome?: Outcome;
  readonly startedMs?: number;
  readonly ranMs?: number;
  /** The outcome is that of an earlier run. */
  readonly isKept?: boolean;
}

export interface StageState {
  readonly stage: string;
  /** Redirects before it. */
  readonly redirect: number;
  /** Where two clients connect one after the other: 0 is the first. */
  readonly way: number;
  readonly state: 'running' | 'passed' | 'not-needed' | 'undetermined' | 'broken' | 'timed-out' | 'interrupted';
  /** In milliseconds since the run began. */
  readonly startedMs: number;
  readonly durationMs?: number;
  /** How far it is, where that is reported. */
  readonly percent?: number;
  readonly symptom?: string;
}

export const emptyRun: RunState = { rows: [], stages: [], removal: 'none', mailboxes: [], atMs: 0 };

export function reduceRun(before: RunState, event: PreflightEvent): RunState {
  const state: RunState = { ...before, atMs: event.atMs };
  switch (event.type) {
    case 'run-started':
      return started(state, event.rows);
    case 'check-waiting':
      return withRow(state, event.check, { waitsFor: event.on });
    case 'check-started':
      return withRow(state, event.check, { phase: 'running', waitsFor: [], startedMs: event.atMs });
    case 'check-slow':
      return withRow(state, event.check, { phase: 'slow' });
    case 'check-finished':
      return withRow(state, event.check, {
        phase: 'finished',
        waitsFor: [],
        outcome: event.outcome,
        ranMs: event.ranMs,
        isKept: event.kept === true,
      });
    case 'step':
      return takeStep(state, event.step);
    case 'interrupting':
      return { ...state, removal: 'interrupting', isInterrupted: true };
    case 'closing':
      return { ...state, removal: 'closing' };
    case 'closed':
      return {
        ...state,
        removal: event.result,
        ...(event.result === 'abandoned' ? { hasLeftSession: true as const } : {}),
      };
    case 'run-finished':
      return { ...state, finished: event };
  }
}

/** The rows of the coming run, before it begins. */
export const expecting = (state: RunState, rows: readonly Row[]): RunState => started(state, rows);

/** Known rows keep their place and their outcome; the old stages stay until the next one begins. */
function started(before: RunState, rows: readonly Row[]): RunState {
  const state: RunState = {
    ...without(before, 'finished'),
    ...(before.finished ? { finishedBefore: before.finished } : {}),
  };
  const known = new Map(state.rows.map((row) => [row.check, row]));
  const fresh = (row: Row): RowState => {
    const { outcome } = known.get(row.check) ?? {};
    return { ...row, phase: 'waiting', waitsFor: [], ...(outcome ? { outcome } : {}) };
  };
  const asked = new Map(rows.map((row) => [row.check, row]));
  return {
    ...state,
    rows: [
      ...state.rows.map((row) => fresh(asked.get(row.check) ?? row)),
      ...rows.filter(({ check }) => !known.has(check)).map(fresh),
    ],
    ...(state.stages.length > 0 ? { hasOldStages: true as const } : {}),
    removal: 'none',
  };
}

const withRow = (state: RunState, check: CheckId, change: Partial<RowState>): RunState => ({
  ...state,
  rows: state.rows.map((row) => (row.check === check ? { ...row, ...change } : row)),
});

/** A resource may report anything; what is neither a stage nor a list of mailboxes is not for the screen. */
function takeStep(state: RunState, step: unknown): RunState {
  if (typeof step !== 'object' || step === null) return state;
  if ('mailboxes' in step && Array.isArray(step.mailboxes))
    return { ...state, mailboxes: step.mailboxes.filter((one) => typeof one === 'string') };
  if (!('stage' in step) || typeof step.stage !== 'string') return state;
  const { stage } = step;
  const redirect = 'redirect' in step && typeof step.redirect === 'number' ? step.redirect : 0;
  const reported = 'state' in step && isStageState(step.state) ? step.state : 'running';
  if (reported === 'running')
    return attempting(
      state,
      stage,
      redirect,
      'percent' in step && typeof step.percent === 'number' ? step.percent : undefined,
    );
  const durationMs = 'durationMs' in step && typeof step.durationMs === 'number' ? step.durationMs : 0;
  return ended(state, {
    stage,
    redirect,
    state: reported,
    durationMs,
    ...('symptom' in step && typeof step.symptom === 'string' ? { symptom: step.symptom } : {}),
  });
}

const stageStates: readonly StageState['state'][] = [
  'running',
  'passed',
  'not-needed',
  'undetermined',
  'broken',
  'timed-out',
  'interrupted',
];
const isStageState = (one: unknown): one is StageState['state'] => stageStates.some((known) => known === one);

function attempting(
  { hasOldStages, ...state }: RunState,
  stage: string,
  redirect: number,
  percent: number | undefined,
): RunState {
  const reported = percent === undefined ? {} : { percent };
  const current = hasOldStages ? undefined : state.stages.findLast((stage) => stage.state === 'running');
  if (current?.stage === stage && current.redirect === redirect)
    return { ...state, stages: state.stages.map((stage) => (stage === current ? { ...stage, ...reported } : stage)) };
  // Only one stage is attempted at a time: one that began and never ended turned out to be another.
  const done = hasOldStages ? [] : state.stages.filter((stage) => stage.state !== 'running');
  // Mailboxes of an earlier connection are not yet those of this one.
  return {
    ...state,
    ...(hasOldStages ? { mailboxes: [] } : {}),
    stages: [
      ...done,
      { stage, redirect, way: wayOf(done, stage, redirect), state: 'running', startedMs: state.atMs, ...reported },
    ],
  };
}

/** A stage that was attempted before, after as many redirects, belongs to another client. */
function wayOf(done: readonly StageState[], stage: string, redirect: number): number {
  const last = done.at(-1);
  if (!last) return 0;
  const again = done.some((one) => one.way === last.way && one.redirect === redirect && one.stage === stage);
  return again || redirect < last.redirect ? last.way + 1 : last.way;
}

function ended(state: RunState, stage: Omit<StageState, 'way' | 'startedMs'>): RunState {
  const running = state.stages.findLast((one) => one.state === 'running');
  const others = state.stages.filter((one) => one !== running);
  const way = running?.way ?? others.at(-1)?.way ?? 0;
  const startedMs =
    running?.stage === stage.stage ? running.startedMs : Math.max(0, state.atMs - (stage.durationMs ?? 0));
  return { ...state, stages: [...others, { ...stage, way, startedMs }] };
}
