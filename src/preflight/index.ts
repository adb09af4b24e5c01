/** A runner of checks that could be lifted out and run anything: it knows no Exchange, no Windows and no screen. */
export type { AnyCheck, Check, CheckId, SymptomId, Texts } from './check.js';
export { isCheckId } from './check.js';
export type { Finding, Outcome, Status } from './finding.js';
export { fail, notApplicable, pass, unknown, warn } from './finding.js';
export type { Cause, PreflightEvent, Row, RunExitCode, Verdict } from './events.js';
export type { Choice, Selection } from './graph.js';
export { GraphError, select, validate, waitsFor } from './graph.js';
export type { RunHandle, Shared } from './shared.js';
export { loadChecks } from './plugins.js';
export type { RunOptions } from './run.js';
export { defaults, preflight } from './run.js';
