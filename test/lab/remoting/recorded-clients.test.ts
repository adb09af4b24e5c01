import { afterEach, describe, expect, it } from 'vitest';
import { isOfType, property, psValue, readClixml, textOf } from '../../../src/remoting/clixml/index.js';
import type { PsValue } from '../../../src/remoting/clixml/index.js';
import { decodeMessage, Defragmenter, messageTypes } from '../../../src/remoting/psrp/index.js';
import { captured, capturedNames, fragmentBlobs, recorded, recordedNames } from '../../remoting/vectors.js';
import type { Exchange } from '../../remoting/vectors.js';
import type { Lab } from '../../../src/lab/index.js';
import { ask, askSoap, Scene } from './talk.js';

const scene = new Scene();
afterEach(() => scene.end());

interface Message {
  readonly type: number;
  /** The two GUIDs, as the bytes they are. */
  readonly ids: string;
  readonly value: PsValue;
}

const messagesIn = (soaps: readonly string[]): Message[] => {
  const defragmenter = new Defragmenter();
  return soaps
    .flatMap(fragmentBlobs)
    .flatMap((blob) => defragmenter.push(blob))
    .map((bytes) => {
      const { type, data } = decodeMessage(bytes);
      return {
        type,
        ids: Buffer.from(bytes.slice(8, 40)).toString('hex'),
        value: data === '' ? { type: 'Null' } : readClixml(data),
      };
    });
};

const inside = (soap: string, element: string): string =>
  new RegExp(`<(?:\\w+:)?${element}\\b[^>]*>([^<]*)<`).exec(soap)?.[1] ?? '';
const actionOf = (soap: string): string => inside(soap, 'Action').replace(/^.*\//, '');
const faultOf = (soap: string): string => /<f:WSManFault [^>]*Code="(\d+)"/.exec(soap)?.[1] ?? '';
const commandOf = (soap: string): string => /DesiredStream[^>]*CommandId="([^"]*)"/.exec(soap)?.[1] ?? '';

/** The id that an answer gives to a shell or a command. */
const newId = (soap: string): string =>
  /<w:Selector Name="ShellId">([^<]*)</.exec(soap)?.[1] ?? inside(soap, 'CommandId');

/**
 * Sends what a client once sent to another server. Ids are those that this server gives; a Receive of a command is sent again
 * until it is done, as any client would; one that was held in its time is left waiting while the others go on.
 */
class Replay {
  readonly #lab: Lab;
  readonly answers: { readonly request: string; readonly body: string; readonly status: number }[] = [];
  /** Every answer to Receive, by command; '' for the shell. */
  readonly received = new Map<string, string[]>();
  readonly #held: Promise<unknown>[] = [];
  readonly #ids = new Map<string, string>();

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  async play(exchanges: readonly Exchange[]): Promise<this> {
    for (const { request, response } of exchanges) {
      let ours = request.replaceAll('/Microsoft.PowerShell<', '/Microsoft.Exchange<');
      for (const [theirs, given] of this.#ids) ours = ours.replaceAll(theirs, given);
      const action = actionOf(ours);
      if (action === 'Receive' && commandOf(ours) !== '') await this.#receiveAll(ours);
      else if (action === 'Receive' && faultOf(response) === '995') this.#held.push(this.#send(ours));
      else {
        const body = await this.#send(ours);
        if ((action === 'Create' || action === 'Command') && newId(response) !== '')
          this.#ids.set(newId(response), newId(body));
      }
    }
    await Promise.all(this.#held);
    return this;
  }

  messages(commandId: string): Message[] {
    return messagesIn(this.received.get(commandId) ?? []);
  }

  async #receiveAll(request: string): Promise<void> {
    for (;;) {
      const body = await this.#send(
        request.replace(/(MessageID>uuid:)[^<]*/, () => `MessageID>uuid:${crypto.randomUUID().toUpperCase()}`),
      );
      if (faultOf(body) !== '' || body.includes('CommandState/Done')) return;
    }
  }

  async #send(request: string): Promise<string> {
    const { body, status } = await askSoap(this.#lab, request);
    this.answers.push({ request, body, status });
    if (actionOf(request) === 'Receive')
      this.received.set(commandOf(request), [...(this.received.get(commandOf(request)) ?? []), body]);
    return body;
  }
}

const replay = async (exchanges: readonly Exchange[]): Promise<Replay> => new Replay(await scene.lab()).play(exchanges);

const conversations = [
  ...capturedNames.filter((name) => name !== 'identify').map((name) => [name, captured(name).exchanges] as const),
  ...recordedNames.map((name) => [name, recorded(name)] as const),
];

/** What the other server said in the end, of the last command of the conversation. */
const originalMessages = (exchanges: readonly Exchange[]): Message[] =>
  messagesIn(
    exchanges
      .filter(({ request }) => actionOf(request) === 'Receive' && commandOf(request) !== '')
      .map(({ response }) => response),
  );

const lastCommand = (exchanges: readonly Exchange[]): string =>
  exchanges.map(({ request }) => commandOf(request)).findLast((id) => id !== '') ?? '';

describe('requests that other clients once sent', () => {
  it.each(conversations)('%s: each is answered in the form it asks for', async (_, exchanges) => {
    const { answers } = await replay(exchanges);
    for (const { request, body, status } of answers) {
      expect(inside(body, 'RelatesTo')).toBe(inside(request, 'MessageID'));
      const code = faultOf(body);
      expect(status).toBe(code === '' ? 200 : 500);
      if (code === '') expect(actionOf(body)).toBe(`${actionOf(request)}Response`);
      // Nothing but the end of the shell ends a Receive otherwise; some asked on after the end of a command.
      else expect([actionOf(request), code]).toEqual(['Receive', expect.stringMatching(/^(995|2150858843)$/)]);
    }
  });

  it.each(conversations)('%s: every message carries the ids the client gave, byte for byte', async (_, exchanges) => {
    const { received, answers } = await replay(exchanges);
    const given = new Set(messagesIn(answers.map(({ request }) => request)).map(({ ids }) => ids));
    const taken = new Set(
      [...received.keys()].flatMap((command) => messagesIn(received.get(command)!)).map(({ ids }) => ids),
    );
    taken.delete('0'.repeat(64));
    for (const ids of taken) expect([...given]).toContain(ids);
    if (exchanges.some(({ request }) => actionOf(request) === 'Receive')) expect(taken.size).toBeGreaterThan(0);
  });

  it('a pool opens in two answers, which are those of Windows to the last byte', async () => {
    const { received } = await replay(recorded('open-runspace'));
    const names = received.get('')!.map((body) => messagesIn([body]).map(({ type }) => type));
    expect(names).toEqual([
      [messageTypes.sessionCapability, messageTypes.applicationPrivateData],
      [messageTypes.runspacePoolState],
    ]);
    const bytes = (soaps: readonly string[]): string[] =>
      soaps.flatMap(fragmentBlobs).map((blob) => Buffer.from(blob).toString('latin1'));
    expect(bytes(received.get('')!)).toEqual(bytes(recorded('open-runspace').map(({ response }) => response)));
  });

  it('questions about the size of a pool get the answers that Windows gave', async () => {
    const exchanges = recorded('set-runspaces');
    const answers = (await replay(exchanges)).messages('');
    const original = messagesIn(exchanges.map(({ response }) => response));
    const availability = (messages: readonly Message[]): PsValue[] =>
      messages.filter(({ type }) => type === messageTypes.runspaceAvailability).map(({ value }) => value);
    expect(availability(answers)).toEqual(availability(original));
    expect(availability(answers)).toHaveLength(6);
  });

  it.each(['client-b-unknown-command', 'client-b-script-refused'])(
    '%s: the same error, field by field',
    async (name) => {
      const { exchanges } = captured(name);
      const ours = (await replay(exchanges)).messages(lastCommand(exchanges)).at(-1)!;
      const theirs = originalMessages(exchanges).at(-1)!;
      const fields = (message: Message): unknown => {
        const record = property(message.value, 'ExceptionAsErrorRecord');
        const exception = property(record, 'Exception');
        const names = [
          'FullyQualifiedErrorId',
          'TargetObject',
          'ErrorCategory_Category',
          'ErrorCategory_Activity',
          'ErrorCategory_Reason',
          'ErrorCategory_TargetName',
          'ErrorCategory_TargetType',
          'InvocationInfo',
        ];
        return [
          message.type,
          property(message.value, 'PipelineState'),
          textOf(record),
          exception?.type === 'Object' && exception.typeNames,
          textOf(property(exception, 'Message')),
          names.map((field) => property(record, field)),
        ];
      };
      expect(fields(ours)).toEqual(fields(theirs));
      // The other server leaves out a colon here that PowerShell itself writes.
      expect(textOf(property(property(ours.value, 'ExceptionAsErrorRecord'), 'ErrorCategory_Message'))).toMatch(
        /^\w+: \(.*:.*\) \[\], \w+Exception$/,
      );
    },
  );

  it.each(['client-a-get-mailbox', 'client-b-get-mailbox'])(
    '%s: mailboxes with the same properties, of the same types',
    async (name) => {
      const { exchanges } = captured(name);
      const replayed = await replay(exchanges);
      const firstCommand = exchanges.map(({ request }) => commandOf(request)).find((id) => id !== '')!;
      const outputs = (messages: readonly Message[]): Message[] =>
        messages.filter(({ type }) => type === messageTypes.pipelineOutput);
      const [ours] = outputs(replayed.messages(firstCommand));
      const theirs = outputs(originalMessages(exchanges)).find(
        ({ value }) =>
          value.type === 'Object' && isOfType(value, 'Microsoft.Exchange.Data.Directory.Management.Mailbox'),
      );
      const shape = (value: PsValue | undefined): unknown =>
        value?.type === 'Object'
          ? [
              value.typeNames,
              [...value.adapted].map(([property_, { type }]) => [property_, type]),
              [...value.extended].map(([property_, { type }]) => [property_, type]),
            ]
          : undefined;
      const [ourTypes, ourProperties] = shape(ours?.value) as [string[], [string, string][], unknown];
      const [theirTypes, theirProperties] = shape(theirs?.value) as [string[], [string, string][], unknown];
      expect(ourTypes).toEqual(theirTypes);
      const shared = theirProperties.filter(([property_]) => ourProperties.some(([one]) => one === property_));
      expect(shared.length).toBeGreaterThan(12);
      for (const entry of shared) expect(ourProperties).toContainEqual(entry);
      expect(replayed.messages(firstCommand).at(-1)).toMatchObject({
        type: messageTypes.pipelineState,
        value: { type: 'Object' },
      });
    },
  );

  it('client-b-command-metadata: a count, the command, and the state', async () => {
    const { exchanges } = captured('client-b-command-metadata');
    const messages = (await replay(exchanges))
      .messages(lastCommand(exchanges))
      .filter(({ type }) => type !== messageTypes.progressRecord);
    expect(messages.map(({ type }) => type)).toEqual([
      messageTypes.pipelineOutput,
      messageTypes.pipelineOutput,
      messageTypes.pipelineState,
    ]);
    expect(property(messages[0]!.value, 'Count')).toEqual(psValue(1));
    expect(textOf(property(messages[1]!.value, 'Name'))).toBe('Get-Mailbox');
  });

  it('client-b-securestring-keyexchange: a session key on the stream of the shell', async () => {
    const { exchanges } = captured('client-b-securestring-keyexchange');
    const key = (await replay(exchanges)).messages('').find(({ type }) => type === messageTypes.encryptedSessionKey);
    const blob = Buffer.from(textOf(property(key?.value, 'EncryptedSessionKey')) ?? '', 'base64');
    expect([blob.length, blob.subarray(0, 12).toString('hex')]).toEqual([12 + 256, '010200001066000000a40000']);
  });

  it('identify: an answer without an account, and no version before one is shown', async () => {
    const [{ request, response }] = captured('identify').exchanges as [Exchange];
    const lab = await scene.lab();
    const { status, body } = await ask(lab, lab.https, {
      headers: { 'Content-Type': 'application/soap+xml;charset=UTF-8' },
      body: request,
    });
    expect(status).toBe(200);
    for (const field of ['ProtocolVersion', 'ProductVendor']) expect(inside(body, field)).toBe(inside(response, field));
    expect(inside(body, 'ProductVersion')).toBe('OS: 0.0.0 SP: 0.0 Stack: 3.0');
  });
});
