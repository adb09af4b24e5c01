import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { property, readClixml, textOf, writeClixml } from '../../../src/remoting/clixml/index.js';
import type { PsValue } from '../../../src/remoting/clixml/index.js';
import { ProtocolError } from '../../../src/remoting/protocol-error.js';
import {
  concat,
  decodeMessage,
  Defragmenter,
  encodeMessage,
  Fragmenter,
  messageTypes,
  RunspacePool,
} from '../../../src/remoting/psrp/index.js';
import type { Pipeline } from '../../../src/remoting/psrp/index.js';
import { stdioVector } from '../vectors.js';

const fragmenter = new Fragmenter();
const fromServer = (type: number, data: string): Uint8Array =>
  concat(
    fragmenter.cut(
      encodeMessage({ destination: 'client', type, poolId: '00000000-0000-0000-0000-000000000000', data }),
    ),
  );
const bag = (inner: string): string => `<Obj RefId="0"><MS>${inner}</MS></Obj>`;
const capability = (version: string): Uint8Array =>
  fromServer(messageTypes.sessionCapability, bag(`<Version N="protocolversion">${version}</Version>`));
const poolState = (state: number, error = ''): Uint8Array =>
  fromServer(messageTypes.runspacePoolState, bag(`<I32 N="RunspaceState">${state}</I32>${error}`));

function opened(): RunspacePool {
  const pool = new RunspacePool();
  pool.open();
  pool.receive(concat([capability('2.3'), poolState(2)]));
  return pool;
}

function running(): Pipeline {
  const pipeline = opened().createPipeline({ name: 'x' });
  pipeline.start();
  return pipeline;
}

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'fine';
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
};

describe('RunspacePool', () => {
  it.each([
    ['2.3', '2.3'],
    ['2.2', '2.2'],
    ['2.0', '2.0'],
    ['2.10', '2.3'],
  ])('agrees with a server of %s on %s', (theirs, agreed) => {
    const pool = new RunspacePool();
    pool.open();
    pool.receive(capability(theirs));
    expect(pool.negotiated).toMatchObject({ protocol: agreed, peer: { protocol: theirs } });
  });

  it.each([
    ['3.0', 'incompatible'],
    ['1.1', 'incompatible'],
  ])('does not talk to a server of %s', (theirs, code) => {
    const pool = new RunspacePool();
    pool.open();
    expect(codeOf(() => pool.receive(capability(theirs)))).toBe(code);
    expect(pool.state).toBe('broken');
  });

  it('says why it broke', () => {
    const pool = opened();
    const [event] = pool.receive(
      poolState(
        5,
        '<Obj N="ExceptionAsErrorRecord" RefId="1"><ToString>no more</ToString><MS><S N="FullyQualifiedErrorId">Gone</S></MS></Obj>',
      ),
    );
    expect(event).toMatchObject({
      type: 'pool-state',
      state: 'broken',
      error: { message: 'no more', fullyQualifiedErrorId: 'Gone' },
    });
    expect(pool.state).toBe('broken');
  });

  it('ignores messages it does not know, and says so', () => {
    expect(opened().receive(fromServer(0x00029999, '<S>x</S>'))).toEqual([
      { type: 'ignored', messageType: 0x00029999 },
    ]);
  });

  it('tells of a request for its key and of a session key', () => {
    expect(opened().receive(fromServer(messageTypes.publicKeyRequest, '<S></S>'))).toEqual([
      { type: 'public-key-request' },
    ]);
    expect(
      opened().receive(fromServer(messageTypes.encryptedSessionKey, bag('<S N="EncryptedSessionKey">AQI=</S>'))),
    ).toEqual([{ type: 'encrypted-session-key', key: 'AQI=' }]);
  });

  it.each<[string, string, (pool: RunspacePool) => unknown]>([
    ['a second open', 'wrong-state', (pool) => pool.open()],
    ['an opening before a word about versions', 'bad-message', () => new RunspacePool().receive(poolState(2))],
    ['a state that does not exist', 'bad-message', (pool) => pool.receive(poolState(77))],
    ['no state', 'bad-message', (pool) => pool.receive(fromServer(messageTypes.runspacePoolState, bag('')))],
    ['no version', 'bad-message', (pool) => pool.receive(fromServer(messageTypes.sessionCapability, bag('')))],
    ['XML that is none', 'bad-message', (pool) => pool.receive(fromServer(messageTypes.runspacePoolState, '<Obj'))],
    [
      'a host call without a method',
      'bad-message',
      (pool) => pool.receive(fromServer(messageTypes.runspacePoolHostCall, bag('<I64 N="ci">1</I64>'))),
    ],
    [
      'a pipeline in a broken pool',
      'wrong-state',
      (pool) => [pool.receive(poolState(5)), pool.createPipeline({ name: 'x' })],
    ],
  ])('refuses %s', (_, code, use) => {
    expect(codeOf(() => use(opened()))).toBe(code);
  });

  it('has no pipelines before it is opened', () => {
    expect(codeOf(() => new RunspacePool().createPipeline({ name: 'x' }))).toBe('wrong-state');
    expect(codeOf(() => new RunspacePool().createMetadataPipeline({ names: ['*'] }))).toBe('wrong-state');
  });
});

describe('Pipeline', () => {
  const hostCall = (callId: number): string =>
    bag(
      `<I64 N="ci">${callId}</I64><Obj N="mi" RefId="1"><TN RefId="0"><T>System.Management.Automation.Remoting.RemoteHostMethodId</T></TN><ToString>ReadLine</ToString><I32>11</I32></Obj><Obj N="mp" RefId="2"><LST /></Obj>`,
    );

  it('takes empty data for null', () => {
    expect(running().receive(fromServer(messageTypes.pipelineOutput, ''))).toEqual([
      { type: 'output', value: { type: 'Null' } },
    ]);
  });

  it("answers a host call that wants an answer with an error, in the call's own words", () => {
    const [call, reply] = running().receive(fromServer(messageTypes.pipelineHostCall, hostCall(7)));
    expect(call).toMatchObject({ type: 'host-call', call: { method: 'ReadLine', methodId: 11, wantsAnswer: true } });
    const packets = reply?.type === 'reply' ? reply.packets : [];
    const defragmenter = new Defragmenter();
    const message = decodeMessage(packets.flatMap((packet) => defragmenter.push(packet))[0]!);
    expect(message.type).toBe(messageTypes.pipelineHostResponse);
    const answer: PsValue = readClixml(message.data);
    expect(property(answer, 'ci')).toEqual({ type: 'Int64', value: 7n });
    expect(textOf(property(answer, 'mi'))).toBe('ReadLine');
    expect(textOf(property(property(answer, 'me'), 'FullyQualifiedErrorId'))).toBe('HostFunctionNotImplemented');
    expect(property(answer, 'mr')).toBeUndefined();
  });

  it('does not answer a call of a void method', () => {
    expect(
      running()
        .receive(fromServer(messageTypes.pipelineHostCall, hostCall(-100)))
        .map(({ type }) => type),
    ).toEqual(['host-call']);
  });

  it('is over with its final state: what comes after is dropped unread', () => {
    const pipeline = running();
    const done = fromServer(messageTypes.pipelineState, bag('<I32 N="PipelineState">4</I32>'));
    expect(pipeline.receive(concat([done, fromServer(messageTypes.pipelineOutput, '<broken')]))).toHaveLength(1);
    expect(pipeline.receive(new Uint8Array(21).fill(0xff))).toEqual([]);
    expect([pipeline.hasEnded, pipeline.state]).toEqual([true, 'completed']);
  });

  it('goes on in a state that is not final', () => {
    const pipeline = running();
    expect(pipeline.receive(fromServer(messageTypes.pipelineState, bag('<I32 N="PipelineState">2</I32>')))).toEqual([]);
    expect([pipeline.hasEnded, pipeline.state]).toEqual([false, 'stopping']);
  });

  it('hears what the pool has to say on its stream', () => {
    expect(running().receive(poolState(5))).toMatchObject([{ type: 'pool-state', state: 'broken' }]);
  });

  it('runs once', () => {
    expect(codeOf(() => running().start())).toBe('wrong-state');
  });

  it('reads an error from whatever it was given', () => {
    const [event] = running().receive(fromServer(messageTypes.errorRecord, '<S>only text</S>'));
    expect(event).toMatchObject({
      type: 'error',
      record: { message: 'only text', fullyQualifiedErrorId: undefined, category: { name: undefined } },
    });
  });

  it('prefers the details of an error to its exception, and that to its text', () => {
    const exception = '<Obj N="Exception" RefId="1"><Props><S N="Message">exception</S></Props></Obj>';
    const record = (inner: string): string => `<Obj RefId="0"><ToString>text</ToString><MS>${inner}</MS></Obj>`;
    const message = (data: string): unknown =>
      running()
        .receive(fromServer(messageTypes.errorRecord, data))
        .map((event) => (event.type === 'error' ? event.record.message : undefined))[0];
    expect([
      message(record(`<S N="ErrorDetails_Message">details</S>${exception}`)),
      message(record(exception)),
      message(record('')),
      message(bag('')),
    ]).toEqual(['details', 'exception', 'text', '']);
  });
});

describe('hostile bytes', () => {
  const genuine = stdioVector('streams')
    .filter(({ from, kind, pipeline }) => from === 'server' && kind === 'Data' && pipeline !== undefined)
    .map(({ bytes }) => bytes);

  it('end in events or a ProtocolError', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...genuine),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }),
        (bytes, flips) => {
          const damaged = bytes.slice();
          for (const [at, value] of flips) damaged[at % damaged.length] = value;
          expect(codeOf(() => running().receive(damaged))).toMatch(
            /^(fine|bad-fragment|too-large|bad-message|incompatible)$/,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('any value may be any message', () => {
    const types = Object.values(messageTypes);
    const values = [
      '',
      '<Nil />',
      '<S>x</S>',
      bag(''),
      '<Obj RefId="0"><LST /></Obj>',
      bag('<I32 N="PipelineState">-1</I32>'),
      writeClixml({ type: 'Int64', value: 5n }),
    ];
    for (const type of types)
      for (const value of values)
        expect(codeOf(() => running().receive(fromServer(type, value)))).toMatch(/^(fine|bad-message)$/);
  });
});
