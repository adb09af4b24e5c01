import { executionPolicy } from 'exo-preflight/checks';
import { describe, expect, it } from 'vitest';
import { pcWith } from '../support/composed-pc.js';
import { judge, pcFacilities } from '../support/facilities.js';

const says = (said: string | null | { unreadable: string }, route = 'partner-basic') =>
  judge(executionPolicy, pcFacilities(pcWith('server-2019-no-policy', { 'policy.effective64': said }), route));

describe('a server with no execution policy set, once PowerShell was asked', () => {
  it.each(['RemoteSigned', 'Unrestricted', 'Bypass'])('%s lets scripts run', async (said) => {
    expect(await says(said)).toMatchObject({
      status: 'pass',
      summary: { id: 'allowed-as-asked', args: { policy: { value: said } } },
    });
  });

  it.each(['partner-basic', 'exchange-server', 'exchange-online'])('Restricted lets none, on %s', async (route) => {
    expect(await says('Restricted', route)).toMatchObject({ status: 'fail', symptom: 'scripts-disabled-by-default' });
  });

  it.each(['', 'AllSigned', null, { unreadable: 'not-asked' }, { unreadable: 'blocked-by-policy' }])(
    '%j settles nothing',
    async (said) => {
      expect(await says(said)).toMatchObject({
        status: 'unknown',
        summary: { id: 'server-default' },
        candidates: ['scripts-disabled-by-default'],
      });
    },
  );

  it('shows what PowerShell said', async () => {
    const finding = await says('RemoteSigned');
    const shown = finding.status === 'not-applicable' ? [] : finding.evidence.map(({ what }) => what.id);
    expect(shown).toContain('fact.policy.effective64');
  });
});
