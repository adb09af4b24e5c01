import { Worker } from 'node:worker_threads';
import { release } from 'node:os';
import type { Json } from '../../vocabulary/index.js';

/**
 * "About this PC": model, memory and disks from the library systeminformation. Never part of a verdict. Runs in a
 * worker because on Windows the library starts several PowerShells and blocks while it waits; has a deadline because
 * the library has none.
 */
export type About =
  | { readonly state: 'reported'; readonly source: string; readonly items: readonly AboutItem[] }
  | { readonly state: 'unreadable'; readonly why: 'timed-out' | 'failed' | 'interrupted' };

export interface AboutItem {
  readonly id: string;
  /** `null`: the library returned nothing, which means that it could not read the item. */
  readonly value: string | number | boolean | null;
}

const deadlineMs = 30_000;

export async function aboutPc({
  timeoutMs = deadlineMs,
  signal,
}: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {}): Promise<About & Json> {
  // The path in the build, where this file is in a folder beside the worker.
  const worker = new Worker(new URL('../about-worker.js', import.meta.url));
  try {
    const answer = await Promise.race([reported(worker), late(timeoutMs), ...(signal ? [interrupted(signal)] : [])]);
    return answer as About & Json;
  } finally {
    await worker.terminate();
  }
}

function reported(worker: Worker): Promise<About> {
  return new Promise((resolve) => {
    worker.once('message', (items: readonly AboutItem[]) =>
      resolve({ state: 'reported', source: 'systeminformation', items: [...items, ...crossCheck(items)] }),
    );
    worker.once('error', () => resolve({ state: 'unreadable', why: 'failed' }));
    worker.once('exit', () => resolve({ state: 'unreadable', why: 'failed' }));
  });
}

const late = (timeoutMs: number): Promise<About> =>
  new Promise((resolve) => setTimeout(() => resolve({ state: 'unreadable', why: 'timed-out' }), timeoutMs).unref());

const interrupted = (signal: AbortSignal): Promise<About> =>
  new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve({ state: 'unreadable', why: 'interrupted' }), { once: true }),
  );

/** The version of Windows has two sources: a difference is reported. */
function crossCheck(items: readonly AboutItem[]): AboutItem[] {
  const build = items.find(({ id }) => id === 'os.build')?.value;
  const kernel = release().split('.')[2];
  if (process.platform !== 'win32' || typeof build !== 'string' || kernel === undefined) return [];
  return [{ id: 'os.buildAgreesWithKernel', value: build.split('.')[0] === kernel }];
}
