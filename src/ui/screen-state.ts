import type { CheckId, Outcome, PreflightEvent, Row } from '../preflight/index.js';

/** What the screen shows, as a pure function of the events so far. */
export interface RunState {
  readonly rows: readonly RowState[];
  /** Finished rows in the order in which they finished: they scroll away above, so theirs never changes. */
  readonly finishedRows: readonly RowState[];
  /** The newest word about the session: being closed, closed, left. */
  readonly removal: 'none' | 'interrupting' | 'closing' | 'clean' | 'abandoned';
  readonly rung?: string;
  /** How far the rung is, where it tells. */
  readonly percent?: number | undefined;
  readonly mailboxes: readonly string[];
  readonly finished?: Extract<PreflightEvent, { type: 'run-finished' }>;
}

export interface RowState extends Row {
  readonly phase: 'waiting' | 'running' | 'slow' | 'finished';
  readonly outcome?: Outcome;
  readonly ranMs?: number;
}

export const emptyRun: RunState = { rows: [], finishedRows: [], removal: 'none', mailboxes: [] };

export function reduce(state: RunState, event: PreflightEvent): RunState {
  switch (event.type) {
    case 'run-started':
      return { ...state, rows: event.rows.map((row) => ({ ...row, phase: 'waiting' })) };
    case 'check-waiting':
      return state;
    case 'check-started':
      return withRow(state, event.check, { phase: 'running' });
    case 'check-slow':
      return withRow(state, event.check, { phase: 'slow' });
    case 'check-finished':
      return withFinished(withRow(state, event.check, { phase: 'finished', outcome: event.outcome, ranMs: event.ranMs }), event.check);
    case 'step':
      return takeStep(state, event.step);
    case 'interrupting':
      return { ...state, removal: 'interrupting' };
    case 'closing':
      return { ...state, removal: 'closing' };
    case 'closed':
      return { ...state, removal: event.result };
    case 'run-finished':
      return { ...state, finished: event };
  }
}

const withRow = (state: RunState, check: CheckId, change: Partial<RowState>): RunState => ({
  ...state,
  rows: state.rows.map((row) => (row.check === check ? { ...row, ...change } : row)),
});

const withFinished = (state: RunState, check: CheckId): RunState => ({ ...state, finishedRows: [...state.finishedRows, ...state.rows.filter((row) => row.check === check)] });

function takeStep(state: RunState, step: unknown): RunState {
  if (typeof step !== 'object' || step === null) return state;
  if ('mailboxes' in step && Array.isArray(step.mailboxes)) return { ...state, mailboxes: step.mailboxes.map(String) };
  if (!('rung' in step) || typeof step.rung !== 'string') return state;
  const percent = 'percent' in step && typeof step.percent === 'number' ? step.percent : undefined;
  return { ...state, rung: step.rung, percent };
}

/** Events come in bursts; drawing each would cost the run more than the run itself. In milliseconds. */
const frameMs = 30;

/** The state and those who look at it, told once a frame; React reads it as an external store. */
export class Screen {
  #state = emptyRun;
  #frame: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): RunState => this.#state;

  take(event: PreflightEvent): void {
    // The first is drawn at once: somebody is looking at an empty screen.
    const delayMs = this.#state === emptyRun ? 0 : frameMs;
    this.#state = reduce(this.#state, event);
    this.#frame ??= setTimeout(() => this.flush(), delayMs);
  }

  /** Shows what there is, without waiting for the frame. */
  flush(): void {
    clearTimeout(this.#frame);
    this.#frame = undefined;
    for (const listener of this.#listeners) listener();
  }
}
