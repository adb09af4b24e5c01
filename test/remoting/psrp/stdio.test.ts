import { describe, expect, it } from 'vitest';
import { property, readClixml, textOf } from '../../../src/remoting/clixml/index.js';
import type { PsValue } from '../../../src/remoting/clixml/index.js';
import { decodeMessage, Defragmenter, messageTypes, RunspacePool } from '../../../src/remoting/psrp/index.js';
import type { PipelineEvent, PoolEvent, Reply } from '../../../src/remoting/psrp/index.js';
import { stdioNames, stdioVector } from '../vectors.js';

/** Feeds what PowerShell 7.6 said into a pool of ours, packet by packet, and gives the events. */
function replay(name: string): { pool: RunspacePool; events: (PipelineEvent | PoolEvent | Reply)[] } {
  const pool = new RunspacePool();
  pool.open();
  const server = stdioVector(name).filter(({ from, kind }) => from === 'server' && kind === 'Data');
  const opening = server.filter(
    ({ pipeline }, index) =>
      pipeline === undefined && server.slice(0, index).every((earlier) => earlier.pipeline === undefined),
  );
  const events = opening.flatMap(({ bytes }) => pool.receive(bytes)) as (PipelineEvent | PoolEvent | Reply)[];
  const pipeline = pool.createPipeline({ name: 'anything' });
  pipeline.start();
  for (const { pipeline: id, bytes } of server.slice(opening.length))
    events.push(...(id === undefined ? pool.receive(bytes) : pipeline.receive(bytes)));
  return { pool, events };
}

const ofPipeline = (events: readonly { type: string }[]): string[] =>
  events.map(({ type }) => type).filter((type) => !['negotiated', 'private-data', 'pool-state'].includes(type));
const outputs = (events: readonly (PipelineEvent | PoolEvent | Reply)[]): (string | undefined)[] =>
  events.flatMap((event) => (event.type === 'output' ? [textOf(event.value)] : []));

describe('what PowerShell 7.6 said', () => {
  it.each(stdioNames)('%s: opens, ends, and closes', (name) => {
    const { pool, events } = replay(name);
    expect(pool.negotiated).toMatchObject({
      protocol: '2.3',
      peer: { protocol: '2.3', psVersion: '2.0', serialization: '1.1.0.1' },
    });
    expect(pool.negotiated?.privateData).toMatchObject({ container: { kind: 'dictionary' } });
    expect(events.flatMap((event) => (event.type === 'pool-state' ? [event.state] : []))).toEqual([
      'opened',
      'closing',
      'closed',
    ]);
    expect(events.filter(({ type }) => type === 'state')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'ignored')).toEqual([]);
  });

  it('command-with-parameters: one number', () => {
    const { events } = replay('command-with-parameters');
    expect(outputs(events)).toEqual(['5']);
    expect(events.find(({ type }) => type === 'state')).toEqual({
      type: 'state',
      state: 'completed',
      error: undefined,
    });
  });

  it('no-output', () => {
    expect(ofPipeline(replay('no-output').events)).toEqual(['state']);
  });

  it('command-not-found: failed, recognised by id', () => {
    expect(replay('command-not-found').events.find(({ type }) => type === 'state')).toMatchObject({
      state: 'failed',
      error: {
        fullyQualifiedErrorId: 'CommandNotFoundException',
        category: { number: 13, name: 'ObjectNotFound', reason: 'CommandNotFoundException' },
      },
    });
  });

  it('parse-error: failed, recognised by category', () => {
    expect(replay('parse-error').events.find(({ type }) => type === 'state')).toMatchObject({
      state: 'failed',
      error: { category: { name: 'ParserError' } },
    });
  });

  it('error-nonterminating: an error, and the pipeline goes on', () => {
    const { events } = replay('error-nonterminating');
    expect(ofPipeline(events)).toEqual(['error', 'output', 'state']);
    expect(outputs(events)).toEqual(['still here']);
    expect(events.find(({ type }) => type === 'error')).toMatchObject({
      record: {
        message: "Cannot find path '/nonexistent' because it does not exist.",
        fullyQualifiedErrorId: 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand',
      },
    });
    expect(events.find(({ type }) => type === 'state')).toMatchObject({ state: 'completed' });
  });

  it('error-terminating: what came before it is kept', () => {
    const { events } = replay('error-terminating');
    expect(outputs(events)).toEqual(['before']);
    expect(events.find(({ type }) => type === 'state')).toMatchObject({
      state: 'failed',
      error: { exception: { typeNames: expect.arrayContaining(['System.Exception']) as unknown } },
    });
  });

  it('stopped: recognised by id', () => {
    expect(replay('stopped').events.find(({ type }) => type === 'state')).toMatchObject({
      state: 'stopped',
      error: { fullyQualifiedErrorId: 'PipelineStopped', category: { name: 'OperationStopped' } },
    });
  });

  it('streams: every record, in order', () => {
    const { events } = replay('streams');
    expect(ofPipeline(events)).toEqual([
      'warning',
      'verbose',
      'debug',
      'information',
      'progress',
      'information',
      'output',
      'state',
    ]);
    const records = events.flatMap((event) => ('record' in event ? [event.record] : []));
    expect(records).toMatchObject([
      { message: 'w' },
      { message: 'v' },
      { message: 'd' },
      { message: 'i', source: 'Write-Information' },
      {
        activity: 'Importing',
        statusDescription: 'half',
        currentOperation: undefined,
        percentComplete: 50,
        parentActivityId: -1,
        isCompleted: false,
      },
      { message: 'h', tags: ['PSHOST'] },
    ]);
  });

  it('large-output: every object, whole', () => {
    const { events } = replay('large-output');
    expect(outputs(events)).toEqual([
      'x'.repeat(100_000),
      ...Array.from({ length: 300 }, (_, index) => String(index + 1)),
    ]);
  });
});

describe('what this client sends', () => {
  const data = (packets: readonly Uint8Array[]): { type: number; value: PsValue }[] => {
    const defragmenter = new Defragmenter();
    const messages = packets.flatMap((packet) => defragmenter.push(packet)).map(decodeMessage);
    return messages.map((message) => ({ type: message.type, value: readClixml(message.data) }));
  };
  const theirs = (name: string): { type: number; value: PsValue }[] =>
    data(stdioVector(name).flatMap(({ from, bytes }) => (from === 'client' ? [bytes] : [])));
  /** Names and kinds of everything in a value, without the values. */
  const shape = (value: PsValue | undefined): unknown => {
    if (value?.type !== 'Object') return value?.type;
    const { container, extended } = value;
    if (container?.kind === 'list')
      return [...new Set(container.items.map((item) => JSON.stringify(shape(item))))].toSorted();
    return extended.size > 0 ? Object.fromEntries([...extended].map(([name, of]) => [name, shape(of)])) : 'object';
  };

  it('opens as psrpcore does', () => {
    const [capability, init] = data(new RunspacePool().open());
    const [theirCapability, theirInit] = theirs('output');
    expect(capability).toEqual(theirCapability);
    expect(init?.type).toBe(messageTypes.initRunspacePool);
    expect(shape(init?.value)).toEqual(shape(theirInit?.value));
  });

  it('creates a pipeline with the parts that psrpcore sends', () => {
    const { pool } = replayOpening();
    const [ours] = data(pool.createPipeline({ name: 'Measure-Object', parameters: { Sum: true } }).start());
    const known = theirs('command-with-parameters').find(({ type }) => type === messageTypes.createPipeline)!;
    expect(ours?.type).toBe(messageTypes.createPipeline);
    const [left, right] = [shape(ours?.value), shape(known.value)] as Record<string, Record<string, unknown>>[];
    expect(Object.keys(left!)).toEqual(Object.keys(right!));
    // ExtraCmds holds further statements, of which there are none.
    expect([...Object.keys(left!.PowerShell!), 'ExtraCmds'].toSorted()).toEqual(
      Object.keys(right!.PowerShell!).toSorted(),
    );
    expect(commandKeys(ours!.value)).toEqual(commandKeys(known.value));
  });

  it.each([
    ['2.1', ['MergeMyResult', 'MergeToResult', 'MergePreviousResults']],
    [
      '2.2',
      [
        'MergeMyResult',
        'MergeToResult',
        'MergePreviousResults',
        'MergeError',
        'MergeWarning',
        'MergeVerbose',
        'MergeDebug',
      ],
    ],
    [
      '2.3',
      [
        'MergeMyResult',
        'MergeToResult',
        'MergePreviousResults',
        'MergeError',
        'MergeWarning',
        'MergeVerbose',
        'MergeDebug',
        'MergeInformation',
      ],
    ],
  ] as const)('merges what protocol %s knows', (protocol, merges) => {
    const { pool } = replayOpening(protocol);
    const [ours] = data(pool.createPipeline({ name: 'x' }).start());
    expect(commandKeys(ours!.value).filter((key) => key.startsWith('Merge'))).toEqual([...merges].toSorted());
  });

  it('sends named, positional and switch parameters', () => {
    const { pool } = replayOpening();
    const [ours] = data(
      pool
        .createPipeline([
          { name: 'Get-Mailbox', parameters: { ResultSize: 1, Archive: true }, arguments: ['ada'] },
          { name: 'Sort-Object', isScript: false },
        ])
        .start(),
    );
    const commands = commandsOf(ours!.value);
    expect(commands.map((command) => textOf(property(command, 'Cmd')))).toEqual(['Get-Mailbox', 'Sort-Object']);
    const args = property(commands[0], 'Args');
    const pairs =
      args?.type === 'Object' && args.container?.kind === 'list'
        ? args.container.items.map((arg) => [property(arg, 'N'), property(arg, 'V')])
        : [];
    expect(pairs).toEqual([
      [
        { type: 'String', value: 'ResultSize' },
        { type: 'Int32', value: 1 },
      ],
      [
        { type: 'String', value: 'Archive' },
        { type: 'Boolean', value: true },
      ],
      [{ type: 'Null' }, { type: 'String', value: 'ada' }],
    ]);
  });

  function commandsOf(create: PsValue): readonly PsValue[] {
    const commands = property(property(create, 'PowerShell'), 'Cmds');
    return commands?.type === 'Object' && commands.container?.kind === 'list' ? commands.container.items : [];
  }

  function commandKeys(create: PsValue): string[] {
    const [command] = commandsOf(create);
    return command?.type === 'Object' ? [...command.extended].map(([name]) => name).toSorted() : [];
  }

  function replayOpening(protocol: '2.1' | '2.2' | '2.3' = '2.3'): { pool: RunspacePool } {
    const pool = new RunspacePool({ protocol });
    pool.open();
    for (const { from, kind, bytes } of stdioVector('output').slice(0, 4))
      if (from === 'server' && kind === 'Data') pool.receive(bytes);
    return { pool };
  }
});
