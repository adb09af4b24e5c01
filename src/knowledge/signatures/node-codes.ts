import { certificateFaults, connectFailures } from '../../vocabulary/node-codes.js';
import type { WordSignature } from './signature.js';

type Meanings<State extends string> = readonly (readonly [code: string, state: State])[];
type StateOf<Table> = Table[keyof Table];

const connecting = Object.entries(connectFailures) as Meanings<StateOf<typeof connectFailures>>;
const certificates = Object.entries(certificateFaults) as Meanings<StateOf<typeof certificateFaults>>;

/** Codes of Node and OpenSSL, from the tables the probes classify by; unlisted ones arrive as probe states. Sorted by table, then code. */
export const nodeCodes = [
  ...certificates.map(
    ([key, fault]) =>
      ({
        key,
        when: 'in-handshake',
        symptom: `certificate-${fault}`,
        stage: 'tls',
        certainty: 'component',
        source: 'Node.js, tls: X509 certificate error codes; OpenSSL X509_STORE_CTX_get_error',
      }) as const,
  ),
  ...connecting.map(
    ([key, state]) =>
      ({
        key,
        when: 'connecting',
        symptom: `endpoint-${state}`,
        stage: 'connect',
        certainty: 'component',
        source: 'Node.js, errors: common system errors',
      }) as const,
  ),
] satisfies readonly WordSignature[];

/** Families of codes, by prefix. Sorted. */
export const nodeCodePrefixes = [
  {
    key: 'ERR_SSL_',
    symptom: 'tls-failed',
    certainty: 'component',
    source: 'Node.js, errors: OpenSSL error codes',
  },
  {
    key: 'HPE_',
    symptom: 'answer-not-understood',
    certainty: 'component',
    source: 'llhttp, the HTTP parser of Node.js: error codes',
  },
] as const satisfies readonly WordSignature[];
