import type { Evidence, Target } from 'exo-preflight';
import { defineCheck, fact, fail, onWindows, pass, pub, unknown, warn } from 'exo-preflight';
import type { WindowsRelease } from 'exo-preflight/machine';
import { nameOf, newestKnown, oldestAble, releaseOf, roleOf } from 'exo-preflight/machine';
import { texts } from './texts/windows-version.js';

/** Windows 7 and Server 2008 R2 as first released; Service Pack 1 makes them 7601. */
const withoutServicePack = 7600;

/** Judged by build number alone: product names lie (Windows 11 still calls itself 10 there) and are shown as evidence only. */
export const windowsVersion = defineCheck({
  apiVersion: 1,
  id: 'windows-version',
  group: 'pc',
  texts,
  // A Windows that can not do it makes everything to be installed on it a waste; only a closed way in comes before.
  priority: 5,
  appliesTo: onWindows,
  async run({ machine, route }) {
    const build = await machine.read('windows.build');
    const beside = await Promise.all(
      (['windows.productName', 'windows.displayVersion', 'windows.revision', 'windows.kernel'] as const).map((id) =>
        machine.peek(id),
      ),
    );
    const evidence = [fact(build), ...beside.filter((one) => one.state === 'value').map((one) => fact(one))];
    if (build.state !== 'value') return unknown('cannot-tell', { evidence });

    if (build.value === withoutServicePack) return fail('windows-needs-service-pack', { evidence });
    if (build.value < oldestAble.build)
      return fail('windows-too-old', { evidence, args: { windows: pub(`build ${build.value}`) } });
    if (build.value > newestKnown.build)
      return warn('windows-newer-than-table', { evidence, args: { build: build.value } });
    const release = releaseOf(build.value);
    if (!release) return warn('windows-not-in-table', { evidence, args: { build: build.value } });
    if (release.client === undefined || release.server === undefined)
      return judge(release, release.client === undefined ? 'server' : 'client', route, evidence);

    const type = await machine.read('windows.installationType');
    const role = type.state === 'value' ? roleOf(type.value) : undefined;
    return role
      ? judge(release, role, route, [...evidence, fact(type)])
      : unknown('cannot-tell', { evidence: [...evidence, fact(type)] });
  },
});

function judge(release: WindowsRelease, role: 'client' | 'server', route: Target, evidence: readonly Evidence[]) {
  const args = { windows: pub(nameOf(release, role)) };
  const { from, notClient = [], clientsListedFrom } = route.requires.windows;
  if (release.build < from || (role === 'client' && notClient.includes(release.build)))
    return fail('windows-too-old', { evidence, args });
  const ended = release.supportEnded?.[role];
  // For a PowerShell session Microsoft's lists stop at Windows 10 and Server 2019; what came after brings all they ask for.
  if (route.speaks === 'rest' && !release.module[role]) return warn('windows-not-listed', { evidence, args });
  if (ended !== undefined) return pass('out-of-support', { evidence, args: { ...args, ended: pub(ended) } });
  const listed =
    route.speaks === 'rest' ||
    release.listed[role] ||
    (role === 'client' && release.build >= (clientsListedFrom ?? Number.POSITIVE_INFINITY));
  return listed ? pass('listed', { evidence, args }) : pass('works-unlisted', { evidence, args });
}
