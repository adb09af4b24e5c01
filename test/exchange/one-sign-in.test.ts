import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Credential } from '../../src/identity/credential.js';
import { chooseTarget } from '../../src/exchange/index.js';
import { NativeConnection } from '../../src/exchange/native/native-connection.js';
import { startLab } from '../../src/lab/index.js';
import type { Lab } from '../../src/lab/index.js';

let lab: Lab;
beforeEach(async () => (lab = await startLab()));
afterEach(() => lab.close());

/** A server that hands everything on to the lab, and from one message with a credential on refuses whoever comes with one. */
async function changingItsMind(refusesFrom: number) {
  let withCredential = 0;
  const server = createServer((request, response) => {
    const body: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => body.push(chunk))
      .on('end', () => {
        if (request.headers.authorization !== undefined && ++withCredential >= refusesFrom) {
          response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="another server"' }).end();
          return;
        }
        const target = new URL(lab.http);
        const onward = ask(
          {
            host: '127.0.0.1',
            port: target.port,
            path: request.url,
            method: 'POST',
            headers: { ...request.headers, host: target.host },
          },
          (answer) => {
            response.writeHead(answer.statusCode!, answer.headers);
            answer.pipe(response);
          },
        );
        onward.end(Buffer.concat(body));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/powershell-liveid`,
    count: () => withCredential,
    close: () => server.close(),
  };
}

describe('a password that was refused', () => {
  it.each([
    [1, 'sign-in', 'not open'],
    [2, 'runspace', 'abandoned'],
    [3, 'runspace', 'abandoned'],
    [5, 'command', 'abandoned'],
  ])('at message %i is not sent again, not even to remove the session', async (message, stage, end) => {
    const server = await changingItsMind(message);
    const target = chooseTarget({ route: 'exchange-server', endpoint: server.url });
    const credential = new Credential(lab.user, lab.password);
    const connection = new NativeConnection({
      target,
      trust: { added: [], windowsRoots: () => Promise.resolve([]) },
      credential,
      allowedRedirects: [],
      stepMs: 2_000,
      connectionMs: 10_000,
      removalMs: 2_000,
    });
    try {
      expect(await connection.mailboxes()).toMatchObject({ broken: { stage, symptom: 'sign-in-refused' } });
      const removed = connection.isOpen() ? await connection.close(AbortSignal.timeout(5_000)) : 'not open';
      expect(removed).toBe(end);
      expect(server.count()).toBe(message);
      expect(() => credential.authorization()).toThrow('not sent again');
    } finally {
      server.close();
    }
  });
});

describe('a server that sends whoever signed in back to itself', () => {
  it('sees the password once', async () => {
    let withCredential = 0;
    const server = createServer((request, response) => {
      if (request.headers.authorization === undefined)
        return void response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
      withCredential++;
      response.writeHead(302, { location: request.url }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const target = chooseTarget({ route: 'exchange-server', endpoint: `http://127.0.0.1:${port}/PowerShell/` });
    const connection = new NativeConnection({
      target,
      trust: { added: [], windowsRoots: () => Promise.resolve([]) },
      credential: new Credential(lab.user, lab.password),
      allowedRedirects: [],
      stepMs: 2_000,
      connectionMs: 10_000,
      removalMs: 2_000,
    });
    try {
      expect(await connection.mailboxes()).toMatchObject({ broken: { stage: 'sign-in' } });
      expect(withCredential).toBe(1);
    } finally {
      server.close();
    }
  });
});

describe('a redirect to a server of Microsoft, which is closed', () => {
  it('is not followed with a password nobody meant for it', async () => {
    const withCredential: string[] = [];
    const server = createServer((request, response) => {
      if (request.headers.authorization !== undefined) withCredential.push(request.url!);
      response.writeHead(302, { location: 'https://outlook.office365.com/powershell-liveid' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const target = chooseTarget({ route: 'exchange-server', endpoint: `http://127.0.0.1:${port}/PowerShell/` });
    const credential = new Credential(lab.user, lab.password);
    const connection = new NativeConnection({
      target,
      trust: { added: [], windowsRoots: () => Promise.resolve([]) },
      credential,
      allowedRedirects: ['outlook.office365.com'],
      stepMs: 2_000,
      connectionMs: 10_000,
      removalMs: 2_000,
    });
    try {
      expect(await connection.mailboxes()).toMatchObject({ broken: { stage: 'http', symptom: 'route-closed' } });
      expect([withCredential, credential.used]).toEqual([[], false]);
    } finally {
      server.close();
    }
  });
});

describe('a run that is interrupted before the password was sent', () => {
  /** A server that asks for Basic when the test says so, and a connection to it that belongs to a run. */
  async function scene() {
    let withCredential = 0;
    let [seen, answer] = [(): void => undefined, (): void => undefined];
    const asked = new Promise<void>((resolve) => (seen = resolve));
    const server = createServer((request, response) => {
      if (request.headers.authorization !== undefined) withCredential++;
      answer = () => void response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
      seen();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const target = chooseTarget({ route: 'exchange-server', endpoint: `http://127.0.0.1:${port}/PowerShell/` });
    const credential = new Credential(lab.user, lab.password);
    const connection = new NativeConnection({
      target,
      trust: { added: [], windowsRoots: () => Promise.resolve([]) },
      credential,
      allowedRedirects: [],
      stepMs: 2_000,
      connectionMs: 10_000,
      removalMs: 2_000,
    });
    const run = new AbortController();
    connection.attach({ signal: run.signal, step: () => undefined });
    const end = (): void => {
      server.close();
      server.closeAllConnections();
    };
    return { asked, answer: () => answer(), connection, run, end, sent: () => [withCredential, credential.used] };
  }

  it('does not send it when the first answer comes after that', async () => {
    const { asked, answer, connection, run, end, sent } = await scene();
    try {
      const reached = connection.reached('sign-in');
      await asked;
      run.abort('interrupted');
      const removed = connection.close(AbortSignal.timeout(5_000));
      answer();
      expect(await reached).toMatchObject({ state: 'interrupted' });
      expect(await removed).toBe('clean');
      expect(sent()).toEqual([0, false]);
    } finally {
      end();
    }
  });

  it('does not send it for a check that asks after that', async () => {
    const { asked, answer, connection, run, end, sent } = await scene();
    try {
      const endpoint = connection.reached('http');
      await asked;
      answer();
      expect(await endpoint).toMatchObject({ state: 'passed' });
      run.abort('interrupted');
      expect(await connection.reached('sign-in')).toMatchObject({ state: 'interrupted' });
      expect(sent()).toEqual([0, false]);
    } finally {
      end();
    }
  });
});
