import { arg, defineCheck, fail, pass, pathEvidence, resolutionEvidence, unknown } from 'exo-preflight';

/** Behind a proxy it is the proxy that looks names up: failing to do it here is then only worth a remark. */
export const nameResolution = defineCheck({
  apiVersion: 1,
  id: 'name-resolution',
  group: 'network',
  texts: {
    en: {
      title: "The endpoint's name has an address",
      resolved: '{host} has {count|one address|# addresses}.',
      literal: '{host} is an address already.',
      'proxy-resolves': '{host} is not found from this PC, which does not matter: the proxy finds it.',
      'behind-proxy': '{host} is not found from this PC, and the proxy that would look it up is not reached.',
      'name-not-found': 'There is no address for {host}.',
      'resolver-silent': 'No name resolver answered for {host}.',
      'by-hand':
        "In PowerShell: `[System.Net.Dns]::GetHostAddresses('{host}')`; past the hosts file: `nslookup {host}`",
    },
  },
  inputs: ['network'],
  timeoutMs: 20_000,
  async run({ network, route }) {
    const host = new URL(route.endpoint).hostname;
    const path = network.path(route.endpoint);
    const resolution = await network.resolve(host);
    const evidence = [resolutionEvidence(host, resolution), ...(path.via === 'direct' ? [] : [pathEvidence(path)])];
    const args = { host: arg('host', host) };
    if (resolution.state === 'literal') return pass('literal', { evidence, args });
    if (resolution.state === 'resolved')
      return pass('resolved', { evidence, args: { ...args, count: resolution.addresses.length } });
    if (path.via !== 'direct') {
      return (await network.reach(route.endpoint)).reached
        ? pass('proxy-resolves', { evidence, args })
        : unknown('behind-proxy', { evidence, args, candidates: ['name-not-found'] });
    }
    if (resolution.state !== 'not-found') return fail('resolver-silent', { evidence, args });
    return fail('name-not-found', { evidence, args, symptom: route.microsoft ? 'name-hidden' : 'name-not-found' });
  },
});
