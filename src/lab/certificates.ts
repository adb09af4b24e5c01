import type { KeyObject } from 'node:crypto';
import type * as Asn1 from '@peculiar/asn1-x509';

/** The names a server certificate covers. */
export interface CertificateNames {
  readonly dns: readonly string[];
  readonly addresses: readonly string[];
}

/** All in PEM. The authority's key is not among them: it is discarded once the leaf is signed. */
export interface Certificates {
  /** The authority's certificate, for clients to trust. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export const loopbackNames: CertificateNames = { dns: ['localhost'], addresses: ['127.0.0.1', '::1'] };

const validFromMinutesAgo = 10;
const validForHours = 8;

const oid = {
  commonName: '2.5.4.3',
  ecPublicKey: '1.2.840.10045.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

/**
 * A new authority and a server certificate signed by it, both on P-256 and short-lived (RFC 5280). The authority is
 * constrained to this machine's loopback names and may not issue further authorities, so trusting it by mistake is
 * harmless elsewhere. `names` is what the server certificate claims; anything but the default violates the constraint.
 */
export async function makeCertificates(names: CertificateNames = loopbackNames): Promise<Certificates> {
  const [{ generateKeyPairSync, ...crypto }, x509, { AsnConvert, OctetString }] = await Promise.all([
    import('node:crypto'),
    import('@peculiar/asn1-x509'),
    import('@peculiar/asn1-schema'),
  ]);
  const newKeys = (): { publicKey: KeyObject; privateKey: KeyObject } =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [authority, server] = [newKeys(), newKeys()];

  const spki = ({ publicKey }: { publicKey: KeyObject }): Asn1.SubjectPublicKeyInfo =>
    AsnConvert.parse(publicKey.export({ type: 'spki', format: 'der' }), x509.SubjectPublicKeyInfo);
  const keyId = (keys: { publicKey: KeyObject }): ArrayBuffer =>
    buffer(
      crypto
        .createHash('sha1')
        .update(new Uint8Array(spki(keys).subjectPublicKey))
        .digest(),
    );
  const extension = (extnID: string, critical: boolean, value: object): Asn1.Extension =>
    new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
  const commonName = (text: string): Asn1.Name =>
    new x509.Name([
      new x509.RelativeDistinguishedName([
        new x509.AttributeTypeAndValue({ type: oid.commonName, value: new x509.AttributeValue({ utf8String: text }) }),
      ]),
    ]);
  const dns = (name: string): Asn1.GeneralName => new x509.GeneralName({ dNSName: name });
  const address = (text: string): Asn1.GeneralName => new x509.GeneralName({ iPAddress: text });
  const onlyThisMachine = [dns('localhost'), address('127.0.0.1/32'), address('::1/128')].map(
    (base) => new x509.GeneralSubtree({ base }),
  );

  const issuer = commonName('exo-preflight lab, made for one run');
  const sign = (subject: Asn1.Name, keys: { publicKey: KeyObject }, extensions: readonly Asn1.Extension[]): string => {
    const signatureAlgorithm = new x509.AlgorithmIdentifier({ algorithm: oid.ecdsaWithSha256 });
    const tbsCertificate = new x509.TBSCertificate({
      version: x509.Version.v3,
      serialNumber: buffer(positive(crypto.randomBytes(16))),
      signature: signatureAlgorithm,
      issuer,
      validity: new x509.Validity({ notBefore: fromNow(-validFromMinutesAgo), notAfter: fromNow(validForHours * 60) }),
      subject,
      subjectPublicKeyInfo: spki(keys),
      extensions: new x509.Extensions([...extensions]),
    });
    const signatureValue = buffer(
      crypto.sign('sha256', new Uint8Array(AsnConvert.serialize(tbsCertificate)), {
        key: authority.privateKey,
        dsaEncoding: 'der',
      }),
    );
    return pem(AsnConvert.serialize(new x509.Certificate({ tbsCertificate, signatureAlgorithm, signatureValue })));
  };

  return {
    ca: sign(issuer, authority, [
      extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: true, pathLenConstraint: 0 })),
      extension(x509.id_ce_keyUsage, true, new x509.KeyUsage(x509.KeyUsageFlags.keyCertSign)),
      extension(
        x509.id_ce_nameConstraints,
        true,
        new x509.NameConstraints({ permittedSubtrees: new x509.GeneralSubtrees(onlyThisMachine) }),
      ),
      extension(x509.id_ce_subjectKeyIdentifier, false, new x509.SubjectKeyIdentifier(keyId(authority))),
    ]),
    cert: sign(commonName(names.dns[0] ?? 'lab'), server, [
      extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: false })),
      extension(x509.id_ce_keyUsage, true, new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature)),
      extension(x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage([oid.serverAuth])),
      extension(
        x509.id_ce_subjectAltName,
        false,
        new x509.SubjectAlternativeName([...names.dns.map(dns), ...names.addresses.map(address)]),
      ),
      extension(x509.id_ce_subjectKeyIdentifier, false, new x509.SubjectKeyIdentifier(keyId(server))),
      extension(
        x509.id_ce_authorityKeyIdentifier,
        false,
        new x509.AuthorityKeyIdentifier({ keyIdentifier: new x509.KeyIdentifier(keyId(authority)) }),
      ),
    ]),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

const fromNow = (minutes: number): Date => new Date(Math.floor(Date.now() / 1000) * 1000 + minutes * 60_000);

/** A positive DER integer without padding, of at most 20 bytes (RFC 5280, section 4.1.2.2). */
function positive(bytes: Uint8Array): Uint8Array {
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes;
}

const buffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

const pem = (der: ArrayBuffer): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
