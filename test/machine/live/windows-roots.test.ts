import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeCertificates } from '../../../src/lab/certificates.js';
import { rootsBy, rootsIn } from '../../../src/machine/live/windows-roots.js';

const [one, other] = [await makeCertificates(), await makeCertificates()].map(({ ca }) => new X509Certificate(ca));

/** One property of a stored certificate: number, 1, length, content (wincrypt.h). */
function property(id: number, content: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(id, 0);
  head.writeUInt32LE(1, 4);
  head.writeUInt32LE(content.length, 8);
  return Buffer.concat([head, content]);
}

const thumbprintOf = (certificate: X509Certificate): string => certificate.fingerprint.replaceAll(':', '');
/** As reg.exe prints a store, beside values that are of no interest. */
const printed = (store: string, entries: readonly (readonly [string, Buffer])[]): string =>
  entries
    .map(
      ([thumbprint, blob]) =>
        `\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\${store}\\Certificates\\${thumbprint}\r\n    Blob    REG_BINARY    ${blob.toString('hex').toUpperCase()}\r\n    Other    REG_DWORD    0x1\r\n`,
    )
    .join('');
/** The certificate itself comes after whatever else Windows keeps with it. */
const blobOf = (certificate: X509Certificate): Buffer =>
  Buffer.concat([
    property(3, Buffer.alloc(20, 7)),
    property(11, Buffer.from('name', 'utf16le')),
    property(32, certificate.raw),
  ]);

describe('the roots of Windows, as reg.exe prints them', () => {
  const store = printed('ROOT', [
    [thumbprintOf(one!), blobOf(one!)],
    [thumbprintOf(other!), blobOf(other!)],
  ]);

  it('are found behind the other properties of their blobs', () => {
    expect(rootsIn(store, '').map((pem) => new X509Certificate(pem).fingerprint)).toEqual([
      one!.fingerprint,
      other!.fingerprint,
    ]);
  });

  it('are one each, in however many stores they stand', () => {
    expect(rootsIn(store + printed('AuthRoot', [[thumbprintOf(one!), blobOf(one!)]]), '')).toHaveLength(2);
  });

  it('are left out where Windows distrusts them, which it knows them by the thumbprint for', () => {
    const disallowed = printed('Disallowed', [[thumbprintOf(one!), property(3, Buffer.alloc(20))]]);
    expect(rootsIn(store, disallowed).map((pem) => new X509Certificate(pem).fingerprint)).toEqual([other!.fingerprint]);
  });

  it.each([
    ['a blob that ends in the middle', blobOf(one!).subarray(0, 60)],
    [
      'a length that promises more than there is',
      Buffer.concat([property(32, one!.raw).subarray(0, 8), Buffer.from('ffffff7f', 'hex'), one!.raw]),
    ],
    ['a certificate that is none', property(32, Buffer.from('hello'))],
    ['no certificate at all', property(3, Buffer.alloc(20))],
  ])('pass over %s', (_what, blob) => {
    expect(rootsIn(printed('ROOT', [[thumbprintOf(one!), blob]]), '')).toEqual([]);
  });
});

describe('where a store of Windows could not be read', () => {
  const roots = printed('ROOT', [[thumbprintOf(one!), blobOf(one!)]]);
  const stores = (unreadable: RegExp) => (key: string) =>
    Promise.resolve(unreadable.test(key) ? undefined : key.includes('ROOT') ? roots : '');

  it('one of those that Windows trusts is missed, and the others count', async () => {
    expect(await rootsBy(stores(/AuthRoot/u))).toHaveLength(1);
  });

  it('none is trusted if it is one of those that Windows distrusts: it might name any of them', async () => {
    expect(await rootsBy(stores(/HKCU.*Disallowed/u))).toEqual([]);
  });
});
