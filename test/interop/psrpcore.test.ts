import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  integerOf,
  itemsOf,
  KeyExchange,
  property,
  readCommandMetadata,
  RunspacePool,
  textOf,
} from 'exo-preflight/remoting';
import type { Command, Pipeline, PipelineEvent, PoolEvent, PsInput, PsValue, Reply } from 'exo-preflight/remoting';

/**
 * psrpcore is a Python implementation of both sides of MS-PSRP by other people. Its server accepts what our client sends and our
 * client reads what it answers. EXO_PREFLIGHT_PYTHON names a Python that has psrpcore.
 */
const python = process.env.EXO_PREFLIGHT_PYTHON;

type Event = PipelineEvent | PoolEvent | Reply;

/** The pool on this side, the script on the other, a line for every packet between them. */
class Conversation {
  readonly #server: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly pool: RunspacePool;
  readonly pipelines = new Map<string, Pipeline>();

  constructor(protocol: '2.1' | '2.2' | '2.3' = '2.3', blobBytes = 1000) {
    this.pool = new RunspacePool({ protocol, blobBytes });
    this.#server = spawn(python!, [fileURLToPath(new URL('psrpcore-server.py', import.meta.url))]);
    this.#server.stderr.on('data', (text: Buffer) => process.stderr.write(text));
    this.#lines = createInterface({ input: this.#server.stdout })[Symbol.asyncIterator]();
  }

  end(): void {
    this.#server.kill();
  }

  send(message: object): void {
    this.#server.stdin.write(`${JSON.stringify(message)}\n`);
  }

  sendPackets(pipeline: string | null, packets: readonly Uint8Array[]): void {
    for (const packet of packets) this.send({ pipeline, data: Buffer.from(packet).toString('base64') });
  }

  /** Events of the pool and of every pipeline, answers sent, until one is what is waited for. */
  async until(isLast: (event: Event) => boolean): Promise<Event[]> {
    const seen: Event[] = [];
    for (;;) {
      const line = await this.#lines.next();
      if (line.done) throw new Error('the server ended');
      const { pipeline, data } = JSON.parse(line.value) as { pipeline: string | null; data: string };
      const bytes = new Uint8Array(Buffer.from(data, 'base64'));
      const events: Event[] =
        pipeline === null ? this.pool.receive(bytes) : this.pipelines.get(pipeline)!.receive(bytes);
      for (const event of events) if (event.type === 'reply') this.sendPackets(pipeline, event.packets);
      seen.push(...events);
      if (events.some(isLast)) return seen;
    }
  }

  async open(): Promise<Event[]> {
    this.sendPackets(null, this.pool.open());
    return this.until((event) => event.type === 'pool-state');
  }

  start(pipeline: Pipeline): void {
    this.pipelines.set(pipeline.id, pipeline);
    this.send({ command: pipeline.id });
    this.sendPackets(pipeline.id, pipeline.start());
  }

  async run(command: Command): Promise<Event[]> {
    this.start(this.pool.createPipeline(command));
    return this.until((event) => event.type === 'state');
  }
}

const outputs = (events: readonly Event[]): PsValue[] =>
  events.flatMap((event) => (event.type === 'output' ? [event.value] : []));

describe.skipIf(python === undefined)('a client pool against the server of psrpcore', () => {
  let conversation: Conversation | undefined;
  const opened = async (...options: ConstructorParameters<typeof Conversation>): Promise<Conversation> => {
    conversation = new Conversation(...options);
    await conversation.open();
    return conversation;
  };
  afterEach(() => conversation?.end());

  it.each(['2.1', '2.2', '2.3'] as const)('agrees on the lower version: %s', async (protocol) => {
    const { pool } = await opened(protocol);
    expect(pool.state).toBe('opened');
    expect(pool.negotiated).toMatchObject({ protocol, peer: { protocol: '2.3', psVersion: '2.0' } });
  });

  it('runs a command with a parameter and reads the object that comes back', async () => {
    const events = await (await opened()).run({ name: 'Get-Mailbox', parameters: { ResultSize: 1 } });
    const [mailbox] = outputs(events);
    expect(textOf(mailbox)).toBe('ada');
    expect(textOf(property(mailbox, 'displayname'))).toBe('Ada Lovelace');
    expect(integerOf(property(mailbox, 'ResultSize'))).toBe(1);
    expect(property(mailbox, 'ItemCount')).toEqual({ type: 'Int64', value: 2n ** 40n });
    expect(events.at(-1)).toMatchObject({ type: 'state', state: 'completed' });
  });

  it.each<[string, PsInput, string]>([
    ['Text', 'rad 1\r\nrad 2 _x0041_ \u0000 \uD83D\uDE00 <&>"', 'PSString'],
    ['Switch', true, 'bool'],
    ['Number', -5, 'PSInt'],
    ['Long', 2n ** 62n, 'PSInt64'],
    ['Real', 1.5, 'PSDouble'],
    ['Nothing', null, 'NoneType'],
    ['Bytes', Uint8Array.of(0, 1, 255), 'PSByteArray'],
    ['When', new Date('2024-02-29T13:37:42.123Z'), 'PSDateTime'],
    ['List', ['a', 1, null], 'PSList'],
    ['Table', new Map<string, PsInput>([['k', ['v']]]), 'PSDict'],
    ['Guid', { type: 'Guid', value: '792e5b37-4505-47ef-b7d2-8711bb7affa8' }, 'PSGuid'],
    ['Span', { type: 'TimeSpan', value: 'P1DT2H3.000004S' }, 'PSDuration'],
    ['Version', { type: 'Version', value: '6.2.1.3' }, 'PSVersion'],
    ['Decimal', { type: 'Decimal', value: '79228162514264337593543950335' }, 'PSDecimal'],
  ])('the server understands %s', async (name, value, type) => {
    const [echo] = outputs(await (await opened()).run({ name: 'Write-Echo', parameters: { [name]: value } }));
    const entries = echo?.type === 'Object' && echo.container?.kind === 'dictionary' ? echo.container.entries : [];
    const fields = new Map(entries.map(([key, field]) => [textOf(key), field]));
    expect(textOf(fields.get('name'))).toBe(name);
    expect(textOf(fields.get('type'))).toBe(type);
    if (typeof value === 'string') expect(fields.get('value')).toEqual({ type: 'String', value });
    if (Array.isArray(value)) expect(itemsOf(fields.get('value'))).toHaveLength(3);
  });

  it('reads every stream in order', async () => {
    const events = await (await opened()).run({ name: 'Write-Streams' });
    expect(events.map(({ type }) => type)).toEqual([
      'output',
      'verbose',
      'debug',
      'warning',
      'progress',
      'information',
      'error',
      'output',
      'state',
    ]);
    expect(events[3]).toMatchObject({ record: { message: 'a warning _x000A_ line' } });
    expect(events[4]).toMatchObject({
      record: { activity: 'Working', activityId: 7, percentComplete: 50, isCompleted: false },
    });
    expect(events[5]).toMatchObject({ record: { message: 'information', source: 'test', tags: ['a', 'b'] } });
    expect(events[6]).toMatchObject({
      record: {
        message: 'not ended by this',
        fullyQualifiedErrorId: 'Test,Write-Streams',
        category: { name: 'ObjectNotFound' },
      },
    });
  });

  it('tells a terminating error, an unknown command and a refused script apart by id', async () => {
    const session = await opened();
    const ends = [
      await session.run({ name: 'Invoke-Throw' }),
      await session.run({ name: 'Get-Nothing' }),
      await session.run({ name: 'Get-Mailbox | fl', isScript: true }),
    ];
    expect(ends.map((events) => events.at(-1))).toMatchObject([
      {
        state: 'failed',
        error: {
          fullyQualifiedErrorId: 'Broke',
          exception: { typeNames: expect.arrayContaining(['Test.BrokenException']) as unknown },
        },
      },
      {
        state: 'failed',
        error: { fullyQualifiedErrorId: 'CommandNotFoundException', category: { name: 'ObjectNotFound' } },
      },
      { state: 'failed', error: { fullyQualifiedErrorId: 'ScriptsNotAllowed', category: { name: 'ParserError' } } },
    ]);
  });

  it('puts a large value together from many fragments, both ways', async () => {
    const text = 'x'.repeat(100_000);
    const session = await opened();
    const [large] = outputs(await session.run({ name: 'Get-Large', parameters: { Length: 300_000, Padding: text } }));
    expect(textOf(large)).toBe('å_x0041_😀'.repeat(30_000));
  });

  it('answers a prompt with an error, so that the pipeline goes on', async () => {
    const events = await (await opened()).run({ name: 'Read-Prompt' });
    expect(events.filter(({ type }) => type === 'host-call')).toMatchObject([
      { call: { method: 'WriteLine2', wantsAnswer: false } },
      { call: { method: 'ReadLine', wantsAnswer: true } },
    ]);
    expect(outputs(events).map(textOf)).toEqual([
      'There is no host that could answer ReadLine.|HostFunctionNotImplemented',
    ]);
  });

  it('exchanges a key and carries secrets both ways', async () => {
    const session = await opened();
    const exchange = await KeyExchange.begin();
    session.sendPackets(null, session.pool.sendPublicKey(exchange.publicKey));
    const [answer] = await session.until((event) => event.type === 'encrypted-session-key');
    const key = exchange.finish(answer?.type === 'encrypted-session-key' ? answer.key : '');
    const [shown, secret] = outputs(
      await session.run({ name: 'Show-Secret', parameters: { Secret: key.encrypt('hemligt 😀') } }),
    );
    expect(textOf(shown)).toBe('hemligt 😀');
    expect(secret?.type === 'SecureString' && key.decrypt(secret)).toBe('from the server: hemligt 😀');
  });

  it('hears that a stopped pipeline was stopped', async () => {
    const session = await opened();
    const pipeline = session.pool.createPipeline({ name: 'Start-Sleep' });
    session.start(pipeline);
    await session.until((event) => event.type === 'output');
    session.send({ stop: pipeline.id });
    expect((await session.until((event) => event.type === 'state')).at(-1)).toMatchObject({
      state: 'stopped',
      error: { fullyQualifiedErrorId: 'PipelineStopped' },
    });
  });

  it('lists commands', async () => {
    const session = await opened();
    session.start(session.pool.createMetadataPipeline({ names: ['Get-Mailbox'] }));
    const [count, command] = outputs(await session.until((event) => event.type === 'state')).map(readCommandMetadata);
    expect(count).toEqual({ count: 1 });
    expect(command).toMatchObject({
      name: 'Get-Mailbox',
      namespace: 'Test',
      commandType: 'Cmdlet',
      parameters: [{ name: 'Identity', typeName: 'System.String', isSwitch: false }],
    });
  });
});
