import type * as NodeCrypto from 'node:crypto';
import type { PsPrimitive } from '../clixml/index.js';
import { decodeBase64, encodeBase64 } from '../base64.js';
import { ProtocolError } from '../protocol-error.js';
import { concat } from './bytes.js';

/** PUBLICKEYBLOB of a 2048-bit RSA exchange key, magic RSA1 (MS-PSRP 2.2.2.3), and the exponent 65537. */
const publicKeyHeader = Uint8Array.of(
  0x06,
  0x02,
  0,
  0,
  0,
  0xa4,
  0,
  0,
  0x52,
  0x53,
  0x41,
  0x31,
  0,
  0x08,
  0,
  0,
  0x01,
  0,
  0x01,
  0,
);
/** SIMPLEBLOB of an AES-256 key encrypted with that RSA key (MS-PSRP 2.2.2.4). */
const sessionKeyHeaderBytes = 12;
const modulusBytes = 256;

/** A SecureString as serialised: ciphertext in base64. */
export type PsSecureString = Extract<PsPrimitive, { type: 'SecureString' }>;

/**
 * Decrypts and encrypts the SecureStrings of one session: AES-256-CBC over UTF-16LE with an IV of zeros (MS-PSRP
 * 2.2.5.1.24).
 */
export interface SessionKey {
  encrypt(text: string): PsSecureString;
  /** Throws a ProtocolError (`bad-message`) for ciphertext of another key. */
  decrypt(secure: PsSecureString): string;
}

/**
 * Makes a 2048-bit RSA key and keeps its private half until the server's session key has arrived (MS-PSRP 2.2.2.3 to
 * 2.2.2.5).
 */
export class KeyExchange {
  /** Base64, for the PUBLIC_KEY message. */
  readonly publicKey: string;
  readonly #crypto: typeof NodeCrypto;
  readonly #privateKey: NodeCrypto.KeyObject;

  private constructor(crypto: typeof NodeCrypto, publicKey: string, privateKey: NodeCrypto.KeyObject) {
    this.#crypto = crypto;
    this.publicKey = publicKey;
    this.#privateKey = privateKey;
  }

  static async begin(): Promise<KeyExchange> {
    const crypto = await import('node:crypto');
    const { publicKey, privateKey } = await new Promise<NodeCrypto.KeyPairKeyObjectResult>((resolve, reject) => {
      crypto.generateKeyPair(
        'rsa',
        { modulusLength: modulusBytes * 8, publicExponent: 0x10001 },
        (error, publicHalf, privateHalf) => {
          if (error) reject(error);
          else resolve({ publicKey: publicHalf, privateKey: privateHalf });
        },
      );
    });
    const modulus = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url')).reverse();
    return new KeyExchange(crypto, encodeBase64(concat([publicKeyHeader, modulus])), privateKey);
  }

  /** The session key from ENCRYPTED_SESSION_KEY's base64. Throws a ProtocolError (`bad-message`). */
  finish(encrypted: string): SessionKey {
    const blob = decodeBase64(encrypted);
    if (blob?.length !== sessionKeyHeaderBytes + modulusBytes)
      throw new ProtocolError('bad-message', 'The session key that the server sent has the wrong size.');
    const { privateDecrypt, constants } = this.#crypto;
    // Node.js refuses to decrypt with PKCS#1 v1.5 padding since CVE-2023-46809; this exchange is not a padding oracle.
    const padded = new Uint8Array(
      privateDecrypt(
        { key: this.#privateKey, padding: constants.RSA_NO_PADDING },
        blob.slice(sessionKeyHeaderBytes).reverse(),
      ),
    );
    return sessionKey(this.#crypto, withoutPadding(padded));
  }
}

/** `00 02`, at least eight bytes that are not zero, `00`, then the key. */
function withoutPadding(padded: Uint8Array): Uint8Array {
  const end = padded.indexOf(0, 2);
  const key = padded.slice(end + 1);
  if (padded[0] !== 0 || padded[1] !== 2 || end < 10 || key.length !== 32)
    throw new ProtocolError(
      'bad-message',
      'The session key that the server sent is not an AES-256 key for this client.',
    );
  return key;
}

function sessionKey({ createCipheriv, createDecipheriv }: typeof NodeCrypto, key: Uint8Array): SessionKey {
  const iv = new Uint8Array(16);
  return {
    encrypt: (text) => {
      const cipher = createCipheriv('aes-256-cbc', key, iv);
      return {
        type: 'SecureString',
        value: Buffer.concat([cipher.update(Buffer.from(text, 'utf16le')), cipher.final()]).toString('base64'),
      };
    },
    decrypt: ({ value }) => {
      try {
        const decipher = createDecipheriv('aes-256-cbc', key, iv);
        return Buffer.concat([decipher.update(Buffer.from(value, 'base64')), decipher.final()]).toString('utf16le');
      } catch (cause) {
        throw new ProtocolError('bad-message', 'A SecureString is not encrypted with the key of this session.', {
          cause,
        });
      }
    },
  };
}
