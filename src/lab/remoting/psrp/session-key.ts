import { decodeBase64, encodeBase64 } from '../../../remoting/base64.js';
import { concat } from '../../../remoting/psrp/index.js';
import { BadMessage } from './bad-message.js';

/** PUBLICKEYBLOB of a 2048-bit RSA exchange key, without the exponent (MS-PSRP 2.2.2.3). */
const publicKeyHeader = Uint8Array.of(0x06, 0x02, 0, 0, 0, 0xa4, 0, 0, 0x52, 0x53, 0x41, 0x31, 0, 0x08, 0, 0);
/** SIMPLEBLOB of an AES-256 key (MS-PSRP 2.2.2.4). */
const sessionKeyHeader = Uint8Array.of(0x01, 0x02, 0, 0, 0x10, 0x66, 0, 0, 0, 0xa4, 0, 0);
const modulusBytes = 256;
const sessionKeyBytes = 32;

/**
 * Makes a session key and encrypts it for the client, in base64 both ways (RSA with PKCS#1 v1.5 padding). The key is
 * not kept, as nothing here reads or sends a SecureString. Throws a BadMessage for anything but such a public key.
 */
export async function encryptedSessionKey(publicKey: string): Promise<string> {
  const blob = decodeBase64(publicKey);
  const isBlob =
    blob?.length === publicKeyHeader.length + 4 + modulusBytes &&
    publicKeyHeader.every((byte, index) => blob[index] === byte);
  if (!isBlob) throw new BadMessage('The public key is not an RSA key of 2048 bits.');
  const { constants, createPublicKey, publicEncrypt, randomBytes } = await import('node:crypto');
  const bigEndian = (from: number, length: number): string =>
    Buffer.from(blob.slice(from, from + length).reverse()).toString('base64url');
  try {
    const key = createPublicKey({
      key: {
        kty: 'RSA',
        e: bigEndian(publicKeyHeader.length, 4),
        n: bigEndian(publicKeyHeader.length + 4, modulusBytes),
      },
      format: 'jwk',
    });
    const encrypted = new Uint8Array(
      publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, randomBytes(sessionKeyBytes)),
    );
    return encodeBase64(concat([sessionKeyHeader, encrypted.reverse()]));
  } catch (cause) {
    throw new BadMessage('The public key can not be used.', { cause });
  }
}
