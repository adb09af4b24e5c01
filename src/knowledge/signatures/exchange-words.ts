import type { WordSignature } from './signature.js';

/**
 * The untranslated category Exchange writes into its refusals: `[FailureCategory=AuthZ-CmdletAccessDeniedException]`.
 * Sorted.
 */
export const failureCategories = [
  {
    key: 'AuthZ-AuthorizationException',
    symptom: 'shell-access-denied',
    candidates: ['session-limit', 'no-role', 'remote-powershell-disabled'],
    certainty: 'report',
    source: 'Microsoft365DSC issue 359: the same category as "maximum number of connections allowed"',
  },
  {
    key: 'AuthZ-CmdletAccessDeniedException',
    symptom: 'no-role',
    certainty: 'report',
    source: 'Microsoft Q&A; Netwrix knowledge base',
  },
  {
    key: 'AuthZ-TypeInitializationException',
    symptom: 'server-error',
    certainty: 'report',
    source: 'Microsoft Q&A',
  },
  { key: 'Cafe-SendFailure', symptom: 'server-error', certainty: 'report', source: 'Microsoft Q&A' },
  {
    key: 'WSMan-InvalidShellID',
    symptom: 'session-lost',
    certainty: 'documentation',
    source: 'MicrosoftDocs/OfficeDocs-Support invalidshellid-error-in-rps (KB 3090768)',
  },
] as const satisfies readonly WordSignature[];

/**
 * The service's own words, anywhere in its text. If several refusals share a category, the name of the policy's
 * parameter decides: such names are not translated. Sorted.
 */
export const textMarkers = [
  {
    key: 'MaxConcurrency',
    symptom: 'session-limit',
    certainty: 'report',
    source: 'Microsoft365DSC issue 359; 365Inspect issue 38',
  },
] as const satisfies readonly WordSignature[];
