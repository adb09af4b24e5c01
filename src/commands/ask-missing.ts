import { routeIds, routes } from '../exchange/routes.js';
import type { ConnectionFlags } from './flags.js';

type Ask = (question: string) => Promise<string>;
type Answers = Pick<ConnectionFlags, 'route' | 'endpoint' | 'tenant' | 'user'>;

/** Asks, on a terminal, what the command line left open. An empty answer leaves it open; the rows that need it say so. */
export async function askMissing(given: Answers, ask: Ask): Promise<Answers> {
  const route = given.route ?? (await ask(`Way in (${routeIds.join(', ')})`));
  const known = routes.find(({ id }) => id === route);
  const endpoint = given.endpoint ?? (known && known.endpoint === undefined ? await ask('Address of the server, for example https://mail.contoso.com/PowerShell/') : undefined);
  const tenant = given.tenant ?? (known?.delegatedOrganization ? await ask("Customer's tenant, for example contoso.onmicrosoft.com") : undefined);
  const user = given.user ?? (known?.speaks === 'remote-powershell' ? await ask('Account, for example admin@partner.example') : undefined);
  return { ...filled('route', route), ...filled('endpoint', endpoint), ...filled('tenant', tenant), ...filled('user', user) };
}

const filled = (name: keyof Answers, answer: string | undefined): Answers => (answer === undefined || answer === '' ? {} : { [name]: answer });
