import type { Cause, CheckId, Outcome, PreflightEvent, Verdict } from '../../preflight/index.js';
import type { MessageId } from '../../locales/en/index.js';
import type { Remedy, Wording } from './wording.js';

/** The end of a run in words: verdict first, then what to fix, in order. The same for every screen and for plain text. */
export interface Conclusion {
  readonly verdict: Verdict;
  readonly headline: string;
  readonly notes: readonly string[];
  readonly causes: readonly ReportedCause[];
  /** Undetermined rows that have possible causes: what they are, and what to do. */
  readonly undetermined: readonly ReportedCause[];
  /** Rows that only warned. */
  readonly warned: readonly ReportedCause[];
}

/** The most rows named in one line. */
const mostNamed = 3;

export interface ReportedCause {
  readonly check: CheckId;
  readonly title: string;
  readonly summary: string;
  readonly explains?: string;
  /** One line per observation: what, observed, expected, source. */
  readonly evidence: readonly string[];
  /** How to see the same without this tool: commands in backticks, or an action. */
  readonly byHand?: string;
  readonly owner?: string;
  readonly remedy?: Remedy;
  /** Further reading: the remedy's links, and the page about the check. */
  readonly read: readonly string[];
  /** Ranked, each with its own remedy. */
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly id: string;
  readonly owner: string;
  readonly remedy: Remedy;
}

export interface Ending {
  readonly finished: Extract<PreflightEvent, { type: 'run-finished' }>;
  readonly outcomes: ReadonlyMap<CheckId, Outcome>;
  readonly interrupted: boolean;
  /** The goal was reached in an earlier run and not checked again. */
  readonly goalKept?: boolean;
  /** The check that makes a run ready, and the software that ran it. */
  readonly goal: CheckId;
  readonly stack: string;
  /** What a successful connection proves. */
  readonly stackNote: MessageId;
}

export function conclude(
  { finished, outcomes, interrupted, goalKept = false, goal, stack, stackNote }: Ending,
  wording: Wording,
): Conclusion {
  const worked = ['pass', 'warn'].includes(outcomes.get(goal)?.status ?? '');
  const failures = finished.causes.filter(
    ({ check }) => outcomes.get(check)?.status === 'fail' || outcomes.get(check)?.status === 'warn',
  ).length;
  const by = { stack: { value: stack, kind: 'public' as const } };
  return {
    verdict: finished.verdict,
    headline: `${wording.own(isPartial(finished, outcomes, interrupted) ? 'verdict.unclear.partial' : `verdict.${finished.verdict}`)}. ${why(finished.verdict, { interrupted, failures, isUndetermined: [...outcomes.values()].some(isUndetermined), hasGoal: outcomes.has(goal), goalKept }, wording)}`,
    notes: [
      ...(finished.verdict === 'not-ready' && worked ? [wording.own('verdict.not-ready.works', by)] : []),
      ...(finished.verdict === 'unclear' && !interrupted ? unansweredIn(outcomes, wording) : []),
      ...(finished.verdict === 'ready' ? [wording.own(stackNote, by)] : []),
    ],
    causes: finished.causes.map((cause) => tell(cause, outcomes, wording)),
    undetermined: undeterminedIn(outcomes, finished.causes).map((cause) => tell(cause, outcomes, wording)),
    warned: warnedIn(outcomes, finished.causes).map((cause) => tell(cause, outcomes, wording)),
  };
}

const byId = ([a]: readonly [CheckId, Outcome], [b]: readonly [CheckId, Outcome]): number => (a < b ? -1 : 1);

/** Rows with a warning that are not causes; with --strict they are. */
function warnedIn(outcomes: ReadonlyMap<CheckId, Outcome>, causes: readonly Cause[]): Cause[] {
  return [...outcomes].sort(byId).flatMap(([check, outcome]) => {
    if (outcome.status !== 'warn' || causes.some((cause) => cause.check === check)) return [];
    return [
      {
        check,
        explains: [],
        ...('symptom' in outcome ? { symptom: outcome.symptom } : {}),
        ...('candidates' in outcome ? { candidates: outcome.candidates } : {}),
      },
    ];
  });
}

/** The rows that left the verdict open, in one line: undetermined rows before those that lacked an input. */
function unansweredIn(outcomes: ReadonlyMap<CheckId, Outcome>, wording: Wording): readonly string[] {
  const rows = [...outcomes].filter(([, outcome]) => isUndetermined(outcome)).sort(byId);
  const isWaiting = ([, { status }]: readonly [CheckId, Outcome]): boolean => status === 'blocked';
  const titles = [...rows.filter((row) => !isWaiting(row)), ...rows.filter(isWaiting)].map(([check]) =>
    wording.title(check),
  );
  if (titles.length === 0) return [];
  const named = { value: titles.slice(0, mostNamed).join('; '), kind: 'public' as const };
  return [
    titles.length > mostNamed
      ? wording.own('verdict.unclear.rows.more', { titles: named, count: titles.length - mostNamed })
      : wording.own('verdict.unclear.rows', { titles: named }),
  ];
}

/** Everything requested held, but not everything was requested. */
const isPartial = (
  { verdict, exitCode }: Ending['finished'],
  outcomes: ReadonlyMap<CheckId, Outcome>,
  interrupted: boolean,
): boolean => verdict === 'unclear' && exitCode === 0 && !interrupted && ![...outcomes.values()].some(isUndetermined);

/** Rows with only possible causes, at least one of which no cause names already. */
function undeterminedIn(outcomes: ReadonlyMap<CheckId, Outcome>, causes: readonly Cause[]): Cause[] {
  const reported = new Set(causes.flatMap(({ symptom, candidates = [] }) => [symptom, ...candidates]));
  return [...outcomes].sort(byId).flatMap(([check, outcome]) => {
    const candidates = outcome.status === 'unknown' && 'candidates' in outcome ? (outcome.candidates ?? []) : [];
    const isNew = !causes.some((cause) => cause.check === check) && candidates.some((one) => !reported.has(one));
    return isNew ? [{ check, candidates, explains: [] }] : [];
  });
}

/** A row without an answer where one was wanted. */
export const isUndetermined = (outcome: Outcome): boolean =>
  outcome.status === 'unknown' ||
  outcome.status === 'timed-out' ||
  (outcome.status === 'blocked' && 'input' in outcome.by);

function evidenceLine({ what, observed, expected, source }: ReturnType<Wording['evidence']>, wording: Wording): string {
  const wanted =
    expected === undefined
      ? ''
      : ` (${wording.own('evidence.expected', { expected: { value: expected, kind: 'public' } })})`;
  return `${what}: ${observed}${wanted} [${source}]`;
}

function why(
  verdict: Verdict,
  {
    interrupted,
    failures,
    isUndetermined: somethingUndetermined,
    hasGoal,
    goalKept,
  }: { interrupted: boolean; failures: number; isUndetermined: boolean; hasGoal: boolean; goalKept: boolean },
  wording: Wording,
): string {
  if (interrupted) return wording.own('verdict.interrupted');
  if (verdict === 'ready') return wording.own('verdict.ready.why');
  if (verdict === 'not-ready') return wording.own('verdict.not-ready.why', { count: failures });
  if (goalKept && !somethingUndetermined) return wording.own('verdict.unclear.kept');
  return wording.own(somethingUndetermined || hasGoal ? 'verdict.unclear.undetermined' : 'verdict.unclear.no-goal');
}

/** The same about any row, whatever its outcome. */
export function tellRow(check: CheckId, outcomes: ReadonlyMap<CheckId, Outcome>, wording: Wording): ReportedCause {
  const outcome = outcomes.get(check);
  const isFault = outcome?.status === 'fail' || outcome?.status === 'warn' || outcome?.status === 'unknown';
  return tell(
    {
      check,
      explains: [],
      ...(isFault && 'symptom' in outcome ? { symptom: outcome.symptom } : {}),
      ...(isFault && 'candidates' in outcome ? { candidates: outcome.candidates } : {}),
    },
    outcomes,
    wording,
  );
}

function tell(
  { check, symptom, candidates = [], explains }: Cause,
  outcomes: ReadonlyMap<CheckId, Outcome>,
  wording: Wording,
): ReportedCause {
  const outcome = outcomes.get(check)!;
  const said = 'summary' in outcome ? outcome.summary : undefined;
  const remedy = symptom === undefined ? undefined : wording.remedy(symptom, said);
  const page = wording.page(check);
  const byHand = wording.byHand(check, said);
  return {
    check,
    title: wording.title(check),
    summary: wording.summary(check, outcome),
    evidence:
      'evidence' in outcome ? outcome.evidence.map((one) => evidenceLine(wording.evidence(check, one), wording)) : [],
    ...(byHand === undefined ? {} : { byHand }),
    read: [...(remedy?.links ?? []), ...(page === undefined ? [] : [page])],
    candidates: candidates.flatMap((id) => {
      const one = wording.remedy(id, said);
      return one ? [{ id, owner: wording.own(`owner.${one.owner}`), remedy: one }] : [];
    }),
    ...(explains.length > 0 ? { explains: wording.own('cause.explains', { count: explains.length }) } : {}),
    ...(remedy ? { remedy, owner: wording.own(`owner.${remedy.owner}`) } : {}),
  };
}
