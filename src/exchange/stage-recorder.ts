import type { SymptomId } from '../preflight/index.js';
import type { Arg, Evidence, Json } from '../vocabulary/index.js';
import type { BrokenStage, Reached, StageName, Stage } from './connection.js';
import { stageNames } from './connection.js';

/** Thrown when a stage breaks, so that no later one is tried. */
export class Broken extends Error {
  override readonly name = 'Broken';
  readonly stage: BrokenStage;

  constructor(stage: BrokenStage) {
    super(`the connection broke at ${stage.stage}`);
    this.stage = stage;
  }
}

export interface Fault {
  readonly symptom: SymptomId;
  readonly candidates?: readonly SymptomId[];
  readonly args?: Readonly<Record<string, Arg>>;
}

/** Records a connection: the stage being attempted, and the result and duration of each. */
export class StageRecorder {
  redirect = 0;
  readonly #startedAt = performance.now();
  readonly #stages: Stage[] = [];
  readonly #tell: (step: Json) => void;
  #current: { readonly stage: StageName; readonly startedMs: number } | undefined;

  constructor(tell: (step: Json) => void) {
    this.#tell = tell;
  }

  get stages(): readonly Stage[] {
    return this.#stages;
  }

  get current(): StageName | undefined {
    return this.#current?.stage;
  }

  get broken(): BrokenStage | undefined {
    return this.#stages.find(
      (stage): stage is BrokenStage =>
        stage.state !== 'passed' && stage.state !== 'not-needed' && stage.state !== 'undetermined',
    );
  }

  begin(stage: StageName): void {
    this.#current = { stage, startedMs: this.#now() };
    this.#tell({ stage, redirect: this.redirect, state: 'running' });
  }

  passed(evidence: readonly Evidence[] = []): void {
    this.#end({ state: 'passed' }, evidence);
  }

  notNeeded(stage: StageName, evidence: readonly Evidence[] = []): void {
    this.begin(stage);
    this.#end({ state: 'not-needed' }, evidence);
  }

  /**
   * For work that covers several stages and reports only at its end how far it got: the earlier stages are recorded
   * without a duration, and the time goes to the stage it ended on.
   */
  endedOn(
    stage: StageName,
    below: readonly { readonly stage: StageName; readonly state: 'passed' | 'undetermined' }[],
  ): void {
    const current = this.#current;
    if (!current) throw new Error('no stage is under way');
    for (const one of below) {
      this.#current = { stage: one.stage, startedMs: current.startedMs };
      this.#end({ state: one.state }, [], 0);
    }
    this.#current = { stage, startedMs: current.startedMs };
  }

  /** Ends the current stage and the attempt. */
  break(fault: Fault, evidence: readonly Evidence[] = []): never {
    throw new Broken(this.#end({ state: 'broken', ...fault }, evidence) as BrokenStage);
  }

  timedOut(evidence: readonly Evidence[] = []): never {
    throw new Broken(this.#end({ state: 'timed-out' }, evidence) as BrokenStage);
  }

  /** Marks the current stage as interrupted because the run is over. */
  interrupt(): void {
    if (this.#current) this.#end({ state: 'interrupted' }, []);
  }

  /**
   * What is known of a stage so far; `undefined` while it is still to come. A later redirect overrides an earlier one.
   */
  reached(stage: StageName): Reached | undefined {
    const broken = this.broken;
    const own = this.#stages.findLast((one) => one.stage === stage);
    if (broken?.stage === stage) return broken;
    if (broken && stageNames.indexOf(broken.stage) < stageNames.indexOf(stage)) return { state: 'not-reached', broken };
    return own;
  }

  #end(
    result:
      | { readonly state: 'passed' | 'not-needed' | 'undetermined' | 'timed-out' | 'interrupted' }
      | ({ readonly state: 'broken' } & Fault),
    evidence: readonly Evidence[],
    durationMs?: number,
  ): Stage {
    if (!this.#current) throw new Error('no stage is under way');
    const { stage: name, startedMs } = this.#current;
    const stage = {
      stage: name,
      redirect: this.redirect,
      startedMs,
      durationMs: durationMs ?? this.#now() - startedMs,
      evidence,
      ...result,
    } as Stage;
    this.#current = undefined;
    this.#stages.push(stage);
    this.#tell({
      stage: name,
      redirect: this.redirect,
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
