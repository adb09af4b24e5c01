import type { Signal } from '../../../vocabulary/index.js';
import { concat } from '../../../remoting/psrp/index.js';
import { endFlag, fragmentHeaderBytes, startFlag } from '../../../remoting/psrp/fragmenter.js';
import type { Clock } from '../../clock.js';
import type { Outgoing, Sink } from '../psrp/sink.js';
import type { Room } from './answer.js';
import { faults } from './fault.js';
import type { Fault } from './fault.js';

export interface Delivery {
  readonly fragments: readonly Uint8Array[];
  /** Nothing will follow. */
  readonly isLast: boolean;
}

export interface ReceiveOptions {
  readonly messageId: string;
  readonly room: Room;
  readonly timeoutMs: number;
  /** Fires when the client no longer waits for the answer. */
  readonly gone: Signal;
}

interface Held {
  readonly room: Room;
  readonly settle: (outcome: Delivery | Fault) => void;
}

/** The fragment size of Windows. */
const maxBlobBytes = 32 * 1024;
/** No further fragment goes into less room than this. */
const minBlobBytes = 1024;

/**
 * The pending output of a stream, cut into fragments (MS-PSRP 2.2.4) as large as each answer can hold. A Receive that
 * finds nothing is held until there is output or it times out. A Receive repeated after a lost connection gets the same
 * data again.
 */
export class Outbox implements Sink {
  readonly #clock: Clock;
  readonly #nextObjectId: () => bigint;
  readonly #queue: CutMessage[] = [];
  #isEnded = false;
  #isOver = false;
  #held: Held | undefined;
  #last: { readonly messageId: string; readonly delivery: Delivery } | undefined;

  constructor(clock: Clock, nextObjectId: () => bigint) {
    this.#clock = clock;
    this.#nextObjectId = nextObjectId;
  }

  /** A held Receive gets as many as fit at once. */
  put(messages: readonly Outgoing[], isEnd: boolean): void {
    if (this.#isEnded) return;
    this.#queue.push(...messages.map((message) => new CutMessage(this.#nextObjectId(), message)));
    this.#isEnded = isEnd;
    const delivery = this.#held && this.#take(this.#held.room);
    if (delivery) this.#held?.settle(delivery);
  }

  /** Fails the held Receive, and all later ones, with a fault. */
  abort(fault: Fault): void {
    this.#isEnded = true;
    this.#isOver = true;
    this.#held?.settle(fault);
  }

  /** Rejects with a Fault: there was no output in time, the end was already reported, or it was aborted. */
  async receive({ messageId, room, timeoutMs, gone }: ReceiveOptions): Promise<Delivery> {
    if (this.#last?.messageId === messageId) return this.#last.delivery;
    if (this.#isOver) throw faults.noSuchCommand();
    // The earlier Receive has most likely lost its connection; if not, the client asks again.
    this.#held?.settle(faults.timedOut());
    const delivery = this.#take(room) ?? (await this.#hold(room, timeoutMs, gone));
    this.#last = { messageId, delivery };
    return delivery;
  }

  #hold(room: Room, timeoutMs: number, gone: Signal): Promise<Delivery> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: Delivery | Fault): void => {
        cancel();
        gone.removeEventListener('abort', onGone);
        this.#held = undefined;
        if ('fragments' in outcome) resolve(outcome);
        else reject(outcome);
      };
      const onGone = (): void => settle(faults.aborted());
      const cancel = this.#clock.after(timeoutMs, () => settle(faults.timedOut()));
      this.#held = { room, settle };
      if (gone.aborted) onGone();
      else gone.addEventListener('abort', onGone, { once: true });
    });
  }

  #take({ bytes, perStream }: Room): Delivery | undefined {
    const fragments: Uint8Array[] = [];
    let left = bytes;
    for (let message = this.#queue[0]; message; message = this.#queue[0]) {
      const blobBytes = Math.floor((left - perStream) / 4) * 3 - fragmentHeaderBytes;
      if (fragments.length > 0 && blobBytes < Math.min(message.remaining, minBlobBytes)) break;
      const fragment = message.cut(Math.max(1, Math.min(blobBytes, maxBlobBytes)));
      fragments.push(fragment);
      left -= perStream + Math.ceil(fragment.length / 3) * 4;
      if (!message.isSent) continue;
      this.#queue.shift();
      if (message.endsAnswer) break;
    }
    this.#isOver ||= this.#isEnded && this.#queue.length === 0;
    return fragments.length > 0 || this.#isOver ? { fragments, isLast: this.#isOver } : undefined;
  }
}

/** A message that is cut from the front. */
class CutMessage {
  readonly endsAnswer: boolean;
  isSent = false;
  readonly #objectId: bigint;
  readonly #bytes: Uint8Array;
  #fragmentId = 0n;
  #offset = 0;

  constructor(objectId: bigint, { bytes, endsAnswer = false }: Outgoing) {
    this.#objectId = objectId;
    this.#bytes = bytes;
    this.endsAnswer = endsAnswer;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  cut(blobBytes: number): Uint8Array {
    const blob = this.#bytes.subarray(this.#offset, this.#offset + blobBytes);
    const header = new DataView(new ArrayBuffer(fragmentHeaderBytes));
    this.isSent = blob.length === this.remaining;
    header.setBigUint64(0, this.#objectId);
    header.setBigUint64(8, this.#fragmentId);
    header.setUint8(16, (this.#fragmentId === 0n ? startFlag : 0) | (this.isSent ? endFlag : 0));
    header.setUint32(17, blob.length);
    this.#offset += blob.length;
    this.#fragmentId++;
    return concat([new Uint8Array(header.buffer), blob]);
  }
}
