import type { Socket } from 'node:net';
import type { ProxyPath } from './path.js';
import type { Tunnel } from './probe.js';

/** A proxy's answer to CONNECT is a few lines; anything longer is not one. */
const maxHeadBytes = 16 * 1024;

/**
 * Asks a proxy for a tunnel over an open connection to it (RFC 9110, section 9.3.6). On success the socket carries the
 * target's bytes; otherwise it is closed here.
 */
export function openTunnel(
  socket: Socket,
  proxy: ProxyPath,
  host: string,
  port: number,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Tunnel> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    let head = Buffer.alloc(0);
    const end = (
      result: { state: 'open' | 'refused'; status: number } | { state: 'timed-out' | 'lost' | 'not-http' },
    ): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.removeListener('data', onData).removeListener('error', onLost).removeListener('close', onLost);
      if (result.state !== 'open') socket.on('error', () => undefined).destroy();
      resolve({ ...result, durationMs: Math.round(performance.now() - startedAt) });
    };
    const onAbort = (): void => end({ state: 'lost' });
    const onLost = (): void => end({ state: 'lost' });
    const onData = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const endOfHead = head.indexOf('\r\n\r\n');
      if (endOfHead < 0) {
        if (head.length > maxHeadBytes) end({ state: 'not-http' });
        return;
      }
      const status = Number(/^HTTP\/1\.[01] (\d{3})/u.exec(head.toString('latin1'))?.[1]);
      if (!status) return end({ state: 'not-http' });
      if (status < 200 || status > 299) return end({ state: 'refused', status });
      // In TLS and in HTTP the client speaks first, so bytes that arrive earlier do not come from the target.
      end(head.length > endOfHead + 4 ? { state: 'not-http' } : { state: 'open', status });
    };
    const timer = setTimeout(() => end({ state: 'timed-out' }), timeoutMs);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('data', onData).on('error', onLost).on('close', onLost);
    const target = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    const authorization = proxy.authorization === undefined ? '' : `Proxy-Authorization: ${proxy.authorization}\r\n`;
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`);
  });
}
