import type { Message } from './message.js';

/** What came of looking: a value, nothing there, or no way to tell (and why). Absent and unreadable never stand for each other. */
export type Reading<T> =
  | { readonly state: 'value'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly why: Message };

export const value = <T>(observed: T): Reading<T> => ({ state: 'value', value: observed });
export const absent: Reading<never> = { state: 'absent' };
export const unreadable = (why: Message): Reading<never> => ({ state: 'unreadable', why });
