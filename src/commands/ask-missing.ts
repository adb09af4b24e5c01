import { isMicrosoftHost } from '../knowledge/microsoft-hosts.js';
import { routeIds, routes } from '../exchange/routes.js';
import type { ConnectionFlags } from './flags.js';

type Ask = (question: string) => Promise<string>;
export type Answers = Pick<ConnectionFlags, 'route' | 'endpoint' | 'tenant' | 'user'>;

/** What the chosen way in will use, whether it was given or not. No password goes to a closed server, so nobody is asked for one. */
export function needsOf({ route, endpoint, tryRetired }: Pick<ConnectionFlags, 'route' | 'endpoint' | 'tryRetired'>, usesAccount: boolean): { readonly endpoint: boolean; readonly tenant: boolean; readonly user: boolean } {
  const known = routes.find(({ id }) => id === route);
  const signsIn = usesAccount && known?.speaks === 'remote-powershell' && (tryRetired === true || !isClosed(endpoint ?? known.endpoint));
  return { endpoint: known !== undefined && known.endpoint === undefined, tenant: signsIn && known.delegatedOrganization, user: signsIn };
}

/**
 * Asks, line by line, what the command line left open and the run will use. An empty answer leaves it open; the rows that need
 * it say so. `usesAccount` is whether any chosen row asks for an account.
 */
export async function askMissing(given: ConnectionFlags, usesAccount: boolean, ask: Ask): Promise<Answers> {
  const route = given.route ?? (await ask(`Way in (${routeIds.join(', ')})`));
  const endpoint = given.endpoint ?? (needsOf({ ...given, route }, usesAccount).endpoint ? await ask('Address of the server, for example https://mail.contoso.com/PowerShell/') : undefined);
  const needs = needsOf({ ...given, route, ...(endpoint === undefined ? {} : { endpoint }) }, usesAccount);
  const tenant = given.tenant ?? (needs.tenant ? await ask("Customer's tenant, for example contoso.onmicrosoft.com") : undefined);
  const user = given.user ?? (needs.user ? await ask('Account, for example admin@partner.example') : undefined);
  return { ...filled('route', route), ...filled('endpoint', endpoint), ...filled('tenant', tenant), ...filled('user', user) };
}

const isClosed = (address: string | undefined): boolean => address !== undefined && URL.canParse(address) && isMicrosoftHost(new URL(address).hostname);

const filled = (name: keyof Answers, answer: string | undefined): Answers => (answer === undefined || answer === '' ? {} : { [name]: answer });
