#!/usr/bin/env node
/** Filled in by the build from package.json. */
declare const __VERSION__: string;

// Answered before anything else is loaded.
if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    process.stderr.write(
      `exo-preflight: the result could not be written to standard output (${code ?? 'unknown error'}).\n`,
    );
    process.exitCode = 4;
  });
  process.stdout.write(`${__VERSION__}\n`);
} else {
  const { ownProcess, runCli } = await import('./commands/index.js');
  await ownProcess(runCli, process.argv.slice(2));
}

export {};
