import type { KnownSymptom } from '../knowledge/symptoms.js';

/**
 * The faults the tool can fix itself, by fix. A fix's id is the argument of `exo-preflight fix`, the check to run
 * again, and the folder beside this file.
 */
const fixes = {
  'execution-policy': [
    'scripts-disabled',
    'scripts-disabled-for-user',
    'scripts-disabled-by-default',
    'scripts-disabled-by-policy',
    'scripts-must-be-signed',
    'scripts-must-be-signed-for-user',
    'scripts-must-be-signed-by-policy',
    'start-file-blocked',
  ],
} as const satisfies Readonly<Record<string, readonly KnownSymptom[]>>;

export type FixId = keyof typeof fixes;
export const fixIds = Object.keys(fixes) as readonly FixId[];

/** A fix by its own id or by that of a symptom. */
export const fixFor = (name: string): FixId | undefined =>
  fixIds.find((id) => id === name || fixes[id].some((symptom) => symptom === name));
