import { checks } from 'exo-preflight/checks';
import type { Facilities } from 'exo-preflight';
import { chooseTarget } from '../../src/exchange/index.js';
import type { Machine } from '../../src/machine/index.js';
import type { Finding } from '../../src/preflight/index.js';

/** The route of a test, with an address that is nobody's. */
const targetOf = (route: string) =>
  chooseTarget({ route, endpoint: 'https://mail.contoso.example/PowerShell/', tenant: 'contoso.onmicrosoft.com' });

/** What a PC check must never touch: asking the network or the connection fails the test. */
const untouched = (what: string): never =>
  new Proxy(
    {},
    {
      get: (_target, name) => () => {
        throw new Error(`a PC check asked the ${what} for ${String(name)}`);
      },
    },
  ) as never;

export const pcFacilities = (machine: Machine, route: string): Facilities => ({
  machine,
  route: targetOf(route),
  network: untouched('network'),
  connection: untouched('connection'),
});

export const pcChecks = checks.filter(({ group }) => group === 'pc');

/** What one check says about one PC, its applicability first, as the engine does it. */
export async function judge(check: (typeof checks)[number], facilities: Facilities): Promise<Finding> {
  const applies = 'appliesTo' in check ? check.appliesTo(facilities) : true;
  return applies === true
    ? check.run(facilities, new AbortController().signal)
    : { status: 'not-applicable', why: applies };
}
