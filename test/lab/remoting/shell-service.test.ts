import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bag, integerOf, property, psValue, readClixml } from '../../../src/remoting/clixml/index.js';
import { concat, messageTypes } from '../../../src/remoting/psrp/index.js';
import type { Clock } from '../../../src/lab/clock.js';
import { getMailbox } from '../../../src/lab/remoting/cmdlets/get-mailbox.js';
import { readEnvelope } from '../../../src/lab/remoting/wsman/request.js';
import { ShellService } from '../../../src/lab/remoting/wsman/shell-service.js';
import {
  command,
  commandIdIn,
  create,
  deletion,
  faultIn,
  messagesIn,
  Packets,
  receive,
  rsp,
  send,
  shellIdIn,
  signal,
  soap,
  switchParameter,
  terminate,
  transfer,
} from './messages.js';
import type { Soap } from './messages.js';

/** Time that passes when the test says so. */
class ManualClock implements Clock {
  #nowMs = 0;
  readonly #due = new Map<() => void, number>();

  after(durationMs: number, run: () => void): () => void {
    this.#due.set(run, this.#nowMs + durationMs);
    return () => void this.#due.delete(run);
  }

  async pass(durationMs: number): Promise<void> {
    this.#nowMs += durationMs;
    for (const [run, atMs] of [...this.#due].sort(([, one], [, other]) => one - other)) {
      if (atMs > this.#nowMs || !this.#due.delete(run)) continue;
      run();
      await settled();
    }
  }
}

/** Whatever can happen without time passing has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The service without HTTP in front of it. */
class Desk {
  readonly clock = new ManualClock();
  readonly service: ShellService;
  readonly packets = new Packets();

  constructor({ takesMs = 0, occupiedShells = 0 } = {}) {
    this.service = new ShellService({ clock: this.clock, pool: { cmdlets: [getMailbox], takesMs }, occupiedShells });
  }

  async ask(message: Soap, gone: AbortSignal = new AbortController().signal): Promise<string> {
    const caller = {
      user: 'admin@partner.example',
      address: '127.0.0.1',
      url: 'https://localhost/powershell-liveid',
      organization: 'contoso.com',
      gone,
    };
    return (await this.service.answer(readEnvelope(soap(message))!, caller)).xml;
  }

  async shell(opening = this.packets.opening()): Promise<string> {
    return shellIdIn(await this.ask(create(opening)));
  }

  /** A shell whose own stream has nothing more to say. */
  async opened(): Promise<string> {
    const shell = await this.shell();
    await this.ask(receive(shell));
    await this.ask(receive(shell));
    return shell;
  }

  /** Every message of a command's stream. */
  async output(
    shell: string,
    commandId: string,
    more: Partial<Soap> = {},
  ): Promise<{ readonly types: number[]; readonly answers: string[] }> {
    const answers: string[] = [];
    do answers.push(await this.ask({ ...receive(shell, commandId), ...more }));
    while (!answers.at(-1)!.includes('CommandState/Done') && answers.length < 100);
    return { types: messagesIn(answers).map(({ type }) => type), answers };
  }
}

const { pipelineOutput, pipelineState, progressRecord, warningRecord, runspacePoolState, runspaceAvailability } =
  messageTypes;

describe('a Receive', () => {
  it('is held until there is something to say', async () => {
    const desk = new Desk({ takesMs: 5_000 });
    const shell = await desk.shell();
    await desk.ask(receive(shell));
    const held = desk.ask(receive(shell));
    await desk.clock.pass(4_999);
    expect(await Promise.race([held, settled().then(() => 'held')])).toBe('held');
    await desk.clock.pass(1);
    expect(messagesIn([await held]).map(({ type }) => type)).toEqual([runspacePoolState]);
  });

  it('ends in a fault that says to ask again when its time is over, and loses nothing', async () => {
    const desk = new Desk({ takesMs: 5_000 });
    const shell = await desk.shell();
    await desk.ask(receive(shell));
    const held = desk.ask({ ...receive(shell), timeout: 'PT3.5S' });
    await desk.clock.pass(3_500);
    expect(faultIn(await held)).toEqual({ code: '2150858793', subcode: 'w:TimedOut' });
    await desk.clock.pass(1_500);
    expect(messagesIn([await desk.ask(receive(shell))]).map(({ type }) => type)).toEqual([runspacePoolState]);
  });

  it('waits a minute when nobody said how long', async () => {
    const desk = new Desk();
    const shell = await desk.opened();
    const request = soap(receive(shell)).replace(/<wsm:OperationTimeout>[^<]*<\/wsm:OperationTimeout>/, '');
    const held = desk.service.answer(readEnvelope(request)!, {
      user: '',
      address: '',
      url: '',
      organization: '',
      gone: new AbortController().signal,
    });
    await desk.clock.pass(59_999);
    expect(await Promise.race([held, settled().then(() => 'held')])).toBe('held');
    await desk.clock.pass(1);
    expect(faultIn((await held).xml).code).toBe('2150858793');
  });

  it('gives the same again to the very same message, and the next to another', async () => {
    const desk = new Desk();
    const shell = await desk.shell();
    const first = { ...receive(shell), messageId: 'uuid:1' };
    const lost = await desk.ask(first);
    const again = await desk.ask(first);
    expect(messagesIn([again])).toEqual(messagesIn([lost]));
    expect(messagesIn([again])).toHaveLength(2);
    expect(messagesIn([await desk.ask(receive(shell))]).map(({ type }) => type)).toEqual([runspacePoolState]);
  });

  it('whose client has gone takes nothing away with it', async () => {
    const desk = new Desk({ takesMs: 1_000 });
    const shell = await desk.shell();
    await desk.ask(receive(shell));
    const client = new AbortController();
    const held = desk.ask(receive(shell), client.signal);
    await settled();
    client.abort();
    await held;
    await desk.clock.pass(1_000);
    expect(messagesIn([await desk.ask(receive(shell))]).map(({ type }) => type)).toEqual([runspacePoolState]);
  });

  it('gives way to a later one of the same stream', async () => {
    const desk = new Desk();
    const shell = await desk.opened();
    const earlier = desk.ask(receive(shell));
    await settled();
    const later = desk.ask(receive(shell));
    expect(faultIn(await earlier).code).toBe('2150858793');
    await desk.ask(deletion(shell));
    expect(faultIn(await later).code).toBe('995');
  });

  it('of the shell is held while commands run beside it', async () => {
    const desk = new Desk();
    const shell = await desk.opened();
    const held = desk.ask(receive(shell));
    const id = commandIdIn(await desk.ask(command(shell, desk.packets.command('Get-Mailbox')[0]!)));
    expect((await desk.output(shell, id)).types.at(-1)).toBe(pipelineState);
    expect(await Promise.race([held, settled().then(() => 'held')])).toBe('held');
    await desk.ask(deletion(shell));
    expect(faultIn(await held)).toEqual({ code: '995', subcode: 'w:InternalError' });
  });

  it('of each command of several brings that command only', async () => {
    const desk = new Desk({ takesMs: 100 });
    const shell = await desk.shell();
    const ids = [];
    for (let count = 0; count < 3; count++)
      ids.push(
        commandIdIn(
          await desk.ask(command(shell, desk.packets.command('Get-Mailbox', { ResultSize: psValue(count + 1) })[0]!)),
        ),
      );
    const held = ids.map((id) => desk.ask(receive(shell, id)));
    await settled();
    await desk.clock.pass(100);
    const first = await Promise.all(held);
    const rest = await Promise.all(
      ids.map(async (id, index) => (first[index]!.includes('CommandState/Done') ? '' : desk.ask(receive(shell, id)))),
    );
    expect(
      ids.map(
        (_, index) => messagesIn([first[index]!, rest[index]!]).filter(({ type }) => type === pipelineOutput).length,
      ),
    ).toEqual([1, 2, 3]);
  });

  it('of the shell tells how many runspaces nothing runs in', async () => {
    const desk = new Desk({ takesMs: 100 });
    const shell = await desk.shell();
    await desk.ask(receive(shell));
    await desk.clock.pass(100);
    await desk.ask(receive(shell));
    const free = async (): Promise<number | undefined> => {
      await desk.ask(send(shell, desk.packets.pool(messageTypes.getAvailableRunspaces, bag({ ci: psValue(1n) }))[0]!));
      return integerOf(
        property(readClixml(messagesIn([await desk.ask(receive(shell))])[0]!.data), 'SetMinMaxRunspacesResponse'),
      );
    };
    const start = async (): Promise<string> =>
      commandIdIn(await desk.ask(command(shell, desk.packets.command('Get-Mailbox')[0]!)));
    expect(await free()).toBe(1);
    await start();
    expect(await free()).toBe(0);
    await desk.clock.pass(100);
    expect(await free()).toBe(1);
    const left = await start();
    await desk.ask(signal(shell, left, terminate));
    expect(await free()).toBe(1);
  });

  it('after the end of a command gets a fault that there is no such command, also by the name it had', async () => {
    const desk = new Desk();
    const shell = await desk.shell();
    const id = commandIdIn(await desk.ask(command(shell, desk.packets.command('Get-Nothing')[0]!)));
    await desk.output(shell, id);
    expect(faultIn(await desk.ask(receive(shell, id)))).toEqual({ code: '2150858843', subcode: 'w:InvalidSelectors' });
    await desk.ask(signal(shell, id, terminate));
    expect(faultIn(await desk.ask(receive(shell, id))).code).toBe('2150858843');
    expect(faultIn(await desk.ask(receive(shell, 'DEADBEEF-0000-0000-0000-000000000000'))).code).toBe('2150858843');
  });
});

describe('an answer', () => {
  it.each([8_192, 10_000, 20_000, 153_600, 512_000])(
    'is no larger than %i bytes when the client says so, and all of them together lose nothing',
    async (maxEnvelope) => {
      const desk = new Desk();
      const shell = await desk.shell();
      const id = commandIdIn(
        await desk.ask(command(shell, desk.packets.command('Get-Mailbox', { ResultSize: psValue(4) })[0]!)),
      );
      const { answers, types } = await desk.output(shell, id, { maxEnvelope: String(maxEnvelope) });
      for (const answer of answers) expect(Buffer.byteLength(answer)).toBeLessThanOrEqual(maxEnvelope);
      expect(types).toEqual([
        progressRecord,
        pipelineOutput,
        pipelineOutput,
        pipelineOutput,
        pipelineOutput,
        warningRecord,
        pipelineState,
      ]);
      if (maxEnvelope > 100_000) expect(answers).toHaveLength(2);
      else expect(answers.length).toBeGreaterThan(1);
    },
  );

  it('says of a command that more is to come, and in the last one that it is done', async () => {
    const desk = new Desk();
    const shell = await desk.shell();
    const id = commandIdIn(await desk.ask(command(shell, desk.packets.command('Get-Mailbox')[0]!)));
    const { answers } = await desk.output(shell, id);
    expect(answers.map((answer) => /CommandState\/(\w+)/.exec(answer)?.[1])).toEqual(['Pending', 'Done']);
    expect(messagesIn([answers.at(-1)!]).at(-1)!.type).toBe(pipelineState);
  });
});

describe('what a client sends', () => {
  it('may be cut anywhere: the message, the packets, the requests', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 30 }),
        async (blobBytes, cuts) => {
          const desk = new Desk();
          const packets = new Packets(blobBytes);
          const pieces = (whole: Uint8Array): Uint8Array[] => {
            const parts: Uint8Array[] = [];
            for (let at = 0, index = 0; at < whole.length; index++) {
              const length = cuts[index % cuts.length]!;
              parts.push(whole.subarray(at, at + length));
              at += length;
            }
            return parts;
          };
          const [opening, ...rest] = pieces(packets.opening());
          const shell = await desk.shell(opening);
          for (const piece of rest) await desk.ask(send(shell, piece));
          const [first, ...others] = pieces(concat(packets.command('Get-Mailbox', { Identity: psValue('zoe') })));
          const id = commandIdIn(await desk.ask(command(shell, first!)));
          for (const piece of others) await desk.ask(send(shell, piece, id));
          expect((await desk.output(shell, id)).types).toEqual([progressRecord, pipelineOutput, pipelineState]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('may be of a kind that nobody knows', async () => {
    const desk = new Desk();
    const shell = await desk.opened();
    const held = desk.ask(receive(shell));
    for (const type of [0x00099999, messageTypes.runspacePoolHostResponse, messageTypes.connectRunspacePool]) {
      expect(await desk.ask(send(shell, desk.packets.pool(type, psValue('?'))[0]!))).toContain('SendResponse');
    }
    await desk.ask(send(shell, desk.packets.pool(messageTypes.getAvailableRunspaces, bag({ ci: psValue(7n) }))[0]!));
    const [answer] = messagesIn([await held]);
    expect(answer?.type).toBe(runspaceAvailability);
    expect(integerOf(property(readClixml(answer!.data), 'ci'))).toBe(7);
  });

  it.each([
    ['a boolean', psValue(true)],
    ['an object', switchParameter()],
  ])('may be a switch as %s', async (_, value) => {
    const desk = new Desk();
    const shell = await desk.shell();
    const id = commandIdIn(
      await desk.ask(
        command(shell, desk.packets.command('get-MAILBOX', { '-Verbose:': value, '-Identity:': psValue('zoe') })[0]!),
      ),
    );
    expect((await desk.output(shell, id)).types).toEqual([progressRecord, pipelineOutput, pipelineState]);
  });

  it('may be input, which a command that asked for it waits for', async () => {
    const desk = new Desk();
    const shell = await desk.shell();
    const id = commandIdIn(await desk.ask(command(shell, desk.packets.command('Get-Mailbox', {}, false)[0]!)));
    const held = desk.ask(receive(shell, id));
    for (const name of ['zoe', 'alva'])
      await desk.ask(send(shell, desk.packets.pipeline(messageTypes.pipelineInput, psValue(name))[0]!, id));
    expect(await Promise.race([held, settled().then(() => 'held')])).toBe('held');
    await desk.ask(send(shell, desk.packets.pipeline(messageTypes.endOfPipelineInput)[0]!, id));
    const rest = await desk.output(shell, id);
    expect(messagesIn([await held, ...rest.answers]).map(({ type }) => type)).toEqual([
      progressRecord,
      pipelineOutput,
      pipelineOutput,
      pipelineState,
    ]);
  });

  it.each([
    ['bytes that are no fragments', new Uint8Array(64).fill(7)],
    ['a fragment that does not begin', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 5, 2, 0, 0, 0, 0)],
    [
      'a message shorter than its header',
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1, 65),
    ],
    ['another major version', new Packets().opening('3.0')],
    ['no version', concat(new Packets().pool(messageTypes.sessionCapability, bag({})))],
    [
      'an opening before a word about versions',
      concat(new Packets().pool(messageTypes.initRunspacePool, bag({ MinRunspaces: 1, MaxRunspaces: 1 }))),
    ],
    [
      'a pool of no size',
      concat([
        ...new Packets().pool(
          messageTypes.sessionCapability,
          bag({ protocolversion: { type: 'Version', value: '2.3' } }),
        ),
        ...new Packets().pool(messageTypes.initRunspacePool, bag({})),
      ]),
    ],
  ])('leaves no shell behind when it is %s', async (_, opening) => {
    const desk = new Desk();
    expect(faultIn(await desk.ask(create(opening)))).toEqual({ code: '2152992672', subcode: 'w:InternalError' });
    expect(desk.service.counts()).toEqual({ opened: 0, left: 0 });
  });

  it('ends the shell when nothing can be made of it, and a command alone when it was meant for that', async () => {
    const desk = new Desk();
    const shell = await desk.shell();
    const id = commandIdIn(await desk.ask(command(shell, desk.packets.command('Get-Mailbox', {}, false)[0]!)));
    const garbage = new Uint8Array(50).fill(1);
    expect(faultIn(await desk.ask(send(shell, garbage, id))).code).toBe('2152992672');
    expect(faultIn(await desk.ask(receive(shell, id))).code).toBe('2150858843');
    expect(desk.service.counts().left).toBe(1);
    expect(faultIn(await desk.ask(send(shell, garbage))).code).toBe('2152992672');
    expect(faultIn(await desk.ask(receive(shell))).code).toBe('2150858843');
    expect(desk.service.counts().left).toBe(0);
  });
});

describe('a stop', () => {
  it.each([
    'powershell/signal/crtl_c',
    'powershell/signal/ctrl_c',
    'powershell/signal/CTRL_C',
    `${rsp}/signal/ctrl_break`,
  ])('by %s ends a running command as stopped', async (code) => {
    const desk = new Desk({ takesMs: 1_000 });
    const shell = await desk.shell();
    const id = commandIdIn(await desk.ask(command(shell, desk.packets.command('Get-Mailbox')[0]!)));
    const held = desk.ask(receive(shell, id));
    await settled();
    expect(await desk.ask(signal(shell, id, code))).toContain('SignalResponse');
    const [state] = messagesIn([await held]);
    expect([state?.type, integerOf(property(readClixml(state!.data), 'PipelineState'))]).toEqual([pipelineState, 3]);
    expect(await held).toContain('CommandState/Done');
    // Time goes on, and brings nothing more.
    await desk.clock.pass(2_000);
    expect(faultIn(await desk.ask(receive(shell, id))).code).toBe('2150858843');
  });

  it('of one that has ended changes nothing', async () => {
    const desk = new Desk();
    const shell = await desk.shell();
    const id = commandIdIn(await desk.ask(command(shell, desk.packets.command('Get-Mailbox')[0]!)));
    expect(await desk.ask(signal(shell, id, 'powershell/signal/crtl_c'))).toContain('SignalResponse');
    expect((await desk.output(shell, id)).types).toContain(pipelineOutput);
  });

  it('by Terminate in the middle ends whoever waits with an abort', async () => {
    const desk = new Desk({ takesMs: 1_000 });
    const shell = await desk.shell();
    const id = commandIdIn(await desk.ask(command(shell, desk.packets.command('Get-Mailbox')[0]!)));
    const held = desk.ask(receive(shell, id));
    await settled();
    await desk.ask(signal(shell, id, terminate));
    expect(faultIn(await held).code).toBe('995');
  });
});

describe('shells', () => {
  it('keep the id a client chose, in the spelling it chose, and answer to any', async () => {
    const desk = new Desk();
    const id = 'a0B1c2D3-0000-4000-8000-00000000ABcd';
    expect(shellIdIn(await desk.ask(create(desk.packets.opening(), id)))).toBe(id);
    expect(messagesIn([await desk.ask(receive(id.toUpperCase()))])).toHaveLength(2);
    expect(faultIn(await desk.ask(create(desk.packets.opening(), id.toLowerCase())))).toEqual({
      code: '2150858803',
      subcode: 'w:AlreadyExists',
    });
    const first = desk.packets.command('Get-Mailbox')[0]!;
    const chosen = '0ddc0ffe-0000-4000-8000-00000000ABcd';
    expect(commandIdIn(await desk.ask(command(id, first, chosen)))).toBe(chosen);
    expect(await desk.ask(receive(id, chosen.toUpperCase()))).toContain(`CommandId="${chosen}"`);
  });

  it('get an id where the client chose none', async () => {
    const desk = new Desk();
    const shell = await desk.shell();
    expect(shell).toMatch(/^[\dA-F-]{36}$/);
    expect(commandIdIn(await desk.ask(command(shell, desk.packets.command('Get-Mailbox')[0]!)))).toMatch(
      /^[\dA-F-]{36}$/,
    );
  });

  it('are three to an account, whoever opened them', async () => {
    for (const occupiedShells of [0, 1, 3]) {
      const desk = new Desk({ occupiedShells });
      const answers = [];
      for (let count = 0; count < 4; count++) answers.push(await desk.ask(create(new Packets().opening())));
      expect(answers.map((answer) => faultIn(answer).code)).toEqual(
        [0, 1, 2, 3].map((index) => (index < 3 - occupiedShells ? undefined : '2150859173')),
      );
      expect(answers.at(-1)).toContain(
        'This user is allowed a maximum number of 3 concurrent shells, which has been exceeded. Close existing shells or raise the quota for this user.',
      );
      expect(desk.service.counts()).toEqual({ opened: 3 - occupiedShells, left: 3 - occupiedShells });
    }
  });

  it('that were left alone expire after a quarter of an hour; those of somebody else do not', async () => {
    const desk = new Desk({ occupiedShells: 1 });
    const shell = await desk.opened();
    await desk.clock.pass(899_000);
    await desk.ask({ action: `${transfer}/Get`, shellId: shell });
    await desk.clock.pass(899_999);
    expect(desk.service.counts().left).toBe(1);
    await desk.clock.pass(1);
    expect(desk.service.counts()).toEqual({ opened: 1, left: 0 });
    expect(faultIn(await desk.ask(receive(shell)))).toEqual({ code: '2150858843', subcode: 'w:InvalidSelectors' });
    for (let count = 0; count < 3; count++) await desk.ask(create(new Packets().opening()));
    expect(desk.service.counts().left).toBe(2);
  });

  it('do not expire while somebody waits for them', async () => {
    const desk = new Desk();
    const shell = await desk.opened();
    const held = desk.ask({ ...receive(shell), timeout: 'PT1H' });
    await desk.clock.pass(3_000_000);
    expect(desk.service.counts().left).toBe(1);
    await desk.clock.pass(600_000);
    expect(faultIn(await held).code).toBe('2150858793');
  });

  it('expire sooner when the client asks for that, and no later', async () => {
    const desk = new Desk();
    const answers = [];
    for (const wanted of ['PT60S', 'PT2H', 'nonsense'])
      answers.push(
        await desk.ask(create(new Packets().opening(), undefined, `<sh:IdleTimeOut>${wanted}</sh:IdleTimeOut>`)),
      );
    expect(answers.map((answer) => /<rsp:IdleTimeOut>([^<]*)</.exec(answer)?.[1])).toEqual([
      'PT60.000S',
      'PT900.000S',
      'PT900.000S',
    ]);
    await desk.clock.pass(60_000);
    expect(desk.service.counts().left).toBe(2);
  });

  it('tell about themselves', async () => {
    const desk = new Desk();
    const shell = await desk.shell();
    for (const resource of [rsp, 'http://schemas.microsoft.com/powershell/microsoft.exchange']) {
      const answer = await desk.ask({ action: `${transfer}/Get`, shellId: shell, resource });
      expect(/<rsp:ShellId>([^<]*)<.*<rsp:Owner>([^<]*)<.*<rsp:State>([^<]*)</.exec(answer)?.slice(1)).toEqual([
        shell,
        'admin@partner.example',
        'Connected',
      ]);
    }
  });

  it('are gone once they are deleted', async () => {
    const desk = new Desk();
    const shell = await desk.shell();
    expect(await desk.ask(deletion(shell))).toContain('DeleteResponse');
    for (const message of [
      receive(shell),
      deletion(shell),
      { action: `${transfer}/Get`, shellId: shell },
      signal(shell, 'x', terminate),
    ]) {
      expect(faultIn(await desk.ask(message))).toEqual({ code: '2150858843', subcode: 'w:InvalidSelectors' });
    }
  });

  it('hold a thousand commands that nobody released, and no more', async () => {
    const desk = new Desk();
    const shell = await desk.shell();
    for (let count = 0; count < 1_000; count++)
      await desk.ask(command(shell, new Packets().command('Get-Nothing')[0]!));
    expect(faultIn(await desk.ask(command(shell, new Packets().command('Get-Nothing')[0]!)))).toEqual({
      code: '2150859241',
      subcode: 'w:QuotaLimit',
    });
  });
});

describe('commands that were ended', () => {
  it.each([terminate.replace('Terminate', 'terminate'), terminate, `${rsp}/signal/ctrl_c`, `${rsp}/signal/CTRL_BREAK`])(
    'by %s leave room for the next thousand',
    async (code) => {
      const desk = new Desk();
      const shell = await desk.shell();
      for (let count = 0; count < 1_005; count++) {
        const id = commandIdIn(await desk.ask(command(shell, new Packets().command('Get-Nothing')[0]!)));
        expect(await desk.ask(signal(shell, id, code))).toContain('SignalResponse');
      }
    },
  );
});

describe('a request that asks for something else', () => {
  const shell = async (desk: Desk): Promise<string> => desk.shell();

  it.each<[string, string, string, (shellId: string, packets: Packets) => Soap]>([
    [
      'another session configuration',
      '2150858811',
      'a:DestinationUnreachable',
      (_, packets) => ({
        ...create(packets.opening()),
        resource: 'http://schemas.microsoft.com/powershell/Microsoft.PowerShell',
      }),
    ],
    [
      'a command shell',
      '2150858811',
      'a:DestinationUnreachable',
      (_, packets) => ({ ...create(packets.opening()), resource: `${rsp}/cmd` }),
    ],
    [
      'a shell in general',
      '2150858811',
      'a:DestinationUnreachable',
      (_, packets) => ({ ...create(packets.opening()), resource: rsp }),
    ],
    ['nothing known', '2150858771', 'a:ActionNotSupported', (shellId) => ({ action: `${rsp}/Disconnect`, shellId })],
    ['nothing', '2150858769', 'a:MessageInformationHeaderRequired', (shellId) => ({ shellId })],
    [
      'nobody in particular',
      '2150858842',
      'w:InvalidSelectors',
      () => ({ ...receive(''), shellId: undefined as never }),
    ],
    [
      'a time that is none',
      '2150858767',
      'a:InvalidMessageInformationHeader',
      (shellId) => ({ ...receive(shellId), timeout: 'soon' }),
    ],
    [
      'a time in the past',
      '2150858767',
      'a:InvalidMessageInformationHeader',
      (shellId) => ({ ...receive(shellId), timeout: 'PT-1S' }),
    ],
    [
      'an envelope of no size',
      '2150858767',
      'a:InvalidMessageInformationHeader',
      (shellId) => ({ ...receive(shellId), maxEnvelope: 'large' }),
    ],
    [
      'an envelope too small',
      '2150858878',
      'w:EncodingLimit',
      (shellId) => ({ ...receive(shellId), maxEnvelope: '8191' }),
    ],
    [
      'an answer to a name that is too long',
      '2150858767',
      'a:InvalidMessageInformationHeader',
      (shellId) => ({ ...receive(shellId), messageId: 'x'.repeat(300) }),
    ],
    ['a Receive of nothing', '2150858817', 'w:SchemaValidationError', (shellId) => ({ ...receive(shellId), body: '' })],
    [
      'a Receive of no stream',
      '2150858817',
      'w:SchemaValidationError',
      (shellId) => ({ ...receive(shellId), body: '<sh:Receive/>' }),
    ],
    [
      'a shell with a name that is none',
      '2150858817',
      'w:SchemaValidationError',
      (_, packets) => create(packets.opening(), 'mine'),
    ],
    ['a shell without a beginning', '2150858817', 'w:SchemaValidationError', () => create('')],
    ['a shell that begins with no base64', '2150858817', 'w:SchemaValidationError', () => create('###')],
    [
      'a command without a packet',
      '2150858817',
      'w:SchemaValidationError',
      (shellId) => command(shellId, new Uint8Array()),
    ],
    ['a signal to nobody', '2150858843', 'w:InvalidSelectors', (shellId) => signal(shellId, 'none', terminate)],
    [
      'a command with a name that is none',
      '2150858817',
      'w:SchemaValidationError',
      (shellId, packets) => ({
        ...command(shellId, packets.command('Get-Mailbox')[0]!, '0ddc0ffe-0000-4000-8000-00000000ABcz'),
      }),
    ],
  ])('as %s, gets fault %s %s', async (_, code, subcode, make) => {
    const desk = new Desk();
    const message = make(await shell(desk), new Packets());
    const answer = await desk.ask(message);
    expect(faultIn(answer)).toEqual({ code, subcode });
    expect(answer.includes('<a:RelatesTo>')).toBe(message.messageId === undefined);
  });

  it('for an existing command, or with an unknown signal code, gets a fault', async () => {
    const desk = new Desk();
    const shellId = await shell(desk);
    const again = command(shellId, new Packets().command('Get-Mailbox')[0]!, '0ddc0ffe-0000-4000-8000-00000000abcd');
    await desk.ask(again);
    expect(faultIn(await desk.ask(again)).subcode).toBe('w:SchemaValidationError');
    expect(faultIn(await desk.ask(signal(shellId, '0DDC0FFE-0000-4000-8000-00000000ABCD', 'hello'))).subcode).toBe(
      'w:SchemaValidationError',
    );
    expect((await desk.output(shellId, '0ddc0ffe-0000-4000-8000-00000000abcd')).types.at(-1)).toBe(pipelineState);
  });

  it('by a header twice, or one that must be understood and is not, is answered all the same', async () => {
    const desk = new Desk();
    const headers =
      '<x:New xmlns:x="urn:x" env:mustUnderstand="true">?</x:New><wsm:MaxEnvelopeSize>153600</wsm:MaxEnvelopeSize>';
    expect(messagesIn([await desk.ask({ ...receive(await desk.shell()), headers })])).toHaveLength(2);
  });
});
