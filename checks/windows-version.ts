import type { Evidence, FindingOf, Target } from 'exo-preflight';
import { defineCheck, fact, fail, onWindows, pass, pub, unknown, warn } from 'exo-preflight';
import type { WindowsRelease } from 'exo-preflight/machine';
import { nameOf, newestKnown, oldestAble, releaseOf, roleOf } from 'exo-preflight/machine';

const texts = {
  en: {
    title: 'Windows can take this way in',
    listed: '{windows} is one Microsoft lists for this.',
    'works-unlisted': "{windows} is not on Microsoft's list for this, and brings what it asks for.",
    'out-of-support': '{windows} can do it, but Microsoft ended its support on {ended}.',
    'windows-too-old': '{windows} can not be brought to where this way in works.',
    'windows-needs-service-pack': 'This is Windows 7 or Server 2008 R2 without Service Pack 1.',
    'windows-not-listed': '{windows} is older than what Microsoft lists for the Exchange Online module.',
    'windows-newer-than-table': 'Windows build {build} is newer than any this version of the tool knows.',
    'windows-not-in-table': 'Windows build {build} is not one this version of the tool knows.',
    'cannot-tell': 'Which Windows this is could not be read.',
    'by-hand': '`reg query "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion" /v CurrentBuildNumber /reg:64`',
  },
} as const;

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

function judge(
  release: WindowsRelease,
  role: 'client' | 'server',
  route: Target,
  evidence: readonly Evidence[],
): FindingOf<typeof texts> {
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
