import type { CheckId, Outcome } from '../../preflight/index.js';
import { tellRow } from './conclusion.js';
import type { Wording } from './wording.js';

/** A finding as plain text for copying: the question, the result, the evidence, the cause, and what to do. */
export function rowText(check: CheckId, outcomes: ReadonlyMap<CheckId, Outcome>, wording: Wording): string {
  const outcome = outcomes.get(check);
  const reported = tellRow(check, outcomes, wording);
  const field = (name: string, text: string): string => `${name}: ${text}`;
  return [
    `${reported.title}: ${outcome ? wording.own(`status.${outcome.status}`) : ''}`,
    field(wording.own('cause.seen'), reported.summary),
    ...reported.evidence.map((one) => field(wording.own('cause.proof'), one)),
    ...(reported.remedy && reported.owner !== undefined
      ? [
          field(wording.own('cause.why'), reported.remedy.cause),
          field(wording.own('cause.owner'), reported.owner),
          ...reported.remedy.steps.map((step) => field(wording.own('cause.steps'), step)),
        ]
      : []),
    ...reported.candidates.map(({ remedy, owner }) =>
      field(wording.own('cause.candidates'), `${remedy.cause} (${owner})`),
    ),
  ].join('\n');
}

/**
 * The text to send to whoever can fix it, if any: the fault's own, else that of the likeliest candidate that has one.
 */
export function textToSend(
  check: CheckId,
  outcomes: ReadonlyMap<CheckId, Outcome>,
  wording: Wording,
): string | undefined {
  const { remedy, candidates } = tellRow(check, outcomes, wording);
  return remedy?.send ?? candidates.map((one) => one.remedy.send).find((send) => send !== undefined);
}
