import { isDottedVersion } from '../rules/dotted-version.js';

/** The result of loading the module in its own PowerShell. */
export type ModuleTrial =
  | { readonly state: 'loaded'; readonly version: string }
  /** `conflict`: a required library was already loaded in another version. */
  | { readonly state: 'failed'; readonly errorId: string; readonly conflict: boolean };

/** .NET exceptions that mean the assembly found is not the one compiled against. */
const conflicts = /\b(?:FileLoad|MissingMethod|MissingField|TypeLoad)Exception\b/u;

/**
 * The fact `modules.exchangeLoads`: `loaded 3.10.1`, or `failed` and the FullyQualifiedErrorId (`failed
 * System.IO.FileLoadException,Microsoft.PowerShell.Commands.ImportModuleCommand`). `undefined` for anything else.
 */
export function moduleTrial(fact: string): ModuleTrial | undefined {
  const [, state, rest = ''] = /^(loaded|failed) (\S.*)$/u.exec(fact) ?? [];
  if (state === 'loaded') return isDottedVersion(rest) ? { state, version: rest } : undefined;
  return state === 'failed' ? { state: 'failed', errorId: rest, conflict: conflicts.test(rest) } : undefined;
}
