import { isDottedVersion } from '../rules/dotted-version.js';

/** One copy of a module on the PC. */
export interface ModuleCopy {
  readonly version: string;
  readonly folder: string;
}

/** A module's fact, `version folder; version folder`, read back; `undefined` where it is something else, a redacted one for example. */
export function installedCopies(fact: string): readonly ModuleCopy[] | undefined {
  const copies = fact
    .split(/; (?=[\d.]+ )/u)
    .map((part) => ({ version: part.slice(0, part.indexOf(' ')), folder: part.slice(part.indexOf(' ') + 1) }));
  return copies.every(({ version, folder }) => isDottedVersion(version) && folder !== '') ? copies : undefined;
}

/** Folders that only PowerShell 7 looks into: its own beside Windows PowerShell's, in Documents and in Program Files. */
export const isSeenByWindowsPowerShell = ({ folder }: ModuleCopy): boolean =>
  !/\\PowerShell\\(?:7[^\\]*\\)?Modules\\/iu.test(folder);

/** PowerShell 7 also looks where Windows PowerShell does, but not into its folder of this user. */
export const isSeenByPowerShell7 = ({ folder }: ModuleCopy): boolean =>
  !/\\WindowsPowerShell\\Modules\\/iu.test(folder) || /\\Program Files\\WindowsPowerShell\\Modules\\/iu.test(folder);

/**
 * The version that is loaded by its name: in one folder of the module path the highest; of several folders the one that comes first,
 * which a list of copies does not tell (`undefined`). Source: about_PSModulePath, about_Modules.
 *
 * @param copies the newest first
 */
export function loadedByName(copies: readonly ModuleCopy[]): string | undefined {
  const [first, ...others] = copies;
  if (!first || others.length === 0) return first?.version;
  const home = homeOf(first);
  return home !== undefined && others.every((copy) => homeOf(copy) === home) ? first.version : undefined;
}

/** The module's own folder, where its versions lie side by side. */
function homeOf({ version, folder }: ModuleCopy): string | undefined {
  const cut = folder.lastIndexOf('\\');
  return folder.slice(cut + 1) === version ? folder.slice(0, cut).toLowerCase() : undefined;
}
