import { isMicrosoftHost } from '../knowledge/microsoft-hosts.js';
import { routes } from '../exchange/routes.js';
import type { ConnectionFlags } from '../commands/flags.js';

/** What the chosen way in will use, whether it was given or not. No password goes to a closed server, so nobody is asked for one. */
export function needsOf(
  { route, endpoint, tryRetired }: Pick<ConnectionFlags, 'route' | 'endpoint' | 'tryRetired'>,
  usesAccount: boolean,
): { readonly endpoint: boolean; readonly tenant: boolean; readonly user: boolean } {
  const known = routes.find(({ id }) => id === route);
  const signsIn =
    usesAccount &&
    known?.speaks === 'remote-powershell' &&
    (tryRetired === true || !isClosed(endpoint ?? known.endpoint));
  return {
    endpoint: known !== undefined && known.endpoint === undefined,
    tenant: signsIn && known.delegatedOrganization,
    user: signsIn,
  };
}

const isClosed = (address: string | undefined): boolean =>
  address !== undefined && URL.canParse(address) && isMicrosoftHost(new URL(address).hostname);
