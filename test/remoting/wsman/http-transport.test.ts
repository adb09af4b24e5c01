import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { basicAuthorization, CredentialError, httpTransport } from '../../../src/remoting/index.js';
import type { HttpTransport, HttpTransportOptions, TransportError } from '../../../src/remoting/index.js';
import { CookieJar } from '../../../src/remoting/wsman/cookie-jar.js';

const never = { signal: new AbortController().signal, timeoutMs: 20_000 };
const text = (body: Uint8Array): string => new TextDecoder().decode(body);

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly socket: Socket;
}

let servers: { close(): unknown; closeAllConnections?: () => void }[] = [];
let transports: HttpTransport[] = [];
afterEach(() => {
  for (const transport of transports) transport.close();
  for (const server of servers) {
    server.closeAllConnections?.();
    server.close();
  }
  [servers, transports] = [[], []];
});

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A server that answers as reported and remembers what it was asked. */
async function serving(
  answer: (response: ServerResponse, seen: Seen, count: number) => void,
): Promise<{ url: string; seen: Seen[]; port: number }> {
  const seen: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        socket: request.socket,
      };
      seen.push(one);
      answer(response, one, seen.length);
    });
  };
  const port = await listening(createServer({ keepAliveTimeout: 60_000 }, listener));
  return { url: `http://127.0.0.1:${port}/PowerShell?DelegatedOrg=contoso.com;PSVersion=5.1`, seen, port };
}

function over(options: HttpTransportOptions): HttpTransport {
  const transport = httpTransport(options);
  transports.push(transport);
  return transport;
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'answered',
    (error: unknown) => error,
  );

describe('httpTransport', () => {
  it('posts the message with the headers of a WinRM client, on one connection', async () => {
    const { url, seen } = await serving((response, { body }) =>
      response.writeHead(200, { 'X-FEServer': 'front' }).end(`<${body}>`),
    );
    const transport = over({ url, authorization: 'Basic abc' });
    const answers = [await transport.post('å', never), await transport.post('b', never)];
    expect(answers.map(({ status, body }) => [status, text(body)])).toEqual([
      [200, '<å>'],
      [200, '<b>'],
    ]);
    expect(answers[0]!.headers).toMatchObject({ 'x-feserver': 'front' });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/PowerShell?DelegatedOrg=contoso.com;PSVersion=5.1',
      body: 'å',
    });
    expect(seen[0]!.headers).toMatchObject({
      host: new URL(url).host,
      'content-type': 'application/soap+xml;charset=UTF-8',
      'content-length': '2',
      'user-agent': 'Microsoft WinRM Client',
      'accept-encoding': 'identity',
      authorization: 'Basic abc',
      connection: 'keep-alive',
    });
    expect(seen[0]!.socket).toBe(seen[1]!.socket);
  });

  it('leaves nothing hanging on the connection, however many messages it carries', async () => {
    const { url, port } = await serving((response) => response.end());
    const socket = connect(port, '127.0.0.1');
    const signal = new AbortController().signal;
    const transport = over({ url, createConnection: () => socket });
    const listeners = (): number => socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0);
    await transport.post('0', { signal, timeoutMs: 20_000 });
    const after = listeners();
    for (let message = 1; message < 40; message++) await transport.post(String(message), { signal, timeoutMs: 20_000 });
    expect(listeners()).toBeLessThanOrEqual(after);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('asks for the authorization before every request', async () => {
    const { url, seen } = await serving((response) => response.writeHead(401).end());
    const headers = [undefined, 'Basic abc'];
    const transport = over({ url, authorization: () => headers.shift() });
    await transport.post('', never);
    await transport.post('', never);
    expect(seen.map(({ headers: { authorization } }) => authorization)).toEqual([undefined, 'Basic abc']);
  });

  it('gives every cookie back, the newest of each name', async () => {
    const { url, seen } = await serving((response, _, count) => {
      if (count === 1)
        response.setHeader('Set-Cookie', [
          'MS-WSMAN=one; path=/PowerShell; secure; HttpOnly',
          'X-BackEndCookie=b=2==',
          'nothing',
        ]);
      if (count === 2) response.setHeader('Set-Cookie', 'MS-WSMAN=two');
      response.end();
    });
    const transport = over({ url });
    for (let count = 0; count < 3; count++) await transport.post('', never);
    expect(seen.map(({ headers: { cookie } }) => cookie)).toEqual([
      undefined,
      'MS-WSMAN=one; X-BackEndCookie=b=2==',
      'MS-WSMAN=two; X-BackEndCookie=b=2==',
    ]);
  });

  it('never follows a redirect', async () => {
    const { url, seen } = await serving((response) => response.writeHead(302, { Location: '/elsewhere' }).end());
    expect(await over({ url, authorization: 'Basic abc' }).post('', never)).toMatchObject({
      status: 302,
      headers: { location: '/elsewhere' },
    });
    expect(seen).toHaveLength(1);
  });

  it('stops reading an answer that is too large', async () => {
    const { url } = await serving((response) => {
      response.write(Buffer.alloc(600));
      response.write(Buffer.alloc(600));
    });
    await expect(over({ url, maxBodyBytes: 1000 }).post('', never)).rejects.toMatchObject({
      name: 'TransportError',
      code: 'too-large',
    });
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('undoes %s that nobody asked for, within the same limit', async (encoding, compress) => {
    const { url } = await serving((response, { body }) =>
      response.writeHead(403, { 'Content-Encoding': encoding }).end(compress(Buffer.alloc(Number(body), 'x'))),
    );
    const transport = over({ url, maxBodyBytes: 1000 });
    expect(text((await transport.post('1000', never)).body)).toBe('x'.repeat(1000));
    await expect(transport.post('1000000', never)).rejects.toMatchObject({ code: 'too-large' });
  });

  it.each(['gzip', 'strange'])('says so when a %s body can not be read', async (encoding) => {
    const { url } = await serving((response) => response.writeHead(200, { 'Content-Encoding': encoding }).end('plain'));
    await expect(over({ url }).post('', never)).rejects.toMatchObject({ name: 'TransportError', code: 'encoding' });
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['there is no answer', () => undefined],
    ['the answer does not end', (response) => response.write('<begin')],
  ])('is late when %s in time', async (_, answer) => {
    const { url } = await serving(answer);
    await expect(over({ url }).post('', { ...never, timeoutMs: 30 })).rejects.toMatchObject({
      name: 'TransportError',
      code: 'timeout',
    });
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['before', () => undefined],
    ['in the middle of', (response) => response.write('<begin')],
  ])('is over at once when aborted %s the answer, and drops the connection', async (_, answer) => {
    const controller = new AbortController();
    const dropped = new Promise<void>((resolve) => {
      void serving((response, { socket }) => {
        socket.once('close', resolve);
        answer(response);
        setTimeout(() => controller.abort('enough'), 5);
      }).then(async ({ url }) => {
        await expect(over({ url }).post('', { ...never, signal: controller.signal })).rejects.toBe('enough');
      });
    });
    await dropped;
  });

  it('is not sent when aborted before', async () => {
    const { url, seen } = await serving((response) => response.end());
    await expect(over({ url }).post('', { ...never, signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(seen).toEqual([]);
  });

  it('tells "nobody there" from "went away"', async () => {
    const { url, port } = await serving((response) => response.socket!.destroy());
    expect(await errorOf(over({ url }).post('', never))).toMatchObject({
      code: 'connection',
      systemCode: 'ECONNRESET',
    });
    servers[0]!.close();
    const gone = await errorOf(over({ url: `http://127.0.0.1:${port}/` }).post('', never));
    expect(gone).toMatchObject({ code: 'unreachable', systemCode: 'ECONNREFUSED' });
    expect((gone as TransportError).cause).toBeInstanceOf(Error);
  });

  it('tells "nobody there" where TLS does not come about', async () => {
    const port = await listening(createTcpServer((socket) => socket.end('this is no TLS')));
    expect(await errorOf(over({ url: `https://127.0.0.1:${port}/` }).post('', never))).toMatchObject({
      name: 'TransportError',
      code: 'unreachable',
    });
  });

  it('sends again over a kept connection that has died meanwhile what does no harm twice, and nothing else', async () => {
    let answers = 0;
    const asked: string[] = [];
    const port = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', (chunk) => {
          asked.push(chunk.toString().at(-1)!);
          // The second request on a connection finds nobody.
          if (socket.bytesWritten > 0) return void socket.resetAndDestroy();
          answers++;
          return socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        });
      }),
    );
    const transport = over({ url: `http://127.0.0.1:${port}/` });
    await transport.post('a', never);
    expect(text((await transport.post('b', { ...never, isRepeatable: true })).body)).toBe('ok');
    expect(answers).toBe(2);
    expect(await errorOf(transport.post('c', never))).toMatchObject({ code: 'connection' });
    expect(asked).toEqual(['a', 'b', 'b', 'c']);
  });

  it('uses a connection that is handed in, and asks for another when that one is gone', async () => {
    const { url, port, seen } = await serving((response, _, count) =>
      count === 2 ? response.writeHead(200, { Connection: 'close' }).end() : response.end(),
    );
    const targets: unknown[] = [];
    const transport = over({
      url: url.replace('http://127.0.0.1', 'https://exchange.example'),
      createConnection: async (target) => {
        targets.push(target);
        const socket = connect(port, '127.0.0.1');
        await new Promise((resolve) => socket.once('connect', resolve));
        return socket;
      },
    });
    for (let count = 0; count < 3; count++) expect((await transport.post('', never)).status).toBe(200);
    expect(targets).toEqual(Array.from({ length: 2 }, () => ({ host: 'exchange.example', port, isTls: true })));
    expect(seen[0]!.headers.host).toBe(`exchange.example:${port}`);
  });

  it.each(['throws', 'rejects'])('says so when no connection is handed in: %s', async (how) => {
    const refusal = new Error('the proxy said no');
    const createConnection = (): Promise<never> => {
      if (how === 'throws') throw refusal;
      return Promise.reject(refusal);
    };
    expect(await errorOf(over({ url: 'https://exchange.example/', createConnection }).post('', never))).toMatchObject({
      name: 'TransportError',
      code: 'unreachable',
      cause: refusal,
    });
  });

  it('does not wait for a connection when aborted', async () => {
    const controller = new AbortController();
    const transport = over({
      url: 'https://exchange.example/',
      createConnection: () => new Promise(() => controller.abort('enough')),
    });
    await expect(transport.post('', { ...never, signal: controller.signal })).rejects.toBe('enough');
  });

  it.each(['ftp://server/', 'https://user:secret@server/', 'server'])('refuses the URL %s', (url) => {
    expect(() => httpTransport({ url })).toThrow(TypeError);
  });

  it('errors repeat neither the authorization nor the message', async () => {
    const { url } = await serving((response) => response.socket!.destroy());
    for (const target of [url, 'http://127.0.0.1:1/']) {
      const error = (await errorOf(
        over({ url: target, authorization: 'Basic c2VjcmV0' }).post('the message', never),
      )) as Error & { cause: Error };
      const all = [error, error.cause].flatMap((one) => [String(one), one.stack, JSON.stringify(one)]).join();
      expect(all).not.toMatch(/c2VjcmV0|the message/);
    }
  });
});

describe('CookieJar', () => {
  it('drops what is too much', () => {
    const jar = new CookieJar();
    jar.take(undefined);
    jar.take([
      '=nameless',
      'no value',
      `long=${'x'.repeat(4096)}`,
      'bell=\u0007',
      'wide=\u0100',
      ...Array.from({ length: 70 }, (_, index) => `c${index}=${index}`),
    ]);
    jar.take(['c0=again']);
    const cookies = jar.header()!.split('; ');
    expect(cookies).toHaveLength(64);
    expect([cookies[0], cookies.at(-1)]).toEqual(['c0=again', 'c63=63']);
  });
});

describe('basicAuthorization', () => {
  it('is base64 of UTF-8', () => {
    expect(basicAuthorization('ådmin@contoso.com', 'pass:wörd ')).toBe(
      `Basic ${Buffer.from('ådmin@contoso.com:pass:wörd ').toString('base64')}`,
    );
  });

  it.each([
    ['a:b', 'Pa55', 'colon-in-user'],
    ['a', 'b\r\nX: y', 'control-character'],
    ['a\0', 'b', 'control-character'],
    ['a', 'b\u0085', 'control-character'],
  ])('refuses %j with %j, without repeating them', (user, password, code) => {
    const refusal = ((): unknown => {
      try {
        return basicAuthorization(user, password);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(CredentialError);
    expect(refusal).toMatchObject({ code });
    expect(String(refusal)).not.toContain(password);
  });
});
