import { accountSymptoms } from './symptoms/account.js';
import { connectionSymptoms } from './symptoms/connection.js';
import { moduleSymptoms } from './symptoms/module.js';
import { networkSymptoms } from './symptoms/network.js';
import { pcSymptoms } from './symptoms/pc.js';
import { powershellSymptoms } from './symptoms/powershell.js';
import { winrmSymptoms } from './symptoms/winrm.js';

export type { RunHole } from './symptoms/sentence.js';
export type { Owner, Symptom } from './symptoms/symptom.js';

/** Every fault that a check, a connection or a signature may name, by its id. */
export const symptoms = {
  ...pcSymptoms,
  ...moduleSymptoms,
  ...winrmSymptoms,
  ...networkSymptoms,
  ...accountSymptoms,
  ...connectionSymptoms,
  ...powershellSymptoms,
} as const;

export type KnownSymptom = keyof typeof symptoms;

/** Reports and plugins may name symptoms that are not in this table. */
export const isKnownSymptom = (id: string): id is KnownSymptom => Object.hasOwn(symptoms, id);
