/** One message on its way to the client. */
export interface Outgoing {
  readonly bytes: Uint8Array;
  /** What comes after it travels in a later answer, as it does where a server is busy in between. */
  readonly endsAnswer?: boolean;
}

/** Where the messages of one stream go. */
export interface Sink {
  /** Messages that belong together; `isEnd`: nothing follows them. */
  put(messages: readonly Outgoing[], isEnd: boolean): void;
}
