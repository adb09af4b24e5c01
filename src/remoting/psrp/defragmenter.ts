import { ProtocolError } from '../protocol-error.js';
import { concat } from './bytes.js';
import { endFlag, fragmentHeaderBytes, startFlag } from './fragmenter.js';

/** Limit for one object. It is our own: a real client accepts one of 25 MB (measured, PowerShell 7.6.9). */
export const maxObjectBytes = 32 * 1024 * 1024;
/** Limits for all incomplete objects: their total size, and their number. */
const maxBufferedBytes = 2 * maxObjectBytes;
const maxOpenObjects = 64;

interface OpenObject {
  readonly blobs: Uint8Array[];
  nextFragment: bigint;
  bytes: number;
}

interface OpenFragment {
  readonly objectId: bigint;
  readonly object: OpenObject;
  readonly isLast: boolean;
  missing: number;
}

/**
 * Reassembles messages from the fragments of one stream. Bytes may be split anywhere, several fragments may come at
 * once, and fragments of several messages may be interleaved. Sizes are the peer's claim, so nothing is allocated
 * before it has arrived.
 */
export class Defragmenter {
  readonly #objects = new Map<bigint, OpenObject>();
  readonly #header = new Uint8Array(fragmentHeaderBytes);
  #headerBytes = 0;
  #fragment: OpenFragment | undefined;
  #buffered = 0;

  /** Whether a message is incomplete. */
  get isInsideMessage(): boolean {
    return this.#headerBytes > 0 || this.#objects.size > 0;
  }

  /**
   * The messages that these bytes complete. Throws a ProtocolError (`bad-fragment`, `too-large`); nothing can be read
   * afterwards.
   */
  push(bytes: Uint8Array): Uint8Array[] {
    const messages: Uint8Array[] = [];
    let rest = bytes;
    while (rest.length > 0 || this.#fragment?.missing === 0) {
      rest = this.#fragment ? this.#takeBlob(this.#fragment, rest) : this.#takeHeader(rest);
      const message = this.#fragment?.missing === 0 ? this.#endFragment(this.#fragment) : undefined;
      if (message) messages.push(message);
    }
    return messages;
  }

  #takeHeader(bytes: Uint8Array): Uint8Array {
    const taken = Math.min(fragmentHeaderBytes - this.#headerBytes, bytes.length);
    this.#header.set(bytes.subarray(0, taken), this.#headerBytes);
    this.#headerBytes += taken;
    if (this.#headerBytes === fragmentHeaderBytes) this.#beginFragment();
    return bytes.subarray(taken);
  }

  #beginFragment(): void {
    this.#headerBytes = 0;
    const header = new DataView(this.#header.buffer);
    const objectId = header.getBigUint64(0);
    const fragmentId = header.getBigUint64(8);
    const flags = header.getUint8(16);
    const length = header.getUint32(17);
    const isFirst = (flags & startFlag) !== 0;

    let object = this.#objects.get(objectId);
    if (isFirst !== !object || fragmentId !== (object?.nextFragment ?? 0n)) {
      throw new ProtocolError(
        'bad-fragment',
        `Fragment ${fragmentId.toString()} of object ${objectId.toString()} arrived out of order.`,
      );
    }
    if (!object) {
      if (this.#objects.size >= maxOpenObjects)
        throw new ProtocolError('too-large', `More than ${maxOpenObjects} messages are under way at once.`);
      object = { blobs: [], nextFragment: 0n, bytes: 0 };
      this.#objects.set(objectId, object);
    }
    if (object.bytes + length > maxObjectBytes)
      throw new ProtocolError('too-large', `A message is larger than ${maxObjectBytes} bytes.`);
    object.nextFragment++;
    this.#fragment = { objectId, object, isLast: (flags & endFlag) !== 0, missing: length };
  }

  #takeBlob(fragment: OpenFragment, bytes: Uint8Array): Uint8Array {
    const blob = bytes.subarray(0, fragment.missing);
    this.#buffered += blob.length;
    if (this.#buffered > maxBufferedBytes)
      throw new ProtocolError('too-large', `Unfinished messages are larger than ${maxBufferedBytes} bytes together.`);
    if (blob.length > 0) fragment.object.blobs.push(blob);
    fragment.object.bytes += blob.length;
    fragment.missing -= blob.length;
    return bytes.subarray(blob.length);
  }

  #endFragment({ objectId, object, isLast }: OpenFragment): Uint8Array | undefined {
    this.#fragment = undefined;
    if (!isLast) return undefined;
    this.#objects.delete(objectId);
    this.#buffered -= object.bytes;
    return concat(object.blobs);
  }
}
