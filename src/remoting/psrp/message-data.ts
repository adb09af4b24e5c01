import { ClixmlError, integerOf, property, readClixml } from '../clixml/index.js';
import type { PsValue } from '../clixml/index.js';
import { ProtocolError } from '../protocol-error.js';
import { XmlError } from '../xml/index.js';
import { readErrorRecord } from './error-record.js';
import type { ErrorRecord } from './error-record.js';
import type { PsrpMessage } from './message.js';

/**
 * The value in a message; null where there is none. Throws a ProtocolError (`bad-message`) with the reader's error as
 * cause.
 */
export function readData({ data, type }: PsrpMessage): PsValue {
  if (data === '') return { type: 'Null' };
  try {
    return readClixml(data);
  } catch (cause) {
    if (!(cause instanceof ClixmlError || cause instanceof XmlError)) throw cause;
    throw new ProtocolError(
      'bad-message',
      `A PSRP message of type 0x${type.toString(16).padStart(8, '0')} can not be read: ${cause.message}`,
      { cause },
    );
  }
}

/**
 * The state in a RUNSPACEPOOL_STATE or PIPELINE_STATE message (MS-PSRP 2.2.2.9, 2.2.2.21) and the error that came with
 * it.
 */
export function readState<State>(
  message: PsrpMessage,
  name: string,
  states: readonly State[],
): { readonly state: State; readonly error: ErrorRecord | undefined } {
  const value = readData(message);
  const state = states[integerOf(property(value, name)) ?? -1];
  if (state === undefined) throw new ProtocolError('bad-message', `A state message has no ${name} that is known.`);
  const error = property(value, 'ExceptionAsErrorRecord');
  return { state, error: error && error.type !== 'Null' ? readErrorRecord(error) : undefined };
}
