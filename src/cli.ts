#!/usr/bin/env node
import { version } from './commands/version.js';

// Answered before anything else is loaded.
if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  const { main } = await import('./commands/main.js');
  await main(process.argv.slice(2));
}
