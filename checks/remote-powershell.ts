import { defineCheck, fail, pass, stageEvidence, unknown } from 'exo-preflight';
import { texts } from './texts/remote-powershell.js';

/** Answers that name this account's own right, and nothing else, as what is missing. */
const unambiguous: readonly string[] = ['no-role'];

/**
 * Passes only when a session was opened: being signed in is not yet being allowed. Exchange may refuse at the shell or at the
 * runspace inside it.
 */
export const remotePowershell = defineCheck({
  apiVersion: 1,
  id: 'remote-powershell',
  group: 'account',
  texts,
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
    if (unambiguous.includes(stage.symptom)) return fail(stage.symptom, { evidence });
    return unknown('refused', {
      evidence,
      candidates: stage.candidates ?? [stage.symptom],
      ...(stage.args ? { args: stage.args } : {}),
    });
  },
});
