import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { clock, nameResolution, port443, port80, proxy, routeOffered } from 'exo-preflight/checks';
import type { ConnectionFacility, Facilities, FactId } from 'exo-preflight';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseTarget } from '../../src/exchange/index.js';
import type { TargetRequest } from '../../src/exchange/index.js';
import { makeCertificates } from '../../src/lab/certificates.js';
import { RecordedMachine } from '../../src/machine/recording/recorded-machine.js';
import { Network } from '../../src/network/index.js';
import type { Trust } from '../../src/network/index.js';
import type { Finding } from '../../src/preflight/index.js';
import { judge } from '../support/facilities.js';

const open: Server[] = [];
const sockets = new Set<Socket>();
async function listen(server: Server): Promise<number> {
  open.push(server.on('connection', (socket) => sockets.add(socket)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});
const closedPort = async (): Promise<number> => {
  const port = await listen(createServer());
  await new Promise((resolve) => open.pop()!.close(resolve));
  return port;
};

const nothingMore: Trust = { added: [], windowsRoots: () => Promise.resolve([]) };
type Given = Partial<TargetRequest> & {
  readonly trust?: Trust;
  readonly connection?: Partial<ConnectionFacility>;
  readonly facts?: Partial<Record<FactId, number | string>>;
  readonly probeMs?: number;
};

function facilities({
  trust = nothingMore,
  connection = {},
  facts = {},
  probeMs = 400,
  ...request
}: Given): Facilities {
  return {
    machine: new RecordedMachine(
      new Map(
        Object.entries({ 'host.platform': 'linux', ...facts }).map(([id, value]) => [
          id as FactId,
          { reading: { state: 'value', value } },
        ]),
      ),
      'simulated',
    ),
    network: new Network({ signal: new AbortController().signal, trust, probeMs }),
    route: chooseTarget({ route: 'partner-basic', tenant: 'contoso.onmicrosoft.com', ...request }),
    connection: {
      stack: 'none',
      reached: () => Promise.reject(new Error('not asked here')),
      ...connection,
    } as ConnectionFacility,
  };
}

const saying = (finding: Finding): string =>
  'symptom' in finding ? `${finding.status} ${finding.symptom}` : finding.status;

describe('route-offered', () => {
  it.each([
    ["Microsoft's own hosts on the way of the article", {}, 'fail route-closed'],
    ['a server of somebody else on the same way', { endpoint: 'https://mail.contoso.example/PowerShell/' }, 'pass'],
    [
      "Microsoft's own hosts on the way of an Exchange server",
      { route: 'exchange-server', endpoint: 'https://outlook.office365.com/PowerShell/' },
      'fail route-closed',
    ],
    [
      'a lab that stands for a closed server',
      { endpoint: 'https://127.0.0.1:1/', standsFor: 'ps.outlook.com' },
      'fail route-closed',
    ],
    ['an Exchange server', { route: 'exchange-server', endpoint: 'https://mail.contoso.example/PowerShell/' }, 'pass'],
    ['the REST service', { route: 'exchange-online' }, 'pass'],
  ] as const)('%s: %j is %s', async (_what, request, expected) =>
    expect(saying(await judge(routeOffered, facilities(request)))).toBe(expected),
  );
});

describe('name-resolution', () => {
  it('an address needs no name', async () =>
    expect(saying(await judge(nameResolution, facilities({ endpoint: 'https://127.0.0.1:1/' })))).toBe('pass'));
  it('a name of this machine is found', async () =>
    expect(saying(await judge(nameResolution, facilities({ endpoint: 'https://localhost:1/' })))).toBe('pass'));
  it('a name that does not exist fails, as not found or because nobody answers', async () => {
    expect(
      saying(await judge(nameResolution, facilities({ endpoint: 'https://no-such-host.invalid/', probeMs: 5000 }))),
    ).toMatch(/^fail (?:name-not-found|resolver-silent)$/u);
  });
  it('behind a proxy that works it does not matter that the name is not found here', async () => {
    const port = await listen(
      createServer((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))),
    );
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${port}`);
    expect(
      saying(await judge(nameResolution, facilities({ endpoint: 'https://no-such-host.invalid/', probeMs: 5000 }))),
    ).toBe('pass');
  });
  it('behind a proxy that does not work nobody can tell', async () => {
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${await closedPort()}`);
    expect(
      saying(await judge(nameResolution, facilities({ endpoint: 'https://no-such-host.invalid/', probeMs: 5000 }))),
    ).toBe('unknown');
  });
});

describe('port-443', () => {
  const secure = async (names?: Parameters<typeof makeCertificates>[0]) => {
    const { ca, cert, key } = await makeCertificates(names);
    return { ca, port: await listen(createTls({ cert, key }, (socket) => socket.on('error', () => undefined))) };
  };

  it('with a certificate of a known authority passes', async () => {
    const { ca, port } = await secure();
    expect(
      saying(
        await judge(
          port443,
          facilities({ endpoint: `https://127.0.0.1:${port}/`, trust: { ...nothingMore, added: [ca] } }),
        ),
      ),
    ).toBe('pass');
  });
  it('with one that nobody knows fails, and tells who issued it', async () => {
    const { port } = await secure();
    const finding = await judge(port443, facilities({ endpoint: `https://127.0.0.1:${port}/` }));
    expect(saying(finding)).toBe('fail certificate-untrusted');
    expect(JSON.stringify(finding)).toContain('exo-preflight lab');
  });
  it('with one that only Windows knows warns', async () => {
    const { ca, port } = await secure();
    expect(
      saying(
        await judge(
          port443,
          facilities({
            endpoint: `https://127.0.0.1:${port}/`,
            trust: { added: [], windowsRoots: () => Promise.resolve([ca]) },
          }),
        ),
      ),
    ).toBe('warn certificate-trusted-by-windows-only');
  });
  it('with one outside what its authority may sign is never trusted', async () => {
    const { ca, port } = await secure({ dns: ['mail.contoso.example'], addresses: [] });
    expect(
      saying(
        await judge(
          port443,
          facilities({ endpoint: `https://127.0.0.1:${port}/`, trust: { ...nothingMore, added: [ca] } }),
        ),
      ),
    ).toMatch(/^fail certificate-(?:invalid|name|untrusted)$/u);
  });
  it.each([
    ['closed', async () => closedPort(), 'fail endpoint-refused'],
    [
      'open without TLS',
      async () => listen(createServer((socket) => socket.once('data', () => socket.end('no TLS here')))),
      'fail tls-failed',
    ],
    [
      'cut at the first byte',
      async () => listen(createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))),
      'fail tls-reset',
    ],
    ['silent', async () => listen(createServer(() => undefined)), 'fail tls-timed-out'],
  ])('%s', async (_what, port, expected) =>
    expect(saying(await judge(port443, facilities({ endpoint: `https://127.0.0.1:${await port()}/` })))).toBe(expected),
  );
  it.each([
    ['asks who we are', 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', 'fail proxy-authentication'],
    ['forbids it', 'HTTP/1.1 403 Forbidden\r\n\r\n', 'fail proxy-refused'],
  ])('behind a proxy that %s', async (_what, answer, expected) => {
    vi.stubEnv(
      'HTTPS_PROXY',
      `http://127.0.0.1:${await listen(createServer((socket) => socket.once('data', () => socket.end(answer))))}`,
    );
    expect(saying(await judge(port443, facilities({ endpoint: 'https://mail.contoso.example/' })))).toBe(expected);
  });
  it('behind a proxy that is not there', async () => {
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${await closedPort()}`);
    expect(saying(await judge(port443, facilities({ endpoint: 'https://mail.contoso.example/' })))).toBe(
      'fail proxy-unreachable',
    );
  });
  it('has no meaning for plain http', async () =>
    expect(saying(await judge(port443, facilities({ endpoint: 'http://127.0.0.1:1/' })))).toBe('not-applicable'));
});

describe('port-80', () => {
  const answering = (head: string) =>
    listen(createServer((socket) => socket.once('data', () => socket.end(`${head}\r\nContent-Length: 0\r\n\r\n`))));
  const at = async (port: number, more: Given = {}) =>
    saying(
      await judge(
        port80,
        facilities({ endpoint: 'https://127.0.0.1:1/', httpEndpoint: `http://127.0.0.1:${port}`, ...more }),
      ),
    );

  it('open passes', async () =>
    expect(await at(await answering('HTTP/1.1 301 Moved\r\nLocation: https://elsewhere.example/'))).toBe('pass'));
  it('closed is a warning where the connection is https', async () =>
    expect(await at(await closedPort())).toBe('warn port-80-blocked'));
  it('closed is a failure where it is the endpoint itself', async () => {
    const port = await closedPort();
    expect(
      saying(
        await judge(port80, facilities({ endpoint: `http://127.0.0.1:${port}/PowerShell/`, route: 'exchange-server' })),
      ),
    ).toBe('fail port-80-is-the-endpoint');
  });
  it('closed does not matter where a proxy carries the connection, to whichever endpoint', async () => {
    vi.stubEnv(
      'HTTP_PROXY',
      `http://127.0.0.1:${await listen(createServer((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))))}`,
    );
    expect(
      saying(
        await judge(
          port80,
          facilities({
            endpoint: 'http://mail.contoso.example/PowerShell/',
            httpEndpoint: `http://127.0.0.1:${await closedPort()}`,
            route: 'exchange-server',
            allowPlainHttp: true,
          }),
        ),
      ),
    ).toBe('pass');
  });
  it('a portal that says so is one', async () =>
    expect(await at(await answering('HTTP/1.1 511 Network Authentication Required'))).toBe('warn captive-portal'));
  it.each([
    ['to a stranger', 'https://login.hotel.example/', 'warn captive-portal'],
    ["to another of Microsoft's", 'https://outlook.office.com/', 'pass'],
    ['to itself', '/owa/', 'pass'],
  ])("in the place of Microsoft's server a redirect %s", async (_what, location, expected) => {
    const port = await answering(`HTTP/1.1 302 Found\r\nLocation: ${location}`);
    expect(await at(port, { standsFor: 'ps.outlook.com' })).toBe(expected);
  });
});

describe('proxy', () => {
  it('none, and none needed', async () => {
    const port = await listen(createServer());
    expect(saying(await judge(proxy, facilities({ endpoint: `https://127.0.0.1:${port}/` })))).toBe('pass');
  });
  it('one that works', async () => {
    vi.stubEnv(
      'HTTPS_PROXY',
      `http://127.0.0.1:${await listen(createServer((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))))}`,
    );
    expect(saying(await judge(proxy, facilities({ endpoint: 'https://mail.contoso.example/' })))).toBe('pass');
  });
  it('one that is no proxy at all', async () => {
    vi.stubEnv('HTTPS_PROXY', 'socks5://127.0.0.1:1');
    expect(saying(await judge(proxy, facilities({ endpoint: 'https://mail.contoso.example/' })))).toBe(
      'warn proxy-setting-unusable',
    );
  });
  it('Windows has one and the connection has none and does not get through', async () => {
    const facts = { 'host.platform': 'win32', 'proxy.wininet.enabled': 1, 'proxy.wininet.server': 'proxy:8080' };
    expect(
      saying(await judge(proxy, facilities({ endpoint: `https://127.0.0.1:${await closedPort()}/`, facts }))),
    ).toBe('warn proxy-only-elsewhere');
  });
  it('nothing gets through and no setting would help', async () => {
    expect(saying(await judge(proxy, facilities({ endpoint: `https://127.0.0.1:${await closedPort()}/` })))).toBe(
      'unknown',
    );
  });
});

describe('clock', () => {
  const minutes = (count: number): number => count * 60_000;
  const with_ = (offMs: number, broken?: object) =>
    facilities({
      endpoint: 'https://127.0.0.1:1/',
      connection: {
        reached: () =>
          Promise.resolve(
            (broken ?? {
              stage: 'http',
              redirect: 0,
              startedMs: 0,
              durationMs: 1,
              evidence: [],
              state: 'passed',
            }) as never,
          ),
        serverTime: () => ({ serverMs: 1_000_000_000, localMs: 1_000_000_000 + offMs, uncertaintyMs: 50 }),
      },
    });
  it.each([
    ['to the second', 0, 'pass'],
    ['five minutes ahead, within what the header can tell', minutes(5), 'pass'],
    ['six minutes ahead', minutes(6), 'warn clock-off'],
    ['six minutes behind', minutes(-6), 'warn clock-off'],
    ['a year behind', minutes(-525_600), 'warn clock-off'],
  ])('%s', async (_what, off, expected) => expect(saying(await judge(clock, with_(off)))).toBe(expected));
  it('is the fault when the certificate is refused for its dates at the same time', async () => {
    const broken = {
      state: 'not-reached',
      broken: {
        stage: 'tls',
        redirect: 0,
        startedMs: 0,
        durationMs: 1,
        evidence: [],
        state: 'broken',
        symptom: 'certificate-dates',
      },
    };
    expect(saying(await judge(clock, with_(minutes(600), broken)))).toBe('fail clock-breaks-tls');
  });
  it('comes from plain http where the https port is closed', async () => {
    const port = await listen(
      createHttp((_request, response) =>
        response.writeHead(200, { Date: new Date(Date.now() - minutes(60)).toUTCString() }).end(),
      ),
    );
    const shut = {
      state: 'not-reached',
      broken: {
        stage: 'tls',
        redirect: 0,
        startedMs: 0,
        durationMs: 1,
        evidence: [],
        state: 'broken',
        symptom: 'certificate-dates',
      },
    };
    const given = facilities({
      endpoint: 'https://127.0.0.1:1/',
      httpEndpoint: `http://127.0.0.1:${port}`,
      connection: { reached: () => Promise.resolve(shut as never), serverTime: () => undefined },
    });
    expect(saying(await judge(clock, given))).toBe('fail clock-breaks-tls');
  });
  it('without any server that tells its time is unknown', async () => {
    const given = facilities({
      endpoint: 'https://127.0.0.1:1/',
      httpEndpoint: `http://127.0.0.1:${await closedPort()}`,
      connection: { reached: () => Promise.resolve({ state: 'passed' } as never), serverTime: () => undefined },
    });
    expect(saying(await judge(clock, given))).toBe('unknown');
  });
});
