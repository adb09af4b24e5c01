import { bag, property, textOf, writeClixml } from '../clixml/index.js';
import type { PsObject, PsValue } from '../clixml/index.js';
import { ProtocolError } from '../protocol-error.js';
import { concat } from './bytes.js';
import { capability, negotiate } from './capability.js';
import type { Negotiated, ProtocolVersion } from './capability.js';
import { createPipeline } from './command.js';
import type { Command } from './command.js';
import { getCommandMetadata } from './command-metadata.js';
import type { CommandQuery } from './command-metadata.js';
import { Defragmenter } from './defragmenter.js';
import { poolStates } from './events.js';
import type { PoolEvent, PoolState, Reply } from './events.js';
import { Fragmenter } from './fragmenter.js';
import { nilGuid } from './guid.js';
import { readHostCall } from './host-call.js';
import { initRunspacePool } from './init-runspace-pool.js';
import { decodeMessage, encodeMessage, messageTypes } from './message.js';
import type { PsrpMessage } from './message.js';
import { readData, readState } from './message-data.js';
import { Pipeline } from './pipeline.js';

export interface RunspacePoolOptions {
  /** A GUID; default a random one. */
  readonly id?: string;
  /** The highest version to negotiate; default 2.3. */
  readonly protocol?: ProtocolVersion;
  /** The largest piece of a message in one packet, in bytes; default 32 KiB. */
  readonly blobBytes?: number;
}

/**
 * The client's side of a pool of one runspace (MS-PSRP 3.1.1.2): bytes in, bytes and events out, no socket and no
 * clock. Feed it what arrives on the pool's own stream; a pipeline's stream goes to the pipeline.
 */
export class RunspacePool {
  /** Lower-case GUID. */
  readonly id: string;
  readonly #protocol: ProtocolVersion;
  readonly #fragmenter: Fragmenter;
  readonly #defragmenter = new Defragmenter();
  #state: PoolState = 'before-open';
  #negotiated: Negotiated | undefined;

  constructor({ id = crypto.randomUUID(), protocol = '2.3', blobBytes }: RunspacePoolOptions = {}) {
    this.id = id.toLowerCase();
    this.#protocol = protocol;
    this.#fragmenter = new Fragmenter(blobBytes);
  }

  get state(): PoolState {
    return this.#state;
  }

  /** Undefined until the server's SESSION_CAPABILITY has come. */
  get negotiated(): Negotiated | undefined {
    return this.#negotiated;
  }

  /**
   * The single packet that opens it: SESSION_CAPABILITY and INIT_RUNSPACEPOOL. On WS-Management it is the creationXml
   * of Create.
   */
  open(): Uint8Array[] {
    if (this.#state !== 'before-open') throw new ProtocolError('wrong-state', 'A runspace pool opens once.');
    this.#state = 'negotiation-sent';
    const { sessionCapability, initRunspacePool: init } = messageTypes;
    return [
      concat([
        ...this.#encode(sessionCapability, nilGuid, capability(this.#protocol)),
        ...this.#encode(init, nilGuid, initRunspacePool()),
      ]),
    ];
  }

  /** The events in these bytes of the pool's stream. Throws a ProtocolError, after which the pool is broken. */
  receive(bytes: Uint8Array): (PoolEvent | Reply)[] {
    try {
      return this.#defragmenter.push(bytes).flatMap((message) => this.#accept(decodeMessage(message)));
    } catch (error) {
      this.#state = 'broken';
      throw error;
    }
  }

  /**
   * A pipeline of these commands, joined by `|`; sent when it is started. Throws a ProtocolError (`wrong-state`) unless
   * the pool is opened.
   */
  createPipeline(commands: Command | readonly Command[]): Pipeline {
    const negotiated = this.#opened();
    const several = Array.isArray(commands) ? (commands as readonly Command[]) : [commands as Command];
    return this.#pipeline(messageTypes.createPipeline, createPipeline(several, negotiated));
  }

  /** A pipeline whose outputs `readCommandMetadata` reads: what Import-PSSession starts with. */
  createMetadataPipeline(query: CommandQuery): Pipeline {
    this.#opened();
    return this.#pipeline(messageTypes.getCommandMetadata, getCommandMetadata(query));
  }

  /** The packets that begin a key exchange, or answer a request for one (MS-PSRP 2.2.2.3). */
  sendPublicKey(publicKey: string): Uint8Array[] {
    this.#opened();
    return this.#encode(messageTypes.publicKey, nilGuid, bag({ PublicKey: publicKey }));
  }

  #opened(): Negotiated {
    if (this.#state !== 'opened' || !this.#negotiated)
      throw new ProtocolError('wrong-state', `The runspace pool is ${this.#state}, not opened.`);
    return this.#negotiated;
  }

  #pipeline(type: number, data: PsObject): Pipeline {
    const side = {
      encode: (messageType: number, pipelineId: string, value: PsObject) =>
        this.#encode(messageType, pipelineId, value),
      accept: (message: PsrpMessage) => this.#accept(message),
    };
    return new Pipeline(crypto.randomUUID(), side, { type, data });
  }

  #encode(type: number, pipelineId: string, data: PsValue): Uint8Array[] {
    return this.#fragmenter.cut(
      encodeMessage({ destination: 'server', type, poolId: this.id, pipelineId, data: writeClixml(data) }),
    );
  }

  #accept(message: PsrpMessage): (PoolEvent | Reply)[] {
    switch (message.type) {
      case messageTypes.sessionCapability:
        this.#negotiated = { ...this.#negotiated, ...negotiate(this.#protocol, readData(message)) };
        return [{ type: 'negotiated', negotiated: this.#negotiated }];
      case messageTypes.applicationPrivateData:
        return this.#takePrivateData(message);
      case messageTypes.runspacePoolState:
        return this.#changeState(message);
      case messageTypes.runspacePoolHostCall:
        return this.#hostCall(message);
      case messageTypes.publicKeyRequest:
        return [{ type: 'public-key-request' }];
      case messageTypes.encryptedSessionKey:
        return [
          { type: 'encrypted-session-key', key: textOf(property(readData(message), 'EncryptedSessionKey')) ?? '' },
        ];
      default:
        return [{ type: 'ignored', messageType: message.type }];
    }
  }

  #takePrivateData(message: PsrpMessage): PoolEvent[] {
    const value = property(readData(message), 'ApplicationPrivateData') ?? { type: 'Null' };
    if (this.#negotiated) this.#negotiated = { ...this.#negotiated, privateData: value };
    return [{ type: 'private-data', value }];
  }

  #changeState(message: PsrpMessage): PoolEvent[] {
    const { state, error } = readState(message, 'RunspaceState', poolStates);
    if (state === 'opened' && !this.#negotiated)
      throw new ProtocolError(
        'bad-message',
        'The server opened the runspace pool without saying which protocol it speaks.',
      );
    this.#state = state;
    return [{ type: 'pool-state', state, error }];
  }

  #hostCall(message: PsrpMessage): (PoolEvent | Reply)[] {
    const { call, refusal } = readHostCall(readData(message));
    const event = { type: 'host-call', call } as const;
    if (!refusal) return [event];
    return [
      event,
      { type: 'reply', stream: 'pr', packets: this.#encode(messageTypes.runspacePoolHostResponse, nilGuid, refusal) },
    ];
  }
}
