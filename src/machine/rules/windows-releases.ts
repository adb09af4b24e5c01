/**
 * Releases of Windows by build number, the only safe discriminator: ProductName still says "Windows 10" on Windows 11.
 *
 * Sources: dotnet/docs versions-and-dependencies.md (2025-10-20) for builds and in-box .NET; microsoft/CSS-Exchange for
 * server builds; MicrosoftDocs/PowerShell-Docs wmf-overview.md and PowerShell-Support-Lifecycle.md for PowerShell;
 * office-docs-powershell basic-auth-connect-to-exo-powershell.md (2023) and exchange-online-powershell-v2.md
 * (2026-07-31) for what each route lists.
 */
export interface WindowsRelease {
  readonly build: number;
  readonly client?: string;
  readonly server?: string;
  /** Major and minor version of the Windows PowerShell it ships with. */
  readonly powershell: string;
  /**
   * Listed by Microsoft for remote PowerShell with a session configuration (Exchange Online until 2023, Exchange
   * Server).
   */
  readonly listed: { readonly client: boolean; readonly server: boolean };
  /** Listed by Microsoft for the Exchange Online module. */
  readonly module: { readonly client: boolean; readonly server: boolean };
  /**
   * Day, in the past, on which support ended for the last edition in any channel (Microsoft Lifecycle); paid extensions
   * aside.
   */
  readonly supportEnded?: { readonly client?: string; readonly server?: string };
}

const both = { client: true, server: true } as const;
const neither = { client: false, server: false } as const;
const serverOnly = { client: false, server: true } as const;
const clientOnly = { client: true, server: false } as const;

const windowsReleases = [
  {
    build: 7601,
    client: 'Windows 7 SP1',
    server: 'Windows Server 2008 R2 SP1',
    powershell: '2.0',
    listed: both,
    module: neither,
    supportEnded: { client: '2020-01-14', server: '2020-01-14' },
  },
  {
    build: 9200,
    client: 'Windows 8',
    server: 'Windows Server 2012',
    powershell: '3.0',
    listed: serverOnly,
    module: serverOnly,
    supportEnded: { client: '2016-01-12', server: '2023-10-10' },
  },
  {
    build: 9600,
    client: 'Windows 8.1',
    server: 'Windows Server 2012 R2',
    powershell: '4.0',
    listed: both,
    module: both,
    supportEnded: { client: '2023-01-10', server: '2023-10-10' },
  },
  {
    build: 10240,
    client: 'Windows 10 1507',
    powershell: '5.0',
    listed: clientOnly,
    module: neither,
    supportEnded: { client: '2025-10-14' },
  },
  {
    build: 10586,
    client: 'Windows 10 1511',
    powershell: '5.0',
    listed: clientOnly,
    module: neither,
    supportEnded: { client: '2017-10-10' },
  },
  {
    build: 14393,
    client: 'Windows 10 1607',
    server: 'Windows Server 2016',
    powershell: '5.1',
    listed: both,
    module: both,
    supportEnded: { client: '2026-10-13' },
  },
  {
    build: 15063,
    client: 'Windows 10 1703',
    powershell: '5.1',
    listed: clientOnly,
    module: both,
    supportEnded: { client: '2019-10-08' },
  },
  {
    build: 16299,
    client: 'Windows 10 1709',
    server: 'Windows Server, version 1709',
    powershell: '5.1',
    listed: clientOnly,
    module: both,
    supportEnded: { client: '2020-10-13', server: '2019-04-09' },
  },
  {
    build: 17134,
    client: 'Windows 10 1803',
    server: 'Windows Server, version 1803',
    powershell: '5.1',
    listed: clientOnly,
    module: both,
    supportEnded: { client: '2021-05-11', server: '2019-11-12' },
  },
  {
    build: 17763,
    client: 'Windows 10 1809',
    server: 'Windows Server 2019',
    powershell: '5.1',
    listed: both,
    module: both,
  },
  {
    build: 18362,
    client: 'Windows 10 1903',
    server: 'Windows Server, version 1903',
    powershell: '5.1',
    listed: clientOnly,
    module: both,
    supportEnded: { client: '2020-12-08', server: '2020-12-08' },
  },
  {
    build: 18363,
    client: 'Windows 10 1909',
    server: 'Windows Server, version 1909',
    powershell: '5.1',
    listed: clientOnly,
    module: both,
    supportEnded: { client: '2022-05-10', server: '2021-05-11' },
  },
  {
    build: 19041,
    client: 'Windows 10 2004',
    server: 'Windows Server, version 2004',
    powershell: '5.1',
    listed: clientOnly,
    module: both,
    supportEnded: { client: '2021-12-14', server: '2021-12-14' },
  },
  {
    build: 19042,
    client: 'Windows 10 20H2',
    server: 'Windows Server, version 20H2',
    powershell: '5.1',
    listed: clientOnly,
    module: both,
    supportEnded: { client: '2023-05-09', server: '2022-08-09' },
  },
  {
    build: 19043,
    client: 'Windows 10 21H1',
    powershell: '5.1',
    listed: clientOnly,
    module: both,
    supportEnded: { client: '2022-12-13' },
  },
  { build: 19044, client: 'Windows 10 21H2', powershell: '5.1', listed: clientOnly, module: both },
  {
    build: 19045,
    client: 'Windows 10 22H2',
    powershell: '5.1',
    listed: clientOnly,
    module: both,
    supportEnded: { client: '2025-10-14' },
  },
  { build: 20348, server: 'Windows Server 2022', powershell: '5.1', listed: neither, module: both },
  {
    build: 22000,
    client: 'Windows 11 21H2',
    powershell: '5.1',
    listed: neither,
    module: both,
    supportEnded: { client: '2024-10-08' },
  },
  {
    build: 22621,
    client: 'Windows 11 22H2',
    powershell: '5.1',
    listed: neither,
    module: both,
    supportEnded: { client: '2025-10-14' },
  },
  {
    build: 22631,
    client: 'Windows 11 23H2',
    powershell: '5.1',
    listed: neither,
    module: both,
    supportEnded: { client: '2026-11-10' },
  },
  {
    build: 26100,
    client: 'Windows 11 24H2',
    server: 'Windows Server 2025',
    powershell: '5.1',
    listed: neither,
    module: both,
  },
  { build: 26200, client: 'Windows 11 25H2', powershell: '5.1', listed: neither, module: both },
] as const satisfies readonly WindowsRelease[];

/**
 * The oldest Windows that can meet the requirements of a route: the first that can install Windows Management Framework
 * 3.0, with a service pack.
 */
export const oldestAble = windowsReleases[0];
export const newestKnown = windowsReleases.at(-1)!;

export const releaseOf = (build: number): WindowsRelease | undefined =>
  windowsReleases.find((release) => release.build === build);

/**
 * The role by the registry's InstallationType: "Client", or one of the servers ("Server", "Server Core", "Nano
 * Server").
 */
export function roleOf(installationType: string): 'client' | 'server' | undefined {
  if (/^client$/iu.test(installationType)) return 'client';
  return /server/iu.test(installationType) ? 'server' : undefined;
}

/** A display name; several names where the build alone is known and shared. */
export function nameOf(release: WindowsRelease, role: 'client' | 'server' | undefined): string {
  const exact = role && release[role];
  return exact ?? [release.client, release.server].filter((name) => name !== undefined).join(' / ');
}
