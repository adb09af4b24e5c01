import { readClixml, writeClixml } from '../../../remoting/clixml/index.js';
import type { PsValue } from '../../../remoting/clixml/index.js';
import { decodeMessage, encodeMessage } from '../../../remoting/psrp/index.js';
import type { Defragmenter, PsrpMessage } from '../../../remoting/psrp/index.js';
import { RemotingError } from '../../../remoting/remoting-error.js';
import { BadMessage } from './bad-message.js';

/** A message from the client with its value; null where it has no data. */
export interface Incoming extends PsrpMessage {
  readonly value: PsValue;
}

/** The messages that these bytes of a stream complete. Throws a BadMessage. */
export function readMessages(defragmenter: Defragmenter, bytes: Uint8Array): Incoming[] {
  try {
    return defragmenter.push(bytes).map((blob) => {
      const message = decodeMessage(blob);
      return { ...message, value: message.data === '' ? { type: 'Null' } : readClixml(message.data) };
    });
  } catch (cause) {
    throw cause instanceof RemotingError ? new BadMessage(cause.message, { cause }) : cause;
  }
}

/**
 * A message to the client. The ids are the client's, echoed byte for byte, as clients differ in how they encode GUIDs.
 * The data begins with a byte order mark, as on Windows.
 */
export const writeMessage = (
  ids: { readonly poolId: string; readonly pipelineId?: string },
  type: number,
  value: PsValue,
): Uint8Array => encodeMessage({ destination: 'client', type, ...ids, data: `\uFEFF${writeClixml(value)}` });
