import type { DotnetVersion } from '../machine/index.js';

/** How the test connection is made. The ways prove different things; see `docs/architecture.md`. */
export type Way = 'native' | 'powershell' | 'module' | 'rest';

/** The ways implemented in this version. */
export const builtWays: readonly Way[] = ['native', 'powershell'];

/** Authentication methods of New-PSSession; the WinRM client of Windows has a setting for each. */
export type SessionAuthentication = 'Basic' | 'Kerberos' | 'Negotiate';
export type Authentication = SessionAuthentication | 'OAuth';

/** A way to reach Exchange, as data. Open to new members: who reads a route's id, or a way, keeps a branch for one it does not know. */
export interface Route {
  readonly id: string;
  /** Default address; a route without one requires --endpoint. */
  readonly endpoint?: string;
  /** A remote PowerShell session, or the REST service behind the module. */
  readonly speaks: 'remote-powershell' | 'rest';
  /** The address's query carries the customer's tenant a partner acts on. */
  readonly delegatedOrganization: boolean;
  readonly ways: readonly Way[];
  /** What each way can use, its default first. */
  readonly authentication: Readonly<Partial<Record<Way, readonly [Authentication, ...Authentication[]]>>>;
  /** What the route requires of Windows PowerShell on the PC. */
  readonly requires: {
    readonly dotnet: DotnetVersion;
    /** Oldest Windows Management Framework, and whether the superseded 5.0 passes with a warning. */
    readonly wmf: '3.0' | '5.1';
    /** Windows builds: the first that works, and clients known not to. */
    readonly windows: {
      readonly from: number;
      readonly notClient?: readonly number[];
      /** From this build on every client is listed, in addition to the releases listed one by one. */
      readonly clientsListedFrom?: number;
    };
    /** It loads a module written on this PC or installed there: unsigned local scripts must run. */
    readonly loadsModules: boolean;
  };
  /** No longer offered by Microsoft's servers, worldwide since the first of that month and elsewhere during it. */
  readonly closed?: { readonly since: string };
  readonly source: string;
}

/** Microsoft's own servers no longer accept remote PowerShell sessions, whichever route leads to them. */
export const remotePowershellClosed = { since: 'October 2023' } as const;

const rows = [
  {
    id: 'partner-basic',
    endpoint: 'https://ps.outlook.com/powershell-liveid',
    speaks: 'remote-powershell',
    delegatedOrganization: true,
    ways: ['native', 'powershell'],
    authentication: { native: ['Basic'], powershell: ['Basic'] },
    requires: { dotnet: '4.5', wmf: '3.0', windows: { from: 7601 }, loadsModules: true },
    closed: remotePowershellClosed,
    source:
      'Microsoft, "Connect to Exchange Online tenants with remote Windows PowerShell for DAP partners"; closed: techcommunity.microsoft.com 3779692',
  },
  {
    id: 'exchange-server',
    speaks: 'remote-powershell',
    delegatedOrganization: false,
    ways: ['powershell', 'native'],
    authentication: { native: ['Basic'], powershell: ['Kerberos', 'Negotiate', 'Basic'] },
    requires: { dotnet: '4.5', wmf: '3.0', windows: { from: 7601, clientsListedFrom: 22000 }, loadsModules: true },
    source: 'Microsoft, "Connect to Exchange servers using remote PowerShell" (2026-01-23)',
  },
  {
    id: 'exchange-online',
    endpoint: 'https://outlook.office365.com/',
    speaks: 'rest',
    delegatedOrganization: false,
    ways: ['module', 'rest'],
    authentication: { module: ['OAuth'], rest: ['OAuth'] },
    // Windows 7 and Server 2008 R2 end at module 2.0.3, which cannot connect; Windows 8 has no path to PowerShell 5.1.
    requires: { dotnet: '4.7.2', wmf: '5.1', windows: { from: 9200, notClient: [9200] }, loadsModules: true },
    source: 'Microsoft, "About the Exchange Online PowerShell V3 module" (2026-07-31)',
  },
] as const satisfies readonly Route[];

export type RouteId = (typeof rows)[number]['id'];
export const routes: readonly (Route & { readonly id: RouteId })[] = rows;
export const routeIds = rows.map((route) => route.id);

/** The session configuration that New-PSSession names with -ConfigurationName, as a resource URI. */
export const exchangeConfiguration = 'http://schemas.microsoft.com/powershell/Microsoft.Exchange';
