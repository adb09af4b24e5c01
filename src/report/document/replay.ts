import { stageNames } from '../../exchange/connection.js';
import { isKnownSymptom } from '../../knowledge/symptoms.js';
import type { AnyCheck, CheckId, Outcome, PreflightEvent, Row } from '../../preflight/index.js';
import type { PreflightEventBody } from '../../preflight/events.js';
import { isCheckId } from '../../preflight/ids.js';
import type { Judged } from '../../preflight/verdict.js';
import { causes, exitCode, verdict } from '../../preflight/verdict.js';
import { goal } from './make-report.js';
import { asTheFileSays, rebuiltOutcome } from './rebuild-outcome.js';
import type { Report, ReportedOutcome } from './schema.js';

/** An event of the report and its time. */
interface Timed {
  readonly atMs: number;
  readonly body: PreflightEventBody;
}

/**
 * The events of the run a report describes, for any display. Rows, order and times are the report's; sentences,
 * remedies and links come from this version, by id; causes, verdict and exit code are computed from the rows, whatever
 * the report says. `checks` are those this version knows.
 */
export function replay(report: Report, checks: readonly AnyCheck<never>[]): readonly PreflightEvent[] {
  const rows = checksIn(report, checks);
  const judged = judgedBy(report, rows, checks);
  const during = [
    ...interruptionOf(report),
    ...stepsOf(report, connectionOpenedMs(report, rows)),
    ...report.outcomes.flatMap((row) => rowEvents(row, judged.outcomes.get(row.check)!)),
  ].sort((a, b) => a.atMs - b.atMs);
  const end = [
    ...removalOf(report),
    { type: 'run-finished', verdict: verdict(judged), causes: causes(judged), exitCode: exitCode(judged) } as const,
  ].map((body) => ({ atMs: report.durationMs, body }));
  // Figures were rounded separately, so a sum of two may exceed the run's duration.
  return [{ atMs: 0, body: started(report, rows) }, ...during, ...end].map(({ atMs, body }, seq) => ({
    seq,
    atMs: Math.min(atMs, report.durationMs),
    ...body,
  }));
}

/**
 * The checks behind the rows of a report. A check this version does not know is represented by the title in the file,
 * marked as such.
 */
export function checksIn({ outcomes }: Report, checks: readonly AnyCheck<never>[]): readonly AnyCheck<never>[] {
  const known = new Map(checks.map((check) => [check.id, check]));
  return outcomes.map(
    ({ check, title, group }) =>
      known.get(check) ?? {
        apiVersion: 1,
        id: check,
        group: isCheckId(group) ? group : asTheFileSays(group),
        texts: { en: { title: asTheFileSays(title) } },
        run: () => Promise.reject(new Error(`the check "${check}" is a row of a report`)),
      },
  );
}

/**
 * Whether the rows add up to what the report says of them. `narrowed`: they do if only rows count that no other row
 * waits for, as in a run with --only, whose selection a report does not record. A READY over a failed row is never
 * explained this way.
 */
export function standing(
  report: Report,
  checks: readonly AnyCheck<never>[],
): 'borne-out' | 'narrowed' | 'contradicted' {
  const rows = checksIn(report, checks);
  const judged = judgedBy(report, rows, checks);
  const comesTo = (one: Judged): boolean => verdict(one) === report.verdict && exitCode(one) === report.exitCode;
  if (comesTo(judged)) return 'borne-out';
  if (report.verdict === 'ready' && [...judged.outcomes.values()].some(({ status }) => status === 'fail'))
    return 'contradicted';
  const waitedFor = new Set(
    started(report, rows).rows.flatMap(({ needs, blockedByFailureOf }) => [...needs, ...blockedByFailureOf]),
  );
  const last = new Set(rows.map(({ id }) => id).filter((id) => !waitedFor.has(id)));
  return comesTo({ ...judged, selected: last }) ? 'narrowed' : 'contradicted';
}

function judgedBy(report: Report, rows: readonly AnyCheck<never>[], checks: readonly AnyCheck<never>[]): Judged {
  const known = new Map(checks.map((check) => [check.id, check]));
  const reported = new Map(report.outcomes.map((row) => [row.check, row]));
  const outcomes = new Map<CheckId, Outcome>(
    report.outcomes.map((row) => [row.check, rebuiltOutcome(row, known.get(row.check), reported)]),
  );
  const kept = new Set(report.outcomes.filter((row) => row.kept).map((row) => row.check));
  return {
    checks: rows,
    outcomes,
    goal,
    kept,
    strict: report.strict,
    interrupted: report.exitCode === 130,
    bug: report.exitCode === 4,
  };
}

function started(
  { outcomes }: Report,
  rows: readonly AnyCheck<never>[],
): Extract<PreflightEventBody, { type: 'run-started' }> {
  const there = new Set(rows.map(({ id }) => id));
  const others = (ids: readonly CheckId[], self: CheckId): CheckId[] =>
    [...new Set(ids)].filter((id) => there.has(id) && id !== self);
  return {
    type: 'run-started',
    rows: rows.map(({ id, group, blockedByFailureOf = [], uses = [] }, index): Row => ({
      check: id,
      group,
      title: { id: 'title' },
      needs: others(outcomes[index]!.needs, id),
      blockedByFailureOf: others(blockedByFailureOf, id),
      uses,
    })),
  };
}

function rowEvents({ check, durationMs, waitedMs, kept }: ReportedOutcome, outcome: Outcome): readonly Timed[] {
  const finished: Timed = {
    atMs: waitedMs + durationMs,
    body: { type: 'check-finished', check, outcome, ranMs: durationMs, waitedMs, ...(kept ? { kept } : {}) },
  };
  return hasRun(outcome, durationMs)
    ? [{ atMs: waitedMs, body: { type: 'check-started', check } }, finished]
    : [finished];
}

const hasRun = (outcome: Outcome, durationMs: number): boolean =>
  durationMs > 0 || 'summary' in outcome || 'crash' in outcome;

/** A report does not record when the connection was opened; the first row that uses it stands in. */
function connectionOpenedMs({ outcomes }: Report, rows: readonly AnyCheck<never>[]): number {
  const asked = outcomes.filter(
    ({ status }, index) =>
      status !== 'blocked' && status !== 'not-applicable' && rows[index]!.uses?.includes('connection'),
  );
  return asked.length === 0 ? 0 : Math.min(...asked.map(({ waitedMs }) => waitedMs));
}

/**
 * The events of the stages during the connection; with two ways the second begins where the first ended. A stage this
 * version does not know has no name to show.
 */
function stepsOf({ connections }: Report, openedMs: number): readonly Timed[] {
  let fromMs = openedMs;
  return connections.flatMap(({ stages }) => {
    const beganMs = fromMs;
    for (const { startedMs, durationMs } of stages) fromMs = Math.max(fromMs, beganMs + startedMs + durationMs);
    return stages
      .filter(({ stage }) => (stageNames as readonly string[]).includes(stage))
      .flatMap(({ stage, hop: redirect, status, startedMs, durationMs, symptom }) => [
        step(beganMs + startedMs, { stage, redirect, state: 'running' }),
        step(beganMs + startedMs + durationMs, {
          stage,
          redirect,
          state: isStageStatus(status) ? status : 'undetermined',
          durationMs,
          ...(symptom !== undefined && isKnownSymptom(symptom) ? { symptom } : {}),
        }),
      ]);
  });
}

/** A later version may have other words for how a stage ended. */
const isStageStatus = (status: string): boolean =>
  ['passed', 'not-needed', 'undetermined', 'broken', 'timed-out', 'interrupted'].includes(status);

const step = (atMs: number, what: Extract<PreflightEventBody, { type: 'step' }>['step']): Timed => ({
  atMs,
  body: { type: 'step', of: 'connection', step: what },
});

/** The interruption, placed before the first row it left without an answer, at the latest at the end. */
function interruptionOf({ exitCode: code, outcomes, durationMs }: Report): readonly Timed[] {
  if (code !== 130) return [];
  const left = outcomes.filter(({ ended }) => ended === 'interrupted').map((row) => row.waitedMs + row.durationMs);
  return [{ atMs: Math.min(durationMs, ...left), body: { type: 'interrupting' } }];
}

/** If the connection removed its own session, a stage says so and the run had nothing to close. */
function removalOf({ connections }: Report): readonly PreflightEventBody[] {
  const closed = connections.filter(
    ({ removal, stages }) =>
      removal === 'abandoned' ||
      (removal === 'clean' && !stages.some(({ stage, status }) => stage === 'disconnect' && status === 'passed')),
  );
  if (closed.length === 0) return [];
  return [
    { type: 'closing', resource: 'connection' },
    {
      type: 'closed',
      resource: 'connection',
      result: closed.some(({ removal }) => removal === 'abandoned') ? 'abandoned' : 'clean',
    },
  ];
}
