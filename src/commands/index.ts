import type { Commands } from '../cli/command-line.js';
import { runCommandLine } from '../cli/command-line.js';
import type { Io } from '../cli/io.js';
import { about } from './about.js';
import { checks } from './checks.js';
import { collect } from './collect.js';
import { fix } from './fix.js';
import { lab } from './lab.js';
import { open } from './open.js';
import { run } from './run.js';

// Loaded together with what owns the process: a program in one file starts sooner.
export { ownProcess } from '../cli/process.js';

export const commands: Commands = { main: run, named: [lab, collect, open, fix, checks, about] };

/** The whole program but its process: one command line. Resolves to the exit code. */
export const runCli = (args: readonly string[], io: Io): Promise<number> => runCommandLine(commands, args, io);
