import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { property, readClixml, textOf } from '../../../src/remoting/clixml/index.js';
import { decodeMessage, Defragmenter, KeyExchange, messageTypes } from '../../../src/remoting/psrp/index.js';
import { captured, fragmentBlobs } from '../vectors.js';

/** What a Windows server does with a client's public key (MS-PSRP 2.2.2.4). */
function serverEncrypts(publicKey: string, sessionKey: Buffer): string {
  const blob = Buffer.from(publicKey, 'base64');
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'RSA', e: 'AQAB', n: Buffer.from(blob.subarray(20)).reverse().toString('base64url') },
  });
  const encrypted = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, sessionKey).reverse();
  return Buffer.concat([Buffer.from('010200001066000000a40000', 'hex'), encrypted]).toString('base64');
}

const exchange = await KeyExchange.begin();

describe('KeyExchange', () => {
  it('writes a public key of the size and with the header that Windows-shaped clients write', () => {
    const defragmenter = new Defragmenter();
    const theirs = captured('client-b-securestring-keyexchange')
      .exchanges.flatMap(({ request }) => fragmentBlobs(request))
      .flatMap((blob) => defragmenter.push(blob))
      .map(decodeMessage)
      .find(({ type }) => type === messageTypes.publicKey)!;
    const [ours, known] = [exchange.publicKey, textOf(property(readClixml(theirs.data), 'PublicKey'))!].map((key) =>
      Buffer.from(key, 'base64'),
    );
    expect(ours!.length).toBe(known!.length);
    expect(ours!.subarray(0, 20)).toEqual(known!.subarray(0, 20));
  });

  it('reads the session key and turns secrets into ciphertext and back', () => {
    const key = exchange.finish(serverEncrypts(exchange.publicKey, randomBytes(32)));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const secret = key.encrypt(text);
        expect(key.decrypt(secret)).toBe(text);
      }),
    );
  });

  it('knows ciphertext of another key', () => {
    const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)].map((bytes) =>
      exchange.finish(serverEncrypts(exchange.publicKey, bytes)),
    );
    expect(() => other!.decrypt(one!.encrypt('secret'))).toThrow(expect.objectContaining({ code: 'bad-message' }));
  });

  it.each([
    ['nothing', ''],
    ['no base64', '!'],
    ['too little', Buffer.alloc(100).toString('base64')],
    ['noise', Buffer.alloc(268, 7).toString('base64')],
    ['a key of another length', serverEncrypts(exchange.publicKey, randomBytes(16))],
  ])('refuses %s', (_, encrypted) => {
    expect(() => exchange.finish(encrypted)).toThrow(
      expect.objectContaining({ name: 'ProtocolError', code: 'bad-message' }),
    );
  });
});
