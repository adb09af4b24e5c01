/** Facts about one PC and the rules that read them. Plugins may use everything here. */
export type { Fact, Machine, Origin } from './machine.js';
export type { FactId, Facts } from './fact-table.js';
export type { Recording } from './recorded-machine.js';
export { factIds, kindOf, sourceOf } from './fact-table.js';
export { fact } from './fact-evidence.js';
export { onWindows } from './on-windows.js';
export type { Policy, Scope, Winner } from './execution-policy.js';
export { effectivePolicy, isSetByPolicy, parsePolicy, runsUnsignedLocalScripts } from './execution-policy.js';
export { powershellVersion } from './powershell-version.js';
export type { WindowsRelease } from './windows-releases.js';
export { nameOf, newestKnown, oldestAble, releaseOf, roleOf } from './windows-releases.js';
export type { DotnetVersion } from './dotnet-releases.js';
export { dotnetVersionOf, releaseNumberOf } from './dotnet-releases.js';
export { wmf51PackageFor } from './wmf-packages.js';
export type { WinHttpProxy } from './winhttp-proxy.js';
export { winHttpProxy } from './winhttp-proxy.js';
export { exchangeServerOn } from './exchange-server.js';
export { isTrustedHost } from './trusted-hosts.js';
