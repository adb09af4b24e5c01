/** An Exchange remote PowerShell endpoint on loopback, to test a connection against and to see each way it can fail. */
export { startLab } from './lab.js';
export type { Lab, LabOptions } from './lab.js';
export { isScenarioId, scenarioIds, scenarios } from './scenarios.js';
export type { Scenario, ScenarioId } from './scenarios.js';
