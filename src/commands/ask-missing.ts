import { isMicrosoftHost } from '../knowledge/microsoft-hosts.js';
import { routeIds, routes } from '../exchange/routes.js';
import type { ConnectionFlags } from './flags.js';

type Ask = (question: string) => Promise<string>;
type Answers = Pick<ConnectionFlags, 'route' | 'endpoint' | 'tenant' | 'user'>;

/**
 * Asks, on a terminal, what the command line left open and the run will use. An empty answer leaves it open; the rows that need
 * it say so. `usesAccount` is whether any chosen row asks for an account.
 */
export async function askMissing(given: ConnectionFlags, usesAccount: boolean, ask: Ask): Promise<Answers> {
  const route = given.route ?? (await ask(`Way in (${routeIds.join(', ')})`));
  const known = routes.find(({ id }) => id === route);
  const endpoint = given.endpoint ?? (known && known.endpoint === undefined ? await ask('Address of the server, for example https://mail.contoso.com/PowerShell/') : undefined);
  const signsIn = usesAccount && known?.speaks === 'remote-powershell' && (given.tryRetired === true || !isClosed(endpoint ?? known.endpoint));
  const tenant = given.tenant ?? (signsIn && known.delegatedOrganization ? await ask("Customer's tenant, for example contoso.onmicrosoft.com") : undefined);
  const user = given.user ?? (signsIn ? await ask('Account, for example admin@partner.example') : undefined);
  return { ...filled('route', route), ...filled('endpoint', endpoint), ...filled('tenant', tenant), ...filled('user', user) };
}

/** No password goes there, so nobody is asked for one. */
const isClosed = (address: string | undefined): boolean => address !== undefined && URL.canParse(address) && isMicrosoftHost(new URL(address).hostname);

const filled = (name: keyof Answers, answer: string | undefined): Answers => (answer === undefined || answer === '' ? {} : { [name]: answer });
