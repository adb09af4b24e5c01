import { RemotingError } from '../remoting-error.js';
import type { ErrorRecord } from './error-record.js';

/** The server's runspace pool broke or closed. The error record says why, where the server sent one. */
export class RunspacePoolError extends RemotingError<'broken' | 'closed'> {
  override readonly name = 'RunspacePoolError';
  readonly record: ErrorRecord | undefined;

  constructor(code: 'broken' | 'closed', record: ErrorRecord | undefined) {
    super(
      code,
      record ? `The server's runspace pool is ${code}: ${record.message}` : `The server's runspace pool is ${code}.`,
    );
    this.record = record;
  }
}
