import { winrmClient } from 'exo-preflight/checks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTrustedHost } from '../../src/machine/rules/trusted-hosts.js';
import { chooseTarget } from '../../src/exchange/index.js';
import type { Finding } from '../../src/preflight/index.js';
import type { Changes } from '../machines/compose.js';
import { pcWith } from '../support/composed-pc.js';
import { judge, pcFacilities } from '../support/facilities.js';

interface Case {
  readonly authentication: 'Basic' | 'Kerberos' | 'Negotiate';
  readonly endpoint?: string;
  readonly changes?: Changes;
}

const byHttp = 'http://exchange01.contoso.example/PowerShell/';
const byAddress = 'http://192.0.2.7/PowerShell/';
const bySixAddress = 'http://[2001:db8::7]/PowerShell/';

function says({ authentication, endpoint = byHttp, changes = {} }: Case): Promise<Finding> {
  const route = chooseTarget({ route: 'exchange-server', endpoint, allowPlainHttp: true });
  const facilities = pcFacilities(pcWith('windows-10', changes), 'exchange-server');
  return judge(winrmClient, { ...facilities, route: { ...route, powershellAuth: authentication } });
}

const outside: Changes = { 'pc.domainJoined': false, 'pc.domainController': null };

describe('the WinRM client, by the authentication of the connection', () => {
  it.each<[string, Case, string]>([
    ['Basic', { authentication: 'Basic' }, 'pass allowed'],
    ['Basic that is off', { authentication: 'Basic', changes: { 'winrm.local.basic': 0 } }, 'fail basic-disabled'],
    [
      'Basic, with everything else off',
      {
        authentication: 'Basic',
        changes: { 'winrm.policy.allowKerberos': 0, 'winrm.policy.allowNegotiate': 0, ...outside },
      },
      'pass allowed',
    ],
    [
      'Basic off, on for the others',
      { authentication: 'Kerberos', changes: { 'winrm.policy.allowBasic': 0, 'winrm.policy.allowNegotiate': 0 } },
      'pass allowed',
    ],
    [
      'Kerberos, turned off by policy over a local yes',
      { authentication: 'Kerberos', changes: { 'winrm.policy.allowKerberos': 0, 'winrm.local.kerberos': 1 } },
      'fail kerberos-disabled-by-policy',
    ],
    [
      'Kerberos, allowed by policy over a local no',
      { authentication: 'Kerberos', changes: { 'winrm.policy.allowKerberos': 1, 'winrm.local.kerberos': 0 } },
      'pass allowed',
    ],
    [
      'Kerberos, turned off locally',
      { authentication: 'Kerberos', changes: { 'winrm.local.kerberos': 0 } },
      'fail kerberos-disabled',
    ],
    ['Kerberos to an IP address', { authentication: 'Kerberos', endpoint: byAddress }, 'fail kerberos-needs-name'],
    ['Kerberos to an IPv6 address', { authentication: 'Kerberos', endpoint: bySixAddress }, 'fail kerberos-needs-name'],
    [
      'Kerberos to an IP address, whatever can not be read',
      {
        authentication: 'Kerberos',
        endpoint: byAddress,
        changes: { 'winrm.policy.allowKerberos': { unreadable: 'denied' } },
      },
      'fail kerberos-needs-name',
    ],
    [
      'Kerberos to a name without a dot',
      { authentication: 'Kerberos', endpoint: 'http://exchange01/PowerShell/' },
      'pass allowed',
    ],
    ['Kerberos outside a domain', { authentication: 'Kerberos', changes: outside }, 'warn kerberos-without-domain'],
    [
      'Kerberos away from the domain',
      { authentication: 'Kerberos', changes: { 'pc.domainController': null } },
      'warn domain-controller-silent',
    ],
    [
      'Kerberos, domain undetermined',
      { authentication: 'Kerberos', changes: { 'pc.domainJoined': { unreadable: 'not-asked' } } },
      'unknown domain-undetermined',
    ],
    [
      'Kerberos, controller undetermined',
      { authentication: 'Kerberos', changes: { 'pc.domainController': { unreadable: 'timed-out' } } },
      'unknown controller-undetermined',
    ],
    [
      'Kerberos, policy undetermined',
      { authentication: 'Kerberos', changes: { 'winrm.policy.allowKerberos': { unreadable: 'denied' } } },
      'unknown cannot-tell',
    ],
    [
      'Kerberos, local setting undetermined',
      { authentication: 'Kerberos', changes: { 'winrm.local.kerberos': { unreadable: 'denied' } } },
      'unknown cannot-tell',
    ],
    [
      'Kerberos on an Exchange server itself',
      { authentication: 'Kerberos', changes: { 'exchange.v15.minor': 2 } },
      'pass allowed-on-exchange-server',
    ],
    [
      'Negotiate over https, outside a domain',
      {
        authentication: 'Negotiate',
        endpoint: 'https://mail.contoso.example/PowerShell/',
        changes: { ...outside, 'winrm.local.trustedHosts': { unreadable: 'denied' } },
      },
      'pass allowed',
    ],
    ['Negotiate in a domain', { authentication: 'Negotiate' }, 'pass allowed'],
    [
      'Negotiate, turned off by policy',
      { authentication: 'Negotiate', changes: { 'winrm.policy.allowNegotiate': 0 } },
      'fail negotiate-disabled-by-policy',
    ],
    [
      'Negotiate, turned off locally',
      { authentication: 'Negotiate', changes: { 'winrm.local.negotiate': 0 } },
      'fail negotiate-disabled',
    ],
    ['Negotiate outside a domain', { authentication: 'Negotiate', changes: outside }, 'warn trusted-host-missing'],
    [
      'Negotiate outside a domain to a trusted host',
      {
        authentication: 'Negotiate',
        changes: { ...outside, 'winrm.local.trustedHosts': 'localhost, *.contoso.example' },
      },
      'pass trusted-host',
    ],
    [
      'Negotiate outside a domain with others trusted',
      {
        authentication: 'Negotiate',
        changes: { ...outside, 'winrm.local.trustedHosts': 'exchange02.contoso.example' },
      },
      'warn trusted-host-missing',
    ],
    ['Negotiate to an IP address', { authentication: 'Negotiate', endpoint: byAddress }, 'warn trusted-host-missing'],
    [
      'Negotiate to a trusted IP address, domain undetermined',
      {
        authentication: 'Negotiate',
        endpoint: byAddress,
        changes: { 'pc.domainJoined': { unreadable: 'denied' }, 'winrm.local.trustedHosts': '192.0.2.*' },
      },
      'pass trusted-host',
    ],
    [
      'Negotiate to a trusted IPv6 address',
      { authentication: 'Negotiate', endpoint: bySixAddress, changes: { 'winrm.local.trustedHosts': '[2001:db8::7]' } },
      'pass trusted-host',
    ],
    [
      'Negotiate, domain undetermined',
      { authentication: 'Negotiate', changes: { 'pc.domainJoined': { unreadable: 'denied' } } },
      'unknown domain-undetermined',
    ],
    [
      'Negotiate, list undetermined',
      { authentication: 'Negotiate', changes: { ...outside, 'winrm.local.trustedHosts': { unreadable: 'denied' } } },
      'unknown trust-undetermined',
    ],
  ])('%s', async (_what, asked, expected) => {
    const finding = await says(asked);
    expect(finding.status === 'not-applicable' ? finding.status : `${finding.status} ${finding.summary.id}`).toBe(
      expected,
    );
  });

  it('starts no PowerShell for Basic, nor for Negotiate over https', async () => {
    for (const asked of [
      { authentication: 'Basic' },
      { authentication: 'Negotiate', endpoint: 'https://mail.contoso.example/PowerShell/' },
    ] as const) {
      const finding = await says(asked);
      const shown = finding.status === 'not-applicable' ? [] : finding.evidence.map(({ what }) => what.id);
      expect(shown.filter((id) => id.startsWith('fact.pc.domain'))).toEqual([]);
    }
  });

  it.each([
    [1, 'exchange.support.2016'],
    [2, 'exchange.support.2019-or-se'],
    [0, undefined],
  ])('shows when support of the Exchange on this PC ended: number %i', async (minor, expected) => {
    const finding = await says({ authentication: 'Kerberos', changes: { 'exchange.v15.minor': minor } });
    const row =
      finding.status === 'not-applicable'
        ? undefined
        : finding.evidence.find(({ what }) => what.id === 'fact.exchange.v15.minor');
    expect(row?.expected?.id).toBe(expected);
  });
});

describe('the list of trusted hosts', () => {
  it.each([
    ['*', 'mail.contoso.example', true],
    ['', 'mail.contoso.example', false],
    [',,', 'mail', false],
    ['MAIL.contoso.example', 'mail.contoso.example', true],
    ['a, mail.contoso.example ,b', 'mail.contoso.example', true],
    ['*.contoso.example', 'contoso.example', false],
    ['mail.*.example', 'mail.contoso.example', true],
    ['mail.*.example', 'mail.example', false],
    ['m*il*example', 'mail.contoso.example', true],
    ['ab*b', 'ab', false],
    ['<local>', 'exchange01', true],
    ['<local>', 'exchange01.contoso.example', false],
    ['<local>', '2001:db8::7', false],
    ['192.0.2.*', '192.0.2.7', true],
    ['2001:db8::7', '[2001:db8::7]', true],
    ['contoso', 'mail.contoso.example', false],
  ])('%j and %s: %s', (list, host, expected) => expect(isTrustedHost(list, host)).toBe(expected));

  it('agrees with what a star means, and ends, whatever it says', () => {
    const sign = fc.constantFrom('a', 'b', '*', '.');
    fc.assert(
      fc.property(
        fc.string({ unit: sign, minLength: 1, maxLength: 12 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 }),
        (pattern, host) => {
          const meaning = new RegExp(
            `^${pattern
              .split('*')
              .map((part) => part.replaceAll('.', '\\.'))
              .join('.*')}$`,
            'u',
          );
          expect(isTrustedHost(pattern, host)).toBe(meaning.test(host));
        },
      ),
    );
  });
});
