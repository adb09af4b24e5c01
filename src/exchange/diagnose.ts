import type { Signature } from '../knowledge/signatures.js';
import { lookUp } from '../knowledge/signatures.js';
import type { KnownSymptom } from '../knowledge/symptoms.js';
import type { CertificateFault, CertificateSeen, TcpProbe } from '../network/index.js';
import { arg, pub } from '../vocabulary/index.js';
import type { Fault } from './stage-recorder.js';

/** A fault whose symptom the compiler knows to exist. */
type KnownFault = Fault & { readonly symptom: KnownSymptom };

/** The fault a signature points to, without where it was found. */
export const faultOf = ({ symptom, candidates }: Pick<Signature, 'symptom' | 'candidates'>): KnownFault =>
  candidates ? { symptom, candidates } : { symptom };

/**
 * A WS-Management fault on opening or using a session. The category Exchange writes into it is more specific than the
 * number.
 */
export function diagnoseWsmanFault(code: number | undefined, text: string): KnownFault {
  const row = signatureInText(text) ?? (code === undefined ? undefined : lookUp('windows-code', code, 'from-service'));
  return row ? faultOf(row) : { symptom: 'unknown-fault' };
}

/** What the untranslated words in a server's text point to: the name of a limit, else Exchange's category. */
export function signatureInText(text: string): Signature | undefined {
  const category = failureCategoryIn(text);
  return lookUp('text-marker', text) ?? (category === undefined ? undefined : lookUp('failure-category', category));
}

/** `[FailureCategory=AuthZ-CmdletAccessDeniedException]` in a server's text. */
export const failureCategoryIn = (text: string): string | undefined =>
  /\[FailureCategory=([A-Za-z0-9-]{1,80})\]/u.exec(text)?.[1];

/** An HTTP answer that is not a WS-Management message. Its meaning depends on whether a credential was sent. */
export function diagnoseHttpStatus(status: number, withCredential: boolean): KnownFault {
  const row = lookUp('http-status', status, withCredential ? 'with-credential' : undefined);
  if (row) return faultOf(row);
  if (status >= 500) return { symptom: 'server-error' };
  return { symptom: 'not-wsman' };
}

/** The part of a FullyQualifiedErrorId that names the error, not the cmdlet. */
export const errorIdIn = (fullyQualifiedErrorId: string): string => fullyQualifiedErrorId.split(',')[0]!.trim();

/** The first error of a command that returned nothing. */
export function diagnoseCommandError(fullyQualifiedErrorId: string): KnownFault {
  const row = lookUp('error-id', errorIdIn(fullyQualifiedErrorId));
  return row?.stage === 'command' ? faultOf(row) : { symptom: 'command-failed' };
}

/** An endpoint with no reachable address, named after the most telling failure among its addresses. */
export function diagnoseTcp(probes: readonly TcpProbe[]): KnownFault {
  const order = ['refused', 'reset', 'unreachable', 'timed-out', 'failed'] as const;
  const seen = order.find((state) => probes.some((probe) => probe.state === state)) ?? 'failed';
  return { symptom: `endpoint-${seen}` };
}

export const diagnoseCertificate = (
  fault: CertificateFault,
  { issuer, validFrom, validTo }: CertificateSeen,
  host: string,
): KnownFault => ({
  symptom: `certificate-${fault}`,
  args: { issuer: arg('server-text', issuer), from: pub(validFrom), until: pub(validTo), host: arg('host', host) },
});
