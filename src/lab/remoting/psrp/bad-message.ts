/** The client left the protocol; nothing after this can be made sense of. */
export class BadMessage extends Error {
  override readonly name = 'BadMessage';
}
