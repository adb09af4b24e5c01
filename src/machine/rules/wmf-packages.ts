/**
 * The Windows Management Framework 5.1 package for each Windows that ships an older version. Version n.m of the
 * framework brings Windows PowerShell n.m. Microsoft no longer offers packages before 5.1. Sources:
 * MicrosoftDocs/PowerShell-Docs wmf-overview.md; windows-powershell/wmf/setup/install-configure.md (2018).
 */
interface WmfPackage {
  readonly build: number;
  readonly role?: 'client' | 'server';
  /** Knowledge base number of the 5.1 installer. */
  readonly package: string;
  /** Windows Management Framework 3.0 must be removed first, or PSModulePath is damaged. */
  readonly remove30First: boolean;
}

const wmf51Packages = [
  { build: 7601, package: 'KB3191566', remove30First: true },
  { build: 9200, role: 'server', package: 'KB3191565', remove30First: false },
  { build: 9600, package: 'KB3191564', remove30First: false },
] as const satisfies readonly WmfPackage[];

/** `undefined`: none exists for this Windows (Windows 8), or it ships 5.1 or gets it through Windows Update. */
export function wmf51PackageFor(build: number, role: 'client' | 'server' | undefined): WmfPackage | undefined {
  return wmf51Packages.find((row: WmfPackage) => row.build === build && (row.role === undefined || row.role === role));
}
