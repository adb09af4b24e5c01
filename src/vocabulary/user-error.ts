/**
 * Something a user can fix: the command line, a file, the network of the moment. Says what happened and what to do.
 * Anything else that is thrown is our own bug and is reported as one.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** The next step, as a sentence. */
  readonly todo: string;
  /** 2: the command line or a file is wrong; 4: the work was done and could not be written down; 130: the person left. */
  readonly exitCode: 2 | 4 | 130;

  constructor(
    sentence: string,
    todo: string,
    { exitCode = 2, ...options }: { cause?: unknown; exitCode?: 2 | 4 | 130 } = {},
  ) {
    super(sentence, options);
    this.todo = todo;
    this.exitCode = exitCode;
  }
}
