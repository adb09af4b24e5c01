import type { Socket } from 'node:net';
import type { PlainAnswer } from './probe.js';

const maxHeadBytes = 16 * 1024;

/** Sends one `GET /` over an open connection and closes it. No cookie, no credential, nothing about the caller. */
export function askPlainly(
  socket: Socket,
  host: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<PlainAnswer> {
  return new Promise((resolve) => {
    let head = '';
    const end = (answer: PlainAnswer): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onLost);
      socket
        .removeAllListeners()
        .on('error', () => undefined)
        .destroy();
      resolve(answer);
    };
    const onLost = (): void => end({ state: 'lost' });
    const timer = setTimeout(() => end({ state: 'silent' }), timeoutMs);
    if (signal?.aborted) return onLost();
    signal?.addEventListener('abort', onLost, { once: true });
    socket.on('error', onLost).on('close', onLost);
    socket.on('data', (chunk: Buffer) => {
      head += chunk.toString('latin1');
      const complete = head.includes('\r\n\r\n');
      if (!complete && head.length <= maxHeadBytes) return;
      const status = Number(/^HTTP\/1\.[01] (\d{3})/u.exec(head)?.[1]);
      if (!status || !complete) return end({ state: 'not-http' });
      const [location, date] = [headerIn(head, 'location'), headerIn(head, 'date')];
      end({
        state: 'answered',
        status,
        askedMs,
        localMs: Date.now(),
        ...(location === undefined ? {} : { location }),
        ...(date === undefined ? {} : { date }),
      });
    });
    const askedMs = Date.now();
    socket.write(`GET / HTTP/1.1\r\nHost: ${host.includes(':') ? `[${host}]` : host}\r\nConnection: close\r\n\r\n`);
  });
}

const headerIn = (head: string, name: 'location' | 'date'): string | undefined =>
  new RegExp(`\\r\\n${name}:[ \\t]*([^\\r\\n]{1,2000})`, 'iu').exec(head)?.[1]?.trim();
