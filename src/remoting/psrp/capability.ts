import { bag, property, textOf } from '../clixml/index.js';
import type { PsObject, PsValue } from '../clixml/index.js';
import { ProtocolError } from '../protocol-error.js';

/** 2.1 came with PowerShell 2.0, 2.2 with 3.0, 2.3 with 5.0. */
export type ProtocolVersion = '2.1' | '2.2' | '2.3';

/** The result of the negotiation. */
export interface Negotiated {
  /** The lower of both versions, such as `2.3`. */
  readonly protocol: string;
  /** What the server reports about itself; `psVersion` is 2.0 even from 5.1. */
  readonly peer: {
    readonly protocol: string;
    readonly psVersion: string | undefined;
    readonly serialization: string | undefined;
  };
  /** APPLICATION_PRIVATE_DATA: usually a dictionary with the server's PSVersionTable. */
  readonly privateData?: PsValue;
}

/** SESSION_CAPABILITY (MS-PSRP 2.2.2.1). */
export const capability = (protocol: ProtocolVersion): PsObject =>
  bag({
    protocolversion: { type: 'Version', value: protocol },
    PSVersion: { type: 'Version', value: '2.0' },
    SerializationVersion: { type: 'Version', value: '1.1.0.1' },
  });

/** Throws a ProtocolError (`bad-message`, `incompatible`). */
export function negotiate(ours: ProtocolVersion, theirs: PsValue): Negotiated {
  const protocol = textOf(property(theirs, 'protocolversion'));
  const [major, minor] =
    /^(\d{1,9})\.(\d{1,9})/
      .exec(protocol ?? '')
      ?.slice(1)
      .map(Number) ?? [];
  if (protocol === undefined || minor === undefined)
    throw new ProtocolError('bad-message', 'The server did not say which protocol version it speaks.');
  if (major !== 2)
    throw new ProtocolError(
      'incompatible',
      `The server speaks remoting protocol ${protocol}; this client speaks 2.1 to 2.3.`,
    );
  return {
    protocol: minor < minorOf(ours) ? `2.${minor}` : ours,
    peer: {
      protocol,
      psVersion: textOf(property(theirs, 'PSVersion')),
      serialization: textOf(property(theirs, 'SerializationVersion')),
    },
  };
}

const minorOf = (protocol: string): number => Number(protocol.split('.')[1]);

/** Whether the negotiated protocol is at least this version. */
export const atLeast = ({ protocol }: Negotiated, version: ProtocolVersion): boolean =>
  minorOf(protocol) >= minorOf(version);
