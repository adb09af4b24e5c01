import { createServer as createHttp } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Network, pathTo, ProxySettingError } from '../../src/network/index.js';
import { tcpConnect, tcpConnectAny } from '../../src/network/tcp.js';

const open: Server[] = [];
const sockets = new Set<Socket>();
async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  open.push(server);
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}
const serve = (handle: (socket: Socket) => void): Promise<number> => listen(createServer(handle));
const serveHttp = (handle: RequestListener): Promise<number> => listen(createHttp(handle));

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const network = (probeMs = 1000): Network => new Network({ signal: new AbortController().signal, probeMs });
/** A port that nobody listens on: one that was just given back. */
const closedPort = async (): Promise<number> => {
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
  await new Promise((resolve) => server.close(resolve));
  return port;
};
const loopback = { address: '127.0.0.1', family: 4 } as const;

describe('a TCP connection', () => {
  it('that is accepted', async () => {
    const { probe, socket } = await tcpConnect(loopback, await serve(() => undefined), 1000);
    expect(probe.state).toBe('connected');
    socket?.destroy();
  });

  it('that is refused, with the code of the system', async () => {
    const { probe } = await tcpConnect(loopback, await closedPort(), 1000);
    expect(probe).toMatchObject({ state: 'refused', code: 'ECONNREFUSED' });
  });

  it('that gets no answer ends at its deadline', async () => {
    // A listener whose queue is full drops what comes: documentation addresses are not always unreachable inside a sandbox.
    const { probe } = await tcpConnect({ address: '192.0.2.1', family: 4 }, 9, 50);
    expect(['timed-out', 'unreachable', 'failed', 'refused']).toContain(probe.state);
    expect(probe.state).not.toBe('connected');
  });

  it('is given up when the run ends', async () => {
    const { probe } = await tcpConnect({ address: '192.0.2.1', family: 4 }, 9, 10_000, AbortSignal.timeout(10));
    expect(probe.state).not.toBe('connected');
  });

  it('goes to the first address that answers, and tells what became of the others', async () => {
    const port = await serve(() => undefined);
    const { probes, socket } = await tcpConnectAny([{ address: '::1', family: 6 }, loopback], port, 1000);
    expect(probes.at(-1)).toMatchObject({ address: '127.0.0.1', state: 'connected' });
    expect(probes[0]).toMatchObject({ address: '::1' });
    expect(probes[0]?.state).not.toBe('connected');
    socket?.destroy();
  });

  it('to no address at all is no connection', async () => {
    expect(await tcpConnectAny([], 1, 100)).toEqual({ probes: [] });
  });
});

describe('a name', () => {
  it('that does not exist is not found, which is an answer', async () => {
    expect((await network().resolve('does-not-exist.invalid')).state).toMatch(/not-found|failed/u);
  });
  it('that is an address needs no asking', async () => {
    expect(await network().resolve('192.0.2.7')).toEqual({
      state: 'literal',
      addresses: [{ address: '192.0.2.7', family: 4 }],
      durationMs: 0,
    });
    expect(await network().resolve('[::1]')).toMatchObject({
      state: 'literal',
      addresses: [{ address: '::1', family: 6 }],
    });
  });
});

describe('a plain port', () => {
  it('that answers says what it says, once', async () => {
    let asked = 0;
    const port = await serveHttp((request, response) => {
      asked++;
      expect(request.headers.authorization).toBeUndefined();
      response
        .writeHead(302, { Location: 'https://portal.example/login', Date: 'Sun, 22 Nov 2026 10:00:00 GMT' })
        .end();
    });
    const one = network();
    const [first, second] = await Promise.all([one.port('127.0.0.1', port), one.port('127.0.0.1', port)]);
    expect(first).toBe(second);
    expect(first.answer).toMatchObject({
      state: 'answered',
      status: 302,
      location: 'https://portal.example/login',
      date: 'Sun, 22 Nov 2026 10:00:00 GMT',
    });
    expect(asked).toBe(1);
    expect(one.probes().map(({ probe }) => probe)).toEqual(['resolve', 'port']);
  });

  it('that says nothing is silent, one that babbles is not HTTP, one that hangs up is lost', async () => {
    const silent = await serve(() => undefined);
    const babbling = await serve((socket) => socket.write(Buffer.alloc(40_000, 'SSH-2.0 ')));
    const hangingUp = await serve((socket) => socket.once('data', () => socket.destroy()));
    expect((await network(200).port('127.0.0.1', silent)).answer?.state).toBe('silent');
    expect((await network().port('127.0.0.1', babbling)).answer?.state).toBe('not-http');
    expect((await network().port('127.0.0.1', hangingUp)).answer?.state).toBe('lost');
  });

  it('that is closed has no answer', async () => {
    const probe = await network().port('127.0.0.1', await closedPort());
    expect(probe.tcp).toMatchObject([{ state: 'refused' }]);
    expect(probe.answer).toBeUndefined();
  });
});

describe('the path to an endpoint', () => {
  it('is the proxy of the environment, and never for loopback', () => {
    vi.stubEnv('HTTPS_PROXY', 'http://user:secret@proxy.example:3128');
    vi.stubEnv('NO_PROXY', 'direct.example');
    expect(pathTo(new URL('https://mail.contoso.com/'))).toMatchObject({
      via: 'proxy',
      host: 'proxy.example',
      port: 3128,
      secure: false,
    });
    expect(pathTo(new URL('https://direct.example/'))).toEqual({ via: 'direct' });
    for (const loop of ['https://127.0.0.1:1/', 'https://localhost/', 'https://[::1]/', 'https://127.9.9.9/'])
      expect(pathTo(new URL(loop))).toEqual({ via: 'direct' });
  });

  it('through a proxy written without a scheme is plain http, as everywhere', () => {
    vi.stubEnv('HTTPS_PROXY', 'proxy.example:3128');
    expect(pathTo(new URL('https://mail.contoso.com/'))).toMatchObject({
      via: 'proxy',
      host: 'proxy.example',
      port: 3128,
      secure: false,
    });
  });

  it.each(['socks5://proxy:1080', 'http://', 'ftp://proxy'])('through %s is unusable and reported so', (setting) => {
    vi.stubEnv('HTTPS_PROXY', setting);
    expect(() => pathTo(new URL('https://mail.contoso.com/'))).toThrow(ProxySettingError);
    expect(network().path('https://mail.contoso.com/')).toEqual({ via: 'unusable' });
  });

  it('does not show the password of the proxy, in probes either', async () => {
    const port = await serve((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')),
    );
    vi.stubEnv('HTTPS_PROXY', `http://user:s3cret-proxy@127.0.0.1:${port}`);
    const one = network();
    const reach = await one.reach('https://mail.contoso.example/');
    expect(reach).toMatchObject({ reached: false, tunnel: { state: 'refused', status: 407 } });
    expect(JSON.stringify(one.probes())).not.toContain('s3cret-proxy');
  });
});

describe('a proxy', () => {
  const proxyThat = async (answer: string): Promise<{ requests: string[] }> => {
    const requests: string[] = [];
    const port = await serve((socket) =>
      socket.once('data', (chunk) => {
        requests.push(chunk.toString());
        socket.write(answer);
      }),
    );
    vi.stubEnv('HTTPS_PROXY', `http://user:pass@127.0.0.1:${port}`);
    return { requests };
  };

  it('that opens a tunnel has reached the endpoint; it gets only its own account', async () => {
    const { requests } = await proxyThat('HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n');
    expect((await network().reach('https://mail.contoso.example:444/')).reached).toBe(true);
    expect(requests).toEqual([
      `CONNECT mail.contoso.example:444 HTTP/1.1\r\nHost: mail.contoso.example:444\r\nProxy-Authorization: Basic ${Buffer.from('user:pass').toString('base64')}\r\n\r\n`,
    ]);
  });

  it.each([
    ['forbids', 'HTTP/1.1 403 Forbidden\r\n\r\n', { state: 'refused', status: 403 }],
    ['is no proxy', 'SSH-2.0-OpenSSH\r\n\r\n', { state: 'not-http' }],
    ['speaks first inside its tunnel', 'HTTP/1.1 200 OK\r\n\r\nHELLO, NOT TLS\r\n', { state: 'not-http' }],
    ['says nothing', '', { state: 'timed-out' }],
    ['babbles without end', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(4000)}`, { state: 'not-http' }],
  ])('that %s', async (_what, answer, tunnel) => {
    await proxyThat(answer);
    expect(await network(300).reach('https://mail.contoso.example/')).toMatchObject({ reached: false, tunnel });
  });

  it('that is not there is reported as the proxy not being reached', async () => {
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${await closedPort()}`);
    const reach = await network().reach('https://mail.contoso.example/');
    expect(reach).toMatchObject({ reached: false, path: { via: 'proxy' }, tcp: [{ state: 'refused' }] });
  });
});

describe('a TLS handshake', () => {
  it.each([
    [
      'with something that is not TLS',
      (socket: Socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      'failed',
    ],
    ['that is cut', (socket: Socket) => socket.once('data', () => socket.resetAndDestroy()), 'reset'],
    ['that nobody answers', () => undefined, 'timed-out'],
  ] as const)('%s', async (_what, handle, state) => {
    const port = await serve(handle);
    expect((await network(300).tls(`https://127.0.0.1:${port}/`)).handshake?.state).toBe(state);
  });
});
