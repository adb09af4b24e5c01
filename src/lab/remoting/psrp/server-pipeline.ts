import type { PsObject, PsValue } from '../../../remoting/clixml/index.js';
import { nilGuid } from '../../../remoting/psrp/guid.js';
import { Defragmenter, messageTypes } from '../../../remoting/psrp/index.js';
import type { Clock } from '../../clock.js';
import { bind } from '../cmdlets/bind.js';
import { commandNotFound, pipelineStopped, scriptsNotAllowed, Terminating } from '../cmdlets/cmdlet.js';
import type { Cmdlet, CmdletSession, Emitted } from '../cmdlets/cmdlet.js';
import { commandMetadata } from '../cmdlets/metadata.js';
import { BadMessage } from './bad-message.js';
import { readMetadataQuery, readPipeline } from './commands-in.js';
import type { RequestedCommand } from './commands-in.js';
import { readMessages, writeMessage } from './messages.js';
import type { Incoming } from './messages.js';
import { firstUseProgress, pipelineState, warningRecord } from './records.js';
import type { PipelineEnd } from './records.js';
import type { Outgoing, Sink } from './sink.js';

export interface ServerPipelineOptions {
  readonly cmdlets: readonly Cmdlet[];
  readonly session: CmdletSession;
  readonly clock: Clock;
  readonly takesMs: number;
  /** Whether this is the session's first pipeline; called once. */
  readonly isFirst: () => boolean;
}

/** UTF-16 units of all pipeline input together. */
const maxInputCharacters = 4 * 1024 * 1024;

/**
 * The server's side of one pipeline (MS-PSRP 3.2.1.3). It runs once it and its input are complete; the last message is
 * its final state.
 */
export class ServerPipeline {
  readonly #options: ServerPipelineOptions;
  readonly #sink: Sink;
  readonly #defragmenter = new Defragmenter();
  readonly #input: PsValue[] = [];
  #inputCharacters = 0;
  #ids: { readonly poolId: string; readonly pipelineId: string } | undefined;
  #statements: readonly (readonly RequestedCommand[])[] | undefined;
  #hasStarted = false;
  #hasEnded = false;

  constructor(options: ServerPipelineOptions, sink: Sink) {
    this.#options = options;
    this.#sink = sink;
  }

  /** Takes bytes of the pipeline's stream. Throws a BadMessage. */
  receive(bytes: Uint8Array): void {
    if (this.#hasEnded) return;
    for (const message of readMessages(this.#defragmenter, bytes)) this.#accept(message);
  }

  /** Stops it (MS-PSRP 3.2.4.3). Does nothing once it has ended. */
  stop(): void {
    this.#finish([], 'stopped', pipelineStopped());
  }

  #accept({ type, value, data, poolId, pipelineId }: Incoming): void {
    switch (type) {
      case messageTypes.createPipeline: {
        const { statements, awaitsInput } = readPipeline(value);
        this.#begin({ poolId, pipelineId });
        this.#statements = statements;
        return awaitsInput ? undefined : this.#run(undefined);
      }
      case messageTypes.getCommandMetadata: {
        const query = readMetadataQuery(value);
        this.#begin({ poolId, pipelineId });
        return this.#finish(
          this.#outputs(commandMetadata(this.#options.cmdlets, query).map((output) => ({ output }))),
          'completed',
        );
      }
      case messageTypes.pipelineInput:
        this.#inputCharacters += data.length;
        if (this.#inputCharacters > maxInputCharacters) throw new BadMessage('A pipeline has too much input.');
        this.#input.push(value);
        return;
      case messageTypes.endOfPipelineInput:
        return this.#statements && !this.#hasStarted ? this.#run(this.#input) : undefined;
      default:
      // The server makes no host calls, so a response to one is ignored.
    }
  }

  #begin(ids: { readonly poolId: string; readonly pipelineId: string }): void {
    if (this.#ids) throw new BadMessage('A pipeline is created once.');
    this.#ids = ids;
  }

  #run(input: readonly PsValue[] | undefined): void {
    const { clock, takesMs } = this.#options;
    this.#hasStarted = true;
    if (takesMs > 0) clock.after(takesMs, () => this.#execute(input));
    else this.#execute(input);
  }

  #execute(input: readonly PsValue[] | undefined): void {
    if (this.#hasEnded) return;
    const emitted: Emitted[] = [];
    try {
      for (const statement of this.#statements ?? [])
        for (const item of this.#statement(statement, input)) emitted.push(item);
      this.#finish(this.#outputs(emitted), 'completed');
    } catch (error) {
      if (!(error instanceof Terminating)) throw error;
      this.#finish(this.#outputs(emitted), 'failed', error.record);
    }
  }

  /**
   * Runs commands joined by `|`: the output of one is the input of the next, the other streams are emitted. Throws a
   * Terminating.
   */
  *#statement(commands: readonly RequestedCommand[], input: readonly PsValue[] | undefined): Iterable<Emitted> {
    const runnable = commands.map((command) => ({ cmdlet: this.#find(command), command }));
    let piped = input;
    for (const [index, { cmdlet, command }] of runnable.entries()) {
      const isLast = index === runnable.length - 1;
      const outputs: PsValue[] = [];
      for (const item of cmdlet.run(bind(cmdlet, command.arguments), this.#options.session, piped)) {
        if ('output' in item && !isLast) outputs.push(item.output);
        else yield item;
      }
      piped = outputs;
    }
  }

  #find({ name, isScript }: RequestedCommand): Cmdlet {
    if (isScript) throw scriptsNotAllowed();
    const found = this.#options.cmdlets.find((cmdlet) => cmdlet.name.toLowerCase() === name.toLowerCase());
    if (!found) throw commandNotFound(name);
    return found;
  }

  #outputs(emitted: readonly Emitted[]): Outgoing[] {
    const messages = emitted.map((item) => {
      if ('output' in item) return { bytes: this.#message(messageTypes.pipelineOutput, item.output) };
      if ('error' in item) return { bytes: this.#message(messageTypes.errorRecord, item.error) };
      return { bytes: this.#message(messageTypes.warningRecord, warningRecord(item.warning)) };
    });
    const progress =
      emitted.length > 0 && this.#options.isFirst()
        ? [{ bytes: this.#message(messageTypes.progressRecord, firstUseProgress()), endsAnswer: true }]
        : [];
    return [...progress, ...messages];
  }

  #finish(messages: readonly Outgoing[], end: PipelineEnd, error?: PsObject): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#sink.put(
      [...messages, { bytes: this.#message(messageTypes.pipelineState, pipelineState(end, error)) }],
      true,
    );
  }

  #message(type: number, value: PsObject): Uint8Array {
    return writeMessage(this.#ids ?? { poolId: nilGuid }, type, value);
  }
}
