#!/usr/bin/env node
/** Filled in by the build from package.json. */
declare const __VERSION__: string;

// Answered before anything else is loaded.
if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${__VERSION__}\n`);
} else {
  const { main } = await import('./commands/main.js');
  await main(process.argv.slice(2));
}

export {};
