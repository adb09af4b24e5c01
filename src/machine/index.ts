/** Facts about one PC and the rules that read them. Plugins may use everything here. */
export type { Fact, Machine, Origin } from './machine.js';
export type { FactId, Facts } from './fact-table.js';
export type { RegistryFact, RegistryFactId, RegistryQuestion } from './registry-question.js';
export type { Recording } from './recording/recorded-machine.js';
export { factIds, kindOf, sourceOf } from './fact-table.js';
export { fact } from './rules/fact-evidence.js';
export { onWindows } from './rules/on-windows.js';
export type { EffectivePolicy, Policy, Scope, Winner } from './rules/execution-policy.js';
export { effectivePolicy, isSetByPolicy, parsePolicy, runsUnsignedLocalScripts } from './rules/execution-policy.js';
export { powershellVersion } from './rules/powershell-version.js';
export type { WindowsRelease } from './rules/windows-releases.js';
export { nameOf, newestKnown, oldestAble, releaseOf, roleOf } from './rules/windows-releases.js';
export type { DotnetVersion } from './rules/dotnet-releases.js';
export { dotnetVersionOf, releaseNumberOf } from './rules/dotnet-releases.js';
export { wmf51PackageFor } from './rules/wmf-packages.js';
export type { WinHttpProxy } from './rules/winhttp-proxy.js';
export { winHttpProxy } from './rules/winhttp-proxy.js';
export type { ModuleCopy } from './live/installed-modules.js';
export {
  installedCopies,
  isSeenByPowerShell7,
  isSeenByWindowsPowerShell,
  loadedByName,
} from './live/installed-modules.js';
export { canConnect, isAtLeast, oldestModule, powershell7For } from './rules/module-releases.js';
export { moduleTrial } from './live/module-trial.js';
export { exchangeServerOn, supportOf } from './rules/exchange-server.js';
export { isTrustedHost } from './rules/trusted-hosts.js';
