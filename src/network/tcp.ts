import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { connectFailures, meaningOf } from '../vocabulary/node-codes.js';
import type { Address, TcpProbe, TcpState } from './probe.js';
import { codeOf } from './resolve.js';

const tcpStateOf = (code: string): TcpState => meaningOf(connectFailures, code) ?? 'failed';

/** Connects to one address and port. `socket` is present if `connected`; the caller closes it. */
export function tcpConnect(
  address: Address,
  port: number,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<{ readonly probe: TcpProbe; readonly socket?: Socket }> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const socket = connect({ host: address.address, port, family: address.family });
    const end = (state: TcpState, code?: string): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.removeAllListeners();
      const probe = {
        ...address,
        port,
        state,
        durationMs: Math.round(performance.now() - startedAt),
        ...(code === undefined ? {} : { code }),
      };
      if (state === 'connected') return resolve({ probe, socket });
      // A late error of a discarded socket must not end the process.
      socket.on('error', () => undefined).destroy();
      resolve({ probe });
    };
    const onAbort = (): void => end('failed', 'ABORT_ERR');
    const timer = setTimeout(() => end('timed-out'), timeoutMs);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', () => end('connected'));
    socket.once('error', (error) => end(tcpStateOf(codeOf(error)), codeOf(error)));
  });
}

/**
 * The first address to connect wins; each next one starts when the one before has failed, or has not answered for a
 * quarter of the time (RFC 8305 in spirit: a dead IPv6 address must not hold up a working IPv4 one).
 */
export async function tcpConnectAny(
  addresses: readonly Address[],
  port: number,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<{ readonly probes: readonly TcpProbe[]; readonly socket?: Socket }> {
  const probes: TcpProbe[] = [];
  const others = new AbortController();
  const stop = signal ? AbortSignal.any([signal, others.signal]) : others.signal;
  return new Promise((resolve) => {
    let next = 0;
    let pending = 0;
    let won = false;
    const startNext = (): void => {
      const address = addresses[next++];
      if (!address || won) return;
      pending++;
      const hurry = setTimeout(startNext, timeoutMs / 4);
      void tcpConnect(address, port, timeoutMs, stop).then(({ probe, socket }) => {
        clearTimeout(hurry);
        pending--;
        if (won) return socket?.destroy();
        probes.push(probe);
        if (socket) {
          won = true;
          others.abort();
          return resolve({ probes, socket });
        }
        startNext();
        if (pending === 0) resolve({ probes });
      });
    };
    startNext();
    if (addresses.length === 0) resolve({ probes });
  });
}
