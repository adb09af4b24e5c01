import gte from 'semver/functions/gte.js';
import valid from 'semver/functions/valid.js';
import { compareVersions } from './dotted-version.js';

/**
 * The PowerShell 7 that releases of the Exchange Online module require, by the first release of each row. All run on
 * Windows PowerShell 5.1. Source: office-docs-powershell exchange-online-powershell-v2.md (2026-07-31).
 */
const moduleReleases = [
  { from: '3.0.0', powershell7: '7.2.0' },
  { from: '3.5.0', powershell7: '7.4.0' },
  { from: '3.10.0', powershell7: '7.6.0' },
] as const satisfies readonly { readonly from: string; readonly powershell7: string }[];

/**
 * The first that connects by REST alone. Earlier ones open remote PowerShell sessions, which Exchange Online has not
 * accepted since October 2023 (techcommunity.microsoft.com 3779692).
 */
export const oldestModule = moduleReleases[0].from;

export const canConnect = (version: string): boolean => compareVersions(version, oldestModule) >= 0;

/** The oldest PowerShell 7 that a version of the module supports; `undefined` for one that cannot connect anyway. */
export const powershell7For = (version: string): string | undefined =>
  moduleReleases.findLast(({ from }) => compareVersions(version, from) >= 0)?.powershell7;

/**
 * Whether a PowerShell 7 is new enough; a preview comes before its release. False only for a version that is known to
 * be older.
 */
export const isAtLeast = (powershell7: string, required: string): boolean =>
  valid(powershell7) === null || gte(powershell7, required);
