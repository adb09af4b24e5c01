import { defineCheck, fail, pass, stageEvidence, unknown } from 'exo-preflight';

/** Whether our one session found room. No second one is opened to count: that would use up what is being asked about. */
export const sessionLimit = defineCheck({
  apiVersion: 1,
  id: 'session-limit',
  group: 'account',
  texts: {
    en: {
      title: 'There is room for one more session of this account',
      room: 'The session found room.',
      'session-limit': 'The account has as many sessions open as the server allows (the article speaks of three).',
      'not-tried':
        'No session was opened, and not for want of room as far as the server says: whether there is room was not seen.',
      'by-hand': 'In every window of PowerShell that may have a session: `Get-PSSession`',
    },
  },
  needs: ['route-offered'],
  blockedByFailureOf: ['name-resolution', 'port-443', 'credentials'],
  inputs: ['network', 'way', 'tenant', 'account'],
  uses: ['connection'],
  // The connection has a deadline of its own, 180 s where PowerShell makes it: this row waits for that.
  timeoutMs: 190_000,
  async run({ connection }) {
    // The limit is met at the shell, or at the runspace inside it.
    const reached = await connection.reached('runspace');
    const stage = reached.state === 'not-reached' ? reached.broken : reached;
    const evidence = stageEvidence(stage, connection.stack);
    if (stage.state === 'passed' || stage.state === 'not-needed') return pass('room', { evidence });
    if (stage.state !== 'broken') return unknown('not-tried', { evidence });
    if (stage.symptom === 'session-limit') return fail('session-limit', { evidence });
    return unknown('not-tried', {
      evidence,
      candidates: stage.candidates?.includes('session-limit') ? ['session-limit'] : [],
    });
  },
});
