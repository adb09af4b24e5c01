import type { Arg, Evidence, FindingOf, Machine, Target } from 'exo-preflight';
import {
  arg,
  defineCheck,
  fact,
  fail,
  isAddress,
  message,
  onWindows,
  pass,
  pub,
  unknown,
  value,
  warn,
} from 'exo-preflight';
import { exchangeServerOn, isTrustedHost } from 'exo-preflight/machine';
import { texts } from './texts/winrm-client.js';

/** Each has a policy and a local setting of its own, on by default, and does not care about those of the others. */
const mechanisms = {
  Basic: {
    policy: 'winrm.policy.allowBasic',
    local: 'winrm.local.basic',
    offByPolicy: 'basic-disabled-by-policy',
    off: 'basic-disabled',
  },
  Kerberos: {
    policy: 'winrm.policy.allowKerberos',
    local: 'winrm.local.kerberos',
    offByPolicy: 'kerberos-disabled-by-policy',
    off: 'kerberos-disabled',
  },
  Negotiate: {
    policy: 'winrm.policy.allowNegotiate',
    local: 'winrm.local.negotiate',
    offByPolicy: 'negotiate-disabled-by-policy',
    off: 'negotiate-disabled',
  },
} as const;
type Mechanism = keyof typeof mechanisms;

/**
 * A policy value overrides the local one; with neither, the client allows it (the WinRM service need not run for any of it).
 * Kerberos also needs a name to ask a domain controller about, and Negotiate over plain http somebody it may trust.
 */
export const winrmClient = defineCheck({
  apiVersion: 1,
  id: 'winrm-client',
  group: 'pc',
  texts,
  // Whether the PC is in a domain only a started PowerShell can tell.
  timeoutMs: 60_000,
  appliesTo: (context) => (context.route.speaks === 'remote-powershell' ? onWindows(context) : message('no-winrm')),
  async run({ machine, route }) {
    // What Windows PowerShell would use on this way in, whatever our own client does: that one asks no setting of Windows.
    const mechanism = route.powershellAuth ?? 'Basic';
    const beside = await besideIt(machine, mechanism, route);
    if (mechanism === 'Kerberos' && isAddress(hostOf(route))) return fail('kerberos-needs-name', { evidence: beside });
    const { state, evidence } = await permission(machine, mechanism);
    const seen: Seen = { evidence: [...evidence, ...beside], args: { authentication: pub(mechanism) } };
    if (state === 'undetermined') return unknown('cannot-tell', seen);
    if (state !== 'allowed') return fail(mechanisms[mechanism][state], seen);
    if (mechanism === 'Kerberos') return judgeDomain(machine, seen);
    return mechanism === 'Negotiate' ? judgeTrust(machine, route, seen) : allowed(machine, seen);
  },
});

interface Seen {
  readonly evidence: readonly Evidence[];
  readonly args: { readonly authentication: Arg };
}

const hostOf = ({ endpoint }: Target): string => new URL(endpoint).hostname;

async function permission(
  machine: Machine,
  mechanism: Mechanism,
): Promise<{
  readonly state: 'allowed' | 'off' | 'offByPolicy' | 'undetermined';
  readonly evidence: readonly Evidence[];
}> {
  const expected = message('winrm.expected');
  const policy = await machine.read(mechanisms[mechanism].policy);
  if (policy.state !== 'absent')
    return {
      state: policy.state === 'unreadable' ? 'undetermined' : policy.value === 0 ? 'offByPolicy' : 'allowed',
      evidence: [fact(policy, expected)],
    };
  const local = await machine.read(mechanisms[mechanism].local);
  const evidence = [fact(policy, expected), fact(local, expected)];
  if (local.state === 'unreadable') return { state: 'undetermined', evidence };
  return { state: local.state === 'value' && local.value === 0 ? 'off' : 'allowed', evidence };
}

/** What is shown and decides nothing: the name Kerberos is asked for, and an Exchange Server on this very PC. */
async function besideIt(machine: Machine, mechanism: Mechanism, route: Target): Promise<readonly Evidence[]> {
  const server = await exchangeServerOn(machine);
  const name: Evidence = {
    what: message('winrm.host'),
    observed: value(arg('host', hostOf(route))),
    expected: message('winrm.host.expected'),
    source: 'the address of the connection',
  };
  return [...(mechanism === 'Kerberos' ? [name] : []), ...(server ? [fact(server.fact, server.support)] : [])];
}

async function allowed(machine: Machine, seen: Seen): Promise<FindingOf<typeof texts>> {
  const server = await exchangeServerOn(machine);
  return server
    ? pass('allowed-on-exchange-server', { ...seen, args: { ...seen.args, server: pub(server.name) } })
    : pass('allowed', seen);
}

/** Outside a domain Kerberos works only with an account that names its own; inside one, a domain controller has to answer. */
async function judgeDomain(machine: Machine, seen: Seen): Promise<FindingOf<typeof texts>> {
  const joined = await machine.read('pc.domainJoined');
  const domains = await Promise.all([machine.peek('pc.domain'), machine.peek('user.dnsDomain')]);
  const reported = { ...seen, evidence: [...seen.evidence, fact(joined), ...domains.map((one) => fact(one))] };
  if (joined.state !== 'value')
    return unknown('domain-undetermined', { ...reported, candidates: ['kerberos-without-domain'] });
  if (!joined.value) return warn('kerberos-without-domain', reported);
  const controller = await machine.read('pc.domainController');
  const all = { ...reported, evidence: [...reported.evidence, fact(controller, message('winrm.controller.expected'))] };
  if (controller.state === 'unreadable')
    return unknown('controller-undetermined', { ...all, candidates: ['domain-controller-silent'] });
  return controller.state === 'absent' ? warn('domain-controller-silent', all) : allowed(machine, all);
}

/**
 * Over plain http Windows' client speaks Negotiate to a server of the domain, by Kerberos, or to a trusted host. A policy may trust
 * hosts too, and the name of the local value is known from tools only: its lack is a warning.
 */
async function judgeTrust(machine: Machine, route: Target, seen: Seen): Promise<FindingOf<typeof texts>> {
  if (route.endpoint.startsWith('https:')) return allowed(machine, seen);
  const outside = isAddress(hostOf(route)) ? { reported: true, evidence: [] } : await isOutside(machine);
  const evidence = [...seen.evidence, ...outside.evidence];
  if (outside.reported === undefined)
    return unknown('domain-undetermined', { ...seen, evidence, candidates: ['trusted-host-missing'] });
  if (!outside.reported) return allowed(machine, { ...seen, evidence });
  const trusted = await machine.read('winrm.local.trustedHosts');
  const all = {
    ...seen,
    evidence: [...evidence, fact(trusted, message('winrm.trusted.expected', { host: arg('host', hostOf(route)) }))],
  };
  if (trusted.state === 'unreadable')
    return unknown('trust-undetermined', { ...all, candidates: ['trusted-host-missing'] });
  return trusted.state === 'value' && isTrustedHost(trusted.value, hostOf(route))
    ? pass('trusted-host', all)
    : warn('trusted-host-missing', all);
}

async function isOutside(
  machine: Machine,
): Promise<{ readonly reported: boolean | undefined; readonly evidence: readonly Evidence[] }> {
  const joined = await machine.read('pc.domainJoined');
  return { reported: joined.state === 'value' ? !joined.value : undefined, evidence: [fact(joined)] };
}
