import { bindingErrors, ownCmdlets } from '../../knowledge/binding-errors.js';
import type { Signature } from '../../knowledge/signatures.js';
import { lookUp, redirectRequested } from '../../knowledge/signatures.js';
import type { KnownSymptom } from '../../knowledge/symptoms.js';
import type { ScriptError } from '../../machine/live/powershell/session.js';
import type { Evidence } from '../../vocabulary/index.js';
import { arg, message, pub, value } from '../../vocabulary/index.js';
import type { Clean } from '../answer-evidence.js';
import { errorIdIn, faultOf, failureCategoryIn, signatureInText } from '../diagnose.js';
import type { StageName } from '../connection.js';
import type { Fault } from '../stage-recorder.js';

/**
 * An error of a session cmdlet: its stage, its meaning, what it proves about the earlier stages, and what became of the
 * password.
 */
export type SessionFault = Fault & {
  readonly stage: StageName;
  readonly refused: boolean;
  readonly proves: 'nothing' | 'http' | 'account';
  readonly stayedHere: boolean;
};

const tails =
  /^(?:(?<name>[^,]*),)?(?:PSSessionOpen(?:ed)?Failed|PSSessionConnectFailed|JobFailure|PSSessionStateBroken|CreateRemoteRunspaceFailed)(?:,.*)?$/u;

/** The name or number in front of `,PSSessionOpenFailed`; `''` for a bare one; `undefined` for an error of another kind. */
export const transportNameIn = (fullyQualifiedErrorId: string): string | undefined => {
  const match = tails.exec(fullyQualifiedErrorId.trim());
  return match ? (match.groups?.['name'] ?? '') : undefined;
};

/** Whether the server redirects, which only the redirect rules may follow. */
export const isRedirect = ({ fullyQualifiedErrorId, errorCode }: ScriptError): boolean =>
  transportNameIn(fullyQualifiedErrorId) === redirectRequested.name || errorCode === redirectRequested.code;

/**
 * Diagnoses by identifier and code. An error in no table is reported as unknown, on the stage of the cmdlet that was
 * running.
 */
export function diagnoseScriptError(
  { fullyQualifiedErrorId, errorCode, text }: ScriptError,
  working: 'shell' | 'import' | 'command',
): SessionFault {
  const name = transportNameIn(fullyQualifiedErrorId);
  if (name === undefined) return ofCmdlet(fullyQualifiedErrorId, working);
  // Exchange writes an untranslated category into the text of a refusal; it is more specific than the accompanying
  // number.
  const reported = signatureInText(text);
  if (reported) {
    const proves = isBehindSignIn(reported.symptom, failureCategoryIn(text)) ? 'account' : 'http';
    return { ...faultOf(reported), stage: working, refused: false, proves, stayedHere: false };
  }
  const row = lookUp('transport-name', name, 'from-windows') ?? byCode(name, errorCode);
  if (!row) return unknown('unknown-fault', working);
  const stage = row.stage ?? working;
  return sessionFault(row, working === 'command' && stage === 'shell' ? 'command' : stage);
}

/** The number in place of the name, else the one reported with it. */
function byCode(name: string, errorCode: number | undefined): Signature | undefined {
  const code = /^-?\d{1,10}$/u.test(name) ? Number(name) : errorCode;
  return code === undefined ? undefined : lookUp('windows-code', code, 'from-windows');
}

/**
 * Whether a limit or a missing role proves that the account was accepted. Authorization comes after the sign-in; what
 * the front end could not pass on may come before it. "Access denied" proves nothing about it, in any category.
 */
const isBehindSignIn = (symptom: string, category: string | undefined): boolean =>
  symptom !== 'shell-access-denied' && (category === undefined || category.startsWith('AuthZ-'));

function ofCmdlet(id: string, working: 'shell' | 'import' | 'command'): SessionFault {
  const name = errorIdIn(id);
  if (isOwnMistake(name, id, working))
    return { ...unknown('powershell-failed', working === 'shell' ? 'resolve' : working), stayedHere: true };
  const row = lookUp('error-id', name);
  const stage = row?.stage;
  if (row && stage && (stage !== 'import' || working === 'import') && (stage !== 'command' || working !== 'shell'))
    return sessionFault(row, working === 'import' && stage === 'command' ? 'import' : stage);
  return unknown(unknownTo[working], working);
}

/** A call in the tool's own scripts that this PowerShell rejects. Until there is a session, every command is local. */
const isOwnMistake = (name: string, id: string, working: 'shell' | 'import' | 'command'): boolean =>
  working === 'shell'
    ? bindingErrors.has(name) || name === 'CommandNotFoundException'
    : bindingErrors.has(name) && ownCmdlets.test(id.trim());

/** The symptom of an unknown error, by the cmdlet that was running. */
const unknownTo = { shell: 'unknown-fault', import: 'import-failed', command: 'command-failed' } as const;

const sessionFault = (row: Signature, stage: StageName): SessionFault => ({
  ...faultOf(row),
  stage,
  refused: row.refused === true,
  proves: row.proves ?? 'nothing',
  stayedHere: row.stayedHere === true,
});

const unknown = (symptom: KnownSymptom, stage: StageName): SessionFault => ({
  symptom,
  stage,
  refused: false,
  proves: 'nothing',
  stayedHere: false,
});

/** Identifier and number come first because the text is in the language of Windows or of the server. */
export function scriptErrorEvidence(
  { fullyQualifiedErrorId, errorCode, text }: ScriptError,
  clean: Clean,
  cmdlet: string,
): readonly Evidence[] {
  const source = `the error record of ${cmdlet}`;
  return [
    {
      what: message('stage.error'),
      observed: value(arg('server-text', clean(fullyQualifiedErrorId) || 'no identifier')),
      source,
    },
    ...(errorCode === undefined
      ? []
      : [
          {
            what: message('stage.code'),
            observed: value(pub(`${errorCode} (0x${(errorCode >>> 0).toString(16).toUpperCase().padStart(8, '0')})`)),
            source,
          },
        ]),
    ...(text === '' ? [] : [{ what: message('stage.text'), observed: value(arg('server-text', clean(text))), source }]),
  ];
}
