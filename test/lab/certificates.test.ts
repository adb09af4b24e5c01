import { createPrivateKey, X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { loopbackNames, makeCertificates } from '../../src/lab/certificates.js';
import type { CertificateNames, Certificates } from '../../src/lab/certificates.js';
import { Scene } from './remoting/talk.js';

let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates();
});

const minutesFromNow = (date: string): number => (Date.parse(date) - Date.now()) / 60_000;

describe('the certificates', () => {
  it('are two of P-256, the server signed by the authority and the authority by itself', () => {
    const [ca, leaf] = [new X509Certificate(certificates.ca), new X509Certificate(certificates.cert)];
    for (const certificate of [ca, leaf]) {
      expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
      expect(certificate.verify(ca.publicKey)).toBe(true);
      expect(certificate.checkIssued(ca)).toBe(true);
    }
    expect([ca.ca, leaf.ca]).toEqual([true, false]);
    expect(leaf.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect([
      leaf.checkHost('localhost'),
      leaf.checkIP('127.0.0.1'),
      leaf.checkIP('::1'),
      leaf.checkHost('example.com'),
      leaf.checkIP('127.0.0.2'),
    ]).toEqual(['localhost', '127.0.0.1', '::1', undefined, undefined]);
    expect(ca.serialNumber).not.toBe(leaf.serialNumber);
  });

  it('hold from some minutes ago to some hours from now', () => {
    for (const pem of [certificates.ca, certificates.cert]) {
      const { validFrom, validTo } = new X509Certificate(pem);
      expect(minutesFromNow(validFrom)).toBeLessThan(-5);
      expect(minutesFromNow(validFrom)).toBeGreaterThan(-60);
      expect(minutesFromNow(validTo)).toBeGreaterThan(60);
      expect(minutesFromNow(validTo)).toBeLessThan(24 * 60);
    }
  });

  it('give away no key but that of the server', () => {
    expect(Object.keys(certificates).sort()).toEqual(['ca', 'cert', 'key']);
    expect(certificates.ca + certificates.cert).not.toContain('PRIVATE KEY');
    expect(new X509Certificate(certificates.cert).checkPrivateKey(createPrivateKey(certificates.key))).toBe(true);
    expect(new X509Certificate(certificates.ca).checkPrivateKey(createPrivateKey(certificates.key))).toBe(false);
  });

  it('limit the authority to signing for this machine: no other use, no other authority', () => {
    // 2.5.29.15 critical, keyCertSign alone; 2.5.29.19 critical, an authority with no authority below it.
    const der = new X509Certificate(certificates.ca).raw.toString('hex');
    expect(der).toContain('0603551d0f0101ff040403020204');
    expect(der).toContain('0603551d130101ff040830060101ff020100');
    // 2.5.29.30 critical; localhost, 127.0.0.1 with all bits, ::1 with all bits.
    expect(der).toContain('0603551d1e0101ff04');
    for (const name of [
      `8209${Buffer.from('localhost').toString('hex')}`,
      '87087f000001ffffffff',
      `8720${'0'.repeat(31)}1${'f'.repeat(32)}`,
    ])
      expect(der).toContain(name);
  });

  it('are new each time', async () => {
    expect((await makeCertificates()).ca).not.toBe(certificates.ca);
  });
});

/** How a handshake ends with a client that trusts the authority. */
async function handshake({ ca, cert, key }: Certificates, servername: string): Promise<string> {
  const server = createServer({ cert, key });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', ca, servername }, () => {
        socket.destroy();
        resolve('trusted');
      });
      socket.on('error', (error: Error) => resolve(error.message));
    });
  } finally {
    server.close();
  }
}

describe('a client that trusts the authority', () => {
  it.each<[string, CertificateNames, string]>([
    ['trusted', loopbackNames, 'localhost'],
    [
      "Hostname/IP does not match certificate's altnames: Host: example.com. is not in the cert's altnames: DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
      loopbackNames,
      'example.com',
    ],
    ['permitted subtree violation', { dns: ['example.com'], addresses: [] }, 'example.com'],
    ['permitted subtree violation', { dns: ['outlook.office365.com', 'localhost'], addresses: [] }, 'localhost'],
    ['permitted subtree violation', { dns: ['localhost'], addresses: ['10.0.0.1'] }, 'localhost'],
    ['permitted subtree violation', { dns: ['localhost'], addresses: ['::2'] }, 'localhost'],
  ])('says %s of a server called %j', async (expected, names, servername) => {
    expect(await handshake(await makeCertificates(names), servername)).toBe(expected);
  });

  it('trusts the lab, and one that does not know the authority does not', async () => {
    const scene = new Scene();
    const lab = await scene.lab();
    const other = await makeCertificates();
    const reach = (ca: string, protocol?: 'TLSv1.1'): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(
          {
            port: Number(new URL(lab.https).port),
            host: '127.0.0.1',
            ca,
            ...(protocol ? { maxVersion: protocol, minVersion: protocol } : {}),
          },
          () => {
            socket.destroy();
            resolve('trusted');
          },
        );
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'refused'));
      });
    expect(await reach(lab.ca)).toBe('trusted');
    expect(await reach(other.ca)).not.toBe('trusted');
    expect(await reach(lab.ca, 'TLSv1.1')).not.toBe('trusted');
    await scene.end();
  });
});
