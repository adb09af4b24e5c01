import type { SignatureStage, WordSignature } from './signature.js';

const implicitRemoting = 'PowerShell, ImplicitRemotingStrings.resx';

/**
 * FullyQualifiedErrorIds of errors outside a session's transport: the part before the first comma, as PowerShell and
 * Exchange write it. `stage` is where the error has this meaning; elsewhere the same identifier says nothing. Sorted.
 */
export const errorIds = [
  {
    key: 'CommandNotFoundException',
    symptom: 'no-mailbox-role',
    stage: 'command',
    certainty: 'documentation',
    source: 'PowerShell CommandNotFoundException: Exchange hides what no role allows',
  },
  {
    key: 'ErrorFromRemoteCommand',
    symptom: 'import-empty',
    candidates: ['no-mailbox-role', 'session-lost'],
    stage: 'import',
    certainty: 'documentation',
    source: implicitRemoting,
  },
  {
    key: 'ErrorMalformedDataFromRemoteCommand',
    symptom: 'import-empty',
    candidates: ['session-lost'],
    stage: 'import',
    certainty: 'documentation',
    source: implicitRemoting,
  },
  {
    key: 'ErrorNoCommandsImportedBecauseOfSkipping',
    symptom: 'import-shadowed',
    stage: 'import',
    text: 'No command proxies have been created, because all of the requested remote commands would shadow existing local commands.',
    certainty: 'documentation',
    source: implicitRemoting,
  },
  {
    key: 'ErrorNoResultsFromRemoteEnd',
    symptom: 'import-empty',
    candidates: ['no-mailbox-role', 'session-lost'],
    stage: 'import',
    certainty: 'documentation',
    source: implicitRemoting,
  },
  {
    key: 'InvalidOperation',
    symptom: 'import-blocked-by-policy',
    stage: 'import',
    certainty: 'documentation',
    source: 'PowerShell, ImplicitRemotingCommands.cs, CertificateNeeded',
  },
  {
    key: 'System.Management.Automation.Remoting.PSRemotingDataStructureException',
    symptom: 'wsman-missing',
    stage: 'resolve',
    stayedHere: true,
    text: 'This parameter set requires WSMan, and no supported WSMan client library was found.',
    certainty: 'component',
    source: 'PowerShell, RemotingErrorIdStrings.resx (measured, PowerShell 7.6.5 on Linux)',
  },
  {
    key: 'UnauthorizedAccess',
    symptom: 'import-blocked-by-policy',
    stage: 'import',
    certainty: 'documentation',
    source: 'PowerShell, Authenticode.resx; PSSecurityException',
  },
] as const satisfies readonly (WordSignature & { readonly stage: SignatureStage })[];
