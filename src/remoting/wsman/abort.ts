import type { Signal } from '../../vocabulary/index.js';

/** Waits for work or the signal: rejects with its reason at once, even while the work goes on. */
export async function orAborted<T>(work: Promise<T>, signal: Signal): Promise<T> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort!);
    // A later rejection must not be reported as unhandled.
    work.catch(() => undefined);
    aborted.catch(() => undefined);
  }
}

/**
 * A signal that fires when any of those given does, until it is released. AbortSignal.any came after Node.js 20.0 and
 * cannot be released.
 */
export function anyOf(signals: readonly Signal[]): { readonly signal: Signal; readonly letGo: () => void } {
  const controller = new AbortController();
  const relays = signals.map((signal) => {
    const relay = (): void => controller.abort(signal.reason);
    if (signal.aborted) relay();
    else signal.addEventListener('abort', relay, { once: true });
    return () => signal.removeEventListener('abort', relay);
  });
  return { signal: controller.signal, letGo: () => relays.forEach((stop) => stop()) };
}

/** Resolves after that time, or rejects with the signal's reason. */
export function pause(durationMs: number, signal: Signal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, durationMs)));
  return orAborted(over, signal).finally(() => clearTimeout(timer));
}
