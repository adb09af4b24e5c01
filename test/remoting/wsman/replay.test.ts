import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  basicAuthorization,
  HttpFailure,
  httpTransport,
  integerOf,
  itemsOf,
  property,
  readCommandMetadata,
  RemoteSession,
  textOf,
} from '../../../src/remoting/index.js';
import type { PipelineEvent, PsValue } from '../../../src/remoting/index.js';
import { captured, capturedNames, recorded, recordedNames } from '../vectors.js';
import type { Exchange } from '../vectors.js';
import { ReplayingTransport } from './replaying-transport.js';

const { signal } = new AbortController();

interface Replay {
  readonly session: RemoteSession;
  readonly transport: ReplayingTransport;
  /** One list for each command that was recorded. */
  readonly runs: readonly (readonly PipelineEvent[])[];
}

/** Has the whole recorded conversation again, with this client in the place of the one that had it first. */
async function replay(exchanges: readonly Exchange[]): Promise<Replay> {
  const transport = new ReplayingTransport(exchanges);
  const session = new RemoteSession({
    transport,
    uri: 'https://server.example/PowerShell',
    resourceUri: 'http://schemas.microsoft.com/powershell/Microsoft.PowerShell',
  });
  await session.create(signal);
  await session.open(signal);
  const runs: PipelineEvent[][] = [];
  for (const { request } of exchanges) {
    if (request.includes('windows/shell/Command<'))
      runs.push(await events(session.invoke({ name: 'Get-Mailbox' }, signal)));
  }
  return { session, transport, runs };
}

async function events(pipeline: AsyncIterable<PipelineEvent>): Promise<PipelineEvent[]> {
  const seen: PipelineEvent[] = [];
  for await (const event of pipeline) seen.push(event);
  return seen;
}

const outputs = (run: readonly PipelineEvent[] | undefined): PsValue[] =>
  (run ?? []).flatMap((event) => (event.type === 'output' ? [event.value] : []));
const texts = (run: readonly PipelineEvent[] | undefined): (string | undefined)[] => outputs(run).map(textOf);

/** Compares with what the other client wrote down, wherever JSON has the type. */
function expectSame(value: PsValue | undefined, theirs: unknown): void {
  if (theirs === null) expect(value).toEqual({ type: 'Null' });
  else if (typeof theirs === 'string' && value?.type === 'String') expect(value.value).toBe(theirs);
  else if (typeof theirs === 'boolean') expect(value).toEqual({ type: 'Boolean', value: theirs });
  else if (typeof theirs === 'number') expect(Number(textOf(value))).toBe(theirs);
  else if (Array.isArray(theirs)) theirs.forEach((item, index) => expectSame(itemsOf(value)![index], item));
  else
    for (const [name, of] of Object.entries({ ...fields(theirs, 'props'), ...fields(theirs, 'ms') }))
      expectSame(property(value, name), of);
}

const fields = (theirs: unknown, key: 'props' | 'ms'): object =>
  typeof theirs === 'object' && theirs !== null && key in theirs ? ((theirs as Record<string, object>)[key] ?? {}) : {};

describe('real Windows servers, as pypsrp recorded them', () => {
  it.each(recordedNames)('%s: created, opened, every command to its end, deleted', async (name) => {
    const exchanges = recorded(name);
    const { session, transport, runs } = await replay(exchanges);
    expect(session.state).toBe('opened');
    expect(session.shellId).toMatch(/^[\dA-F-]{36}$/);
    for (const run of runs) expect(run.at(-1)).toMatchObject({ type: 'state' });
    const isDeleted = exchanges.some(({ request }) => request.includes('transfer/Delete<'));
    expect(await session.close(signal)).toBe(isDeleted ? 'deleted' : 'not-there');
    expect(session.state).toBe('closed');
    expect(transport.verbs.slice(0, 2)).toEqual(['Create', 'Receive']);
    expect(transport.verbs.at(-1)).toBe('Delete');
  });

  it.each([
    ['2.1', '2.1', '2.0'],
    ['2.2', '2.2', '4.0'],
    ['2.3', '2.3', '5.1.'],
  ])('run-protocol-version-%s: agrees on %s', async (name, protocol, version) => {
    const { session, transport } = await replay(recorded(`run-protocol-version-${name}`));
    expect(session.negotiated).toMatchObject({ protocol, peer: { psVersion: '2.0' } });
    expect(JSON.stringify(session.negotiated?.privateData)).toContain(`"${version}`);
    const sizes = new Set(transport.requests.map((request) => /MaxEnvelopeSize[^>]*>(\d+)</.exec(request)?.[1]));
    expect([...sizes]).toEqual(protocol === '2.1' ? ['153600'] : ['153600', '512000']);
  });

  it('uses the selector that the server gave, not the one asked for', async () => {
    const { session, transport } = await replay(recorded('open-runspace'));
    await session.close(signal);
    expect(session.shellId).not.toBe(session.requestedShellId);
    for (const request of transport.requests.slice(1))
      expect(request).toContain(`<w:Selector Name="ShellId">${session.shellId!}</w:Selector>`);
  });

  it('error-failed: what came before the error, then the error', async () => {
    const { runs } = await replay(recorded('error-failed'));
    expect(texts(runs[0])).toEqual(['before']);
    expect(runs[0]!.map(({ type }) => type)).toEqual(['progress', 'output', 'state']);
    expect(runs[0]!.at(-1)).toMatchObject({
      state: 'failed',
      error: {
        message: 'error',
        exception: {
          typeNames: expect.arrayContaining(['Microsoft.PowerShell.Commands.WriteErrorException']) as unknown,
        },
      },
    });
  });

  it('long-running-cmdlet: a timeout of the operation is no error', async () => {
    const { runs, transport } = await replay(recorded('long-running-cmdlet'));
    expect(runs[0]!.at(-1)).toMatchObject({ state: 'completed' });
    expect(transport.verbs.filter((verb) => verb === 'Receive').length).toBeGreaterThan(3);
  });

  it('get-command-metadata: what an account may run', async () => {
    const { runs } = await replay(recorded('get-command-metadata'));
    const lists = runs.map((run) => outputs(run).map(readCommandMetadata));
    for (const [count, ...commands] of lists) expect(count).toEqual({ count: commands.length });
    expect(lists[1]).toContainEqual(
      expect.objectContaining({ name: 'New-Guid', commandType: 'Function', namespace: 'Microsoft.PowerShell.Utility' }),
    );
    const command = lists.flat().find((one) => one !== undefined && 'name' in one && one.name === 'New-PSSession');
    expect(command).toMatchObject({
      parameters: expect.arrayContaining([
        expect.objectContaining({ name: 'EnableNetworkAccess', isSwitch: true }),
        expect.objectContaining({ name: 'ComputerName', isSwitch: false }),
      ]) as unknown,
    });
  });

  it('pshost-methods: a call of a void method wants no answer', async () => {
    const { runs, transport } = await replay(recorded('pshost-methods'));
    expect(runs[0]).toContainEqual({
      type: 'host-call',
      call: { method: 'SetShouldExit', methodId: 6, parameters: [{ type: 'Int32', value: 1 }], wantsAnswer: false },
    });
    expect(transport.verbs).not.toContain('Send');
  });

  it('receive-failure: the command is gone', async () => {
    // Recorded for a command, and met here while opening: the answer that says "opened" is left out.
    const exchanges = recorded('receive-failure').filter((_, index) => index !== 2);
    const failing = replay(
      exchanges.map((exchange) => ({ ...exchange, request: exchange.request.replace(/ CommandId="[^"]*"/, '') })),
    );
    await expect(failing).rejects.toMatchObject({
      name: 'WsManFault',
      faultCode: 2150858843,
      subcode: 'InvalidSelectors',
      httpStatus: 500,
    });
  });

  it('key-exchange-timeout: no key, and no hanging about', async () => {
    const { session } = await replay(recorded('key-exchange-timeout'));
    await expect(session.exchangeKeys(signal)).rejects.toMatchObject({
      name: 'WsManFault',
      subcode: 'InvalidSelectors',
    });
    expect(session.state).toBe('broken');
  });
});

describe('conversations with an independent server', () => {
  const whole = capturedNames.filter((name) => name !== 'identify' && name !== 'client-a-wrong-password');

  it.each(whole)('%s: ends as the client that was there first saw it', async (name) => {
    const { exchanges, client } = captured(name);
    const { session, transport, runs } = await replay(exchanges);
    const state = client.flatMap((line) => (typeof line.state === 'string' ? [line.state.toLowerCase()] : []));
    expect(runs.map((run) => run.at(-1))).toMatchObject(state.map((last) => ({ type: 'state', state: last })));
    expect(outputs(runs[0])).toHaveLength(client.filter((line) => 'output' in line).length);
    const failure = client.find((line) => 'failure' in line)?.failure as { fqid: string; text: string } | undefined;
    if (failure)
      expect(runs[0]!.at(-1)).toMatchObject({ error: { fullyQualifiedErrorId: failure.fqid, message: failure.text } });
    expect(await session.close(signal)).toBe('deleted');
    expect(transport.verbs.filter((verb) => verb === 'Signal')).toHaveLength(runs.length);
  });

  it('client-b-get-mailbox: two mailboxes', async () => {
    const { runs } = await replay(captured('client-b-get-mailbox').exchanges);
    const [ada] = outputs(runs[0]);
    expect(texts(runs[0])).toEqual(['ada', 'grace']);
    expect(textOf(property(ada, 'PrimarySmtpAddress'))).toBe('ada@contoso.onmicrosoft.com');
    expect(itemsOf(property(ada, 'EmailAddresses'))!.map(textOf)).toEqual([
      'SMTP:ada@contoso.onmicrosoft.com',
      'smtp:ada.alias@contoso.com',
    ]);
    expect(textOf(property(ada, 'Notes'))).toBe('line1\r\nline2\ttab _x0041_ & <tag> "q"\0nul');
    expect(property(ada, 'TotalItemSize')).toEqual({ type: 'Int64', value: 106_300_440_576n });
    expect(integerOf(property(ada, 'itemcount'))).toBe(42);
  });

  it.each(whole)('%s: what is the same in JSON is what the other client read', async (name) => {
    const { exchanges, client } = captured(name);
    const { runs } = await replay(exchanges);
    const theirs = client.flatMap((line) => ('output' in line ? [line.output] : []));
    for (const [index, value] of outputs(runs[0]).entries()) expectSame(value, theirs[index]);
  });

  it('client-b-all-types: every type as it was meant', async () => {
    const { runs } = await replay(captured('client-b-all-types').exchanges);
    const values = outputs(runs[0]);
    expect(values.slice(0, 5)).toEqual([
      { type: 'String', value: 'plain' },
      { type: 'String', value: '' },
      { type: 'String', value: '_x000A_ lit _X0041_ \u0001\u007F\u009F\u2028 \u{1F600} é\r\n<&>"\'' },
      { type: 'Char', value: 97 },
      { type: 'Char', value: 8364 },
    ]);
    expect(values).toContainEqual({ type: 'Decimal', value: '79228162514264337593543950335' });
    expect(values).toContainEqual({ type: 'ByteArray', value: Uint8Array.from({ length: 20 }, (_, index) => index) });
    expect(values).toContainEqual({ type: 'XmlDocument', value: '<a b="c">d</a>' });
    expect(values).toContainEqual({ type: 'Null' });
    const shared = values.at(-1);
    expect(property(shared, 'first')).toBe(property(shared, 'second'));
  });

  it('client-b-streams: every record', async () => {
    const { runs } = await replay(captured('client-b-streams').exchanges);
    expect(runs[0]!.map(({ type }) => type)).toEqual([
      'output',
      'verbose',
      'debug',
      'warning',
      'progress',
      'information',
      'error',
      'progress',
      'output',
      'state',
    ]);
    expect(runs[0]![3]).toMatchObject({ record: { message: 'warning text _x000A_\nline2' } });
    expect(runs[0]![6]).toMatchObject({
      record: {
        message: 'a non-terminating error',
        fullyQualifiedErrorId: 'TestError,Test-Streams',
        category: { name: 'InvalidOperation', activity: 'Test-Streams' },
        exception: { hResult: -2_146_233_087 },
      },
    });
  });

  it('client-b-get-mailbox: the same over real HTTP, on one connection', async () => {
    const replaying = new ReplayingTransport(captured('client-b-get-mailbox').exchanges);
    const sockets = new Set<unknown>();
    const server = createServer((request, response) => {
      sockets.add(request.socket);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        void replaying
          .post(Buffer.concat(chunks).toString())
          .then(({ status, body }) =>
            response.writeHead(status, { 'Content-Type': 'application/soap+xml;charset=UTF-8' }).end(body),
          );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/PowerShell`;
    const transport = httpTransport({ url: uri, authorization: basicAuthorization('user', 'password') });
    const session = new RemoteSession({
      transport,
      uri,
      resourceUri: 'http://schemas.microsoft.com/powershell/Microsoft.Exchange',
    });
    try {
      await session.create(signal);
      await session.open(signal);
      expect(
        texts(await events(session.invoke({ name: 'Get-Mailbox', parameters: { ResultSize: 1 } }, signal))),
      ).toEqual(['ada', 'grace']);
      expect(await session.close(signal)).toBe('deleted');
      expect(sockets.size).toBe(1);
    } finally {
      transport.close();
      server.closeAllConnections();
      server.close();
    }
  });

  it('client-a-wrong-password: a refusal by HTTP, reported with its challenge', async () => {
    const session = new RemoteSession({
      transport: new ReplayingTransport(captured('client-a-wrong-password').exchanges),
      uri: 'https://server.example/',
      resourceUri: 'urn:x',
    });
    const failure = await session.create(signal).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HttpFailure);
    expect(failure).toMatchObject({
      status: 401,
      bodyText: '',
      contentType: undefined,
      headers: { 'www-authenticate': 'Basic realm="127.0.0.1"' },
    });
    expect(session.state).toBe('new');
  });

  it('identify: an answer to something else is no shell', async () => {
    const [{ response }] = captured('identify').exchanges as [Exchange];
    const session = new RemoteSession({
      transport: {
        post: () => Promise.resolve({ status: 200, headers: {}, body: new TextEncoder().encode(response) }),
      },
      uri: 'https://server.example/',
      resourceUri: 'urn:x',
    });
    await expect(session.create(signal)).rejects.toMatchObject({ name: 'ProtocolError', code: 'wrong-answer' });
  });
});
