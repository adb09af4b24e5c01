import type { BrokenStage, StageName } from './connection.js';

/** What a stage is reported as that nobody set foot on: nothing went wrong there, and nothing is known of it. */
export const notBegun = (stage: StageName): BrokenStage => ({
  stage,
  redirect: 0,
  startedMs: 0,
  durationMs: 0,
  evidence: [],
  state: 'interrupted',
});
