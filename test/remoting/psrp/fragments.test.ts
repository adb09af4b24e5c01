import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../../src/remoting/protocol-error.js';
import { concat, Defragmenter, Fragmenter } from '../../../src/remoting/psrp/index.js';
import { maxObjectBytes } from '../../../src/remoting/psrp/defragmenter.js';
import { captured, fragmentBlobs } from '../vectors.js';

/** A fragment as MS-PSRP 2.2.4 draws it. */
function fragment(
  objectId: bigint,
  fragmentId: bigint,
  flags: number,
  blob: Uint8Array,
  length = blob.length,
): Uint8Array {
  const header = Buffer.alloc(21);
  header.writeBigUInt64BE(objectId, 0);
  header.writeBigUInt64BE(fragmentId, 8);
  header.writeUInt8(flags, 16);
  header.writeUInt32BE(length, 17);
  return concat([header, blob]);
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const refusal = (...packets: Uint8Array[]): string => {
  const defragmenter = new Defragmenter();
  try {
    for (const packet of packets) defragmenter.push(packet);
    return 'accepted';
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
};

describe('Fragmenter', () => {
  it('writes the header of MS-PSRP 2.2.4', () => {
    expect(new Fragmenter(2).cut(bytes(1, 2, 3))).toEqual([
      fragment(1n, 0n, 1, bytes(1, 2)),
      fragment(1n, 1n, 2, bytes(3)),
    ]);
  });

  it('counts objects up, one fragment where that is enough, also for nothing', () => {
    const fragmenter = new Fragmenter();
    expect([fragmenter.cut(bytes(9)), fragmenter.cut(bytes())]).toEqual([
      [fragment(1n, 0n, 3, bytes(9))],
      [fragment(2n, 0n, 3, bytes())],
    ]);
  });
});

describe('Defragmenter', () => {
  const message = fc.uint8Array({ maxLength: 60 }).map((array) => new Uint8Array(array));

  it('gives every message back, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 5 }),
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        (messages, blobBytes, cuts) => {
          const fragmenter = new Fragmenter(blobBytes);
          const stream = concat(messages.flatMap((one) => fragmenter.cut(one)));
          const borders = [...cuts.map((cut) => cut % (stream.length + 1)), 0, stream.length].toSorted((a, b) => a - b);
          const defragmenter = new Defragmenter();
          const read = borders.flatMap((border, index) =>
            defragmenter.push(stream.subarray(borders[index - 1] ?? 0, border)),
          );
          expect(read).toEqual(messages);
          expect(defragmenter.isInsideMessage).toBe(false);
        },
      ),
    );
  });

  it('gives every message back when fragments of several take turns', () => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat()),
        (messages, blobBytes, order) => {
          const fragmenter = new Fragmenter(blobBytes);
          const queues = messages.map((one) => fragmenter.cut(one));
          const defragmenter = new Defragmenter();
          const read: Uint8Array[] = [];
          for (let turn = 0; queues.some((queue) => queue.length > 0); turn++) {
            const waiting = queues.filter((queue) => queue.length > 0);
            read.push(...defragmenter.push(waiting[(order[turn] ?? turn) % waiting.length]!.shift()!));
          }
          expect(new Set(read.map(String))).toEqual(new Set(messages.map(String)));
          expect(read).toHaveLength(messages.length);
        },
      ),
    );
  });

  it('knows when it is in the middle', () => {
    const defragmenter = new Defragmenter();
    expect(defragmenter.push(fragment(1n, 0n, 1, bytes(1)))).toEqual([]);
    expect(defragmenter.isInsideMessage).toBe(true);
  });

  it('accepts object ids from anywhere, as Windows starts them', () => {
    expect(new Defragmenter().push(fragment(7n, 0n, 3, bytes(1)))).toEqual([bytes(1)]);
    expect(new Defragmenter().push(fragment(2n ** 64n - 1n, 0n, 3, bytes(2)))).toEqual([bytes(2)]);
  });

  it.each<[string, Uint8Array[]]>([
    ['a middle without a beginning', [fragment(1n, 1n, 0, bytes(1))]],
    ['a beginning that is not number 0', [fragment(1n, 1n, 1, bytes(1))]],
    ['number 0 that is not a beginning', [fragment(1n, 0n, 0, bytes(1))]],
    ['a gap', [fragment(1n, 0n, 1, bytes(1)), fragment(1n, 2n, 2, bytes(1))]],
    ['a fragment twice', [fragment(1n, 0n, 1, bytes(1)), fragment(1n, 1n, 0, bytes(1)), fragment(1n, 1n, 0, bytes(1))]],
    ['a second beginning', [fragment(1n, 0n, 1, bytes(1)), fragment(1n, 0n, 1, bytes(1))]],
  ])('refuses %s', (_, packets) => {
    expect(refusal(...packets)).toBe('bad-fragment');
  });

  it('refuses sizes beyond its own limit, which takes what a real client sends, before anything is set aside', () => {
    expect(refusal(fragment(1n, 0n, 3, bytes(), 0xffff_ffff))).toBe('too-large');
    expect(refusal(fragment(1n, 0n, 3, bytes(), maxObjectBytes + 1))).toBe('too-large');
    expect(refusal(fragment(1n, 0n, 3, bytes(), maxObjectBytes))).toBe('accepted');
    expect(maxObjectBytes).toBeGreaterThan(25 * 1024 * 1024);
  });

  it('refuses more in all than it will hold, and too many messages at once', () => {
    const half = new Uint8Array(maxObjectBytes - 1024);
    expect(refusal(...[1n, 2n, 3n].map((id) => fragment(id, 0n, 1, half)))).toBe('too-large');
    expect(refusal(...Array.from({ length: 65 }, (_, id) => fragment(BigInt(id), 0n, 1, bytes())))).toBe('too-large');
  });

  it('forgets what it has handed on', () => {
    const large = new Uint8Array(maxObjectBytes - 1024);
    expect(refusal(...[1n, 2n, 3n, 4n].map((id) => fragment(id, 0n, 3, large)))).toBe('accepted');
  });

  it('reads or refuses any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 10 }), (packets) => {
        expect(refusal(...packets)).toMatch(/^(accepted|bad-fragment|too-large)$/);
      }),
    );
  });

  it('puts a message together that came in many answers', () => {
    const defragmenter = new Defragmenter();
    const messages = captured('client-b-multifragment')
      .exchanges.flatMap(({ response }) => fragmentBlobs(response))
      .flatMap((blob) => defragmenter.push(blob));
    expect(Math.max(...messages.map(({ length }) => length))).toBeGreaterThan(100_000);
    expect(defragmenter.isInsideMessage).toBe(false);
  });
});
