import { describe, expect, it } from 'vitest';
import { withTodaysIds } from '../../../src/report/document/former-ids.js';
import { symptoms } from '../../../src/knowledge/symptoms.js';

describe('a report from before ids were renamed', () => {
  it('is read with the ids of today, wherever an id stands', () => {
    expect(
      withTodaysIds({
        outcomes: [
          { check: 'port-443', status: 'fail', symptom: 'door-refused', message: { id: 'door-refused' } },
          { check: 'wmf', status: 'unknown', candidates: ['door-reset', 'name-not-found'] },
        ],
        causes: [{ check: 'port-443', symptom: 'port-80-is-the-door' }],
        connections: [{ stages: [{ stage: 'tls', hop: 0, status: 'untold' }] }],
      }),
    ).toEqual({
      outcomes: [
        { check: 'port-443', status: 'fail', symptom: 'endpoint-refused', message: { id: 'endpoint-refused' } },
        { check: 'wmf', status: 'unknown', candidates: ['endpoint-reset', 'name-not-found'] },
      ],
      causes: [{ check: 'port-443', symptom: 'port-80-is-the-endpoint' }],
      connections: [{ stages: [{ stage: 'tls', hop: 0, status: 'undetermined' }] }],
    });
    expect(Object.keys(symptoms)).toEqual(
      expect.arrayContaining(['endpoint-refused', 'endpoint-reset', 'port-80-is-the-endpoint']),
    );
  });

  it('keeps text that only looks like one, and names of any kind', () => {
    const report = { summary: 'door-refused', args: { id2: 'untold' }, evidence: [{ observed: 'door-refused' }] };
    expect(withTodaysIds(report)).toEqual(report);
    expect(Object.hasOwn(withTodaysIds(JSON.parse('{"__proto__": 1}')) as object, '__proto__')).toBe(true);
  });
});
