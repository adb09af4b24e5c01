/**
 * What this room throws on purpose: a stable `code` for programs, a sentence for people, the cause kept. An abort is not
 * one of these: it rejects with the signal's own reason.
 */
export abstract class RemotingError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, sentence: string, options?: { cause?: unknown }) {
    super(sentence, options);
    this.code = code;
  }
}
