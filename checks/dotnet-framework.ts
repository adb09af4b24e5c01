import type { Machine, Reading } from 'exo-preflight';
import { defineCheck, fact, fail, message, onWindows, pass, pub, unknown } from 'exo-preflight';
import type { DotnetVersion } from 'exo-preflight/machine';
import { dotnetVersionOf, exchangeServerOn, powershellVersion, releaseNumberOf } from 'exo-preflight/machine';

/** What the next step, Windows Management Framework 5.1, needs in its turn. */
const beforeWmf51: DotnetVersion = '4.5.2';

/** Release numbers are compared with "at least": a later version carries a larger one. */
export const dotnetFramework = defineCheck({
  apiVersion: 1,
  id: 'dotnet-framework',
  group: 'pc',
  texts: {
    en: {
      title: '.NET Framework is new enough',
      enough: '.NET Framework {found} is installed; {required} or later is asked for.',
      'dotnet-missing': '.NET Framework {required} or later is not installed.',
      'dotnet-too-old': '.NET Framework {found} is installed; {required} or later is needed.',
      'cannot-tell': 'The installed .NET Framework could not be read.',
      'cannot-tell-next':
        '.NET Framework 4.5 is enough for PowerShell 3.0 and later, and too old to install 5.1; which PowerShell this PC has could not be read.',
      'by-hand':
        "In PowerShell: `(Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full').Release`",
    },
  },
  appliesTo: onWindows,
  async run({ machine, route }) {
    const required = route.requires.dotnet;
    const release = await machine.read('dotnet.release');
    const expected = (version: DotnetVersion) =>
      message('dotnet.expected', { version: pub(version), release: releaseNumberOf(version) });
    if (release.state === 'unreadable')
      return unknown('cannot-tell', { evidence: [fact(release, expected(required))] });
    if (release.state === 'absent') {
      const [client, needed, server] = [
        await machine.peek('dotnet.clientProfile'),
        await neededNext(machine, required),
        await exchangeServerOn(machine),
      ];
      return fail('dotnet-missing', {
        evidence: [fact(release, expected(needed)), fact(client), ...shown(server)],
        args: { required: pub(needed) },
        ...symptomOn(server),
      });
    }
    const found = dotnetVersionOf(release.value);
    const args = { found: pub(found ?? 'older than 4.5'), required: pub(required) };
    if (release.value < releaseNumberOf(required)) {
      const [needed, server] = [await neededNext(machine, required), await exchangeServerOn(machine)];
      return fail('dotnet-too-old', {
        evidence: [fact(release, expected(needed)), ...shown(server)],
        args: { ...args, required: pub(needed) },
        ...symptomOn(server),
      });
    }
    if (release.value >= releaseNumberOf(beforeWmf51))
      return pass('enough', { evidence: [fact(release, expected(required))], args });

    // New enough for the route, but not for the framework a PC with PowerShell 2.0 has to install next.
    const { version, facts } = await powershellVersion(machine);
    const evidence = [fact(release, expected(beforeWmf51)), ...facts.map((one) => fact(one))];
    if (version.state === 'unreadable') return unknown('cannot-tell-next', { evidence });
    if (!wmfComesNext(version)) return pass('enough', { evidence, args });
    // On an Exchange server it does not come next: that framework must not go there.
    const [v15, v14] = [await machine.read('exchange.v15.minor'), await machine.read('exchange.v14.minor')];
    const all = [...evidence, fact(v15), fact(v14)];
    if (v15.state === 'unreadable' || v14.state === 'unreadable') return unknown('cannot-tell-next', { evidence: all });
    const server = await exchangeServerOn(machine);
    return server?.refusesWmf51
      ? pass('enough', { evidence: all, args })
      : fail('dotnet-too-old', { evidence: all, args: { ...args, required: pub(beforeWmf51) } });
  },
});

type ExchangeServer = Awaited<ReturnType<typeof exchangeServerOn>>;
const shown = (server: ExchangeServer) => (server ? [fact(server.fact)] : []);
/** Exchange runs with the versions of .NET it was tested with, and none that this check could name. */
const symptomOn = (server: ExchangeServer) => (server ? ({ symptom: 'dotnet-on-exchange-server' } as const) : {});

const wmfComesNext = (version: Reading<string>): boolean =>
  version.state === 'absent' || (version.state === 'value' && Number(version.value) < 3);

/** What to install at once where something is missing anyway: the same PC shall not be sent for .NET twice. Chooses advice, not the outcome. */
async function neededNext(machine: Machine, required: DotnetVersion): Promise<DotnetVersion> {
  const { version } = await powershellVersion({ read: (id) => machine.peek(id) });
  if ((await exchangeServerOn(machine))?.refusesWmf51) return required;
  return wmfComesNext(version) && releaseNumberOf(required) < releaseNumberOf(beforeWmf51) ? beforeWmf51 : required;
}
