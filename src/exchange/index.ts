/** Routes to Exchange, and the one connection a run has to it. */
export type { Connection, Stage } from './connection.js';
export { stageNames } from './connection.js';
export type { Target, TargetRequest } from './target.js';
export { chooseTarget } from './target.js';
