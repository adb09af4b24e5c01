import { describe, expect, it } from 'vitest';
import type { TargetRequest } from '../../src/exchange/index.js';
import { chooseTarget } from '../../src/exchange/index.js';
import { UserError } from '../../src/vocabulary/index.js';

const refusal = (request: TargetRequest): UserError => {
  try {
    chooseTarget(request);
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error('accepted');
};

describe('a target', () => {
  it("carries the tenant as the article writes it, on the route's own address", () => {
    const { endpoint, via, auth, microsoft } = chooseTarget({
      route: 'partner-basic',
      tenant: 'Contoso.onmicrosoft.com',
    });
    expect(endpoint).toBe('https://ps.outlook.com/powershell-liveid?DelegatedOrg=contoso.onmicrosoft.com');
    expect([via, auth, microsoft]).toEqual(['native', 'Basic', true]);
  });

  it.each([
    ['https://mail.example/PowerShell/', 'https://mail.example/PowerShell/?DelegatedOrg=contoso.com'],
    ['https://mail.example/p?DelegatedOrg=%63ontoso.com', 'https://mail.example/p?DelegatedOrg=%63ontoso.com'],
    ['https://mail.example/p?a=1', 'https://mail.example/p?a=1&DelegatedOrg=contoso.com'],
    [
      'https://mail.example/p?delegatedorg=Contoso.com;PSVersion=5.1',
      'https://mail.example/p?delegatedorg=Contoso.com;PSVersion=5.1',
    ],
  ])('adds the tenant to %s unless the address names one', (endpoint, expected) => {
    expect(chooseTarget({ route: 'partner-basic', tenant: 'contoso.com', endpoint }).endpoint).toBe(expected);
  });

  it('does not add it where the route has no delegated tenants', () => {
    expect(
      chooseTarget({
        route: 'exchange-server',
        tenant: 'contoso.com',
        endpoint: 'https://mail.contoso.com/PowerShell/',
      }).endpoint,
    ).toBe('https://mail.contoso.com/PowerShell/');
  });

  it('allows plain http to a literal loopback address only, unless asked', () => {
    expect(
      chooseTarget({ route: 'exchange-server', endpoint: 'http://127.0.0.1:8080/PowerShell/' }).endpoint,
    ).toContain('http://127.0.0.1:8080');
    expect(chooseTarget({ route: 'exchange-server', endpoint: 'http://[::1]:8080/PowerShell/' }).endpoint).toContain(
      'http://[::1]:8080',
    );
    expect(
      chooseTarget({ route: 'exchange-server', endpoint: 'http://mail/PowerShell/', allowPlainHttp: true })
        .httpEndpoint,
    ).toEqual({ host: 'mail', port: 80 });
    for (const host of ['localhost', '127.0.0.1.nip.example', 'mail', '10.0.0.1', '[::ffff:127.0.0.1]']) {
      expect(refusal({ route: 'exchange-server', endpoint: `http://${host}/PowerShell/` }).message, host).toContain(
        'plain http',
      );
    }
  });

  it.each([
    ['an unknown route', { route: 'nope' }, /--route "nope"/u],
    ['a tenant that is no domain', { route: 'partner-basic', tenant: 'contoso' }, /"contoso" is not a domain name/u],
    ['a tenant with a path', { route: 'partner-basic', tenant: 'contoso.com/x' }, /not a domain name/u],
    ['a tenant with an injection', { route: 'partner-basic', tenant: 'contoso.com&x=1' }, /not a domain name/u],
    ['an endless tenant', { route: 'partner-basic', tenant: `${'a.'.repeat(200)}com` }, /not a domain name/u],
    ['no address where one is needed', { route: 'exchange-server' }, /has no address of its own/u],
    ['an address that is none', { route: 'exchange-server', endpoint: 'mail.contoso.com' }, /is not a URL/u],
    ['another scheme', { route: 'exchange-server', endpoint: 'ftp://mail.contoso.com/' }, /ftp:/u],
    [
      'a password in the address',
      { route: 'exchange-server', endpoint: 'https://user:secret@mail.contoso.com/' },
      /user name or a password/u,
    ],
    ['a fragment', { route: 'exchange-server', endpoint: 'https://mail.contoso.com/#x' }, /"#"/u],
    [
      'two tenants',
      { route: 'partner-basic', tenant: 'contoso.com', endpoint: 'https://mail.example/p?DelegatedOrg=fabrikam.com' },
      /"fabrikam.com".*"contoso.com"/u,
    ],
    ['a way that is not built', { route: 'partner-basic', via: 'module' }, /not a way/u],
    ['two ways where one is built', { route: 'exchange-online', via: 'both' }, /not a way/u],
    [
      'Kerberos by our own client',
      { route: 'exchange-server', endpoint: 'https://mail/PowerShell/', via: 'native', authentication: 'kerberos' },
      /"kerberos".*native/u,
    ],
    [
      'Kerberos on the way for partners',
      { route: 'partner-basic', authentication: 'kerberos' },
      /"kerberos".*powershell/u,
    ],
    [
      'Basic by PowerShell over plain http',
      { route: 'exchange-server', endpoint: 'http://mail/PowerShell/', via: 'powershell', authentication: 'basic' },
      /plain http/u,
    ],
    [
      'both ways over plain http, since one of them speaks Basic',
      { route: 'exchange-server', endpoint: 'http://mail/PowerShell/', via: 'both' },
      /plain http/u,
    ],
    ['any way where none is built', { route: 'exchange-online', via: 'native' }, /not a way/u],
  ] as const)('%s is refused with a sentence and the next step', (_what, request, sentence) => {
    const error = refusal(request);
    expect(error.message).toMatch(sentence);
    expect(error.message).not.toContain('secret');
    expect(error.todo).not.toBe('');
  });

  it('is reached by the PowerShell of this PC where that can run, else by our own client', () => {
    const request = { route: 'exchange-server', endpoint: 'https://mail/PowerShell/' };
    expect(chooseTarget({ ...request, powershellRuns: true })).toMatchObject({
      via: 'powershell',
      auth: 'Kerberos',
      powershellAuth: 'Kerberos',
    });
    expect(chooseTarget({ ...request, powershellRuns: false })).toMatchObject({
      via: 'native',
      auth: 'Basic',
      powershellAuth: 'Kerberos',
    });
    expect(chooseTarget({ ...request, authentication: 'Negotiate' })).toMatchObject({
      via: 'powershell',
      auth: 'Negotiate',
      powershellAuth: 'Negotiate',
    });
    expect(chooseTarget({ ...request, powershellRuns: true, authentication: 'basic' })).toMatchObject({
      via: 'powershell',
      auth: 'Basic',
      powershellAuth: 'Basic',
    });
    expect(chooseTarget({ ...request, via: 'both' })).toMatchObject({ via: 'powershell', also: 'native' });
    expect(chooseTarget({ route: 'partner-basic', powershellRuns: true })).toMatchObject({
      via: 'powershell',
      auth: 'Basic',
    });
    expect(chooseTarget({ route: 'exchange-online', powershellRuns: true })).toMatchObject({ via: undefined });
  });

  it('may be plain http where Windows encrypts what is sent', () => {
    expect(
      chooseTarget({ route: 'exchange-server', endpoint: 'http://mail/PowerShell/', via: 'powershell' }),
    ).toMatchObject({ endpoint: 'http://mail/PowerShell/', httpEndpoint: { host: 'mail', port: 80 } });
  });
});
