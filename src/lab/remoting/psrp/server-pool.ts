import { bag, integerOf, property, textOf } from '../../../remoting/clixml/index.js';
import type { PsObject, PsValue } from '../../../remoting/clixml/index.js';
import { Defragmenter, messageTypes } from '../../../remoting/psrp/index.js';
import { nilGuid } from '../../../remoting/psrp/guid.js';
import type { Clock } from '../../clock.js';
import type { Cmdlet, CmdletSession } from '../cmdlets/cmdlet.js';
import { BadMessage } from './bad-message.js';
import { checkCapability, privateData, serverCapability } from './capability.js';
import { readMessages, writeMessage } from './messages.js';
import type { Incoming } from './messages.js';
import { ServerPipeline } from './server-pipeline.js';
import { encryptedSessionKey } from './session-key.js';
import type { Sink } from './sink.js';

export interface ServerPoolOptions {
  readonly cmdlets: readonly Cmdlet[];
  readonly session: CmdletSession;
  readonly clock: Clock;
  /** How long opening and each command take, in milliseconds; 0 for no delay. */
  readonly takesMs: number;
}

/** The largest pool a client may ask for. */
const maxRunspaces = 100;

/**
 * The server's side of a runspace pool (MS-PSRP 3.2.1.2): the client's bytes in, messages for the client out. Answers a
 * client's requests to the pool; only the lab's cmdlets are ever run.
 */
export class ServerPool {
  readonly #options: ServerPoolOptions;
  readonly #sink: Sink;
  readonly #defragmenter = new Defragmenter();
  #poolId = nilGuid;
  #isNegotiated = false;
  #isOpening = false;
  #runspaces = { min: 1, max: 1 };
  #hasBeenUsed = false;
  #running = 0;

  constructor(options: ServerPoolOptions, sink: Sink) {
    this.#options = options;
    this.#sink = sink;
  }

  /** Takes bytes of the pool's own stream. Throws a BadMessage, after which the pool takes no more. */
  async receive(bytes: Uint8Array): Promise<void> {
    for (const message of readMessages(this.#defragmenter, bytes)) await this.#accept(message);
  }

  /** A pipeline with its own stream. */
  pipeline(sink: Sink): ServerPipeline {
    const { cmdlets, session, clock, takesMs } = this.#options;
    this.#running++;
    const counted: Sink = {
      put: (messages, isEnd) => {
        if (isEnd) this.#running--;
        sink.put(messages, isEnd);
      },
    };
    const isFirst = (): boolean => {
      const first = !this.#hasBeenUsed;
      this.#hasBeenUsed = true;
      return first;
    };
    return new ServerPipeline({ cmdlets, session, clock, takesMs, isFirst }, counted);
  }

  async #accept({ type, value, poolId }: Incoming): Promise<void> {
    this.#poolId = poolId;
    if (type === messageTypes.sessionCapability) this.#negotiate(value);
    else if (type === messageTypes.initRunspacePool) this.#open(value);
    else if (type === messageTypes.publicKey) await this.#sendSessionKey(value);
    else if (type === messageTypes.setMaxRunspaces)
      this.#answer(value, this.#resize({ max: integerOf(property(value, 'MaxRunspaces')) }));
    else if (type === messageTypes.setMinRunspaces)
      this.#answer(value, this.#resize({ min: integerOf(property(value, 'MinRunspaces')) }));
    else if (type === messageTypes.getAvailableRunspaces)
      this.#answer(value, Math.max(0, this.#runspaces.max - this.#running));
    else if (type === messageTypes.resetRunspaceState) this.#answer(value, this.#running === 0);
    // Anything else is ignored and is not an error (MS-PSRP 3.2.5.1).
  }

  #negotiate(value: PsValue): void {
    checkCapability(value);
    this.#isNegotiated = true;
    // Windows negotiates before it has a pool, so this message carries no pool id.
    this.#sink.put(
      [{ bytes: writeMessage({ poolId: nilGuid }, messageTypes.sessionCapability, serverCapability()) }],
      false,
    );
  }

  async #sendSessionKey(value: PsValue): Promise<void> {
    const publicKey = textOf(property(value, 'PublicKey')) ?? '';
    this.#send(messageTypes.encryptedSessionKey, bag({ EncryptedSessionKey: await encryptedSessionKey(publicKey) }));
  }

  #open(value: PsValue): void {
    if (!this.#isNegotiated || this.#isOpening)
      throw new BadMessage('A runspace pool opens once, after it was agreed how to speak.');
    const [min, max] = [integerOf(property(value, 'MinRunspaces')), integerOf(property(value, 'MaxRunspaces'))];
    if (min === undefined || max === undefined || !isSize({ min, max }))
      throw new BadMessage('The size of the runspace pool makes no sense.');
    this.#runspaces = { min, max };
    this.#isOpening = true;
    this.#sink.put(
      [{ bytes: this.#message(messageTypes.applicationPrivateData, privateData()), endsAnswer: true }],
      false,
    );
    const opened = (): void => this.#send(messageTypes.runspacePoolState, bag({ RunspaceState: 2 }));
    if (this.#options.takesMs > 0) this.#options.clock.after(this.#options.takesMs, opened);
    else opened();
  }

  #resize(change: { readonly min?: number | undefined; readonly max?: number | undefined }): boolean {
    const size = { min: change.min ?? this.#runspaces.min, max: change.max ?? this.#runspaces.max };
    if (!isSize(size)) return false;
    this.#runspaces = size;
    return true;
  }

  /** RUNSPACE_AVAILABILITY (MS-PSRP 2.2.2.8), with the client's call id. */
  #answer(question: PsValue, response: boolean | number): void {
    const ci = property(question, 'ci');
    if (ci?.type !== 'Int64') throw new BadMessage('A question about runspaces has no number.');
    this.#send(messageTypes.runspaceAvailability, bag({ SetMinMaxRunspacesResponse: response, ci }));
  }

  #send(type: number, value: PsObject): void {
    this.#sink.put([{ bytes: this.#message(type, value) }], false);
  }

  #message(type: number, value: PsObject): Uint8Array {
    return writeMessage({ poolId: this.#poolId }, type, value);
  }
}

const isSize = ({ min, max }: { readonly min: number; readonly max: number }): boolean =>
  min >= 1 && min <= max && max <= maxRunspaces;
