import type { ServerAnswer } from '../knowledge/server-answers.js';
import {
  commandErrors,
  failureCategories,
  httpAnswers,
  httpAnswersUnauthenticated,
  limitMarkers,
  wsmanFaults,
} from '../knowledge/server-answers.js';
import type { CertificateFault, CertificateSeen, TcpProbe } from '../network/index.js';
import { arg, pub } from '../vocabulary/index.js';
import type { Fault } from './stage-recorder.js';

const rowIn = (
  table: Readonly<Record<string | number, ServerAnswer>>,
  key: string | number,
): ServerAnswer | undefined => table[key];

function faultOf(row: ServerAnswer): Fault {
  const { symptom, candidates } = row;
  return candidates ? { symptom, candidates } : { symptom };
}

/** A WS-Management fault in answer to opening or using a session. The category Exchange writes into it says more than the number. */
export function diagnoseWsmanFault(code: number | undefined, text: string): Fault {
  if (limitMarkers.some((marker) => text.includes(marker))) return { symptom: 'session-limit' };
  const category = failureCategoryIn(text);
  const row =
    (category && rowIn(failureCategories, category)) ?? (code === undefined ? undefined : rowIn(wsmanFaults, code));
  return row ? faultOf(row) : { symptom: 'unknown-fault' };
}

/** `[FailureCategory=AuthZ-CmdletAccessDeniedException]` in a server's text. */
export const failureCategoryIn = (text: string): string | undefined =>
  /\[FailureCategory=([A-Za-z0-9-]{1,80})\]/u.exec(text)?.[1];

/** An HTTP answer that is no WS-Management message. What it means depends on whether a credential was sent. */
export function diagnoseHttpStatus(status: number, withCredential: boolean): Fault {
  const row = (withCredential ? rowIn(httpAnswers, status) : undefined) ?? rowIn(httpAnswersUnauthenticated, status);
  if (row) return faultOf(row);
  if (status >= 500) return { symptom: 'server-error' };
  return { symptom: 'not-wsman' };
}

/** The first error of a command that brought nothing back. */
export function diagnoseCommandError(errorId: string): Fault {
  const row = rowIn(commandErrors, errorId.split(',')[0]!.trim());
  return row ? faultOf(row) : { symptom: 'command-failed' };
}

/** A endpoint none of whose addresses let us in: what the addresses agree on, else the mildest. */
export function diagnoseTcp(probes: readonly TcpProbe[]): Fault {
  const order = ['refused', 'reset', 'unreachable', 'timed-out', 'failed'] as const;
  const seen = order.find((state) => probes.some((probe) => probe.state === state)) ?? 'failed';
  return { symptom: `endpoint-${seen}` };
}

const certificateSymptoms: Readonly<Record<CertificateFault, string>> = {
  untrusted: 'certificate-untrusted',
  name: 'certificate-name',
  dates: 'certificate-dates',
  invalid: 'certificate-invalid',
};

export const diagnoseCertificate = (
  fault: CertificateFault,
  { issuer, validFrom, validTo }: CertificateSeen,
  host: string,
): Fault => ({
  symptom: certificateSymptoms[fault],
  args: { issuer: arg('server-text', issuer), from: pub(validFrom), until: pub(validTo), host: arg('host', host) },
});
