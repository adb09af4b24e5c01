import type { Finding } from './finding.js';

const isMessage = (message: unknown): boolean => isObject(message) && typeof message['id'] === 'string';
const isObject = (thing: unknown): thing is Record<string, unknown> => typeof thing === 'object' && thing !== null;

const isEvidence = (evidence: unknown): boolean =>
  isObject(evidence) && isMessage(evidence['what']) && isObject(evidence['observed']) && typeof evidence['source'] === 'string';

/** Plugins are written in plain JavaScript too: what a check answers is looked at before anyone relies on it. */
export function isFinding(answer: unknown): answer is Finding {
  if (!isObject(answer)) return false;
  if (answer['status'] === 'not-applicable') return isMessage(answer['why']);
  const { status, summary, evidence, symptom } = answer;
  if (!['pass', 'warn', 'fail', 'unknown'].includes(status as string)) return false;
  if ((status === 'warn' || status === 'fail') && typeof symptom !== 'string') return false;
  return isMessage(summary) && Array.isArray(evidence) && evidence.length > 0 && evidence.every(isEvidence);
}
