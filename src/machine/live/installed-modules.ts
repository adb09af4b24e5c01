import { isDottedVersion } from '../rules/dotted-version.js';

/** One copy of a module on the PC. */
export interface ModuleCopy {
  readonly version: string;
  readonly folder: string;
}

/**
 * Parses a module's fact, `version folder; version folder`; `undefined` for anything else, for example a redacted one.
 */
export function installedCopies(fact: string): readonly ModuleCopy[] | undefined {
  const copies = fact
    .split(/; (?=[\d.]+ )/u)
    .map((part) => ({ version: part.slice(0, part.indexOf(' ')), folder: part.slice(part.indexOf(' ') + 1) }));
  return copies.every(({ version, folder }) => isDottedVersion(version) && folder !== '') ? copies : undefined;
}

/** Not in a folder that only PowerShell 7 searches: its own in Documents and in Program Files. */
export const isSeenByWindowsPowerShell = ({ folder }: ModuleCopy): boolean =>
  !/\\PowerShell\\(?:7[^\\]*\\)?Modules\\/iu.test(folder);

/** PowerShell 7 also searches the folders of Windows PowerShell, except the one of this user. */
export const isSeenByPowerShell7 = ({ folder }: ModuleCopy): boolean =>
  !/\\WindowsPowerShell\\Modules\\/iu.test(folder) || /\\Program Files\\WindowsPowerShell\\Modules\\/iu.test(folder);

/**
 * The version that loads by name: the highest in a folder of the module path; with several folders the first wins, and
 * as a list of copies does not say which that is, the answer is `undefined`. Source: about_PSModulePath, about_Modules.
 *
 * @param copies newest first
 */
export function loadedByName(copies: readonly ModuleCopy[]): string | undefined {
  const [first, ...others] = copies;
  if (!first || others.length === 0) return first?.version;
  const home = homeOf(first);
  return home !== undefined && others.every((copy) => homeOf(copy) === home) ? first.version : undefined;
}

/** The module's own folder, which holds its versions. */
function homeOf({ version, folder }: ModuleCopy): string | undefined {
  const cut = folder.lastIndexOf('\\');
  return folder.slice(cut + 1) === version ? folder.slice(0, cut).toLowerCase() : undefined;
}
