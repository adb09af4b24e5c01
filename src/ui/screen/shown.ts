import type { MessageId } from '../../locales/en/index.js';
import type { CheckId } from '../../preflight/index.js';
import type { Wording } from '../../report/text/wording.js';

/** What a screen is given once, before the first event. */
export interface Shown {
  readonly wording: Wording;
  readonly goal: CheckId;
  /** The software that connects, as far as it is known yet. */
  readonly stack: () => string;
  /** What a successful connection has proven. */
  readonly stackNote: MessageId;
  /** First line: whether this is the PC, a recording or the lab. */
  readonly origin: string;
  readonly headline: string;
  /** A warning about this run that nobody may overlook. */
  readonly alert?: string;
}
