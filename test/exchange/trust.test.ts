import { createServer as createTcp } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Credential } from '../../src/identity/credential.js';
import { chooseTarget } from '../../src/exchange/index.js';
import { NativeConnection } from '../../src/exchange/native/native-connection.js';
import { makeCertificates } from '../../src/lab/certificates.js';
import type { Certificates } from '../../src/lab/certificates.js';
import { startLab } from '../../src/lab/index.js';
import type { Lab } from '../../src/lab/index.js';
import { Network } from '../../src/network/index.js';
import type { Trust } from '../../src/network/index.js';
import type { LabEndpoint } from '../support/lab-endpoint.js';
import { endpointTo } from '../support/lab-endpoint.js';

const servers: Server[] = [];
let lab: Lab;
let server: LabEndpoint;
beforeEach(async () => {
  lab = await startLab();
  server = await endpointTo(lab);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await lab.close();
  for (const one of servers.splice(0)) one.close();
});

const listen = async (one: Server): Promise<number> => {
  servers.push(one);
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  return (one.address() as AddressInfo).port;
};
const secured = ({ cert, key }: Certificates): Promise<number> =>
  listen(createTls({ cert, key }, (socket) => socket.on('error', () => undefined)));

/** A PC whose Windows trusts these roots, and the record of how often they were asked for. */
function windowsTrusting(...roots: string[]): Trust & { readonly reads: () => number } {
  let reads = 0;
  const windowsRoots = () => {
    reads++;
    return Promise.resolve(roots);
  };
  return { added: [], windowsRoots, reads: () => reads };
}
const probes = (trust: Trust): Network => new Network({ signal: new AbortController().signal, trust, probeMs: 2_000 });
const native = (endpoint: string, trust: Trust): NativeConnection =>
  new NativeConnection({
    target: chooseTarget({ route: 'exchange-server', endpoint }),
    trust,
    credential: new Credential(lab.user, lab.password),
    allowedRedirects: [],
    stepMs: 2_000,
    connectionMs: 10_000,
    removalMs: 2_000,
  });

describe('the root store of Windows counts for probes and the connection alike', () => {
  it('where it alone vouches for the endpoint', async () => {
    const trust = windowsTrusting(server.ca);
    const probe = await probes(trust).tls(server.endpoint);
    expect(probe.handshake).toMatchObject({ state: 'trusted', trustedBy: 'windows' });
    expect((await probes(trust).answer(server.endpoint)).answer?.state).toBe('answered');

    const connection = native(server.endpoint, trust);
    expect(await connection.mailboxes()).toMatchObject({ count: 1 });
    const tls = connection.stages().find(({ stage }) => stage === 'tls');
    expect(tls).toMatchObject({ state: 'passed' });
    expect(JSON.stringify(tls)).toContain('trusted by Windows');
    expect(lab.counts()).toMatchObject({ signIns: 1, shellsLeft: 0 });
  });

  it('and is not enough where it does not vouch for the endpoint either: no password leaves', async () => {
    const { ca: another } = await makeCertificates();
    const trust = windowsTrusting(another);
    expect((await probes(trust).tls(server.endpoint)).handshake).toMatchObject({
      state: 'distrusted',
      fault: 'untrusted',
    });
    expect(await native(server.endpoint, trust).mailboxes()).toMatchObject({
      broken: { stage: 'tls', symptom: 'certificate-untrusted' },
    });
    expect(lab.counts().signIns).toBe(0);
  });

  it('and leaves the name to be wrong', async () => {
    const certificates = await makeCertificates({ dns: ['localhost'], addresses: [] });
    const endpoint = `https://127.0.0.1:${await secured(certificates)}/`;
    const trust = windowsTrusting(certificates.ca);
    expect((await probes(trust).tls(endpoint)).handshake).toMatchObject({ state: 'distrusted', fault: 'name' });
    expect(await native(endpoint, trust).reached('tls')).toMatchObject({ symptom: 'certificate-name' });
  });

  it('and is not read where it is not needed', async () => {
    const trust = { ...windowsTrusting(), added: [server.ca] };
    expect((await probes(trust).tls(server.endpoint)).handshake).toMatchObject({ trustedBy: 'node' });
    const connection = native(server.endpoint, trust);
    expect(await connection.reached('http')).toMatchObject({ state: 'passed' });
    await connection.close(AbortSignal.timeout(2_000));
    expect(trust.reads()).toBe(0);
  });

  it('and towards a proxy that is spoken to over TLS', async () => {
    const { ca, cert, key } = await makeCertificates();
    const refusing = createTls({ cert, key }, (socket) =>
      socket.on('error', () => undefined).once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')),
    );
    vi.stubEnv('HTTPS_PROXY', `https://127.0.0.1:${await listen(refusing)}`);
    const endpoint = 'https://mail.contoso.example/PowerShell/';
    expect(await probes(windowsTrusting(ca)).reach(endpoint)).toMatchObject({ tunnel: { state: 'refused' } });
    expect((await probes(windowsTrusting()).reach(endpoint)).tunnel).toBeUndefined();
    expect(await native(endpoint, windowsTrusting(ca)).reached('proxy')).toMatchObject({ symptom: 'proxy-refused' });
    expect(await native(endpoint, windowsTrusting()).reached('proxy')).toMatchObject({ symptom: 'proxy-unreachable' });
  });
});

describe('an attempt that ends with its run', () => {
  it('says nothing about the network, and leaves no connection behind', async () => {
    const ended: Promise<unknown>[] = [];
    const silent = createTcp((socket) => {
      ended.push(new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve)));
      run.abort(new DOMException('interrupted', 'AbortError'));
    });
    const run = new AbortController();
    const connection = native(`https://127.0.0.1:${await listen(silent)}/PowerShell/`, windowsTrusting());
    connection.attach({ signal: run.signal, step: () => undefined });
    expect(await connection.reached('http')).toMatchObject({ state: 'not-reached', broken: { state: 'interrupted' } });
    await Promise.all(ended);
    expect(ended).toHaveLength(1);
  });
});
