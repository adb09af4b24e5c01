import { concat } from './bytes.js';

export const fragmentHeaderBytes = 21;
export const startFlag = 1;
export const endFlag = 2;

/** The size Windows uses, and small enough for the 150 KB envelopes of protocol 2.1. */
const defaultBlobBytes = 32 * 1024;

/**
 * Cuts messages into fragments (MS-PSRP 2.2.4): object id and fragment id u64, flags u8, length u32, all big-endian,
 * then the blob. One per sender: object ids are unique across all its streams.
 */
export class Fragmenter {
  readonly #blobBytes: number;
  #objectId = 0n;

  constructor(blobBytes: number = defaultBlobBytes) {
    this.#blobBytes = blobBytes;
  }

  /** The fragments of one message, in the order they must be sent. */
  cut(message: Uint8Array): Uint8Array[] {
    const objectId = ++this.#objectId;
    const count = Math.max(1, Math.ceil(message.length / this.#blobBytes));
    return Array.from({ length: count }, (_, index) => {
      const blob = message.subarray(index * this.#blobBytes, (index + 1) * this.#blobBytes);
      const header = new DataView(new ArrayBuffer(fragmentHeaderBytes));
      header.setBigUint64(0, objectId);
      header.setBigUint64(8, BigInt(index));
      header.setUint8(16, (index === 0 ? startFlag : 0) | (index === count - 1 ? endFlag : 0));
      header.setUint32(17, blob.length);
      return concat([new Uint8Array(header.buffer), blob]);
    });
  }
}
