/** A runner of checks that could be lifted out and run anything: it knows no Exchange, no Windows and no screen. */
export type { AnyCheck, Check, OwnSymptom } from './check.js';
export type { CheckId, SymptomId } from './ids.js';
export type { Finding, Outcome } from './finding.js';
export { fail, notApplicable, pass, unknown, warn } from './finding.js';
export type { Cause, PreflightEvent, Row, Verdict } from './events.js';
export type { Choice } from './graph.js';
export { GraphError, select, validate } from './graph.js';
export type { RunHandle, Shared } from './shared.js';
export type { RunOptions } from './run.js';
export { preflight } from './run.js';
