import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import { makeCertificates } from '../../src/lab/certificates.js';
import type { Lab } from '../../src/lab/index.js';

/** A endpoint of its own in front of a lab: it can be shut, and it can stop to hear. */
export interface LabEndpoint {
  readonly endpoint: string;
  /** The authority to trust, in PEM. */
  readonly ca: string;
  open(): Promise<void>;
  /** Nobody listens there any more; who is inside stays. */
  shut(): Promise<void>;
  /** From now on nothing that comes is answered, and nothing is closed. */
  fallSilent(): void;
  close(): Promise<void>;
}

/** The lab has to be called by its own name, so the endpoint reads what goes through it. Open at first. */
export async function endpointTo(lab: Lab): Promise<LabEndpoint> {
  const { ca, cert, key } = await makeCertificates();
  const { port, host, pathname } = new URL(lab.http);
  const sockets = new Set<Socket>();
  const keep = <S extends Socket>(socket: S): S => {
    sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  let isSilent = false;
  const endpoint = createServer({ cert, key }, (client) => {
    const server = keep(connect(Number(port), '127.0.0.1'));
    keep(client).on(
      'data',
      (chunk: Buffer) =>
        isSilent || server.write(chunk.toString('latin1').replace(/^Host: .*$/mu, `Host: ${host}`), 'latin1'),
    );
    server.on('data', (chunk: Buffer) => isSilent || client.write(chunk));
    client.on('close', () => server.destroy());
    server.on('close', () => isSilent || client.destroy());
  });
  const open = (at: number): Promise<void> => new Promise((resolve) => endpoint.listen(at, '127.0.0.1', resolve));
  await open(0);
  const { port: own } = endpoint.address() as AddressInfo;
  const shut = (): Promise<void> => new Promise((resolve) => endpoint.close(() => resolve()));
  return {
    endpoint: `https://127.0.0.1:${own}${pathname}`,
    ca,
    open: () => open(own),
    shut,
    fallSilent: () => void (isSilent = true),
    async close() {
      for (const socket of sockets) socket.destroy();
      await shut();
    },
  };
}
