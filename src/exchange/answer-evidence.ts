import type { HttpFailure, WsManFault } from '../remoting/index.js';
import { lookUp } from '../knowledge/signatures.js';
import { arg, message, pub, value } from '../vocabulary/index.js';
import type { Evidence, Kind } from '../vocabulary/index.js';
import { failureCategoryIn } from './diagnose.js';

/** Removes from a server's text what must not be repeated, above all the password. */
export type Clean = (text: string) => string;

const seen = (what: string, text: string, source: string, kind: Kind): Evidence => ({
  what: message(what),
  observed: value(arg(kind, text)),
  source,
});

/** Only a category in the table is safe to publish; any other is the server's text. */
const kindOfCategory = (category: string): Kind => (lookUp('failure-category', category) ? 'public' : 'server-text');

export function httpEvidence(failure: HttpFailure, clean: Clean): readonly Evidence[] {
  const source = "the server's HTTP answer";
  // Clean before stripping the tags: a password may look like one.
  const text = clean(failure.bodyText)
    .replaceAll(/<[^>]*>/gu, ' ')
    .trim();
  return [
    { what: message('stage.status'), observed: value(failure.status), source },
    ...(failure.contentType === undefined
      ? []
      : [seen('stage.content', clean(failure.contentType), source, 'server-text')]),
    ...(text === '' ? [] : [seen('stage.text', clean(text), source, 'server-text')]),
  ];
}

/** Numbers come first because the text is in the server's language. */
export function faultEvidence(fault: WsManFault, clean: Clean): readonly Evidence[] {
  const source = 'the WS-Management fault';
  const codes = [fault.faultCode, fault.providerCode]
    .filter((code) => code !== undefined)
    .map((code) => `${code} (0x${code.toString(16).toUpperCase().padStart(8, '0')})`);
  const category = failureCategoryIn(fault.message);
  return [
    seen('stage.fault', codes.join(', ') || 'no number', source, 'public'),
    ...(fault.subcode === undefined ? [] : [seen('stage.subcode', clean(fault.subcode), source, 'server-text')]),
    ...(category === undefined ? [] : [seen('stage.category', clean(category), source, kindOfCategory(category))]),
    seen('stage.text', clean(fault.message), source, 'server-text'),
  ];
}

/** The headers that identify the request in the server's logs. */
export function requestEvidence(headers: HttpFailure['headers'], clean: Clean): readonly Evidence[] {
  return Object.entries(tracingHeaders).flatMap(([name, what]) => {
    const header = headers[name];
    return typeof header === 'string'
      ? [{ what: message(what), observed: value(arg('server-text', clean(header))), source: `HTTP header ${name}` }]
      : [];
  });
}

const tracingHeaders = {
  'request-id': 'stage.request-id',
  'x-feserver': 'stage.front-end',
  'x-beserver': 'stage.back-end',
  'x-diaginfo': 'stage.diagnostics',
} as const;

/** The authentication schemes of a 401 (RFC 9110, section 11.6.1), in lower case. */
export function schemesIn(header: string | readonly string[] | undefined): readonly string[] {
  const lines = header === undefined ? [] : [header].flat();
  // A scheme is a token at the beginning, or after a comma, that is not followed by "=".
  return [
    ...new Set(
      lines.flatMap((line) =>
        [
          ...line
            .replaceAll(/"(?:[^"\\]|\\.)*"/gu, '""')
            .matchAll(/(?:^|,)\s*([A-Za-z][A-Za-z0-9._-]*)(?=\s*(?:,|$)|\s+[^=\s,])/gu),
        ].map((match) => match[1]!.toLowerCase()),
      ),
    ),
  ];
}

export const offeredEvidence = (schemes: readonly string[]): Evidence => ({
  what: message('stage.offered'),
  observed: schemes.length > 0 ? value(pub(schemes.join(', '))) : { state: 'absent' },
  expected: message('stage.offered.expected'),
  source: 'HTTP header WWW-Authenticate',
});
