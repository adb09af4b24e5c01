import type { Arg, Evidence, FindingOf, Machine, Target } from 'exo-preflight';
import { arg, defineCheck, fact, fail, message, onWindows, pass, pub, unknown, warn } from 'exo-preflight';
import type { ModuleCopy } from 'exo-preflight/machine';
import {
  canConnect,
  installedCopies,
  isAtLeast,
  isSeenByPowerShell7,
  isSeenByWindowsPowerShell,
  loadedByName,
  moduleTrial,
  oldestModule,
  powershell7For,
} from 'exo-preflight/machine';
import { texts } from './texts/exchange-module.js';

/** Why the trial has no answer and need not have one: nobody asked for it, or the recording is older than it. */
const notTried: readonly string[] = ['unreadable.not-asked', 'unreadable.not-recorded'];

/**
 * Windows PowerShell 5.1 takes every version; what can be wrong is that there is none, or none that still connects. Several copies, a missing
 * PowerShellGet and an older PowerShell 7 are worth a warning each, in that order.
 */
export const exchangeModule = defineCheck({
  apiVersion: 1,
  id: 'exchange-module',
  group: 'pc',
  texts,
  // It is installed last, with what the other rows bring.
  priority: -1,
  // A PowerShell starts only where the trial was asked for.
  timeoutMs: 100_000,
  appliesTo: (context) => (context.route.speaks === 'rest' ? onWindows(context) : message('no-module')),
  async run({ machine, route }) {
    const found = await machine.read('modules.exchangeOnlineManagement');
    const evidence = [fact(found, message('module.expected', { oldest: pub(oldestModule) }))];
    if (found.state === 'unreadable') return unknown('cannot-tell', { evidence });
    if (found.state === 'absent') return stops(route)('module-missing', { evidence });
    const copies = installedCopies(found.value);
    if (!copies) return unknown('not-understood', { evidence });
    const seen = copies.filter(isSeenByWindowsPowerShell);
    const args = { found: pub(versionsOf(seen)), oldest: pub(oldestModule) };
    if (seen.length === 0) return stops(route)('only-in-powershell-7', { symptom: 'module-missing', evidence });
    if (!seen.some(({ version }) => canConnect(version))) return stops(route)('module-too-old', { evidence, args });
    return (
      (await judgeTrial(machine, route, evidence)) ??
      (await judgeHelpers(machine, evidence)) ??
      judgeCopies(machine, copies, seen, evidence)
    );
  },
});

/** REST from our own client loads no module on the PC. */
const stops = (route: Target) => (route.via === 'rest' ? warn : fail);

const versionsOf = (copies: readonly ModuleCopy[]): string => copies.map(({ version }) => version).join(', ');

/** Loading it in a PowerShell of its own settles what folders can not; `undefined` where that went well, or was not asked for. */
async function judgeTrial(
  machine: Machine,
  route: Target,
  before: readonly Evidence[],
): Promise<FindingOf<typeof texts> | undefined> {
  const loads = await machine.read('modules.exchangeLoads');
  const evidence = [...before, fact(loads)];
  if (loads.state === 'unreadable')
    return notTried.includes(loads.why.id)
      ? undefined
      : unknown('trial-undetermined', { evidence, candidates: ['module-does-not-load'] });
  if (loads.state === 'absent') return undefined;
  const trial = moduleTrial(loads.value);
  if (!trial) return unknown('trial-undetermined', { evidence, candidates: ['module-does-not-load'] });
  if (trial.state === 'failed')
    return stops(route)(trial.conflict ? 'module-conflict' : 'module-does-not-load', {
      evidence,
      args: { error: arg('server-text', trial.errorId) },
    });
  return canConnect(trial.version)
    ? undefined
    : stops(route)('old-one-loads', {
        symptom: 'module-duplicates',
        evidence,
        args: { loads: pub(trial.version), oldest: pub(oldestModule) },
      });
}

/** Microsoft asks for both wherever the module connects by REST on Windows. */
async function judgeHelpers(
  machine: Machine,
  before: readonly Evidence[],
): Promise<FindingOf<typeof texts> | undefined> {
  const helpers = [await machine.read('modules.powerShellGet'), await machine.read('modules.packageManagement')];
  const evidence = [...before, ...helpers.map((one) => fact(one))];
  if (helpers.some(({ state }) => state === 'unreadable')) return unknown('cannot-tell-helpers', { evidence });
  // What can not be read back is there all the same.
  const usable = helpers.map(
    (one) =>
      one.state === 'value' &&
      (installedCopies(one.value) ?? [undefined]).some((copy) => !copy || isSeenByWindowsPowerShell(copy)),
  );
  const missing = ['PowerShellGet', 'PackageManagement'].filter((_name, index) => !usable[index]);
  return missing.length === 0
    ? undefined
    : warn('module-needs-powershellget', { evidence, args: { missing: pub(missing.join(', ')) } });
}

async function judgeCopies(
  machine: Machine,
  copies: readonly ModuleCopy[],
  seen: readonly ModuleCopy[],
  before: readonly Evidence[],
): Promise<FindingOf<typeof texts>> {
  const trial = await machine.peek('modules.exchangeLoads');
  const tried = trial.state === 'value' ? moduleTrial(trial.value) : undefined;
  const evidence = [...before, ...(tried ? [fact(trial)] : [])];
  const loads = tried?.state === 'loaded' ? tried.version : loadedByName(seen);
  const args = { found: pub(versionsOf(seen)), loads: pub(loads ?? '') };
  if (seen.length > 1)
    return warn(loads === undefined ? 'copies-in-several-folders' : 'module-duplicates', {
      symptom: 'module-duplicates',
      evidence,
      args,
    });

  const fits = (): FindingOf<typeof texts> => pass(tried ? 'loads' : 'in-place', { evidence, args });
  const required = oldestPowerShell7(copies);
  return required === undefined ? fits() : ((await judgePowerShell7(machine, required, { evidence, args })) ?? fits());
}

/** It is not what this row judges, so the worst it can be is worth a warning. */
async function judgePowerShell7(
  machine: Machine,
  required: string,
  { evidence, args }: { readonly evidence: readonly Evidence[]; readonly args: { readonly found: Arg } },
): Promise<FindingOf<typeof texts> | undefined> {
  const powershell7 = await machine.read('powershell.7');
  if (powershell7.state === 'absent' || (powershell7.state === 'value' && isAtLeast(powershell7.value, required)))
    return undefined;
  const unfit = { symptom: 'module-unfit-for-powershell-7', evidence: [...evidence, fact(powershell7)] } as const;
  if (powershell7.state === 'unreadable')
    return warn('powershell-7-undetermined', { ...unfit, args: { ...args, required: pub(required) } });
  return warn('module-unfit-for-powershell-7', {
    ...unfit,
    args: { ...args, required: pub(required), powershell7: pub(powershell7.value) },
  });
}

/** What the most frugal copy that PowerShell 7 could load asks of it; `undefined` where it sees none. */
function oldestPowerShell7(copies: readonly ModuleCopy[]): string | undefined {
  return copies
    .filter(isSeenByPowerShell7)
    .flatMap(({ version }) => powershell7For(version) ?? [])
    .reduce<string | undefined>(
      (least, one) => (least === undefined || isAtLeast(least, one) ? one : least),
      undefined,
    );
}
