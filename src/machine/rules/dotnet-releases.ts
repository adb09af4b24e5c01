/**
 * .NET Framework 4.5 and later by the smallest `Release` number to test for (a later version carries a larger one).
 * Source: dotnet/docs how-to-determine-which-versions-are-installed.md (2025-10-20).
 */
const dotnetReleases = [
  { version: '4.5', release: 378389 },
  { version: '4.5.1', release: 378675 },
  { version: '4.5.2', release: 379893 },
  { version: '4.6', release: 393295 },
  { version: '4.6.1', release: 394254 },
  { version: '4.6.2', release: 394802 },
  { version: '4.7', release: 460798 },
  { version: '4.7.1', release: 461308 },
  { version: '4.7.2', release: 461808 },
  { version: '4.8', release: 528040 },
  { version: '4.8.1', release: 533320 },
] as const satisfies readonly { readonly version: string; readonly release: number }[];

export type DotnetVersion = (typeof dotnetReleases)[number]['version'];

/** The smallest `Release` number that is at least this version. */
export const releaseNumberOf = (version: DotnetVersion): number =>
  dotnetReleases.find((row) => row.version === version)!.release;

/** The version a `Release` number stands for; `undefined` for one below 4.5. */
export const dotnetVersionOf = (release: number): DotnetVersion | undefined =>
  dotnetReleases.findLast((row) => release >= row.release)?.version;
