/** Routes to Exchange, and the one connection a run has to it. */
export type { AccountHint, BrokenStage, Connection, Mailboxes, Reached, Rung, ServerTime, SignInProof, Stage } from './connection.js';
export { rungs } from './connection.js';
export type { Authentication, Route, RouteId, Way } from './routes.js';
export { builtWays, routeIds, routes } from './routes.js';
export type { Target, TargetRequest } from './target.js';
export { chooseTarget } from './target.js';
export { stageEvidence } from './stage-evidence.js';
