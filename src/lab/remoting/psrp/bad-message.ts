/** The client violated the protocol; nothing it sends afterwards can be interpreted. */
export class BadMessage extends Error {
  override readonly name = 'BadMessage';
}
