import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Resolution } from './probe.js';

/** Asks the system's resolver (hosts file included) rather than a DNS server. */
export async function resolveHost(host: string, timeoutMs: number, signal?: AbortSignal): Promise<Resolution> {
  const startedAt = performance.now();
  const durationMs = (): number => Math.round(performance.now() - startedAt);
  const family = isIP(host);
  if (family !== 0) return { state: 'literal', addresses: [{ address: host, family: family as 4 | 6 }], durationMs: 0 };
  try {
    const found = await withDeadline(lookup(host, { all: true, verbatim: true }), timeoutMs, signal);
    if (found === 'timed-out') return { state: 'timed-out', durationMs: durationMs() };
    return {
      state: 'resolved',
      addresses: found.map(({ address, family: of }) => ({ address, family: of as 4 | 6 })),
      durationMs: durationMs(),
    };
  } catch (error) {
    const code = codeOf(error);
    // ENODATA: the name exists and has no address. EAI_AGAIN: nobody answered.
    if (code === 'ENOTFOUND' || code === 'ENODATA' || code === 'EAI_NODATA')
      return { state: 'not-found', durationMs: durationMs() };
    return { state: 'failed', code, durationMs: durationMs() };
  }
}

/**
 * Waits for `promise` at most `timeoutMs`, then leaves it running unobserved, since a system lookup cannot be
 * cancelled. Rejects when the signal fires.
 */
async function withDeadline<T>(promise: Promise<T>, timeoutMs: number, signal?: AbortSignal): Promise<T | 'timed-out'> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const over = new Promise<'timed-out'>((resolve, reject) => {
    timer = setTimeout(() => resolve('timed-out'), timeoutMs);
    onAbort = () => reject(aborted(signal));
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
  }
}

const aborted = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new DOMException('The operation was aborted', 'AbortError');

export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : error instanceof Error
      ? error.name
      : 'unknown';
