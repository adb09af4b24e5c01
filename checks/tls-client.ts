import type { Evidence, Fact, FindingOf, Machine } from 'exo-preflight';
import { defineCheck, fact, fail, message, onWindows, pass, unknown, warn } from 'exo-preflight';

const texts = {
  en: {
    title: 'TLS 1.2 is usable by Windows PowerShell',
    usable: 'Nothing turns TLS 1.2 off on this PC.',
    'tls12-disabled': 'TLS 1.2 is turned off for clients in the SChannel settings.',
    'tls12-off-by-default': 'TLS 1.2 is kept out of what programs use by default in the SChannel settings.',
    'tls12-off-old-windows':
      'On this Windows WinRM uses TLS 1.2 only after an update and registry values, and not all of them are there.',
    'dotnet-tls-weak': '.NET Framework is told not to use strong cryptography or the protocols of Windows.',
    'winhttp-in-doubt': 'On this Windows programs may leave TLS 1.2 out; the registry alone does not settle it.',
    'no-tls': 'The address is plain http.',
    'cannot-tell': 'The TLS settings could not be read.',
    'by-hand':
      '`reg query "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client"`, then `reg query "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319" /reg:64`',
  },
} as const;

const expected = message('tls.expected');
/** Windows 7 and Server 2008 R2: the protocol is there, and off until a value turns it on. */
const offByDefaultUpTo = 7601;
/** Server 2012's WinHTTP, which carries WinRM, may leave TLS 1.2 out until KB3140245 and its value are in place. */
const winhttpInDoubtUpTo = 9200;
const tls12InWinhttp = 0x800;

/** An absent value is Windows' default, which is on since Windows 8: only a value, or an old Windows, turns TLS 1.2 off. */
export const tlsClient = defineCheck({
  apiVersion: 1,
  id: 'tls-client',
  group: 'pc',
  texts,
  appliesTo(context) {
    return context.route.endpoint.startsWith('http:') ? message('no-tls') : onWindows(context);
  },
  async run({ machine, route }) {
    const [enabled, offByDefault] = [
      await machine.read('tls.tls12.enabled'),
      await machine.read('tls.tls12.disabledByDefault'),
    ];
    const evidence = [fact(enabled, expected), fact(offByDefault, expected)];
    if (enabled.state === 'unreadable' || offByDefault.state === 'unreadable')
      return unknown('cannot-tell', { evidence });
    if (enabled.state === 'value' && enabled.value === 0) return fail('tls12-disabled', { evidence });
    const takenOut = offByDefault.state === 'value' && offByDefault.value !== 0;
    if (route.speaks === 'rest')
      return takenOut ? warn('tls12-off-by-default', { evidence }) : judgeDotnet(machine, evidence);
    const build = await machine.read('windows.build');
    if (takenOut)
      return build.state === 'value' && build.value <= offByDefaultUpTo
        ? fail('tls12-off-old-windows', { evidence: [...evidence, fact(build)] })
        : warn('tls12-off-by-default', { evidence });
    return judgeWinhttp(machine, evidence, offByDefault, build);
  },
});

/** WinRM rides on WinHTTP, which has a list of its own on the oldest systems. */
async function judgeWinhttp(
  machine: Machine,
  evidence: readonly Evidence[],
  offByDefault: Fact,
  build: Fact<'windows.build'>,
): Promise<FindingOf<typeof texts>> {
  if (build.state !== 'value') return unknown('cannot-tell', { evidence: [...evidence, fact(build)] });
  if (build.value > winhttpInDoubtUpTo) return pass('usable', { evidence: [...evidence, fact(build)] });

  if (build.value <= offByDefaultUpTo && offByDefault.state === 'absent')
    return fail('tls12-off-old-windows', { evidence: [...evidence, fact(build)] });
  const protocols = await machine.read('tls.winhttp.protocols');
  const all = [...evidence, fact(build), fact(protocols, message('tls.winhttp.expected'))];
  if (protocols.state === 'unreadable') return unknown('cannot-tell', { evidence: all });
  if (protocols.state === 'value' && (protocols.value & tls12InWinhttp) !== 0) return pass('usable', { evidence: all });
  // What the bits of a value that is there mean is not documented well enough to call it a fault.
  return protocols.state === 'absent' && build.value <= offByDefaultUpTo
    ? fail('tls12-off-old-windows', { evidence: all })
    : unknown('winhttp-in-doubt', { evidence: all, candidates: ['tls12-off-old-windows'] });
}

async function judgeDotnet(machine: Machine, evidence: readonly Evidence[]): Promise<FindingOf<typeof texts>> {
  const [strong, system] = [
    await machine.read('tls.dotnet.strongCrypto'),
    await machine.read('tls.dotnet.systemDefault'),
  ];
  const all = [...evidence, fact(strong), fact(system)];
  if (strong.state === 'unreadable' || system.state === 'unreadable') return unknown('cannot-tell', { evidence: all });
  const build = await machine.read('windows.build');
  if (build.state !== 'value') return unknown('cannot-tell', { evidence: [...all, fact(build)] });
  if (build.value <= offByDefaultUpTo)
    return unknown('winhttp-in-doubt', { evidence: [...all, fact(build)], candidates: ['tls12-off-old-windows'] });
  const weakened = [strong, system].some((one) => one.state === 'value' && one.value === 0);
  return weakened ? warn('dotnet-tls-weak', { evidence: all }) : pass('usable', { evidence: all });
}
