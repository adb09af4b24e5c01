import type { PsObject } from '../clixml/index.js';
import { ProtocolError } from '../protocol-error.js';
import { Defragmenter } from './defragmenter.js';
import { readErrorRecord } from './error-record.js';
import { pipelineStates } from './events.js';
import type { PipelineEvent, PipelineState, PoolEvent, Reply } from './events.js';
import { readHostCall } from './host-call.js';
import { decodeMessage, messageTypes } from './message.js';
import type { PsrpMessage } from './message.js';
import { readData, readState } from './message-data.js';
import { readInformation, readInformational, readProgressRecord } from './records.js';

/** What a pipeline needs from its pool. */
export interface PoolSide {
  encode(type: number, pipelineId: string, data: PsObject): Uint8Array[];
  accept(message: PsrpMessage): (PoolEvent | Reply)[];
}

/**
 * The client's side of one pipeline (MS-PSRP 3.1.1.3): bytes in, bytes and events out. The transport knows which bytes
 * are this pipeline's; the ids in the messages are not compared, as some peers write them in another byte order.
 */
export class Pipeline {
  /** Lower-case GUID. */
  readonly id: string;
  readonly #pool: PoolSide;
  readonly #request: { readonly type: number; readonly data: PsObject };
  readonly #defragmenter = new Defragmenter();
  #state: PipelineState = 'not-started';

  constructor(id: string, pool: PoolSide, request: { readonly type: number; readonly data: PsObject }) {
    this.id = id;
    this.#pool = pool;
    this.#request = request;
  }

  get state(): PipelineState {
    return this.#state;
  }

  /** Whether the server has said how it ended. */
  get hasEnded(): boolean {
    return this.#state === 'completed' || this.#state === 'failed' || this.#state === 'stopped';
  }

  /** The packets that start it, in order. On WS-Management the first is part of Command, the others follow by Send. */
  start(): Uint8Array[] {
    if (this.#state !== 'not-started') throw new ProtocolError('wrong-state', 'A pipeline runs once.');
    this.#state = 'running';
    return this.#pool.encode(this.#request.type, this.id, this.#request.data);
  }

  /**
   * The events in these bytes of the pipeline's stream. After the end everything is dropped. Throws a ProtocolError.
   */
  receive(bytes: Uint8Array): (PipelineEvent | PoolEvent | Reply)[] {
    if (this.hasEnded) return [];
    return this.#defragmenter
      .push(bytes)
      .flatMap((message) => (this.hasEnded ? [] : this.#accept(decodeMessage(message))));
  }

  #accept(message: PsrpMessage): (PipelineEvent | PoolEvent | Reply)[] {
    switch (message.type) {
      case messageTypes.pipelineOutput:
        return [{ type: 'output', value: readData(message) }];
      case messageTypes.errorRecord:
        return [{ type: 'error', record: readErrorRecord(readData(message)) }];
      case messageTypes.warningRecord:
        return [{ type: 'warning', record: readInformational(readData(message)) }];
      case messageTypes.verboseRecord:
        return [{ type: 'verbose', record: readInformational(readData(message)) }];
      case messageTypes.debugRecord:
        return [{ type: 'debug', record: readInformational(readData(message)) }];
      case messageTypes.progressRecord:
        return [{ type: 'progress', record: readProgressRecord(readData(message)) }];
      case messageTypes.informationRecord:
        return [{ type: 'information', record: readInformation(readData(message)) }];
      case messageTypes.pipelineHostCall:
        return this.#hostCall(message);
      case messageTypes.pipelineState:
        return this.#changeState(message);
      default:
        return this.#pool.accept(message);
    }
  }

  #hostCall(message: PsrpMessage): (PipelineEvent | Reply)[] {
    const { call, refusal } = readHostCall(readData(message));
    const event = { type: 'host-call', call } as const;
    if (!refusal) return [event];
    return [
      event,
      { type: 'reply', stream: 'pr', packets: this.#pool.encode(messageTypes.pipelineHostResponse, this.id, refusal) },
    ];
  }

  #changeState(message: PsrpMessage): PipelineEvent[] {
    const { state, error } = readState(message, 'PipelineState', pipelineStates);
    this.#state = state;
    if (state !== 'completed' && state !== 'failed' && state !== 'stopped') return [];
    return [{ type: 'state', state, error }];
  }
}
