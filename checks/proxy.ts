import type { Evidence, Fact, FindingOf, Machine, NetworkQuestions, Target } from 'exo-preflight';
import {
  arg,
  defineCheck,
  fact,
  message,
  notApplicable,
  pass,
  pathEvidence,
  reachEvidence,
  unknown,
  value,
  warn,
} from 'exo-preflight';
import { winHttpProxy } from 'exo-preflight/machine';

const texts = {
  en: {
    title: 'The test connection has a working path out',
    direct: 'No proxy is in force for it, and the endpoint is reached directly.',
    'through-proxy': 'It goes through the proxy {proxy}, and the endpoint is reached.',
    'through-winhttp':
      "PowerShell makes the connection and goes through WinHTTP's proxy {proxy}; whether that leads there, the test connection shows.",
    'winhttp-direct':
      'PowerShell makes the connection and has no proxy set for it; a direct connection of this tool does not get there. The test connection shows whether PowerShell does.',
    'winhttp-undetermined':
      "PowerShell makes the connection, and WinHTTP's proxy setting, which it uses, could not be read.",
    'proxy-only-elsewhere':
      'It finds no way to the endpoint, while Windows has a proxy setting ({setting}) that it does not use.',
    'proxy-setting-unusable':
      'The environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY) names something that is not the address of a proxy.',
    'no-path': 'The endpoint is not reached; nothing says that another proxy setting would help.',
    'cannot-tell': 'The endpoint is not reached, and not all proxy settings of Windows could be read.',
    'by-hand':
      'In PowerShell: `netsh winhttp show proxy`, `Get-ChildItem Env:*_PROXY`, `reg query "HKCU\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings"`',
  },
} as const;

/**
 * A PC may have four proxy settings, and each program uses one of them. Our own connection takes the environment's; this row
 * says whether that works, and speaks up only when it does not while another setting might.
 */
export const proxy = defineCheck({
  apiVersion: 1,
  id: 'proxy',
  group: 'network',
  texts,
  inputs: ['network'],
  // Two probes after each other, each with a deadline of its own.
  timeoutMs: 20_000,
  async run({ machine, network, route }) {
    if (route.via === 'powershell' && machine.platform === 'win32') return judgeWinHttp(machine, network, route);
    const path = network.path(route.endpoint);
    if (path.via === 'unusable') return warn('proxy-setting-unusable', { evidence: [pathEvidence(path)] });
    const reach = await network.reach(route.endpoint);
    const seen = reachEvidence(new URL(route.endpoint).hostname, reach);
    if (reach.reached) {
      const evidence = [
        ...seen,
        ...(await others((id) => machine.peek(id), machine)).flatMap(({ proof, state }) =>
          state === 'set' ? [proof] : [],
        ),
      ];
      return path.via === 'proxy'
        ? pass('through-proxy', { evidence, args: { proxy: arg('host', `${path.host}:${path.port}`) } })
        : pass('direct', { evidence });
    }
    if (machine.platform !== 'win32') return unknown('no-path', { evidence: seen });
    const settings = await others((id) => machine.read(id), machine);
    const evidence = [...seen, ...settings.map(({ proof }) => proof)];
    const set = settings.find(({ state }) => state === 'set');
    if (set && path.via === 'direct')
      return warn('proxy-only-elsewhere', { evidence, args: { setting: arg('host', set.name) } });
    return unknown(settings.some(({ state }) => state === 'unreadable') ? 'cannot-tell' : 'no-path', { evidence });
  },
});

/** PowerShell's connection takes WinHTTP's setting and no other; only that connection shows whether it leads anywhere. */
async function judgeWinHttp(
  machine: Machine,
  network: NetworkQuestions,
  { endpoint }: Target,
): Promise<FindingOf<typeof texts>> {
  const setting = await machine.read('proxy.winhttp');
  if (setting.state === 'unreadable') return unknown('winhttp-undetermined', { evidence: [fact(setting)] });
  const found = setting.state === 'value' ? winHttpProxy(setting.value) : undefined;
  if (found?.state === 'undecodable') return unknown('winhttp-undetermined', { evidence: [fact(setting)] });
  if (found?.state === 'proxy') return notApplicable('through-winhttp', { proxy: arg('host', found.server) });
  const reach = await network.reach(endpoint);
  // Nothing is set for it, and a plain connection of ours gets there: so may PowerShell.
  if (reach.reached && reach.path.via === 'direct')
    return pass('direct', { evidence: [fact(setting), ...reachEvidence(new URL(endpoint).hostname, reach)] });
  return notApplicable('winhttp-direct');
}

type ProxyFact = 'proxy.winhttp' | `proxy.wininet.${'enabled' | 'server' | 'script'}`;

interface Setting {
  readonly name: string;
  readonly state: 'set' | 'unset' | 'unreadable';
  readonly proof: Evidence;
}

/** The settings of Windows that other programs use: WinHTTP (WinRM), WinINET (browsers, PAC scripts). */
async function others(ask: (id: ProxyFact) => Promise<Fact>, { platform }: Machine): Promise<readonly Setting[]> {
  if (platform !== 'win32') return [];
  const [winhttp, enabled, server, script] = await Promise.all([
    ask('proxy.winhttp'),
    ask('proxy.wininet.enabled'),
    ask('proxy.wininet.server'),
    ask('proxy.wininet.script'),
  ]);
  const machineWide = winhttp.state === 'value' ? winHttpProxy(String(winhttp.value)) : undefined;
  const decoded = machineWide?.state === 'proxy' ? value(arg('host', machineWide.server)) : undefined;
  const on = enabled.state === 'value' && enabled.value === 1 && server.state === 'value';
  const stateOf = (set: boolean, ...read: { readonly state: string }[]): Setting['state'] =>
    set ? 'set' : read.some((one) => one.state === 'unreadable') ? 'unreadable' : 'unset';
  return [
    {
      name: 'WinHTTP',
      state: stateOf(machineWide?.state === 'proxy', winhttp),
      proof: decoded
        ? { what: message('fact.proxy.winhttp'), observed: decoded, source: winhttp.source }
        : fact(winhttp),
    },
    { name: 'WinINET', state: stateOf(on, enabled, server), proof: fact(server) },
    { name: 'PAC', state: stateOf(script.state === 'value', script), proof: fact(script) },
  ];
}
