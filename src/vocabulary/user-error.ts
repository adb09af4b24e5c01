/**
 * Something a user can mend: the command line, a file, the network of the moment. Says what happened and what to do.
 * Anything else that is thrown is our own bug and is reported as one.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** The next step, as a sentence. */
  readonly todo: string;
  readonly exitCode: 2;

  constructor(sentence: string, todo: string, options?: { cause?: unknown }) {
    super(sentence, options);
    this.todo = todo;
    this.exitCode = 2;
  }
}
