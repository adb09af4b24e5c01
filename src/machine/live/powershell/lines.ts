/** A message from PowerShell, apart from everything else it prints. */
export interface Envelope {
  readonly kind: string;
  /** Id of the call; empty for the greeting. */
  readonly id: string;
  /** As sent: base64, or the fields of the greeting. */
  readonly body: string;
}

/** Longer than any answer: the longest is a list of a few hundred names. */
const maxLine = 4 * 1024 * 1024;

const envelope = /<<exo:(?<kind>[a-z]{1,16}):(?<id>[0-9a-f-]{0,36}):(?<body>[A-Za-z0-9+/=|. _()-]*)>>/u;

/**
 * Finds envelopes in the output, however it is chunked. Profiles, native programs, warnings and progress print to the
 * same stream; all of that is dropped. Takes time linear in the output.
 */
export class Lines {
  #pieces: string[] = [];
  #length = 0;

  /** Throws a RangeError when a line is longer than any answer. */
  take(chunk: string): readonly Envelope[] {
    const found: Envelope[] = [];
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      this.#keep(chunk.slice(from, end));
      const { kind, id, body } = envelope.exec(this.#pieces.join(''))?.groups ?? {};
      if (kind !== undefined && id !== undefined && body !== undefined) found.push({ kind, id, body });
      this.#pieces = [];
      this.#length = 0;
      from = end + 1;
    }
    this.#keep(chunk.slice(from));
    return found;
  }

  #keep(piece: string): void {
    if (piece === '') return;
    this.#length += piece.length;
    if (this.#length > maxLine) throw new RangeError('a line is longer than any answer');
    this.#pieces.push(piece);
  }
}
