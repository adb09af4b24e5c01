import { ProtocolError } from '../protocol-error.js';
import { concat } from './bytes.js';
import { guidFromBytes, guidToBytes, nilGuid } from './guid.js';

/** MS-PSRP 2.2.1, MessageType. */
export const messageTypes = {
  sessionCapability: 0x00010002,
  initRunspacePool: 0x00010004,
  publicKey: 0x00010005,
  encryptedSessionKey: 0x00010006,
  publicKeyRequest: 0x00010007,
  connectRunspacePool: 0x00010008,
  setMaxRunspaces: 0x00021002,
  setMinRunspaces: 0x00021003,
  runspaceAvailability: 0x00021004,
  runspacePoolState: 0x00021005,
  createPipeline: 0x00021006,
  getAvailableRunspaces: 0x00021007,
  userEvent: 0x00021008,
  applicationPrivateData: 0x00021009,
  getCommandMetadata: 0x0002100a,
  runspacePoolInitData: 0x0002100b,
  resetRunspaceState: 0x0002100c,
  runspacePoolHostCall: 0x00021100,
  runspacePoolHostResponse: 0x00021101,
  pipelineInput: 0x00041002,
  endOfPipelineInput: 0x00041003,
  pipelineOutput: 0x00041004,
  errorRecord: 0x00041005,
  pipelineState: 0x00041006,
  debugRecord: 0x00041007,
  verboseRecord: 0x00041008,
  warningRecord: 0x00041009,
  progressRecord: 0x00041010,
  informationRecord: 0x00041011,
  pipelineHostCall: 0x00041100,
  pipelineHostResponse: 0x00041101,
} as const;

export interface PsrpMessage {
  readonly destination: 'client' | 'server';
  /** One of `messageTypes`, or a number this client does not know. */
  readonly type: number;
  readonly poolId: string;
  /** All zeros for a message to the pool. */
  readonly pipelineId: string;
  /** CLIXML without a byte order mark; '' for no value. */
  readonly data: string;
}

const headerBytes = 40;
const destinations = { client: 1, server: 2 } as const;

/** Destination and type (u32, little-endian), the two ids as .NET GUID bytes, then the data as UTF-8. */
export function encodeMessage({
  destination,
  type,
  poolId,
  pipelineId = nilGuid,
  data,
}: Omit<PsrpMessage, 'pipelineId'> & { readonly pipelineId?: string }): Uint8Array {
  const start = new DataView(new ArrayBuffer(8));
  start.setUint32(0, destinations[destination], true);
  start.setUint32(4, type, true);
  return concat([
    new Uint8Array(start.buffer),
    guidToBytes(poolId),
    guidToBytes(pipelineId),
    new TextEncoder().encode(data),
  ]);
}

/**
 * Throws a ProtocolError (`bad-message`). A byte order mark before the data is dropped; Windows writes one, others do
 * not.
 */
export function decodeMessage(bytes: Uint8Array): PsrpMessage {
  if (bytes.length < headerBytes)
    throw new ProtocolError('bad-message', `A PSRP message of ${bytes.length} bytes is shorter than its header.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  return {
    destination: view.getUint32(0, true) === destinations.client ? 'client' : 'server',
    type: view.getUint32(4, true),
    poolId: guidFromBytes(bytes.subarray(8, 24)),
    pipelineId: guidFromBytes(bytes.subarray(24, 40)),
    data: decodeData(bytes.subarray(headerBytes)),
  };
}

function decodeData(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ProtocolError('bad-message', 'The data of a PSRP message is not UTF-8.', { cause });
  }
}
