import { CommanderError } from 'commander';
import { clean } from '../locales/render.js';
import { UserError } from '../vocabulary/index.js';
import { program } from './program.js';
import { Streams } from './streams.js';

/** Reads the command line, runs the one command asked for, and owns the end of the process. */
export async function main(args: readonly string[]): Promise<void> {
  const streams = new Streams();
  const debug = args.includes('--debug');
  let exitCode: number;
  try {
    exitCode = await program(args, streams);
  } catch (error) {
    exitCode = tell(error, debug, streams);
  }
  await streams.flush();
  process.exit(exitCode);
}

/** What a user can mend is a sentence and the next step; anything else is our own bug and says so. */
function tell(error: unknown, debug: boolean, streams: Streams): number {
  if (error instanceof CommanderError) return error.exitCode;
  if (error instanceof UserError) {
    streams.progress(`exo-preflight: ${clean(error.message)}`);
    streams.progress(clean(error.todo));
    if (debug) streams.progress(stackOf(error));
    return error.exitCode;
  }
  streams.progress(`exo-preflight: this is a bug of the tool itself (${error instanceof Error ? error.name : typeof error}).`);
  streams.progress(debug ? stackOf(error) : 'Run the same again with --debug and report what it prints.');
  return 4;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack ?? error.message}${error.cause === undefined ? '' : `\ncaused by: ${stackOf(error.cause)}`}`;
}
