import type { SessionError } from '../../knowledge/session-errors.js';
import { errorsByCode, errorsById, errorsByName, redirectRequested } from '../../knowledge/session-errors.js';
import { failureCategories } from '../../knowledge/server-answers.js';
import type { ScriptError } from '../../machine/powershell/session.js';
import type { Evidence } from '../../vocabulary/index.js';
import { arg, message, pub, value } from '../../vocabulary/index.js';
import type { Clean } from '../answer-evidence.js';
import { diagnoseWsmanFault, failureCategoryIn } from '../diagnose.js';
import type { Rung } from '../connection.js';
import type { Fault } from '../ladder.js';

/** An error of a session's cmdlet: on which rung, what it means, and whether a server has seen the password. */
export type SessionFault = Fault & { readonly rung: Rung; readonly refused: boolean; readonly fromServer: boolean };

const tails = /^(?:(?<name>[^,]*),)?(?:PSSessionOpen(?:ed)?Failed|PSSessionConnectFailed|JobFailure|PSSessionStateBroken|CreateRemoteRunspaceFailed)(?:,.*)?$/u;

/** The name or number in front of `,PSSessionOpenFailed`; `''` for a bare one; `undefined` for an error of another kind. */
export const transportNameIn = (fullyQualifiedErrorId: string): string | undefined => {
  const match = tails.exec(fullyQualifiedErrorId.trim());
  return match ? (match.groups?.['name'] ?? '') : undefined;
};

/** Whether the server asks to be called at another address, which only the redirect rules may follow. */
export const isRedirect = ({ fullyQualifiedErrorId, errorCode }: ScriptError): boolean => transportNameIn(fullyQualifiedErrorId) === redirectRequested.name || errorCode === redirectRequested.code;

/** By identifier and code. What is not in any table is told as unknown, on the rung the cmdlet at work stands for. */
export function diagnoseScriptError({ fullyQualifiedErrorId, errorCode, text }: ScriptError, working: 'shell' | 'import' | 'command'): SessionFault {
  const name = transportNameIn(fullyQualifiedErrorId);
  if (name === undefined) return ofCmdlet(fullyQualifiedErrorId, working);
  const code = /^-?\d{1,10}$/u.test(name) ? Number(name) : errorCode;
  const row = rowIn(errorsByName, name) ?? (code === undefined ? undefined : rowIn(errorsByCode, String(code)));
  const named: Found = row ?? { rung: working, symptom: 'unknown-fault', fromServer: true };
  // Exchange writes its category into the text of a refusal, in no language: it says more than the number it comes with.
  const category = failureCategoryIn(text);
  const told = category !== undefined && Object.hasOwn(failureCategories, category) ? diagnoseWsmanFault(undefined, text) : undefined;
  if (told || text.includes('MaxConcurrency')) return { ...(told ?? diagnoseWsmanFault(undefined, text)), rung: 'shell', refused: false, fromServer: true };
  return faultOf(working === 'command' && named.rung === 'shell' ? { ...named, rung: 'command' } : named);
}

function ofCmdlet(id: string, working: 'shell' | 'import' | 'command'): SessionFault {
  const row = rowIn(errorsById, id.split(',')[0]!.trim());
  const fits = row && (row.rung !== 'import' || working === 'import') && (row.rung !== 'command' || working !== 'shell');
  if (fits) return faultOf(working === 'import' && row.rung === 'command' ? { ...row, rung: 'import' } : row);
  const symptom = working === 'command' ? 'command-failed' : working === 'import' ? 'import-failed' : 'unknown-fault';
  return { symptom, rung: working, refused: false, fromServer: working === 'command' };
}

type Found = Omit<SessionError, 'source' | 'refused' | 'fromServer'> & { readonly refused?: boolean; readonly fromServer?: boolean };
const faultOf = ({ rung, symptom, candidates, refused = false, fromServer = false }: Found): SessionFault => ({ rung, symptom, refused, fromServer, ...(candidates ? { candidates } : {}) });

const rowIn = (table: Readonly<Record<string, SessionError>>, key: string): SessionError | undefined => (Object.hasOwn(table, key) ? table[key] : undefined);

/** Identifier and number first: the text is in the language of Windows, or of the server. */
export function scriptErrorEvidence({ fullyQualifiedErrorId, errorCode, text }: ScriptError, clean: Clean, cmdlet: string): readonly Evidence[] {
  const source = `the error record of ${cmdlet}`;
  return [
    { what: message('stage.error'), observed: value(arg('server-text', clean(fullyQualifiedErrorId) || 'no identifier')), source },
    ...(errorCode === undefined ? [] : [{ what: message('stage.code'), observed: value(pub(`${errorCode} (0x${(errorCode >>> 0).toString(16).toUpperCase().padStart(8, '0')})`)), source }]),
    ...(text === '' ? [] : [{ what: message('stage.text'), observed: value(arg('server-text', clean(text))), source }]),
  ];
}
