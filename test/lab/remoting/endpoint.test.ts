import fc from 'fast-check';
import { connect, Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { basicAuthorization } from '../../../src/remoting/index.js';
import { makeCertificates } from '../../../src/lab/certificates.js';
import { listenOnLoopback } from '../../../src/lab/remoting/http/loopback-server.js';
import type { Lab } from '../../../src/lab/index.js';
import { captured } from '../../remoting/vectors.js';
import { create, faultIn, Packets, receive, shellIdIn, soap } from './messages.js';
import { ask, askSoap, never, outputsOf, run, Scene, soapHeaders } from './talk.js';

const scene = new Scene();
afterEach(async () => {
  vi.restoreAllMocks();
  await scene.end();
});

const portOf = (url: string): string => new URL(url).port;
const creation = (): string => soap(create(new Packets().opening()));
const healthyStill = async (lab: Lab): Promise<void> => {
  const session = await scene.opened(lab);
  expect(outputsOf(await run(session, { name: 'Get-Mailbox' }))).toHaveLength(5);
  await session.close(never);
};

describe('the endpoint', () => {
  it.each(['', '/', '?DelegatedOrg=contoso.com', '/?x=1;y=2'])(
    'is at its two paths, however they are spelled, with %j behind them',
    async (rest) => {
      const lab = await scene.lab();
      const { origin } = new URL(lab.https);
      for (const path of ['/powershell-liveid', '/PowerShell-LiveID', '/PowerShell', '/POWERSHELL']) {
        const { body } = await askSoap(lab, creation(), `${origin}${path}${rest}`);
        const shellId = shellIdIn(body);
        expect(shellId).not.toBe('');
        expect(body).toContain(`<a:Address>${origin}${path}${rest}</a:Address>`);
        await askSoap(lab, soap({ action: 'http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete', shellId }));
      }
    },
  );

  it.each([
    '/',
    '/wsman',
    '/powershell-liveid/x',
    '/powershell-liveidx',
    '//powershell',
    '/powershell//',
    '/%70owershell',
  ])('is not at %s', async (path) => {
    const lab = await scene.lab();
    const { status, body } = await askSoap(lab, creation(), `${new URL(lab.https).origin}${path}`);
    expect([status, body]).toEqual([404, '']);
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND'])('takes no %s', async (method) => {
    const lab = await scene.lab();
    const { status, headers } = await ask(lab, lab.https, { method, headers: soapHeaders(lab) });
    expect([status, headers.allow]).toEqual([405, 'POST']);
  });

  it('offers Basic to whoever comes without an account, keeps the connection, and counts nobody', async () => {
    const lab = await scene.lab();
    const { status, headers, body } = await ask(lab, lab.https, {
      headers: { 'Content-Type': 'application/soap+xml' },
      body: creation(),
    });
    expect([status, body, headers['www-authenticate']]).toEqual([401, '', 'Basic realm="lab"']);
    expect(lab.counts()).toEqual({ shellsOpened: 0, shellsLeft: 0, signIns: 0, signInsRefused: 0 });
  });

  it.each([
    ['another password', (lab: Lab) => basicAuthorization(lab.user, `${lab.password}x`)],
    ['another user', (lab: Lab) => basicAuthorization(`x${lab.user}`, lab.password)],
    ['a user alone', (lab: Lab) => `Basic ${Buffer.from(lab.user).toString('base64')}`],
    ['nothing behind it', () => 'Basic '],
    ['a colon', () => `Basic ${Buffer.from(':').toString('base64')}`],
    ['no base64', () => 'Basic !!!'],
    ['another scheme', (lab: Lab) => basicAuthorization(lab.user, lab.password).replace('Basic', 'Bearer')],
    [
      'the right one in another encoding',
      (lab: Lab) => `Basic ${Buffer.from(`${lab.user}:${lab.password}`, 'utf16le').toString('base64')}`,
    ],
  ])('refuses %s', async (_, authorization) => {
    const lab = await scene.lab();
    const { status, body } = await ask(lab, lab.https, {
      headers: { ...soapHeaders(lab), Authorization: authorization(lab) },
      body: creation(),
    });
    expect([status, body]).toEqual([401, '']);
    expect(lab.counts()).toEqual({ shellsOpened: 0, shellsLeft: 0, signIns: 0, signInsRefused: 1 });
  });

  it('counts a sign-in once a session, whatever becomes of it', async () => {
    const lab = await scene.lab();
    const { body } = await askSoap(lab, creation());
    for (let count = 0; count < 3; count++) await askSoap(lab, soap({ ...receive(shellIdIn(body)), timeout: 'PT0S' }));
    expect(lab.counts().signIns).toBe(1);
    await askSoap(lab, soap({ ...create(new Packets().opening()), resource: 'urn:nothing' }));
    expect(lab.counts()).toEqual({ shellsOpened: 1, shellsLeft: 1, signIns: 2, signInsRefused: 0 });
  });

  it('knows the account by its name in any case', async () => {
    const lab = await scene.lab();
    const { status } = await ask(lab, lab.https, {
      headers: {
        ...soapHeaders(lab),
        Authorization: basicAuthorization(lab.user.toUpperCase(), lab.password).replace('Basic', 'bASIC'),
      },
      body: creation(),
    });
    expect(status).toBe(200);
  });

  it.each([
    ['text/xml', 415],
    ['application/xml', 415],
    ['multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"', 415],
    ['application/soap+xml;charset=ISO-8859-1', 415],
    ['', 415],
    ['application/soap+xml', 200],
    ['APPLICATION/SOAP+XML; Charset="utf-8"', 200],
  ])('answers a message of type %j with %i', async (type, status) => {
    const lab = await scene.lab();
    expect(
      (await ask(lab, lab.https, { headers: { ...soapHeaders(lab), 'Content-Type': type }, body: creation() })).status,
    ).toBe(status);
  });

  it('reads and writes UTF-16 for those who do', async () => {
    const lab = await scene.lab();
    const type = 'application/soap+xml;charset=UTF-16';
    for (const mark of ['', '\uFEFF']) {
      const { status, headers } = await ask(lab, lab.https, {
        headers: { ...soapHeaders(lab), 'Content-Type': type },
        body: Buffer.from(mark + creation(), 'utf16le'),
      });
      expect([status, headers['content-type']]).toEqual([200, type]);
    }
  });

  it.each([
    ['nothing', ''],
    ['no XML', 'hello'],
    ['a page', '<!DOCTYPE html><html><body>hello</body></html>'],
    ['XML that is no message', '<a><b/></a>'],
    ['a message of SOAP 1.1', '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>'],
    ['no UTF-8', Uint8Array.of(0x3c, 0xff, 0xfe)],
  ])('calls %s a bad request', async (_, body) => {
    const lab = await scene.lab();
    const answer = await ask(lab, lab.https, { headers: soapHeaders(lab), body });
    expect([answer.status, answer.body]).toEqual([400, '']);
  });

  it.each([
    ['cut off', (whole: string) => whole.slice(0, whole.length / 2)],
    ['with a document type', (whole: string) => `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${whole}`],
    ['with an entity of its own', (whole: string) => whole.replace('PT20S', '&e;')],
    [
      'nested without end',
      (whole: string) => whole.replace('<env:Body>', `<env:Body>${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}`),
    ],
    ['with elements without end', (whole: string) => whole.replace('<env:Body>', `<env:Body>${'<a/>'.repeat(5000)}`)],
  ])('answers a message that is %s with a fault', async (_, damage) => {
    const lab = await scene.lab();
    const { status, body } = await askSoap(lab, damage(creation()));
    expect(status).toBe(500);
    expect(faultIn(body)).toEqual({ code: '2150858819', subcode: 'w:SchemaValidationError' });
  });

  it('reads a megabyte and no more', async () => {
    const lab = await scene.lab();
    const padded = (bytes: number): string => creation().padEnd(bytes);
    expect((await askSoap(lab, padded(1024 * 1024))).status).toBe(200);
    expect((await askSoap(lab, padded(1024 * 1024 + 1))).status).toBe(413);
    await healthyStill(lab);
  });

  it('answers whatever bytes come, and goes on', async () => {
    const lab = await scene.lab();
    const genuine = [creation(), ...captured('client-b-get-mailbox').exchanges.map(({ request }) => request)];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...genuine),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 5 }),
        fc.option(fc.nat()),
        async (text, flips, end) => {
          const bytes = Buffer.from(text);
          for (const [at, value] of flips) bytes[at % bytes.length] = value;
          // Nothing here is worth waiting for.
          const body = bytes.toString('latin1').replace(/PT\d+(\.\d+)?S/g, 'PT0S');
          const { status } = await ask(lab, lab.http, {
            headers: soapHeaders(lab),
            body: Buffer.from(end === null ? body : body.slice(0, end % body.length), 'latin1'),
          });
          expect([200, 400, 500]).toContain(status);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the rim', () => {
  /** Says something over TCP and gives back all that is answered until the end. */
  const talk = (port: number, text: string, host = '127.0.0.1'): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host }, () => socket.write(text));
      let heard = '';
      socket.on('data', (data) => (heard += data.toString('latin1')));
      socket.on('end', () => resolve(heard));
      socket.on('close', () => resolve(heard));
      socket.on('error', reject);
    });

  it.each([
    ['127.0.0.1:PORT', 401],
    ['localhost:PORT', 401],
    ['LOCALHOST:PORT', 401],
    ['[::1]:PORT', 401],
    ['localhost', 421],
    ['localhost:1', 421],
    ['evil.example:PORT', 421],
    ['localhost.evil.example:PORT', 421],
    ['127.0.0.1.nip.io:PORT', 421],
    ['localhost:PORT@evil.example', 421],
    ['user@localhost:PORT', 421],
    ['localhost:PORT/x', 421],
    ['0.0.0.0:PORT', 421],
  ])('to a request for %j answers %i', async (host, status) => {
    const lab = await scene.lab();
    for (const url of [lab.http, lab.https]) {
      expect(
        (
          await ask(lab, url, {
            headers: { Host: host.replace('PORT', portOf(url)), 'Content-Type': 'application/soap+xml' },
            body: 'x',
          })
        ).status,
      ).toBe(status);
    }
  });

  it('answers on both addresses that are this machine, at the same port, and on no other', async () => {
    const lab = await scene.lab();
    const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
    const hasIpv6 = addresses.some(({ address }) => address === '::1');
    for (const url of [lab.http, lab.https]) {
      for (const host of ['127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])])
        expect((await ask(lab, url.replace('127.0.0.1', host))).status).toBe(401);
      for (const { address, family } of addresses) {
        if (address === '127.0.0.1' || address === '::1' || address.startsWith('fe80')) continue;
        const reached = await talk(Number(portOf(url)), 'GET / HTTP/1.0\r\n\r\n', address).then(
          () => `reached on ${family} ${address}`,
          (error: unknown) => (error as NodeJS.ErrnoException).code,
        );
        expect(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']).toContain(reached);
      }
    }
  });

  /** A machine where listening on ::1 ends in an error, as often as said. */
  const withoutIpv6 = (code: string, times: number): void => {
    const { listen } = Server.prototype as unknown as { listen: (this: Server, ...rest: unknown[]) => Server };
    let left = times;
    vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...rest: unknown[]) {
      if ((rest[0] as { host?: string }).host !== '::1' || left-- <= 0) return listen.apply(this, rest);
      process.nextTick(() => this.emit('error', Object.assign(new Error(code), { code })));
      return this;
    });
  };

  it.each(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])('does without ::1 where there is none (%s)', async (code) => {
    withoutIpv6(code, Infinity);
    const lab = await scene.lab({ scenario: 'redirect' });
    expect((await ask(lab, lab.https)).status).toBe(302);
    await expect(ask(lab, lab.https.replace('127.0.0.1', '[::1]'))).rejects.toThrow();
  });

  it('tries another port where another program has the same one on ::1, and gives up on a port it was given', async () => {
    withoutIpv6('EADDRINUSE', 3);
    const lab = await scene.lab();
    expect((await ask(lab, lab.https)).status).toBe(401);
    await lab.close();
    vi.restoreAllMocks();
    withoutIpv6('EADDRINUSE', Infinity);
    await expect(scene.lab({ port: Number(portOf(lab.https)) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(scene.lab()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('takes the port it is given, and says when it can not', async () => {
    const first = await scene.lab();
    await expect(scene.lab({ port: Number(portOf(first.https)) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
    const second = await scene.lab({ port: Number(portOf(first.https)) });
    expect(portOf(second.https)).toBe(portOf(first.https));
    expect((await ask(second, second.https)).status).toBe(401);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['a line without end', `POST /${'x'.repeat(70_000)} HTTP/1.1\r\n\r\n`],
    ['headers without end', `POST /powershell-liveid HTTP/1.1\r\nHost: localhost\r\n${'X: y\r\n'.repeat(20_000)}\r\n`],
    [
      'two lengths',
      'POST /powershell-liveid HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
    ],
    [
      'a length and chunks',
      'POST /powershell-liveid HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'a chunk that is none',
      'POST /powershell-liveid HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
    ],
    ['an empty host', 'POST /powershell-liveid HTTP/1.1\r\nHost: \r\nConnection: close\r\nContent-Length: 0\r\n\r\n'],
    ['no host', 'POST /powershell-liveid HTTP/1.1\r\nContent-Length: 0\r\n\r\n'],
    ['TLS where there is none', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
  ])('refuses %s and goes on', async (_, text) => {
    const lab = await scene.lab();
    expect(await talk(Number(portOf(lab.http)), text)).toMatch(/^HTTP\/1\.1 4\d\d /);
    await healthyStill(lab);
  });

  it.each([
    ['headers', 'POST /powershell-liveid HTTP/1.1\r\nHost: loc'],
    ['a body', 'POST /powershell-liveid HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n<env'],
    ['anything', ''],
  ])('does not wait for %s without end', async (_, text) => {
    const server = await listenOnLoopback({
      answer: () => ({ status: 200 }),
      signals: { headersMs: 100, requestMs: 100, checkMs: 20 },
    });
    const heard = await talk(server.port, text);
    expect(heard).toMatch(text === '' ? /^$|^HTTP\/1\.1 408 / : /^HTTP\/1\.1 408 /);
    await server.close();
  });

  it('does not wait for the end of a handshake', async () => {
    const { key, cert } = await makeCertificates();
    const server = await listenOnLoopback({
      tls: { key, cert },
      answer: () => ({ status: 200 }),
      signals: { handshakeMs: 100 },
    });
    expect(await talk(server.port, '\u0016\u0003')).toBe('');
    await server.close();
  });

  it('survives a client that breaks off, before, in and after a message', async () => {
    const lab = await scene.lab();
    const head = `POST /powershell-liveid HTTP/1.1\r\nHost: localhost:${portOf(lab.http)}\r\nContent-Type: application/soap+xml\r\nAuthorization: ${soapHeaders(lab).Authorization}\r\nContent-Length: `;
    const { body } = await askSoap(lab, creation());
    const waiting = soap(receive(shellIdIn(body)));
    for (const text of ['', 'POST', head, `${head}500\r\n\r\n<env`, `${head}${waiting.length}\r\n\r\n${waiting}`]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(portOf(lab.http)), '127.0.0.1', () =>
          socket.write(text || ' ', () => socket.destroy()),
        );
        socket.on('close', () => resolve());
      });
    }
    await healthyStill(lab);
  });

  it('hangs up on a body that has no end', async () => {
    const lab = await scene.lab();
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    let sent = 0;
    await new Promise<void>((resolve) => {
      const socket = connect(Number(portOf(lab.http)), '127.0.0.1', () => {
        socket.write(
          `POST /powershell-liveid HTTP/1.1\r\nHost: localhost:${portOf(lab.http)}\r\nTransfer-Encoding: chunked\r\n\r\n`,
        );
        const more = (): void => {
          if (sent < 100 && !socket.destroyed) {
            sent++;
            socket.write(chunk, more);
          }
        };
        more();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
      socket.resume();
    });
    expect(sent).toBeLessThan(100);
    await healthyStill(lab);
  });

  it('keeps a connection for many messages', async () => {
    const lab = await scene.lab();
    const request = `POST /nowhere HTTP/1.1\r\nHost: localhost:${portOf(lab.http)}\r\nContent-Length: 5\r\n\r\nhello`;
    const heard = await talk(
      Number(portOf(lab.http)),
      `${request}${request}${request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')}`,
    );
    expect(heard.match(/HTTP\/1\.1 404/g)).toHaveLength(3);
  });
});

describe('closing', () => {
  it('ends what is held with an abort, refuses what comes, and leaves the count of what was left open', async () => {
    const lab = await scene.lab();
    const { body } = await askSoap(lab, creation());
    const shellId = shellIdIn(body);
    await askSoap(lab, soap(receive(shellId)));
    await askSoap(lab, soap(receive(shellId)));
    // Of two that wait for the same, the lab sends one away: the other is held from then on.
    const both = [askSoap(lab, soap(receive(shellId))), askSoap(lab, soap(receive(shellId)))];
    expect(faultIn((await Promise.race(both)).body).code).toBe('2150858793');
    await lab.close();
    const codes = (await Promise.all(both)).map((answer) => faultIn(answer.body).code);
    expect(codes.sort()).toEqual(['2150858793', '995']);
    await expect(ask(lab, lab.https)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(lab.counts()).toEqual({ shellsOpened: 1, shellsLeft: 1, signIns: 1, signInsRefused: 0 });
    await lab.close();
  });

  it('does not wait for clients that do nothing', async () => {
    const lab = await scene.lab();
    const sockets = await Promise.all(
      [lab.http, lab.https].map((url) => new Promise<ReturnType<typeof connect>>((resolve) => { const socket = connect(Number(portOf(url)), '127.0.0.1', () => resolve(socket)); })),
    ); // prettier-ignore
    const closed = Promise.all(
      sockets.map(
        (socket) =>
          new Promise((resolve) =>
            socket
              .on('close', resolve)
              .on('error', () => undefined)
              .resume(),
          ),
      ),
    );
    sockets[0]!.write('POST /powershell-liveid HTTP/1.1\r\nContent-Le');
    await lab.close();
    await closed;
  });
});
