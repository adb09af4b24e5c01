import type { HttpStatus } from './signature.js';

const rfc9110 = 'RFC 9110, section';
const rfc6585 = 'RFC 6585, section';
const wsmerror = 'Windows SDK wsmerror.h';
const support = 'MicrosoftDocs/OfficeDocs-Support';

/**
 * HTTP answers without a WS-Management body. Before a credential is sent, none can be about an account. Sorted by
 * status.
 */
export const httpStatuses = [
  { key: 400, symptom: 'request-rejected', certainty: 'documentation', source: `${wsmerror} 0x80338171` },
  {
    key: 400,
    when: 'with-credential',
    symptom: 'shell-refused',
    candidates: ['remote-powershell-disabled', 'request-rejected'],
    certainty: 'documentation',
    source: `${support}, "Bad request" (KB 4482720): RemotePowerShellEnabled is False`,
  },
  {
    key: 401,
    when: 'with-credential',
    symptom: 'sign-in-refused',
    candidates: ['session-lost', 'wrong-password'],
    certainty: 'documentation',
    source: `${rfc9110} 15.5.2: after a session was open, another server was reached or the account changed`,
  },
  {
    key: 403,
    symptom: 'forbidden',
    certainty: 'documentation',
    source: `${support} connecting-remote-server-failed`,
  },
  {
    key: 403,
    when: 'with-credential',
    symptom: 'shell-refused',
    candidates: ['forbidden', 'remote-powershell-disabled'],
    certainty: 'documentation',
    source: `${support} connecting-remote-server-failed`,
  },
  {
    key: 404,
    symptom: 'endpoint-not-found',
    certainty: 'documentation',
    source: `${wsmerror} 0x80338113: requested HTTP URL not available`,
  },
  {
    key: 405,
    symptom: 'not-wsman',
    certainty: 'documentation',
    source: `${rfc9110} 15.5.6: the address takes no POST`,
  },
  {
    key: 407,
    symptom: 'not-wsman',
    certainty: 'documentation',
    source: `${rfc9110} 15.5.8: only a proxy may answer so, and the one we use has let us through`,
  },
  { key: 411, symptom: 'not-wsman', certainty: 'documentation', source: `${rfc9110} 15.5.12` },
  { key: 429, symptom: 'throttled', certainty: 'documentation', source: `${rfc6585} 4` },
  { key: 500, symptom: 'server-error', certainty: 'documentation', source: `${wsmerror} 0x80338170` },
  { key: 502, symptom: 'service-unavailable', certainty: 'documentation', source: `${rfc9110} 15.6.3` },
  { key: 503, symptom: 'service-unavailable', certainty: 'documentation', source: `${wsmerror} 0x80338112` },
  {
    key: 503,
    when: 'with-credential',
    symptom: 'shell-refused',
    candidates: ['service-unavailable', 'remote-powershell-disabled'],
    certainty: 'documentation',
    source: `${support} fail-to-start-exchange-management-shell-console`,
  },
  { key: 504, symptom: 'service-unavailable', certainty: 'documentation', source: `${rfc9110} 15.6.5` },
  { key: 511, symptom: 'captive-portal', certainty: 'documentation', source: `${rfc6585} 6` },
] as const satisfies readonly HttpStatus[];
