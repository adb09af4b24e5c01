import { writeSync } from 'node:fs';
import { CommanderError } from 'commander';
import { clean } from '../locales/render.js';
import { UserError } from '../vocabulary/index.js';
import { program } from '../commands/program.js';
import { Streams } from './streams.js';

/** The tool could not do its work: its own bug, code of a plugin outside any check, or a result that did not arrive. */
const failed = 4;

/** Reads the command line, runs the one command asked for, and owns the end of the process. */
export async function main(args: readonly string[]): Promise<void> {
  const streams = new Streams();
  const debug = args.includes('--debug');
  watchStrayErrors(debug, streams);
  const endedEarly = guardTheEnd();
  let exitCode: number;
  try {
    exitCode = await program(args, streams);
  } catch (error) {
    exitCode = tell(error, debug, streams);
  }
  await streams.flush();
  await streams.settle();
  endedEarly.release();
  if (streams.lost !== undefined) {
    streams.progress(
      `exo-preflight: the result could not be written to standard output (${streams.lost}).\nMake room there, or send it elsewhere, and run again.`,
    );
    if (exitCode !== 130) exitCode = failed;
  }
  process.exit(streams.strays > 0 && exitCode !== 130 ? failed : exitCode);
}

/**
 * Errors outside any check and any promise of ours: a plugin's forgotten promise, a timer of its own. The run goes on, since
 * its rows have nothing to do with it, but nobody shall take it for an untroubled one.
 */
function watchStrayErrors(debug: boolean, streams: Streams): void {
  const note = (error: unknown): void => {
    if (streams.strays++ > 0 && !debug) return;
    streams.progress(
      `exo-preflight: something failed outside every check (${error instanceof Error ? error.name : typeof error}): a plugin, or this tool itself.`,
    );
    streams.progress(debug ? stackOf(error) : 'Run the same again with --debug, and without --checks, to see which.');
  };
  process.on('uncaughtException', note).on('unhandledRejection', note);
}

/** A plugin that ends the process, or keeps it waiting for nothing, must not make it look like a verdict. */
function guardTheEnd(): { release(): void } {
  const early = (): void => {
    if (process.exitCode === 130) return;
    process.exitCode = failed;
    try {
      writeSync(2, 'exo-preflight: the process was ended before there was a verdict; a plugin may have done that.\n');
    } catch {
      // Nobody is left to tell.
    }
  };
  process.on('exit', early);
  return { release: () => void process.off('exit', early) };
}

/** What a user can fix is a sentence and the next step; anything else is our own bug and says so. */
function tell(error: unknown, debug: boolean, streams: Streams): number {
  if (error instanceof CommanderError) return error.exitCode;
  if (error instanceof UserError) {
    streams.progress(`exo-preflight: ${clean(error.message)}`);
    streams.progress(clean(error.todo));
    if (debug) streams.progress(stackOf(error));
    return error.exitCode;
  }
  streams.progress(
    `exo-preflight: this is a bug of the tool itself (${error instanceof Error ? error.name : typeof error}).`,
  );
  streams.progress(debug ? stackOf(error) : 'Run the same again with --debug and report what it prints.');
  return failed;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack ?? error.message}${error.cause === undefined ? '' : `\ncaused by: ${stackOf(error.cause)}`}`;
}
