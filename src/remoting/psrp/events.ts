import type { PsValue } from '../clixml/index.js';
import type { Negotiated } from './capability.js';
import type { ErrorRecord } from './error-record.js';
import type { HostCall } from './host-call.js';
import type { InformationalRecord, InformationRecord, ProgressRecord } from './records.js';

/** MS-PSRP 2.2.3.4. */
export const poolStates = [
  'before-open',
  'opening',
  'opened',
  'closed',
  'closing',
  'broken',
  'negotiation-sent',
  'negotiation-succeeded',
  'connecting',
  'disconnected',
] as const;
export type PoolState = (typeof poolStates)[number];

/** MS-PSRP 2.2.3.5. */
export const pipelineStates = [
  'not-started',
  'running',
  'stopping',
  'stopped',
  'completed',
  'failed',
  'disconnected',
] as const;
export type PipelineState = (typeof pipelineStates)[number];

/**
 * How a pipeline can end. `failed` and `stopped` come with an error. A completed one may have sent errors that did not
 * end it.
 */
export type PipelineOutcome = Extract<PipelineState, 'stopped' | 'completed' | 'failed'>;

/** An event of a pipeline, in the order the server sent it; `state` is the last. */
export type PipelineEvent =
  | { readonly type: 'output'; readonly value: PsValue }
  /** An error that did not end the pipeline. */
  | { readonly type: 'error'; readonly record: ErrorRecord }
  | { readonly type: 'warning' | 'verbose' | 'debug'; readonly record: InformationalRecord }
  | { readonly type: 'progress'; readonly record: ProgressRecord }
  | { readonly type: 'information'; readonly record: InformationRecord }
  /** Already answered with an error by this client where an answer is expected. */
  | { readonly type: 'host-call'; readonly call: HostCall }
  | { readonly type: 'state'; readonly state: PipelineOutcome; readonly error: ErrorRecord | undefined };

/** An event of a pool. */
export type PoolEvent =
  | { readonly type: 'negotiated'; readonly negotiated: Negotiated }
  | { readonly type: 'private-data'; readonly value: PsValue }
  | { readonly type: 'pool-state'; readonly state: PoolState; readonly error: ErrorRecord | undefined }
  | { readonly type: 'host-call'; readonly call: HostCall }
  /** The server wants the client's public key before it sends a SecureString. */
  | { readonly type: 'public-key-request' }
  /** Base64, for `KeyExchange.finish`. */
  | { readonly type: 'encrypted-session-key'; readonly key: string }
  /** A message this client does not use; legal, and not an error. */
  | { readonly type: 'ignored'; readonly messageType: number };

/** Bytes to send to the server: each packet, in order, on that stream. */
export interface Reply {
  readonly type: 'reply';
  readonly stream: 'pr';
  readonly packets: readonly Uint8Array[];
}
