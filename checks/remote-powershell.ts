import { defineCheck, fail, pass, stageEvidence, unknown } from 'exo-preflight';
import { texts } from './texts/remote-powershell.js';

/** Answers that name this account's own right, and nothing else, as what is missing. */
const unambiguous: readonly string[] = ['remote-powershell-disabled', 'no-role'];

/** Passes only when a shell was opened: being signed in is not yet being allowed. */
export const remotePowershell = defineCheck({
  apiVersion: 1,
  id: 'remote-powershell',
  group: 'account',
  texts,
  needs: ['route-offered'],
  yieldsTo: ['name-resolution', 'port-443', 'credentials', 'session-limit'],
  inputs: ['network', 'way', 'tenant', 'account'],
  uses: ['connection'],
  timeoutMs: 100_000,
  async run({ connection }) {
    const reached = await connection.reached('shell');
    const evidence = stageEvidence(reached.state === 'not-reached' ? reached.broken : reached, connection.stack);
    switch (reached.state) {
      case 'passed':
      case 'not-needed':
        return pass('opened', { evidence });
      case 'not-reached':
        return unknown('not-reached', { evidence });
      case 'timed-out':
      case 'interrupted':
        return unknown('no-answer', { evidence });
      case 'broken': {
        if (reached.symptom !== undefined && unambiguous.includes(reached.symptom)) return fail(reached.symptom, { evidence });
        return unknown('refused', { evidence, candidates: reached.candidates ?? (reached.symptom === undefined ? [] : [reached.symptom]) });
      }
    }
  },
});
