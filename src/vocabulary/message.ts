/**
 * Sentences cross every border as an id and typed arguments; words are chosen at the edge, in the reader's
 * language, with each argument redacted by its kind. A bare string can not slip into a message.
 */

/** What an argument is, so that a report can hide it: `public` says nothing about anybody. */
export const kinds = ['public', 'user', 'tenant', 'host', 'address', 'path', 'sid', 'server-text'] as const;
export type Kind = (typeof kinds)[number];

export type Arg = number | { readonly value: string; readonly kind: Kind };

export interface Message {
  readonly id: string;
  readonly args?: Readonly<Record<string, Arg>>;
}

/** Text that says nothing about a person, a customer or their network: a policy name, a port, a version. */
export const pub = (value: string): Arg => ({ value, kind: 'public' });

export const arg = (kind: Kind, value: string): Arg => ({ value, kind });

export const message = (id: string, args?: Readonly<Record<string, Arg>>): Message => (args ? { id, args } : { id });
