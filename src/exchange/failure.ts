import { lookUp } from '../knowledge/signatures.js';
import {
  HttpFailure,
  ProtocolError,
  RemotingError,
  RunspacePoolError,
  TransportError,
  WsManFault,
} from '../remoting/index.js';
import type { ErrorRecord } from '../remoting/index.js';
import type { Evidence } from '../vocabulary/index.js';
import { arg, message, pub, value } from '../vocabulary/index.js';
import type { Clean } from './answer-evidence.js';
import { faultEvidence, httpEvidence, requestEvidence } from './answer-evidence.js';
import { diagnoseHttpStatus, diagnoseWsmanFault, faultOf } from './diagnose.js';
import type { Fault } from './stage-recorder.js';

/** What a failed exchange of messages means; `timed-out` says only that time ran out. */
export function diagnoseFailure(failure: RemotingError, withCredential: boolean): Fault | 'timed-out' {
  if (failure instanceof WsManFault) return diagnoseWsmanFault(failure.faultCode, failure.message);
  if (failure instanceof HttpFailure) return diagnoseHttpStatus(failure.status, withCredential);
  if (failure instanceof TransportError && failure.code === 'timeout') return 'timed-out';
  const family =
    failure instanceof TransportError && failure.systemCode !== undefined
      ? lookUp('node-code-prefix', failure.systemCode)
      : undefined;
  if (family) return faultOf(family);
  if (failure instanceof TransportError && (failure.code === 'connection' || failure.code === 'unreachable'))
    return { symptom: 'connection-lost' };
  if (failure instanceof RunspacePoolError) return diagnoseWsmanFault(undefined, failure.message);
  return { symptom: 'answer-not-understood' };
}

/**
 * The evidence in an answer, or in the lack of one. `headers` are those of the last answer: they identify the request
 * in the server's logs.
 */
export function failureEvidence(failure: unknown, headers: HttpFailure['headers'], clean: Clean): readonly Evidence[] {
  const ids = requestEvidence(headers, clean);
  if (failure instanceof WsManFault) return [...faultEvidence(failure, clean), ...ids];
  if (failure instanceof HttpFailure) return [...httpEvidence(failure, clean), ...ids];
  if (failure instanceof TransportError)
    return [seen('stage.code', failure.systemCode ?? failure.code, 'the connection')];
  if (failure instanceof ProtocolError) return [seen('stage.code', failure.code, "the server's answer")];
  if (!(failure instanceof RemotingError)) return [];
  const { code, message: text } = failure as RemotingError;
  return [
    seen('stage.code', code, "the server's answer"),
    { what: message('stage.text'), observed: value(arg('server-text', clean(text))), source: "the server's answer" },
  ];
}

/** The identifier comes first because the text is in the server's language. */
export function errorRecordEvidence(record: ErrorRecord, clean: Clean): readonly Evidence[] {
  const source = 'the error record of Get-Mailbox';
  return [
    {
      what: message('stage.error'),
      observed: value(arg('server-text', clean(record.fullyQualifiedErrorId ?? 'no identifier'))),
      source,
    },
    ...(record.message === ''
      ? []
      : [{ what: message('stage.text'), observed: value(arg('server-text', clean(record.message))), source }]),
  ];
}

export const seen = (what: string, text: string, source: string): Evidence => ({
  what: message(what),
  observed: value(pub(text)),
  source,
});
