import type { Arg, Message } from './message.js';
import type { Reading } from './reading.js';

/** One observation behind a finding: what was looked at, what was seen, what would have been right, and where it was read. */
export interface Evidence {
  readonly what: Message;
  readonly observed: Reading<Arg>;
  readonly expected?: Message;
  /** Registry key and value, host and port, environment variable: enough for a reader to look again by hand. */
  readonly source: string;
}
