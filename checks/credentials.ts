import type {
  AccountHint,
  BrokenStage,
  ConnectionFacility,
  Evidence,
  FindingOf,
  KnownSymptom,
  Target,
} from 'exo-preflight';
import { defineCheck, fail, message, pass, pub, stageEvidence, unknown, value } from 'exo-preflight';

const texts = {
  en: {
    title: 'The account is accepted',
    accepted: 'The server accepted the account.',
    'sign-in-refused':
      'The server refused the account. With Basic authentication it does not say why; it was asked once and is not asked again.',
    'basic-not-offered': 'The server does not offer Basic authentication here. The password was not sent.',
    'password-expired': 'The password has expired.',
    'account-disabled': 'The account is disabled.',
    'account-locked': 'The account is locked after too many refusals.',
    'not-refused': 'The server did not refuse the account, but its answer does not prove that it accepted it either.',
    'not-asked': 'The server let us in without asking for an account.',
    'no-answer': 'The server gave no answer that tells.',
    undetermined:
      'The connection broke, and what PowerShell tells does not say whether the account was refused, accepted, or asked for at all.',
    'not-reached': 'The connection broke before the account was asked for.',
    'by-hand':
      'Not here again: sign in to a web page as {user}, for Exchange Online https://outlook.office365.com. If that works, name and password are right.',
  },
} as const;

/** Answers that speak of the account or of how it may be shown; a line that broke in the middle speaks of neither. */
const aboutTheAccount = ['basic-not-offered', 'password-expired', 'account-disabled', 'account-locked'] as const;

/**
 * A reading of the one sign-in. Basic authentication tells a refusal and not its reason, so the reasons come ranked;
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
      const ofTheAccount = aboutTheAccount.find((symptom) => symptom === reached.symptom);
      if (ofTheAccount) return fail(ofTheAccount, { evidence });
      return unknown('no-answer', {
        evidence,
        candidates: [reached.symptom],
        ...(reached.args ? { args: reached.args } : {}),
      });
    }
    return judgeProof(connection, evidence, route);
  },
});

function judgeProof(
  connection: ConnectionFacility,
  evidence: readonly Evidence[],
  route: Target,
): FindingOf<typeof texts> {
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
function rank(hints: readonly AccountHint[], route: Target): readonly KnownSymptom[] {
  const online = route.delegatedOrganization || route.microsoft;
  const likely = hints.includes('customer-account') ? (['customer-account'] as const) : [];
  const name =
    hints.includes('domain-backslash') || hints.includes('not-an-address') ? (['account-name-form'] as const) : [];
  const closed = route.microsoft && route.closed ? (['route-closed'] as const) : [];
  const rest = online
    ? (['multi-factor-or-security-defaults', 'account-blocked'] as const)
    : (['account-name-form', 'account-blocked'] as const);
  return [...new Set<KnownSymptom>([...closed, ...likely, ...name, 'wrong-password', ...rest])];
}

const hintEvidence = (hint: AccountHint): Evidence => ({
  what: message(`hint.${hint}`),
  observed: value(pub('yes')),
  source: "the account's name and password as they were given",
});
