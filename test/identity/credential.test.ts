import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Credential } from '../../src/identity/credential.js';

const password = 'Hemlig&<lösen>"ord\'1+/';
const credential = () => new Credential('admin@partner.example', password);

describe('a credential', () => {
  it('turns into text without its password, however it is asked', () => {
    const one = credential();
    for (const text of [
      String(one),
      JSON.stringify(one),
      inspect(one, { showHidden: true, depth: 5 }),
      Object.values(one).join(),
      JSON.stringify(Object.entries(one)),
    ]) {
      expect(text).not.toContain(password);
      expect(text).not.toContain('Hemlig');
    }
  });

  it('is handed out until it was refused, and never after', () => {
    const one = credential();
    expect(one.authorization()).toMatch(/^Basic /u);
    expect(one.used).toBe(true);
    one.refused();
    expect(() => one.authorization()).toThrow('not sent again');
  });

  it.each([
    ['as it is', password],
    ['in JSON', JSON.stringify(password).slice(1, -1)],
    ['in XML', 'Hemlig&amp;&lt;lösen&gt;&quot;ord&apos;1+/'],
    ['in a URL', encodeURIComponent(password)],
    [
      'in HTML, as IIS writes it',
      Array.from(password, (sign) => (/[a-z]/iu.test(sign) ? sign : `&#${sign.codePointAt(0)!};`)).join(''),
    ],
    [
      'in HTML, all in numbers',
      Array.from(password, (sign) => `&#x${sign.codePointAt(0)!.toString(16).toUpperCase()};`).join(''),
    ],
    [
      'in JSON, all in numbers',
      Array.from(password, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
    ],
    ['in another case', password.toUpperCase()],
    ['in UTF-16 read as bytes', Buffer.from(password, 'utf16le').toString('latin1').slice(0, -1)],
    ['in hexadecimal', Buffer.from(password).toString('hex')],
    ['in a Basic header', Buffer.from(`admin@partner.example:${password}`).toString('base64')],
  ])('is cut out of what a server echoes: %s', (_form, echoed) => {
    expect(credential().scrub(`before ${echoed} after`)).toBe('before [removed] after');
  });

  it('is cut out of base64 of UTF-16, but for a character at its edge', () => {
    expect(credential().scrub(Buffer.from(password, 'utf16le').toString('base64'))).toMatch(/^\[removed\].{0,3}$/u);
  });

  it('is cut out of base64 wherever it begins', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9!-~]{6,30}$/u),
        fc.uint8Array({ maxLength: 7 }),
        fc.uint8Array({ maxLength: 7 }),
        (secret, before, after) => {
          const encoded = Buffer.concat([before, Buffer.from(secret), after]).toString('base64');
          const left = new Credential('u', secret).scrub(encoded);
          const decoded = [0, 1, 2, 3].map((skip) =>
            Buffer.from(left.replace('[removed]', '').slice(skip), 'base64').toString('latin1'),
          );
          expect(decoded.some((text) => text.includes(secret))).toBe(false);
        },
      ),
    );
  });

  it.each([
    ['a stray space in the name', 'admin@partner.example ', 'pw', ['stray-space']],
    ['a stray space in the password', 'admin@partner.example', 'pw ', ['stray-space']],
    ['a name with a domain before it', 'PARTNER\\admin', 'pw', ['domain-backslash']],
    ['a bare name', 'admin', 'pw', ['not-an-address']],
    ["the customer's own account", 'admin@contoso.onmicrosoft.com', 'pw', ['customer-account']],
    ['nothing odd', 'admin@partner.example', 'pw', []],
  ] as const)('hints at %s', (_what, user, secret, expected) => {
    expect(new Credential(user, secret).account.hints('contoso.onmicrosoft.com', true)).toEqual(expected);
  });

  it('takes DOMAIN\\user as usual where the server is not online', () => {
    expect(new Credential('CONTOSO\\admin', 'pw').account.hints(undefined, false)).toEqual([]);
  });
});
