/**
 * The part of AbortSignal that a check needs. Where the author's compiler knows the real type (Node.js or DOM types
 * are loaded) it is that; elsewhere this outline stands in, so the shipped types compile with nothing else installed.
 */
interface SignalOutline {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Real } } ? Real : SignalOutline;
