import { accountSymptoms } from './account.js';
import { connectionSymptoms } from './connection.js';
import { moduleSymptoms } from './module.js';
import { networkSymptoms } from './network.js';
import { pcSymptoms } from './pc.js';
import { powershellSymptoms } from './powershell.js';
import { winrmSymptoms } from './winrm.js';

export type { SymptomText } from './symptom-text.js';

/** Every fault's sentences, by its id. */
export const symptoms = {
  ...pcSymptoms,
  ...moduleSymptoms,
  ...winrmSymptoms,
  ...networkSymptoms,
  ...accountSymptoms,
  ...connectionSymptoms,
  ...powershellSymptoms,
} as const;
