import { isDottedVersion } from '../rules/dotted-version.js';

/** What came of loading the module in a PowerShell of its own. */
export type ModuleTrial =
  | { readonly state: 'loaded'; readonly version: string }
  /** `conflict`: a library that it needs was there in another version. */
  | { readonly state: 'failed'; readonly errorId: string; readonly conflict: boolean };

/** Exceptions of .NET that mean "found, and not the one that was compiled against". */
const conflicts = /\b(?:FileLoad|MissingMethod|MissingField|TypeLoad)Exception\b/u;

/**
 * The fact `modules.exchangeLoads`: `loaded 3.10.1`, or `failed` and the FullyQualifiedErrorId
 * (`failed System.IO.FileLoadException,Microsoft.PowerShell.Commands.ImportModuleCommand`). `undefined` where it is neither.
 */
export function moduleTrial(fact: string): ModuleTrial | undefined {
  const [, state, rest = ''] = /^(loaded|failed) (\S.*)$/u.exec(fact) ?? [];
  if (state === 'loaded') return isDottedVersion(rest) ? { state, version: rest } : undefined;
  return state === 'failed' ? { state: 'failed', errorId: rest, conflict: conflicts.test(rest) } : undefined;
}
