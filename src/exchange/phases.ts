import type { StageRecorder } from './stage-recorder.js';
import { Broken } from './stage-recorder.js';

/** Runs the phases of a connection, each once and one after the other, however many ask, and none after a stage broke. */
export class Phases<Phase extends string> {
  readonly #order: readonly Phase[];
  readonly #attempt: (phase: Phase) => Promise<void>;
  #running: Promise<void> | undefined;
  #done = -1;

  constructor(order: readonly Phase[], attempt: (phase: Phase) => Promise<void>) {
    this.#order = order;
    this.#attempt = attempt;
  }

  /** What is under way, if anything. */
  get running(): Promise<void> | undefined {
    return this.#running;
  }

  async upTo(phase: Phase, recorder: StageRecorder): Promise<void> {
    const wanted = this.#order.indexOf(phase);
    while (this.#done < wanted && !recorder.broken) {
      this.#running ??= this.#attempt(this.#order[this.#done + 1]!).finally(() => {
        this.#done++;
        this.#running = undefined;
      });
      await this.#running;
    }
  }
}

/** Ends a stage that neither passed nor broke: time ran out, or the run did. Throws on what is neither, a mistake of ours. */
export function endUnfinished(
  error: unknown,
  recorder: StageRecorder,
  { isOver, deadline }: { readonly isOver: boolean; readonly deadline: AbortSignal },
): void {
  if (error instanceof Broken) return;
  if (isOver) return recorder.interrupt();
  if (!deadline.aborted) throw error;
  try {
    recorder.timedOut();
  } catch (broken) {
    if (!(broken instanceof Broken)) throw broken;
  }
}
