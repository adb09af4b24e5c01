import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutCredentials } from '../../../src/machine/rules/proxy-text.js';
import { mayHoldPassword, winHttpProxy } from '../../../src/machine/rules/winhttp-proxy.js';

describe('a proxy setting', () => {
  it.each([
    ['http://user:secret@proxy:8080', 'http://proxy:8080'],
    ['http://DOMAIN%5Cuser:p%40ss@proxy:8080/', 'http://proxy:8080/'],
    ['http://user:p@ss;w/ord@proxy:8080', 'http://proxy:8080'],
    ['user:secret@proxy:8080', 'proxy:8080'],
    ['https=http://u:p@secure:1', 'https=http://secure:1'],
    ['http=plain:80;https=secure:443', 'http=plain:80;https=secure:443'],
    ['proxy:8080', 'proxy:8080'],
  ])('%s is shown as %s', (setting, shown) => expect(withoutCredentials(setting)).toBe(shown));

  it('never shows a password, whatever signs it has', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 20 }), (noise) => {
        const password = `<${noise.replaceAll('@', '')}>`;
        expect(withoutCredentials(`http://user:${password}@proxy.example:8080`)).toBe('http://proxy.example:8080');
      }),
    );
  });
});

/** Version, counter, flags, length, name: all little-endian. */
const settings = (flags: number, server: string, length = server.length): string => {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(0x28, 0);
  head.writeUInt32LE(flags, 8);
  head.writeUInt32LE(length, 12);
  return Buffer.concat([head, Buffer.from(server, 'latin1'), Buffer.alloc(8)]).toString('hex');
};

describe("WinHTTP's own setting", () => {
  it.each([
    ['direct', settings(1, ''), { state: 'direct' }],
    ['a proxy', settings(3, 'proxy.contoso.com:8080'), { state: 'proxy', server: 'proxy.contoso.com:8080' }],
    ['a length beyond the end', settings(3, 'proxy', 5000), { state: 'undecodable' }],
    ['a name that is none', settings(3, 'a b\n'), { state: 'undecodable' }],
    ['too little', '1800', { state: 'undecodable' }],
    ['nothing', '', { state: 'undecodable' }],
  ])('%s', (_what, bytes, expected) => expect(winHttpProxy(bytes)).toEqual(expected));

  it('may be any bytes without harm', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const proxy = winHttpProxy(Buffer.from(bytes).toString('hex'));
        if (proxy.state === 'proxy') expect(proxy.server).toMatch(/^[\x21-\x7e]+$/u);
      }),
    );
  });
});

describe("WinHTTP's own setting is for nobody's eyes", () => {
  it.each([
    ['with an account in it', settings(3, 'user:secret@proxy:8080'), true],
    ['with an account and a length beyond the end', settings(3, 'user:secret@proxy', 5000), true],
    ['without one', settings(3, 'proxy.contoso.com:8080'), false],
    ['with a name of 64 signs, whose length is the code of @', settings(3, 'p'.repeat(64)), false],
    ['too short to hold one', '4040', false],
  ])('%s: %s is %s', (_what, bytes, withheld) => expect(mayHoldPassword(bytes)).toBe(withheld));
});
