/** The words every room speaks: no behaviour, nothing that knows Exchange, Windows or a screen. */
export type { Json } from './json.js';
export { kinds, pub, arg, message } from './message.js';
export type { Kind, Arg, Message } from './message.js';
export { value, absent, unreadable } from './reading.js';
export type { Reading } from './reading.js';
export type { Masked } from './masked.js';
export type { Evidence } from './evidence.js';
export type { Signal } from './signal.js';
export { UserError } from './user-error.js';
