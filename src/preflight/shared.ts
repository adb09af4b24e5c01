import type { Json, Signal } from '../vocabulary/index.js';

/** How a resource speaks to the run that owns it. */
export interface RunHandle {
  /** Fires at the run's deadline, on interruption, and when the consumer walks away. */
  readonly signal: Signal;
  /** Puts a `step` event of this resource into the run's stream. */
  step(step: Json): void;
}

/** Something checks use together and the run owns: opened at the first question, closed by the run whatever happens. */
export interface Shared {
  readonly name: string;
  /** Called once, before any check starts; opens nothing yet. */
  attach(run: RunHandle): void;
  /** Whether there is anything to close. */
  isOpen(): boolean;
  /** Gives back what was taken. When the signal fires the time for that is over. Resolves, never rejects, for every way of ending. */
  close(signal: Signal): Promise<'clean' | 'abandoned'>;
  /** What a check that asked this resource is waiting on just now, for a row that timed out. */
  waitingOn?(): string | undefined;
}
