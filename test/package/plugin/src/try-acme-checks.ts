import { judge } from 'exo-preflight/testing';
import { acmeDomain, acmeVpn } from './acme-checks.js';

/** Run by Node alone, without a test runner: `node dist/try-acme-checks.js`. Prints what the checks came to. */
const domain = await judge(acmeDomain, { route: 'exchange-online', facts: { 'pc.domain': 'other.example' } });
const vpn = await judge(acmeVpn, {
  route: 'exchange-online',
  registry: [{ key: 'HKLM\\SOFTWARE\\Acme\\Vpn', value: 'Profile', reads: 'technicians' }],
});
export const said = { domain, vpn };
