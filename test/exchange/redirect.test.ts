import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRedirect } from '../../src/exchange/redirect.js';
import { isMicrosoftHost } from '../../src/knowledge/microsoft-hosts.js';

const from = new URL('https://ps.outlook.com/powershell-liveid?DelegatedOrg=contoso.com');
const verdict = (
  location: string | undefined,
  { origin = from, redirect = 0, allowed = [] as readonly string[] } = {},
): string => {
  const judged = judgeRedirect(origin, location, redirect, allowed);
  return judged.allowed ? judged.url.href : judged.symptom;
};

describe('a redirect', () => {
  it.each([
    [
      "to a pod of Microsoft's",
      'https://pod51057psh.outlook.com/powershell-liveid?x=1',
      'https://pod51057psh.outlook.com/powershell-liveid?x=1',
    ],
    [
      'to the service itself',
      'https://outlook.office365.com/powershell-liveid',
      'https://outlook.office365.com/powershell-liveid',
    ],
    ['to another path of the same server', '/other', 'https://ps.outlook.com/other'],
    ['to a stranger', 'https://evil.example/powershell', 'redirect-refused'],
    ['to a look-alike', 'https://ps.outlook.com.evil.example/', 'redirect-refused'],
    ['to a name that merely ends alike', 'https://evil-outlook.com/', 'redirect-refused'],
    ['to a zone with names of customers', 'https://contoso-com.mail.protection.outlook.com/', 'redirect-refused'],
    ['to a tenant of SharePoint', 'https://contoso.sharepoint.com/', 'redirect-refused'],
    ['to a strange port of Microsoft', 'https://ps.outlook.com:8443/', 'redirect-refused'],
    ['to plain http', 'http://ps.outlook.com/powershell', 'redirect-not-https'],
    ['to a script', 'javascript:alert(1)', 'redirect-not-https'],
    ['with a password in it', 'https://user:pw@ps.outlook.com/', 'redirect-invalid'],
    ['to nothing', '', 'redirect-invalid'],
    ['without a location', undefined, 'redirect-invalid'],
    ['to no address at all', 'https://[', 'redirect-invalid'],
  ])('%s: %s', (_what, location, expected) => expect(verdict(location)).toBe(expected));

  it('is followed five times and not a sixth', () => {
    expect(verdict('https://outlook.office365.com/', { redirect: 4 })).toContain('https:');
    expect(verdict('https://outlook.office365.com/', { redirect: 5 })).toBe('redirect-loop');
  });

  it('may lead to exactly the host a person allowed, port included', () => {
    expect(verdict('https://mail.contoso.com/x', { allowed: ['mail.contoso.com'] })).toBe('https://mail.contoso.com/x');
    expect(verdict('https://mail.contoso.com:8443/x', { allowed: ['mail.contoso.com'] })).toBe('redirect-refused');
    expect(verdict('https://mail.contoso.com:8443/x', { allowed: ['mail.contoso.com:8443'] })).toContain(':8443');
    expect(verdict('https://other.mail.contoso.com/x', { allowed: ['mail.contoso.com'] })).toBe('redirect-refused');
  });

  it('from this machine itself leads nowhere by itself', () => {
    expect(verdict('https://outlook.office365.com/', { origin: new URL('https://127.0.0.1:8443/') })).toBe(
      'redirect-refused',
    );
  });

  it('to any host is allowed only for one of the three reasons', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withQueryParameters: true, validSchemes: ['https', 'http'] }),
        fc.constantFrom<readonly string[]>([], ['allowed.example']),
        (location, allowed) => {
          const judged = judgeRedirect(from, location, 0, allowed);
          if (!judged.allowed) return;
          const { host, hostname, protocol } = judged.url;
          expect(protocol).toBe('https:');
          expect(host === from.host || isMicrosoftHost(hostname) || allowed.includes(host)).toBe(true);
        },
      ),
    );
  });
});
