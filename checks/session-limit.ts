import { defineCheck, fail, pass, stageEvidence, unknown } from 'exo-preflight';
import { texts } from './texts/session-limit.js';

/** Whether our one session found room. No second one is opened to count: that would use up what is being asked about. */
export const sessionLimit = defineCheck({
  apiVersion: 1,
  id: 'session-limit',
  group: 'account',
  texts,
  needs: ['route-offered'],
  yieldsTo: ['name-resolution', 'port-443', 'credentials'],
  inputs: ['network', 'way', 'tenant', 'account'],
  uses: ['connection'],
  timeoutMs: 100_000,
  async run({ connection }) {
    const reached = await connection.reached('shell');
    const evidence = stageEvidence(reached.state === 'not-reached' ? reached.broken : reached, connection.stack);
    if (reached.state === 'passed' || reached.state === 'not-needed') return pass('room', { evidence });
    if (reached.state === 'broken' && reached.symptom === 'session-limit') return fail('session-limit', { evidence });
    const possible = reached.state === 'broken' && reached.candidates?.includes('session-limit');
    return unknown('not-tried', { evidence, ...(possible ? { candidates: ['session-limit'] } : {}) });
  },
});
