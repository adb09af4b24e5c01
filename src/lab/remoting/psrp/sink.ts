/** One message to the client. */
export interface Outgoing {
  readonly bytes: Uint8Array;
  /** Later messages go into a later answer, as from a server that is busy in between. */
  readonly endsAnswer?: boolean;
}

/** The destination of one stream's messages. */
export interface Sink {
  /** Messages to send together; `isEnd`: they are the last. */
  put(messages: readonly Outgoing[], isEnd: boolean): void;
}
