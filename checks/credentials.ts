import type { AccountHint, BrokenStage, ConnectionFacility, Evidence, Target } from 'exo-preflight';
import { defineCheck, fail, message, pass, pub, stageEvidence, unknown, value } from 'exo-preflight';
import { texts } from './texts/credentials.js';

/** Answers that speak of the account or of how it may be shown; a line that broke in the middle speaks of neither. */
const aboutTheAccount: readonly string[] = [
  'basic-not-offered',
  'password-expired',
  'account-disabled',
  'account-locked',
];

/**
 * A reading of the one character-in. Basic authentication tells a refusal and not its reason, so the reasons come ranked;
 * a server that does not offer Basic never saw the password, and its 401 says nothing about it.
 */
export const credentials = defineCheck({
  apiVersion: 1,
  id: 'credentials',
  group: 'account',
  texts,
  needs: ['route-offered'],
  blockedByFailureOf: ['name-resolution', 'port-443'],
  inputs: ['network', 'way', 'tenant', 'account'],
  uses: ['connection'],
  // The connection has a deadline of its own, 180 s where PowerShell makes it: this row waits for that.
  timeoutMs: 190_000,
  async run({ connection, route }) {
    const reached = await connection.reached('sign-in');
    if (reached.state === 'not-reached')
      return unknown(isSaidToBeBefore(reached.broken, route) ? 'not-reached' : 'undetermined', {
        evidence: stageEvidence(reached.broken, connection.stack),
      });
    const evidence = [...stageEvidence(reached, connection.stack), ...connection.accountHints().map(hintEvidence)];
    if (reached.state === 'timed-out') return unknown('no-answer', { evidence });
    if (reached.state === 'broken') {
      if (reached.symptom === 'sign-in-refused')
        return fail('sign-in-refused', { evidence, candidates: rank(connection.accountHints(), route) });
      if (aboutTheAccount.includes(reached.symptom)) return fail(reached.symptom, { evidence });
      return unknown('no-answer', {
        evidence,
        candidates: [reached.symptom],
        ...(reached.args ? { args: reached.args } : {}),
      });
    }
    return judgeProof(connection, evidence, route);
  },
});

function judgeProof(connection: ConnectionFacility, evidence: readonly Evidence[], route: Target) {
  switch (connection.signInProof()) {
    case 'shell-opened':
    case 'server-answered':
      return pass('accepted', { evidence });
    case 'undetermined':
      return unknown('undetermined', { evidence, candidates: rank(connection.accountHints(), route) });
    case 'not-asked':
      return unknown('not-asked', { evidence });
    default:
      return unknown('not-refused', { evidence, candidates: rank(connection.accountHints(), route) });
  }
}

/** Our own client asks for the account after the first answer; PowerShell keeps to itself on which side of it HTTP broke. */
const isSaidToBeBefore = ({ stage }: BrokenStage, { via }: Target): boolean => via !== 'powershell' || stage !== 'http';

/** What may lie behind a bare refusal, likeliest first. */
function rank(hints: readonly AccountHint[], route: Target): readonly string[] {
  const online = route.delegatedOrganization || route.microsoft;
  const likely = hints.includes('customer-account') ? ['customer-account'] : [];
  const name = hints.includes('domain-backslash') || hints.includes('not-an-address') ? ['account-name-form'] : [];
  const closed = route.microsoft && route.closed ? ['route-closed'] : [];
  const rest = online
    ? ['multi-factor-or-security-defaults', 'account-blocked']
    : ['account-name-form', 'account-blocked'];
  return [...new Set([...closed, ...likely, ...name, 'wrong-password', ...rest])];
}

const hintEvidence = (hint: AccountHint): Evidence => ({
  what: message(`hint.${hint}`),
  observed: value(pub('yes')),
  source: "the account's name and password as they were given",
});
