import { decodeBase64 } from '../../../remoting/base64.js';
import { namespaces } from '../../../remoting/wsman/namespaces.js';
import { attribute, child, ownText } from '../../../remoting/xml/index.js';
import type { XmlElement } from '../../../remoting/xml/index.js';
import type { Signal } from '../../../vocabulary/index.js';
import type { Clock } from '../../clock.js';
import { BadMessage } from '../psrp/bad-message.js';
import type { ServerPoolOptions } from '../psrp/server-pool.js';
import { answerTo, commandBody, createdBody, faultAnswer, receiveBody, roomIn, shellBody } from './answer.js';
import type { WsmanAnswer } from './answer.js';
import { Fault, faults } from './fault.js';
import { durationMsOf, messageIdOf, readRequest, required } from './request.js';
import type { WsmanRequest } from './request.js';
import { Shell } from './shell.js';

/** The only session configuration, by its resource URI. */
const exchangeResource = 'http://schemas.microsoft.com/powershell/Microsoft.Exchange';

const { shell: rsp, transfer, powershell } = namespaces;

const actions = {
  create: `${transfer}/Create`,
  get: `${transfer}/Get`,
  delete: `${transfer}/Delete`,
  command: `${rsp}/Command`,
  send: `${rsp}/Send`,
  receive: `${rsp}/Receive`,
  signal: `${rsp}/Signal`,
} as const;

/**
 * By their last part, in any case: OMI's client writes `terminate` where Windows writes `Terminate`. `crtl_c` is how MS-PSRP 3.1.5.3.9
 * and Windows spell it.
 */
const signalIn = (code: string): 'stop' | 'terminate' | undefined => {
  const name = /\bsignal\/(?<name>[a-z_]+)$/iu.exec(code)?.groups?.['name']?.toLowerCase();
  if (name === 'terminate') return name;
  return name === 'crtl_c' || name === 'ctrl_c' || name === 'ctrl_break' ? 'stop' : undefined;
};

/** The session limit per account, as in the article; Exchange closes a session after 15 idle minutes. */
const maxShells = 3;
const idleSeconds = 900;

/** The client of a request. */
export interface Caller {
  readonly user: string;
  readonly address: string;
  /** The requested URL, query included. */
  readonly url: string;
  /** Domain of the organization to work for. */
  readonly organization: string;
  /** Fires when the client disconnects. */
  readonly gone: Signal;
}

export interface ShellServiceOptions {
  readonly clock: Clock;
  readonly pool: Omit<ServerPoolOptions, 'session' | 'clock'>;
  /** Shells that are open from the start and stay open. */
  readonly occupiedShells: number;
}

export const isCreate = (action: string | undefined): boolean => action === actions.create;

/**
 * The shells of one account behind WS-Management (MS-WSMV 3.1.4.5 to 3.1.4.14): a message in, an answer out. Only
 * Receive is held.
 */
export class ShellService {
  readonly #options: ShellServiceOptions;
  readonly #shells = new Map<string, Shell>();
  readonly #occupied: ReadonlySet<Shell>;
  #opened = 0;

  constructor(options: ShellServiceOptions) {
    this.#options = options;
    const somebody = { user: 'somebody else', address: '127.0.0.1', organization: '' };
    this.#occupied = new Set(
      Array.from({ length: options.occupiedShells }, () => this.#add(newId(), somebody, idleSeconds, true)),
    );
  }

  /** The shells clients created, and those they left open. */
  counts(): { readonly opened: number; readonly left: number } {
    return {
      opened: this.#opened,
      left: [...this.#shells.values()].filter((shell) => !this.#occupied.has(shell)).length,
    };
  }

  /** Ends every held request. Shells left open stay counted as left. */
  close(): void {
    for (const shell of this.#shells.values()) shell.close();
  }

  /** Never rejects because of what a client sent. */
  async answer(root: XmlElement, caller: Caller): Promise<WsmanAnswer> {
    try {
      const request = readRequest(root);
      if (!isKnownResource(request)) throw faults.unknownResource();
      return answerTo(request, await this.#perform(request, caller));
    } catch (error) {
      if (error instanceof Fault) return faultAnswer(error, messageIdOf(root));
      if (error instanceof BadMessage) return faultAnswer(faults.plugin(error.message), messageIdOf(root));
      throw error;
    }
  }

  async #perform(request: WsmanRequest, caller: Caller): Promise<string> {
    if (isCreate(request.action)) return this.#create(request, caller);
    if (!Object.values<string>(actions).includes(request.action)) throw faults.unknownAction();
    const shell = this.#shell(request.shellId);
    return shell.during(async () => {
      switch (request.action) {
        case actions.receive:
          return this.#receive(shell, request, caller.gone);
        case actions.command:
          return this.#command(shell, request.body);
        case actions.send:
          return this.#send(shell, request.body);
        case actions.signal:
          return this.#signal(shell, request.body);
        case actions.get:
          return shellBody(shell.description);
        default:
          return this.#delete(shell);
      }
    });
  }

  #shell(id: string | undefined): Shell {
    if (id === undefined) throw faults.noShellNamed();
    const shell = this.#shells.get(id.toLowerCase());
    if (!shell) throw faults.noSuchShell();
    return shell;
  }

  async #create({ body }: WsmanRequest, caller: Caller): Promise<string> {
    const wanted = required(child(body, rsp, 'Shell'));
    const id = chosenId(attribute(wanted, 'ShellId'));
    const creation = bytesIn(child(wanted, powershell, 'creationXml'));
    const idle = idleSecondsIn(child(wanted, rsp, 'IdleTimeOut'));
    if (this.#shells.has(id.toLowerCase())) throw faults.shellExists();
    if (this.#shells.size >= maxShells) throw faults.tooManyShells(maxShells);
    const shell = this.#add(id, caller, idle, false);
    try {
      await shell.during(() => shell.pool.receive(creation));
    } catch (error) {
      this.#remove(shell);
      throw error;
    }
    this.#opened++;
    return createdBody(caller.url, shell.description);
  }

  async #receive(shell: Shell, request: WsmanRequest, gone: Signal): Promise<string> {
    const desired = required(child(required(child(request.body, rsp, 'Receive')), rsp, 'DesiredStream'));
    const commandId = attribute(desired, 'CommandId');
    const { outbox, id } = commandId === undefined ? { outbox: shell.outbox, id: undefined } : shell.command(commandId);
    const { fragments, isLast } = await outbox.receive({
      messageId: request.messageId,
      room: roomIn(request, id),
      timeoutMs: request.operationTimeoutMs,
      gone,
    });
    return receiveBody(id, fragments, isLast);
  }

  #command(shell: Shell, body: XmlElement): string {
    const line = required(child(body, rsp, 'CommandLine'));
    const firstPacket = bytesIn(child(line, rsp, 'Arguments'));
    const command = shell.newCommand(chosenId(attribute(line, 'CommandId')));
    try {
      command.pipeline.receive(firstPacket);
    } catch (error) {
      shell.release(command);
      throw error;
    }
    return commandBody(command.id);
  }

  /** A protocol violation ends the command or shell it concerns: nothing sent there afterwards can be interpreted. */
  async #send(shell: Shell, body: XmlElement): Promise<string> {
    const stream = required(child(required(child(body, rsp, 'Send')), rsp, 'Stream'));
    const commandId = attribute(stream, 'CommandId');
    const bytes = bytesIn(stream);
    const command = commandId === undefined ? undefined : shell.command(commandId);
    try {
      if (command) command.pipeline.receive(bytes);
      else await shell.pool.receive(bytes);
    } catch (error) {
      if (command) shell.release(command);
      else this.#remove(shell);
      throw error;
    }
    return '<rsp:SendResponse/>';
  }

  #signal(shell: Shell, body: XmlElement): string {
    const signal = required(child(body, rsp, 'Signal'));
    const command = shell.command(required(attribute(signal, 'CommandId')));
    const code = ownText(required(child(signal, rsp, 'Code'))).trim();
    const wanted = signalIn(code);
    if (wanted === undefined) throw faults.badBody();
    if (wanted === 'terminate') shell.release(command);
    else shell.stop(command);
    return '<rsp:SignalResponse/>';
  }

  #delete(shell: Shell): string {
    this.#remove(shell);
    return '';
  }

  #add(
    id: string,
    { user, address, organization }: Pick<Caller, 'user' | 'address' | 'organization'>,
    idle: number,
    neverExpires: boolean,
  ): Shell {
    const { clock, pool } = this.#options;
    const shell: Shell = new Shell({
      description: { id, resourceUri: exchangeResource, owner: user, clientAddress: address, idleSeconds: idle },
      pool: { ...pool, clock, session: { organization, runspaceId: crypto.randomUUID() } },
      clock,
      neverExpires,
      onExpired: () => this.#remove(shell),
    });
    this.#shells.set(id.toLowerCase(), shell);
    return shell;
  }

  #remove(shell: Shell): void {
    const id = shell.description.id.toLowerCase();
    if (this.#shells.get(id) === shell) this.#shells.delete(id);
    shell.close();
  }
}

/** Get is about shells in general, of any configuration. */
function isKnownResource({ resourceUri, action }: WsmanRequest): boolean {
  const uri = resourceUri.toLowerCase();
  return uri === exchangeResource.toLowerCase() || (action === actions.get && uri === rsp);
}

const newId = (): string => crypto.randomUUID().toUpperCase();

/** A client gets the id it proposes, as from PowerShell 3.0 on (MS-WSMV 3.1.4.5.2). */
function chosenId(offered: string | undefined): string {
  if (offered === undefined || offered === '') return newId();
  if (!/^[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}$/i.test(offered)) throw faults.badBody();
  return offered;
}

function bytesIn(element: XmlElement | undefined): Uint8Array {
  const bytes = decodeBase64(ownText(required(element)).trim());
  if (!bytes || bytes.length === 0) throw faults.badBody();
  return bytes;
}

/** What the client asks for, capped at Exchange's limit. */
function idleSecondsIn(element: XmlElement | undefined): number {
  const wantedMs = element && durationMsOf(ownText(element).trim());
  return wantedMs === undefined ? idleSeconds : Math.max(1, Math.min(idleSeconds, Math.floor(wantedMs / 1000)));
}
