import { defineCheck, fail, pass, stageEvidence, unknown } from 'exo-preflight';

/** The answer that names this account's own right, and nothing else, as what is missing. */
const unambiguous = 'no-role';

/**
 * Passes only when a session was opened: being signed in is not yet being allowed. Exchange may refuse at the shell or at the
 * runspace inside it.
 */
export const remotePowershell = defineCheck({
  apiVersion: 1,
  id: 'remote-powershell',
  group: 'account',
  texts: {
    en: {
      title: 'The account may use remote PowerShell',
      opened: 'The server opened a PowerShell session for the account.',
      'no-role': 'The account has no management role in Exchange.',
      refused: 'The server opened no session, and its answer fits more than one reason.',
      'no-answer': 'The server gave no answer to opening a session.',
      'not-reached': 'The connection broke before a session could be asked for.',
      'by-hand':
        'Another administrator, read-only: `Get-User {user} | Format-List RemotePowerShellEnabled`, `Get-ManagementRoleAssignment -RoleAssignee {user}`',
    },
  },
  needs: ['route-offered'],
  blockedByFailureOf: ['name-resolution', 'port-443', 'credentials', 'session-limit'],
  inputs: ['network', 'way', 'tenant', 'account'],
  uses: ['connection'],
  // The connection has a deadline of its own, 180 s where PowerShell makes it: this row waits for that.
  timeoutMs: 190_000,
  async run({ connection }) {
    const reached = await connection.reached('runspace');
    const stage = reached.state === 'not-reached' ? reached.broken : reached;
    const evidence = stageEvidence(stage, connection.stack);
    if (stage.state === 'passed' || stage.state === 'not-needed') return pass('opened', { evidence });
    if (stage.stage !== 'shell' && stage.stage !== 'runspace') return unknown('not-reached', { evidence });
    if (stage.state !== 'broken') return unknown('no-answer', { evidence });
    if (stage.symptom === unambiguous) return fail(unambiguous, { evidence });
    return unknown('refused', {
      evidence,
      candidates: stage.candidates ?? [stage.symptom],
      ...(stage.args ? { args: stage.args } : {}),
    });
  },
});
