import { bindingErrors, ownCmdlets } from '../../knowledge/binding-errors.js';
import type { SessionError } from '../../knowledge/session-errors.js';
import { errorsByCode, errorsById, errorsByName, redirectRequested } from '../../knowledge/session-errors.js';
import { failureCategories, limitMarkers } from '../../knowledge/server-answers.js';
import type { ScriptError } from '../../machine/live/powershell/session.js';
import type { Evidence } from '../../vocabulary/index.js';
import { arg, message, pub, value } from '../../vocabulary/index.js';
import type { Clean } from '../answer-evidence.js';
import { diagnoseWsmanFault, failureCategoryIn } from '../diagnose.js';
import type { StageName } from '../connection.js';
import type { Fault } from '../stage-recorder.js';

/** An error of a session's cmdlet: on which stage, what it means, what it proves of the way there, and what became of the password. */
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

/** Whether the server asks to be called at another address, which only the redirect rules may follow. */
export const isRedirect = ({ fullyQualifiedErrorId, errorCode }: ScriptError): boolean =>
  transportNameIn(fullyQualifiedErrorId) === redirectRequested.name || errorCode === redirectRequested.code;

/** By identifier and code. What is not in any table is reported as unknown, on the stage the cmdlet at work stands for. */
export function diagnoseScriptError(
  { fullyQualifiedErrorId, errorCode, text }: ScriptError,
  working: 'shell' | 'import' | 'command',
): SessionFault {
  const name = transportNameIn(fullyQualifiedErrorId);
  if (name === undefined) return ofCmdlet(fullyQualifiedErrorId, working);
  const code = /^-?\d{1,10}$/u.test(name) ? Number(name) : errorCode;
  const row = rowIn(errorsByName, name) ?? (code === undefined ? undefined : rowOf(code));
  // Exchange writes its category into the text of a refusal, in no language: it says more than the number it comes with.
  const category = failureCategoryIn(text);
  const reported =
    (category !== undefined && Object.hasOwn(failureCategories, category)) ||
    limitMarkers.some((marker) => text.includes(marker))
      ? diagnoseWsmanFault(undefined, text)
      : undefined;
  // Authorization comes after the sign-in; what the front end could not pass on may come before it.
  if (reported)
    return {
      ...reported,
      stage: working === 'shell' ? 'shell' : working,
      refused: false,
      proves: isBehindSignIn(reported.symptom, category) ? 'account' : 'http',
      stayedHere: false,
    };
  const named: Found = row ?? { stage: working, symptom: 'unknown-fault' };
  return faultOf(working === 'command' && named.stage === 'shell' ? { ...named, stage: 'command' } : named);
}

/** What a limit or a missing role says of the account. "Access denied" says nothing of it, in whatever category it comes. */
const isBehindSignIn = (symptom: string, category: string | undefined): boolean =>
  symptom !== 'shell-access-denied' && (category === undefined || category.startsWith('AuthZ-'));

function ofCmdlet(id: string, working: 'shell' | 'import' | 'command'): SessionFault {
  const name = id.split(',')[0]!.trim();
  if (isOwnMistake(name, id, working))
    return faultOf({
      symptom: 'powershell-failed',
      stage: working === 'shell' ? 'resolve' : working,
      stayedHere: true,
    });
  const row = rowIn(errorsById, name);
  const fits =
    row && (row.stage !== 'import' || working === 'import') && (row.stage !== 'command' || working !== 'shell');
  if (fits) return faultOf(working === 'import' && row.stage === 'command' ? { ...row, stage: 'import' } : row);
  const symptom = working === 'command' ? 'command-failed' : working === 'import' ? 'import-failed' : 'unknown-fault';
  return faultOf({ symptom, stage: working });
}

/** A call in our scripts that this PowerShell does not take. Until there is a session every command is one of this PC. */
const isOwnMistake = (name: string, id: string, working: 'shell' | 'import' | 'command'): boolean =>
  working === 'shell'
    ? bindingErrors.has(name) || name === 'CommandNotFoundException'
    : bindingErrors.has(name) && ownCmdlets.test(id.trim());

type Found = Omit<SessionError, 'source'>;
const faultOf = ({ stage, symptom, candidates, refused, proves, stayedHere }: Found): SessionFault => ({
  stage,
  symptom,
  refused: refused === true,
  proves: proves ?? 'nothing',
  stayedHere: stayedHere === true,
  ...(candidates ? { candidates } : {}),
});

const rowIn = (table: Readonly<Record<string, SessionError>>, key: string): SessionError | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
const rowOf = (code: number): SessionError | undefined =>
  rowIn(errorsByCode, String(code)) ?? Object.values(errorsByName).find((row) => row.code === code);

/** Identifier and number first: the text is in the language of Windows, or of the server. */
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
