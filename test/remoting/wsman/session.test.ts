import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  HttpFailure,
  ProtocolError,
  RemoteSession,
  RemotingError,
  TransportError,
  WsManFault,
} from '../../../src/remoting/index.js';
import type { HttpAnswer, PipelineEvent, WsManTransport } from '../../../src/remoting/index.js';
import { captured } from '../vectors.js';
import { ReplayingTransport } from './replaying-transport.js';

const never = new AbortController().signal;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const verb = (request: string): string => /Action[^>]*>[^<]*\/(\w+)</.exec(request)![1]!;
const messageId = (request: string): string => /MessageID[^>]*>([^<]*)</.exec(request)![1]!;

const soap = (request: string, body: string, status = 200): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/soap+xml;charset=UTF-8' },
  body: encode(
    `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell"><s:Header><a:RelatesTo>${messageId(request)}</a:RelatesTo></s:Header><s:Body>${body}</s:Body></s:Envelope>`,
  ),
});
const fault = (
  request: string,
  code: number | undefined,
  subcode = 'w:InternalError',
  text = 'said by the server',
): HttpAnswer =>
  soap(
    request,
    `<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>${subcode}</s:Value></s:Subcode></s:Code><s:Reason><s:Text>${text}</s:Text></s:Reason>${code === undefined ? '' : `<s:Detail><f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="${code}" Machine="m"><f:Message>${text}</f:Message></f:WSManFault></s:Detail>`}</s:Fault>`,
    500,
  );
const page = (
  status: number,
  body = '<html><br>Hello</html>',
  headers: Record<string, string> = { 'content-type': 'text/html; charset=utf-8' },
): HttpAnswer => ({ status, headers, body: encode(body) });
const timedOut = (request: string): HttpAnswer => fault(request, 2150858793, 'w:TimedOut');

type Say = (request: string, signal: AbortSignal) => HttpAnswer | Promise<HttpAnswer> | undefined;

/** A captured conversation in which some answers are others. */
class Scripted implements WsManTransport {
  readonly #replay: ReplayingTransport;
  readonly #say: Say;
  readonly requests: string[] = [];
  underWay = 0;
  mostUnderWay = 0;

  constructor(say: Say = () => undefined, name = 'client-b-get-mailbox') {
    this.#say = say;
    this.#replay = new ReplayingTransport(captured(name).exchanges);
  }

  get verbs(): string[] {
    return this.requests.map(verb);
  }

  async post(body: string, { signal }: { signal: AbortSignal }): Promise<HttpAnswer> {
    this.requests.push(body);
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    try {
      return await (this.#say(body, signal) ?? this.#replay.post(body));
    } finally {
      this.underWay--;
    }
  }
}

/** Answers that come when the transport is asked to give up. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
/** Not even then. */
const forEver = (): Promise<never> => new Promise(() => undefined);

const sessionOver = (transport: WsManTransport): RemoteSession =>
  new RemoteSession({
    transport,
    uri: 'https://server.example/PowerShell?a=1&b=2',
    resourceUri: 'http://schemas.microsoft.com/powershell/Microsoft.Exchange',
  });

async function opened(transport: WsManTransport): Promise<RemoteSession> {
  const session = sessionOver(transport);
  await session.create(never);
  await session.open(never);
  return session;
}

async function events(pipeline: AsyncIterable<PipelineEvent>): Promise<PipelineEvent[]> {
  const seen: PipelineEvent[] = [];
  for await (const event of pipeline) seen.push(event);
  return seen;
}

const once = (
  verbOf: string,
  answer: (request: string, signal: AbortSignal) => HttpAnswer | Promise<HttpAnswer>,
): Say => {
  let isUsed = false;
  return (request, signal) => {
    if (isUsed || verb(request) !== verbOf) return undefined;
    isUsed = true;
    return answer(request, signal);
  };
};
const always =
  (verbOf: string, answer: (request: string, signal: AbortSignal) => HttpAnswer | Promise<HttpAnswer>): Say =>
  (request, signal) =>
    verb(request) === verbOf ? answer(request, signal) : undefined;

describe('create', () => {
  it.each([
    ['401', page(401, '', { 'www-authenticate': 'Basic realm="x"' }), 'new'],
    ['a redirect', page(302, '', { location: 'https://pod.example/' }), 'new'],
    ['403 as html', page(403), 'new'],
    ['html with status 200', page(200), 'new'],
    ['503 as html', page(503), 'uncertain'],
    ['JSON', page(200, '{"a":1}', { 'content-type': 'application/json' }), 'new'],
    ['some XML', page(200, '<ok/>', { 'content-type': 'text/xml' }), 'new'],
    ['nothing', page(200, '', {}), 'uncertain'],
    ['bytes that are no text', { status: 502, headers: {}, body: Uint8Array.of(0xff, 0xfe, 0) }, 'uncertain'],
  ])('%s is an HttpFailure', async (_, answer, state) => {
    const session = sessionOver(new Scripted(() => answer));
    const failure = await session.create(never).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HttpFailure);
    expect(failure).toMatchObject({ code: 'http', status: answer.status, headers: answer.headers });
    expect(session.state).toBe(state);
  });

  it('keeps the first 4 KiB of a page', async () => {
    const failure = await sessionOver(new Scripted(() => page(503, 'å'.repeat(4096))))
      .create(never)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ contentType: 'text/html', bodyText: 'å'.repeat(2048) });
  });

  it('tells a fault by its numbers', async () => {
    const session = sessionOver(
      new Scripted((request) => fault(request, 2150859173, 'w:QuotaLimit', 'a maximum number of 3 concurrent shells')),
    );
    await expect(session.create(never)).rejects.toMatchObject({
      name: 'WsManFault',
      code: 'fault',
      faultCode: 2150859173,
      subcode: 'QuotaLimit',
      message: 'a maximum number of 3 concurrent shells',
      machine: 'm',
      httpStatus: 500,
    });
    expect(session.state).toBe('new');
  });

  it('reads a fault that comes with status 200, or without a word about the request', async () => {
    await expect(
      sessionOver(new Scripted((request) => ({ ...fault(request, 5), status: 200 }))).create(never),
    ).rejects.toBeInstanceOf(WsManFault);
    await expect(
      sessionOver(
        new Scripted((request) => ({
          ...fault(request, 5),
          body: encode(new TextDecoder().decode(fault(request, 5).body).replace(/<s:Header>.*<\/s:Header>/, '')),
        })),
      ).create(never),
    ).rejects.toBeInstanceOf(WsManFault);
  });

  it.each<[string, string, (request: string) => HttpAnswer]>([
    [
      'an answer to another request',
      'wrong-answer',
      (request) => soap(request.replace(/uuid:[^<]*/g, 'uuid:OTHER'), ''),
    ],
    [
      'a fault for another request',
      'wrong-answer',
      (request) => fault(request.replace(/uuid:[^<]*/g, 'uuid:OTHER'), 5),
    ],
    ['an answer that says nothing', 'bad-envelope', (request) => soap(request, '')],
    [
      'an answer without a body',
      'bad-envelope',
      () => ({
        ...soap('Action>/x<MessageID>x<', ''),
        body: encode('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"/>'),
      }),
    ],
    [
      'XML that breaks off',
      'bad-envelope',
      (request) => ({ ...soap(request, ''), body: soap(request, '').body.subarray(0, 200) }),
    ],
    ['SOAP that is not UTF-8', 'bad-envelope', (request) => ({ ...soap(request, ''), body: Uint8Array.of(0xff) })],
    [
      'SOAP with a document type',
      'bad-envelope',
      (request) => ({ ...soap(request, ''), body: encode('<!DOCTYPE x><x/>') }),
    ],
  ])('%s is a ProtocolError', async (_, code, answer) => {
    const session = sessionOver(new Scripted(answer));
    const failure = await session.create(never).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProtocolError);
    expect(failure).toMatchObject({ code });
    expect(session.state).toBe('uncertain');
  });

  it('can be done again elsewhere after a redirect, as the same shell', async () => {
    const first = new Scripted(() => page(302, '', { location: 'https://pod.example/PowerShell' }));
    const second = new Scripted();
    const session = sessionOver(first);
    await expect(session.create(never)).rejects.toBeInstanceOf(HttpFailure);
    session.retarget({ uri: 'https://pod.example/PowerShell?x=<1>', transport: second });
    await session.create(never);
    expect(session.state).toBe('created');
    const [before, after] = [first.requests[0]!, second.requests[0]!];
    expect(after).toContain('<a:To>https://pod.example/PowerShell?x=&lt;1&gt;</a:To>');
    expect(before).toContain('<a:To>https://server.example/PowerShell?a=1&amp;b=2</a:To>');
    const shell = (request: string): string => /<rsp:Shell .*<\/rsp:Shell>/.exec(request)![0];
    expect(shell(after)).toBe(shell(before));
    expect(messageId(after)).not.toBe(messageId(before));
    expect(() => session.retarget({ uri: 'https://elsewhere.example/' })).toThrow(ProtocolError);
  });

  it('is not sent when aborted before', async () => {
    const transport = new Scripted();
    const session = sessionOver(transport);
    await expect(session.create(AbortSignal.abort('no'))).rejects.toBe('no');
    expect([transport.requests, session.state]).toEqual([[], 'new']);
  });

  it.each([
    ['unreachable', 'new'],
    ['connection', 'uncertain'],
    ['timeout', 'uncertain'],
  ] as const)('knows what a transport error (%s) means for the shell', async (code, state) => {
    const session = sessionOver(new Scripted(() => Promise.reject(new TransportError(code, 'lost'))));
    await expect(session.create(never)).rejects.toMatchObject({ name: 'TransportError', code });
    expect(session.state).toBe(state);
  });

  it('once its answer was lost, stays uncertain when the next one is refused: the first may have made a shell', async () => {
    let count = 0;
    const session = sessionOver(
      new Scripted(() =>
        count++ === 0 ? Promise.reject(new TransportError('connection', 'lost')) : page(401, '', {}),
      ),
    );
    await expect(session.create(never)).rejects.toMatchObject({ code: 'connection' });
    await expect(session.create(never)).rejects.toMatchObject({ status: 401 });
    expect(session.state).toBe('uncertain');
  });
});

describe('open', () => {
  it('goes on receiving through timeouts and empty answers', async () => {
    let answers = 0;
    const transport = new Scripted((request) =>
      verb(request) === 'Receive' && answers++ < 4
        ? answers % 2
          ? timedOut(request)
          : soap(request, '<rsp:ReceiveResponse/>')
        : undefined,
    );
    expect((await opened(transport)).state).toBe('opened');
    expect(transport.verbs.filter((one) => one === 'Receive')).toHaveLength(5);
  });

  it('sends a Receive again, the very same, when its connection was lost', async () => {
    const transport = new Scripted(once('Receive', () => Promise.reject(new TransportError('connection', 'lost'))));
    expect((await opened(transport)).state).toBe('opened');
    const receives = transport.requests.filter((request) => verb(request) === 'Receive');
    expect(receives).toHaveLength(2);
    expect(receives[1]).toBe(receives[0]);
  });

  it.each([
    ['an empty stream', '<rsp:ReceiveResponse><rsp:Stream Name="stdout"></rsp:Stream></rsp:ReceiveResponse>'],
    [
      'a stream of another command',
      '<rsp:ReceiveResponse><rsp:Stream Name="stdout" CommandId="11111111-1111-1111-1111-111111111111">AAAA</rsp:Stream></rsp:ReceiveResponse>',
    ],
    [
      'the end of some command',
      '<rsp:ReceiveResponse><rsp:CommandState State="http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/Done"/></rsp:ReceiveResponse>',
    ],
  ])('asks a server that answers %s again and again with longer and longer pauses', async (_what, body) => {
    const transport = new Scripted(always('Receive', (request) => soap(request, body)));
    const session = sessionOver(transport);
    await session.create(never);
    await expect(session.open(AbortSignal.timeout(600))).rejects.toThrow();
    expect(transport.requests.length).toBeLessThan(30);
  });

  it('refuses a name for a shell that has no end', async () => {
    const transport = new Scripted((request) =>
      soap(
        request,
        `<x:ResourceCreated xmlns:x="http://schemas.xmlsoap.org/ws/2004/09/transfer"><a:ReferenceParameters><w:SelectorSet xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><w:Selector Name="ShellId">${'a'.repeat(2_000)}</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>`,
      ),
    );
    await expect(sessionOver(transport).create(never)).rejects.toMatchObject({ code: 'bad-envelope' });
  });

  it('gives up when it is lost twice', async () => {
    await expect(
      opened(new Scripted(always('Receive', () => Promise.reject(new TransportError('connection', 'lost'))))),
    ).rejects.toMatchObject({ code: 'connection' });
  });

  it('takes other faults for what they are, and leaves a shell to be deleted', async () => {
    const transport = new Scripted(always('Receive', (request) => fault(request, 2150858843, 'w:InvalidSelectors')));
    const session = sessionOver(transport);
    await session.create(never);
    await expect(session.open(never)).rejects.toMatchObject({ name: 'WsManFault', isInvalidSelectors: true });
    expect(session.state).toBe('broken');
    expect(await session.close(never)).toBe('deleted');
  });

  it('refuses streams that are damaged', async () => {
    for (const stream of ['!', 'AAAA', Buffer.alloc(21, 0xff).toString('base64')]) {
      const transport = new Scripted(
        once('Receive', (request) =>
          soap(request, `<rsp:ReceiveResponse><rsp:Stream Name="stdout">${stream}</rsp:Stream></rsp:ReceiveResponse>`),
        ),
      );
      await expect(opened(transport)).rejects.toBeInstanceOf(ProtocolError);
    }
  });
});

describe('invoke', () => {
  it('sends nothing before it is read, and one request at a time', async () => {
    const transport = new Scripted();
    const session = await opened(transport);
    const before = transport.requests.length;
    const pipeline = session.invoke({ name: 'Get-Mailbox' }, never);
    expect(transport.requests).toHaveLength(before);
    expect((await events(pipeline)).map(({ type }) => type)).toEqual(['output', 'output', 'state']);
    expect(transport.verbs.slice(before)).toEqual(['Command', 'Receive', 'Signal']);
    expect(transport.requests.at(-1)).toContain('shell/signal/Terminate');
    expect(transport.mostUnderWay).toBe(1);
  });

  it('sends what does not fit into the first packet after it, in order', async () => {
    const transport = new Scripted(always('Send', (request) => soap(request, '<rsp:SendResponse/>')));
    const session = await opened(transport);
    await events(session.invoke({ name: 'Get-Mailbox', parameters: { Filter: 'x'.repeat(100_000) } }, never));
    const sends = transport.requests.filter((request) => verb(request) === 'Send');
    expect(
      sends.map((request) =>
        Number(
          Buffer.from(
            /<rsp:Stream Name="stdin" CommandId="[^"]+">([^<]*)</.exec(request)![1]!,
            'base64',
          ).readBigUInt64BE(8),
        ),
      ),
    ).toEqual([1, 2, 3]);
  });

  it('uses the command id that the server gave', async () => {
    const transport = new Scripted();
    await events((await opened(transport)).invoke({ name: 'x' }, never));
    const given = /<rsp:CommandId>([^<]*)</.exec(captured('client-b-get-mailbox').exchanges[3]!.response)![1]!;
    expect(transport.requests.filter((request) => request.includes(`CommandId="${given}"`)).map(verb)).toEqual([
      'Receive',
      'Signal',
    ]);
  });

  it('drops what other commands say, in whatever case its own id comes', async () => {
    const transport = new Scripted();
    const session = await opened({
      post: async (body, options) => {
        const answer = await transport.post(body, options);
        if (verb(body) !== 'Receive' || !body.includes('CommandId')) return answer;
        const noise =
          '<rsp:Stream Name="stdout" CommandId="00000000-0000-0000-0000-000000000001">AAAA</rsp:Stream><rsp:CommandState CommandId="00000000-0000-0000-0000-000000000001" State="x/CommandState/Done"/>';
        const text = new TextDecoder()
          .decode(answer.body)
          .replace('<rsp:ReceiveResponse>', `<rsp:ReceiveResponse>${noise}`)
          .replace(/CommandId="[^"]*"/g, (id) => id.toLowerCase().replace('commandid', 'CommandId'));
        return { ...answer, body: encode(text) };
      },
    });
    expect((await events(session.invoke({ name: 'x' }, never))).map(({ type }) => type)).toEqual([
      'output',
      'output',
      'state',
    ]);
  });

  it('never receives after the final state, and ignores a Terminate that fails', async () => {
    const transport = new Scripted(always('Signal', (request) => fault(request, 2150858843)));
    const session = await opened(transport);
    expect((await events(session.invoke({ name: 'x' }, never))).at(-1)).toMatchObject({
      type: 'state',
      state: 'completed',
    });
    expect(transport.verbs.at(-1)).toBe('Signal');
    expect(session.state).toBe('opened');
  });

  it('says so when a command is done and nobody said how', async () => {
    const done = (request: string): HttpAnswer =>
      soap(
        request,
        '<rsp:ReceiveResponse><rsp:CommandState State="http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/Done"/></rsp:ReceiveResponse>',
      );
    const session = await opened(
      new Scripted((request) => (request.includes('DesiredStream CommandId') ? done(request) : undefined)),
    );
    await expect(events(session.invoke({ name: 'x' }, never))).rejects.toMatchObject({ code: 'no-outcome' });
  });

  it('a refused command leaves nothing to tidy up', async () => {
    const transport = new Scripted(always('Command', (request) => fault(request, 2150859174, 'w:QuotaLimit')));
    const session = await opened(transport);
    await expect(events(session.invoke({ name: 'x' }, never))).rejects.toBeInstanceOf(WsManFault);
    expect(transport.verbs.at(-1)).toBe('Command');
    expect(session.state).toBe('opened');
  });

  it('stops a command whose consumer stops reading', async () => {
    const transport = new Scripted(undefined, 'client-b-stop-crtl_c');
    const session = await opened(transport);
    for await (const event of session.invoke({ name: 'Start-Sleep' }, never)) if (event.type === 'output') break;
    expect(transport.requests.slice(-2).map((request) => /<rsp:Code>([^<]*)</.exec(request)?.[1])).toEqual([
      'powershell/signal/crtl_c',
      'http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/Terminate',
    ]);
    await expect(events(session.invoke({ name: 'next' }, never))).rejects.toMatchObject({
      subcode: 'InvalidSelectors',
    });
  });

  it('runs one pipeline at a time', async () => {
    const session = await opened(new Scripted());
    const first = session.invoke({ name: 'x' }, never)[Symbol.asyncIterator]();
    await first.next();
    await expect(events(session.invoke({ name: 'y' }, never))).rejects.toMatchObject({ code: 'wrong-state' });
    await first.return?.();
  });

  it.each<[string, (signal: AbortSignal) => Promise<never>]>([
    ['lets go', untilAborted],
    ['does not let go', forEver],
  ])(
    'is over at once when aborted, over a transport that %s; the command is stopped in the background',
    async (_, hang) => {
      const controller = new AbortController();
      const transport = new Scripted((request, signal) => {
        if (verb(request) === 'Signal') return soap(request, '<rsp:SignalResponse/>');
        if (!request.includes('DesiredStream CommandId')) return undefined;
        queueMicrotask(() => controller.abort('enough'));
        return hang(signal);
      });
      const session = await opened(transport);
      await expect(events(session.invoke({ name: 'x' }, controller.signal))).rejects.toBe('enough');
      await session.close(never);
      expect(transport.verbs.at(-1)).toBe('Delete');
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    },
  );

  it('can go on after an abort, once the command was stopped', async () => {
    const controller = new AbortController();
    let commands = 0;
    const transport = new Scripted((request, signal) => {
      if (verb(request) === 'Signal') return soap(request, '<rsp:SignalResponse/>');
      if (verb(request) !== 'Command' || commands++ > 0) return undefined;
      queueMicrotask(() => controller.abort('enough'));
      return untilAborted(signal);
    });
    const session = await opened(transport);
    await expect(events(session.invoke({ name: 'x' }, controller.signal))).rejects.toBe('enough');
    expect((await events(session.invoke({ name: 'x' }, never))).at(-1)).toMatchObject({ state: 'completed' });
    expect(transport.verbs.slice(-6)).toEqual(['Command', 'Signal', 'Signal', 'Command', 'Receive', 'Signal']);
    expect(transport.mostUnderWay).toBe(1);
  });
});

describe('close', () => {
  it('sends nothing where there can be no shell', async () => {
    const transport = new Scripted(() => page(401));
    const session = sessionOver(transport);
    await session.create(never).catch(() => undefined);
    expect(await session.close(never)).toBe('not-there');
    expect(transport.verbs).toEqual(['Create']);
  });

  it('deletes the shell it asked for when the answer was lost', async () => {
    const controller = new AbortController();
    const transport = new Scripted((request, signal) => {
      if (verb(request) !== 'Create') return undefined;
      controller.abort('enough');
      return untilAborted(signal);
    });
    const session = sessionOver(transport);
    await expect(session.create(controller.signal)).rejects.toBe('enough');
    expect([session.state, session.shellId]).toEqual(['uncertain', undefined]);
    expect(await session.close(never)).toBe('deleted');
    expect(transport.requests.at(-1)).toContain(`<w:Selector Name="ShellId">${session.requestedShellId}</w:Selector>`);
    expect(transport.requests[0]).toContain(`ShellId="${session.requestedShellId}"`);
  });

  it('leaves nothing hanging on the signal it was given', async () => {
    const { signal } = new AbortController();
    await (await opened(new Scripted())).close(signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('finds out that there is none any more', async () => {
    const session = await opened(
      new Scripted(always('Delete', (request) => fault(request, 2150858843, 'w:InvalidSelectors'))),
    );
    expect(await session.close(never)).toBe('not-there');
    expect(session.state).toBe('closed');
  });

  it('goes by the subcode where a fault has no number', async () => {
    const session = await opened(
      new Scripted(always('Delete', (request) => fault(request, undefined, 'w:InvalidSelectors'))),
    );
    expect(await session.close(never)).toBe('not-there');
  });

  it('is not fooled by another number under the same subcode', async () => {
    const session = await opened(new Scripted(always('Delete', (request) => fault(request, 5, 'w:InvalidSelectors'))));
    await expect(session.close(never)).rejects.toMatchObject({ faultCode: 5 });
  });

  it('can be tried again when it failed, and is done once', async () => {
    const transport = new Scripted(once('Delete', () => Promise.reject(new TransportError('timeout', 'late'))));
    const session = await opened(transport);
    await expect(session.close(never)).rejects.toBeInstanceOf(TransportError);
    expect(await session.close(never)).toBe('deleted');
    expect(await session.close(never)).toBe('not-there');
    expect(transport.verbs.filter((one) => one === 'Delete')).toHaveLength(2);
  });

  it('ends what is under way', async () => {
    const transport = new Scripted((request, signal) =>
      request.includes('DesiredStream CommandId') ? untilAborted(signal) : undefined,
    );
    const session = await opened(transport);
    const running = events(session.invoke({ name: 'x' }, never));
    const outcome = expect(running).rejects.toMatchObject({ name: 'ProtocolError', code: 'wrong-state' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await session.close(never)).toBe('deleted');
    await outcome;
    expect(transport.verbs.at(-1)).toBe('Delete');
  });

  it('is over at once when aborted', async () => {
    const session = await opened(new Scripted(always('Delete', forEver)));
    const controller = new AbortController();
    const closing = session.close(controller.signal);
    controller.abort('out of time');
    await expect(closing).rejects.toBe('out of time');
  });

  it('leaves nothing to be done afterwards', async () => {
    const session = await opened(new Scripted());
    await session.close(never);
    await expect(session.create(never)).rejects.toMatchObject({ code: 'wrong-state' });
    await expect(session.open(never)).rejects.toMatchObject({ code: 'wrong-state' });
    await expect(events(session.invoke({ name: 'x' }, never))).rejects.toMatchObject({ code: 'wrong-state' });
    await expect(session.exchangeKeys(never)).rejects.toMatchObject({ code: 'wrong-state' });
  });
});

describe('any server', () => {
  it('whatever it answers, there is an end, and it is typed', async () => {
    const genuine = captured('client-b-streams').exchanges.map(({ response }) => response);
    const edit = fc.tuple(
      fc.nat(),
      fc.nat({ max: 40 }),
      fc.oneof(fc.string({ maxLength: 10 }), fc.constantFrom('<', '</s:Body>', '&x;', 'AAAA', 'Done', '<rsp:Stream>')),
    );
    const answer = fc.record({
      text: fc.constantFrom(...genuine),
      edits: fc.array(edit, { maxLength: 2 }),
      status: fc.constantFrom(200, 500, 401),
      type: fc.constantFrom('application/soap+xml', 'text/html'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 8 }), async (answers) => {
        let turn = 0;
        const deadline = new AbortController();
        const transport: WsManTransport = {
          post: (request) => {
            const { text, edits, status, type } = answers[turn % answers.length]!;
            // An answer that says nothing new is asked for again, rightly, until the caller has had enough.
            if (turn++ > 20) deadline.abort('enough');
            const edited = edits.reduce(
              (body, [at, length, insert]) =>
                body.slice(0, at % body.length) + insert + body.slice((at % body.length) + length),
              text,
            );
            const related = edited.replace(/RelatesTo>[^<]*</, `RelatesTo>${messageId(request)}<`);
            return Promise.resolve({ status, headers: { 'content-type': type }, body: encode(related) });
          },
        };
        const session = sessionOver(transport);
        try {
          await session.create(deadline.signal);
          await session.open(deadline.signal);
          await events(session.invoke({ name: 'x' }, deadline.signal));
          await session.close(deadline.signal);
        } catch (error) {
          if (error !== 'enough' && !(error instanceof RemotingError)) throw error;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('errors never repeat the request', async () => {
    const failures: unknown[] = [];
    for (const say of [
      () => page(401),
      (request: string) => fault(request, 5),
      () => Promise.reject(new TransportError('connection', 'lost')),
      (request: string) => soap(request, ''),
    ]) {
      failures.push(
        await sessionOver(new Scripted(say))
          .create(never)
          .catch((error: unknown) => error),
      );
    }
    for (const failure of failures)
      expect([String(failure), JSON.stringify(failure), (failure as Error).stack].join()).not.toContain('creationXml');
  });
});
