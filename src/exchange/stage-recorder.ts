import type { SymptomId } from '../preflight/index.js';
import type { Arg, Evidence, Json } from '../vocabulary/index.js';
import type { BrokenStage, Reached, Rung, Stage } from './connection.js';
import { rungs } from './connection.js';

/** A stage that broke: thrown on the way up, so that nothing above it is tried. */
export class Broken extends Error {
  override readonly name = 'Broken';
  readonly stage: BrokenStage;

  constructor(stage: BrokenStage) {
    super(`the connection broke at ${stage.rung}`);
    this.stage = stage;
  }
}

export interface Fault {
  readonly symptom: SymptomId;
  readonly candidates?: readonly SymptomId[];
  readonly args?: Readonly<Record<string, Arg>>;
}

/** Keeps the book of a connection: which rung is being climbed, what became of each, how long it took. */
export class Ladder {
  hop = 0;
  readonly #startedAt = performance.now();
  readonly #stages: Stage[] = [];
  readonly #tell: (step: Json) => void;
  #current: { readonly rung: Rung; readonly startedMs: number } | undefined;

  constructor(tell: (step: Json) => void) {
    this.#tell = tell;
  }

  get stages(): readonly Stage[] {
    return this.#stages;
  }

  get current(): Rung | undefined {
    return this.#current?.rung;
  }

  get broken(): BrokenStage | undefined {
    return this.#stages.find(
      (stage): stage is BrokenStage =>
        stage.state !== 'passed' && stage.state !== 'not-needed' && stage.state !== 'untold',
    );
  }

  climb(rung: Rung): void {
    this.#current = { rung, startedMs: this.#now() };
    this.#tell({ rung, hop: this.hop, state: 'running' });
  }

  passed(evidence: readonly Evidence[] = []): void {
    this.#end({ state: 'passed' }, evidence);
  }

  notNeeded(rung: Rung, evidence: readonly Evidence[] = []): void {
    this.climb(rung);
    this.#end({ state: 'not-needed' }, evidence);
  }

  /**
   * One piece of work that climbed several rungs and only at its end told how far it came: those below are told without a time
   * of their own, and the time goes to the rung it ended on.
   */
  endedOn(rung: Rung, below: readonly { readonly rung: Rung; readonly state: 'passed' | 'untold' }[]): void {
    const current = this.#current;
    if (!current) throw new Error('no rung is being climbed');
    for (const one of below) {
      this.#current = { rung: one.rung, startedMs: current.startedMs };
      this.#end({ state: one.state }, [], 0);
    }
    this.#current = { rung, startedMs: current.startedMs };
  }

  /** Ends the current rung and the climb. */
  break(fault: Fault, evidence: readonly Evidence[] = []): never {
    throw new Broken(this.#end({ state: 'broken', ...fault }, evidence) as BrokenStage);
  }

  timedOut(evidence: readonly Evidence[] = []): never {
    throw new Broken(this.#end({ state: 'timed-out' }, evidence) as BrokenStage);
  }

  /** The run is over: whatever was being climbed stays unfinished. */
  interrupt(): void {
    if (this.#current) this.#end({ state: 'interrupted' }, []);
  }

  /** What is known of a rung now; `undefined` while it is still to come. A later hop counts over an earlier one. */
  reached(rung: Rung): Reached | undefined {
    const broken = this.broken;
    const own = this.#stages.findLast((stage) => stage.rung === rung);
    if (broken?.rung === rung) return broken;
    if (broken && rungs.indexOf(broken.rung) < rungs.indexOf(rung)) return { state: 'not-reached', broken };
    return own;
  }

  #end(
    result:
      | { readonly state: 'passed' | 'not-needed' | 'untold' | 'timed-out' | 'interrupted' }
      | ({ readonly state: 'broken' } & Fault),
    evidence: readonly Evidence[],
    durationMs?: number,
  ): Stage {
    if (!this.#current) throw new Error('no rung is being climbed');
    const { rung, startedMs } = this.#current;
    const stage = {
      rung,
      hop: this.hop,
      startedMs,
      durationMs: durationMs ?? this.#now() - startedMs,
      evidence,
      ...result,
    } as Stage;
    this.#current = undefined;
    this.#stages.push(stage);
    this.#tell({
      rung,
      hop: this.hop,
      state: stage.state,
      durationMs: stage.durationMs,
      ...(stage.state === 'broken' ? { symptom: stage.symptom } : {}),
    });
    return stage;
  }

  #now(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}
