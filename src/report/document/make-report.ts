import type { Connection, Stage, Target } from '../../exchange/index.js';
import type { Fact, Origin, RegistryFact } from '../../machine/index.js';
import { kindOfFact } from '../../machine/rules/fact-evidence.js';
import type { ProbeRecord } from '../../network/index.js';
import type { Outcome, PreflightEvent, Row } from '../../preflight/index.js';
import type { Evidence, Json, Message } from '../../vocabulary/index.js';
import type { Redaction } from '../../redaction/pseudonyms.js';
import type { Report, ReportedEvidence, ReportedOutcome } from './schema.js';
import type { Wording } from '../text/wording.js';

/** The check that makes a run ready. */
export const goal = 'test-connection';

/** What a run observed in addition to its events. */
export interface Observed {
  readonly version: string;
  readonly startedAt: Date;
  readonly origin: Origin;
  readonly recording?: string;
  readonly target: Target;
  readonly user?: string;
  readonly facts: readonly (Fact | RegistryFact)[];
  readonly probes: readonly ProbeRecord[];
  readonly connection?: Pick<Connection, 'stack' | 'stages' | 'ways'>;
  readonly strict: boolean;
  readonly about?: Json;
}

/** One finished run as a document. Reads the same stream of events as every screen. */
export function makeReport(
  events: readonly PreflightEvent[],
  seen: Observed,
  wording: Wording,
  redaction?: Redaction,
): Report {
  const started = events.find((event) => event.type === 'run-started');
  const finished = events.findLast((event) => event.type === 'run-finished');
  if (!started || !finished) throw new Error('a report needs a finished run');
  const closed = events.find((event) => event.type === 'closed');
  const rows = new Map(started.rows.map((row) => [row.check, row]));
  const results = new Map(
    events.flatMap((event) => (event.type === 'check-finished' ? [[event.check, event] as const] : [])),
  );
  const { target } = seen;
  const endpoint = redaction ? redaction.text(target.endpoint, 'host') : target.endpoint;
  return {
    schema: 'exo-preflight/report/1',
    tool: { name: 'exo-preflight', version: seen.version },
    startedAt: seen.startedAt.toISOString(),
    durationMs: finished.atMs,
    origin: seen.origin,
    ...(seen.recording === undefined ? {} : { recording: hidden(redaction, seen.recording) }),
    route: target.id,
    via: target.via ?? null,
    target: {
      endpoint,
      host: redaction ? redaction.text(target.host, 'host') : target.host,
      ...(target.tenant === undefined
        ? {}
        : { tenant: redaction ? redaction.text(target.tenant, 'tenant') : target.tenant }),
      ...(seen.user === undefined ? {} : { user: redaction ? redaction.text(seen.user, 'user') : seen.user }),
    },
    redacted: redaction !== undefined,
    strict: seen.strict,
    facts: seen.facts.map((found) => reportFact(found, wording, redaction)),
    probes: seen.probes.map((probe) => reportProbe(probe, redaction)),
    connections: reportConnections(seen, closed, wording),
    verdict: finished.verdict,
    exitCode: finished.exitCode,
    causes: finished.causes.map(({ candidates, explains, ...cause }) => ({
      ...cause,
      ...(candidates ? { candidates: [...candidates] } : {}),
      explains: [...explains],
    })),
    outcomes: [...results.values()]
      .sort(byRow(started.rows))
      .map((result) => reportOutcome(rows.get(result.check)!, result, wording, redaction)),
    ...(seen.about === undefined ? {} : { about: (redaction ? redaction.json(seen.about) : seen.about) as never }),
  };
}

const byRow = (order: readonly Row[]) => {
  const places = new Map(order.map((row, index) => [row.check, index]));
  return (a: { readonly check: string }, b: { readonly check: string }): number =>
    places.get(a.check)! - places.get(b.check)!;
};

function reportFact(
  found: Fact | RegistryFact,
  wording: Wording,
  redaction: Redaction | undefined,
): Report['facts'][number] {
  const { id } = found;
  const source = redaction ? redaction.inside(found.source) : found.source;
  if (found.state === 'absent') return { id, source, state: 'absent' };
  if (found.state === 'unreadable') return { id, source, state: 'unreadable', why: plainMessage(found.why, wording) };
  const value =
    typeof found.value === 'string' && redaction ? redaction.text(found.value, kindOfFact(found)) : found.value;
  return { id, source, state: 'value', value };
}

function reportProbe(
  { probe, host, port, result }: ProbeRecord,
  redaction: Redaction | undefined,
): Report['probes'][number] {
  const plain = JSON.parse(JSON.stringify(result)) as Json;
  return {
    probe,
    host: redaction ? redaction.text(host, 'host') : host,
    ...(port === undefined ? {} : { port }),
    result: (redaction ? redaction.json(plain) : plain) as never,
  };
}

function reportConnections(
  { connection, target }: Observed,
  closed: PreflightEvent | undefined,
  wording: Wording,
): Report['connections'] {
  const ways =
    connection?.ways ??
    (connection ? [{ via: target.via ?? 'none', stack: connection.stack, stages: () => connection.stages() }] : []);
  return ways.flatMap((way) => {
    const { via, stack } = way;
    const stages = way.stages();
    if (stages.length === 0) return [];
    const removed = stages.some(({ stage, state }) => stage === 'disconnect' && state === 'passed');
    // With two ways the run closes whichever is still open, which a way that removed its own session is not.
    const removal = removed ? 'clean' : closed?.type === 'closed' ? closed.result : 'not-needed';
    return [{ via, stack, removal, stages: stages.map((stage) => reportStage(stage, wording)) }];
  });
}

function reportStage(stage: Stage, wording: Wording): Report['connections'][number]['stages'][number] {
  const { stage: name, redirect, state, startedMs, durationMs } = stage;
  return {
    stage: name,
    hop: redirect,
    status: state,
    startedMs,
    durationMs,
    detail: stage.evidence.map((one) => wording.evidence('', one)),
    ...(state === 'broken' ? { symptom: stage.symptom } : {}),
    ...(state === 'broken' && stage.candidates ? { candidates: [...stage.candidates] } : {}),
  };
}

type Finished = Extract<PreflightEvent, { type: 'check-finished' }>;

function reportOutcome(
  { check, group, needs }: Row,
  { outcome, ranMs, waitedMs, kept }: Finished,
  wording: Wording,
  redaction: Redaction | undefined,
): ReportedOutcome {
  const page = wording.page(check);
  return {
    check,
    group,
    title: wording.title(check),
    status: outcome.status,
    summary: wording.summary(check, outcome),
    evidence: evidenceOf(outcome).map((one): ReportedEvidence => wording.evidence(check, one)),
    durationMs: ranMs,
    waitedMs,
    ...(kept ? { kept } : {}),
    needs: [...needs],
    ...messageOf(outcome, wording),
    ...(outcome.status === 'blocked' ? { blockedBy: outcome.by } : {}),
    ...candidatesOf(outcome),
    ...('crash' in outcome ? { ended: { crash: outcome.crash.name } } : {}),
    ...('interrupted' in outcome ? { ended: 'interrupted' as const } : {}),
    ...('outdated' in outcome ? { ended: { outdated: outcome.outdated.check } } : {}),
    ...('waitingOn' in outcome ? { waitingOn: outcome.waitingOn } : {}),
    ...remedyOf(outcome, wording),
    ...byHandOf(check, outcome, wording),
    ...(page === undefined ? {} : { page }),
    ...dataOf(outcome, redaction),
  };
}

function candidatesOf(outcome: Outcome): Pick<ReportedOutcome, 'candidates'> {
  const candidates = 'summary' in outcome && outcome.status !== 'pass' ? outcome.candidates : undefined;
  return candidates ? { candidates: [...candidates] } : {};
}

function dataOf(outcome: Outcome, redaction: Redaction | undefined): Pick<ReportedOutcome, 'data'> {
  const data = 'summary' in outcome ? outcome.data : undefined;
  return data === undefined ? {} : { data: (redaction ? redaction.json(data) : data) as never };
}

const evidenceOf = (outcome: Outcome): readonly Evidence[] => ('evidence' in outcome ? outcome.evidence : []);

function messageOf(outcome: Outcome, wording: Wording): Pick<ReportedOutcome, 'message'> {
  const message =
    'summary' in outcome ? outcome.summary : outcome.status === 'not-applicable' ? outcome.why : undefined;
  return message ? { message: plainMessage(message, wording) } : {};
}

function plainMessage({ id, args }: Message, wording: Wording): NonNullable<ReportedOutcome['message']> {
  if (!args) return { id };
  const shown = Object.entries(args).map(
    ([name, one]) => [name, typeof one === 'number' ? one : { ...one, value: wording.show(one) }] as const,
  );
  return { id, args: Object.fromEntries(shown) };
}

function remedyOf(outcome: Outcome, wording: Wording): Pick<ReportedOutcome, 'symptom' | 'remedy'> {
  if (outcome.status !== 'warn' && outcome.status !== 'fail') return {};
  const remedy = wording.remedy(outcome.symptom, outcome.summary);
  if (!remedy) return { symptom: outcome.symptom };
  return { symptom: outcome.symptom, remedy: { ...remedy, steps: [...remedy.steps], links: [...remedy.links] } };
}

function byHandOf(check: string, outcome: Outcome, wording: Wording): Pick<ReportedOutcome, 'byHand'> {
  if (outcome.status === 'not-applicable') return {};
  const byHand = wording.byHand(check, 'summary' in outcome ? outcome.summary : undefined);
  return byHand === undefined ? {} : { byHand };
}

const hidden = (redaction: Redaction | undefined, text: string): string =>
  redaction ? redaction.text(text, 'host') : text;
