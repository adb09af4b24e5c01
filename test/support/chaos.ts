import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import type { Certificates } from '../../src/lab/certificates.js';

/** What happens to one connection, and after how many bytes in one direction. */
export interface Mishap {
  readonly how: 'reset' | 'stall' | 'truncate' | 'none';
  readonly direction: 'to-server' | 'to-client';
  /** Which connection, in the order of their coming. */
  readonly connection: number;
  readonly afterBytes: number;
}

export interface Chaos {
  readonly port: number;
  /** Whether the mishap came about. */
  happened(): boolean;
  close(): Promise<void>;
}

/**
 * A bad line in front of a server: TLS bytes pass through it until the mishap. Behind it the TLS ends and plain HTTP goes on to
 * the server, under the name that server knows itself by.
 */
export async function badLine(target: URL, certificates: Certificates, mishap: Mishap): Promise<Chaos> {
  const sockets = new Set<Socket>();
  const keep = <S extends Socket>(socket: S): S => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    return socket;
  };
  const inner = await listen(
    createTls({ cert: certificates.cert, key: certificates.key }, (tls) => {
      const server = keep(connect(Number(target.port), '127.0.0.1'));
      keep(tls).on('data', (chunk: Buffer) =>
        server.write(chunk.toString('latin1').replace(/^Host: .*$/mu, `Host: ${target.host}`), 'latin1'),
      );
      server.on('data', (chunk) => tls.write(chunk)).on('close', () => tls.destroy());
      tls.on('close', () => server.destroy());
    }),
  );
  let happened = false;
  let count = 0;
  const outer = await listen(
    createServer((client) => {
      keep(client);
      const server = keep(connect(inner.port, '127.0.0.1'));
      const mine = count++ === mishap.connection ? mishap : undefined;
      const pass = (from: Socket, to: Socket, direction: Mishap['direction']): void => {
        let passed = 0;
        from.on('data', (chunk: Buffer) => {
          const left =
            mine?.direction === direction && mine.how !== 'none' ? mine.afterBytes - passed : Number.POSITIVE_INFINITY;
          passed += chunk.length;
          if (chunk.length < left) return void to.write(chunk);
          happened = true;
          from.pause();
          to.write(chunk.subarray(0, Math.max(0, left)), () => misbehave(mine!.how, client, server));
        });
      };
      pass(client, server, 'to-server');
      pass(server, client, 'to-client');
      client.on('close', () => server.destroy());
      server.on('close', () => client.destroy());
    }),
  );
  return {
    port: outer.port,
    happened: () => happened,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([outer.close(), inner.close()]);
    },
  };
}

function misbehave(how: Mishap['how'], client: Socket, server: Socket): void {
  if (how === 'reset') {
    client.resetAndDestroy();
    server.destroy();
  } else if (how === 'truncate') client.end();
  // A stall is doing nothing at all.
}

async function listen(server: Server): Promise<{ port: number; close(): Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Numbers that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
