import type { BrokenStage, Rung } from './connection.js';

/** What a rung is told as that nobody set foot on: nothing went wrong there, and nothing is known of it. */
export const notBegun = (rung: Rung): BrokenStage => ({
  rung,
  hop: 0,
  startedMs: 0,
  durationMs: 0,
  evidence: [],
  state: 'interrupted',
});
