/**
 * The base of this room's errors: a stable `code` for programs, a sentence for people, and the cause. An abort is not
 * one of them: it rejects with the signal's reason.
 */
export abstract class RemotingError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, sentence: string, options?: { cause?: unknown }) {
    super(sentence, options);
    this.code = code;
  }
}
