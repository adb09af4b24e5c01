import { isMicrosoftHost } from '../knowledge/microsoft-hosts.js';
import { isLoopbackAddress } from '../network/host.js';
import { UserError } from '../vocabulary/index.js';
import type { Authentication, Route, RouteId, SessionAuthentication, Way } from './routes.js';
import { builtWays, remotePowershellClosed, routeIds, routes } from './routes.js';

/** What the user asked for, checked before anything happens. */
export interface TargetRequest {
  readonly route: string;
  readonly via?: string;
  /** `kerberos`, `negotiate` or `basic`, in any letter case; defaults to the way's own. */
  readonly authentication?: string;
  /** Whether the PowerShell of this PC can make the connection; decides `auto`. */
  readonly powershellRuns?: boolean;
  readonly endpoint?: string;
  readonly tenant?: string;
  readonly allowPlainHttp?: boolean;
  /** The host a lab stands for: the rules about that server's name apply. */
  readonly standsFor?: string;
  /** Where the lab serves the endpoint's TCP port 80. */
  readonly httpEndpoint?: string;
}

/** A route with every choice made: what checks receive as `route`. */
export interface Target extends Route {
  readonly id: RouteId;
  /** `undefined`: this version implements none of the route's ways. */
  readonly via: Way | undefined;
  /** `--via both`: the way tried after the first, unless that was refused. */
  readonly also?: Way;
  /** What the test connection uses. */
  readonly auth: Authentication;
  /** What Windows PowerShell on this PC would use here, whichever way makes the test connection. */
  readonly powershellAuth?: SessionAuthentication;
  /** Where the connection starts, with the tenant in its query if the route wants it. */
  readonly endpoint: string;
  readonly tenant?: string;
  /** The host whose rules apply: the endpoint's own, or the one a lab stands for. */
  readonly host: string;
  /** Whether that host is Microsoft's. */
  readonly microsoft: boolean;
  /** Where TCP port 80 is probed. */
  readonly httpEndpoint: { readonly host: string; readonly port: number };
}

/** Throws a UserError for any invalid input, before any network traffic. */
export function chooseTarget(request: TargetRequest): Target {
  const route = routes.find(({ id }) => id === request.route);
  if (!route) throw new UserError(`--route "${request.route}" is not a route.`, `Give one of: ${routeIds.join(', ')}.`);
  const { via, also } = chooseWays(route, request);
  const auth = chooseAuthentication(route, via, request.authentication);
  const powershellAuth = powershellWouldUse(route, request.authentication);
  const tenant = request.tenant === undefined ? undefined : tenantName(request.tenant);
  if (request.endpoint === undefined && !('endpoint' in route && route.endpoint)) {
    throw new UserError(
      `--route ${route.id} has no address of its own.`,
      'Give it with --endpoint, for example --endpoint https://mail.contoso.com/PowerShell/.',
    );
  }
  const url = endpointUrl(
    request.endpoint ?? route.endpoint!,
    (request.allowPlainHttp ?? false) || encryptsItself(via, also, auth),
  );
  if (route.delegatedOrganization && tenant !== undefined) delegate(url, tenant);
  const host = request.standsFor ?? url.hostname;
  const microsoft = isMicrosoftHost(host);
  const plain = new URL(request.httpEndpoint ?? (url.protocol === 'http:' ? url.origin : `http://${url.hostname}`));
  return {
    ...route,
    via,
    ...(also === undefined ? {} : { also }),
    auth,
    ...(powershellAuth === undefined ? {} : { powershellAuth }),
    endpoint: url.href,
    host,
    microsoft,
    ...(microsoft && route.speaks === 'remote-powershell' ? { closed: remotePowershellClosed } : {}),
    httpEndpoint: { host: plain.hostname, port: Number(plain.port) || 80 },
    ...(tenant === undefined ? {} : { tenant }),
  };
}

interface Ways {
  readonly via: Way | undefined;
  readonly also?: Way;
}

/** `auto`: the PowerShell of this PC if it can run, since the article uses it; else the native client. */
function chooseWays(
  route: Route,
  { via: asked = 'auto', authentication, powershellRuns = false }: TargetRequest,
): Ways {
  const built = route.ways.filter((way) => builtWays.includes(way));
  if (asked === 'auto') {
    // Only PowerShell supports anything but Basic, so asking for that is asking for PowerShell.
    const wanted =
      powershellRuns || (authentication !== undefined && authentication.toLowerCase() !== 'basic')
        ? 'powershell'
        : 'native';
    return { via: built.includes(wanted) ? wanted : built[0] };
  }
  if (asked === 'both' && built.includes('powershell') && built.includes('native'))
    return { via: 'powershell', also: 'native' };
  const way = built.find((one) => one === asked);
  if (way) return { via: way };
  const offers = [...built, ...(built.length > 1 ? ['both'] : []), 'auto'];
  const offer =
    built.length > 0
      ? `Give one of: ${offers.join(', ')}.`
      : 'Leave --via out: the checks of this PC and the network run without a test connection.';
  throw new UserError(`--via "${asked}" is not a way that --route ${route.id} has in this version.`, offer);
}

function chooseAuthentication(route: Route, via: Way | undefined, asked: string | undefined): Authentication {
  const way = via ?? route.ways[0]!;
  const offered = route.authentication[way]!;
  if (asked === undefined) return offered[0];
  const found = offered.find((one) => one.toLowerCase() === asked.toLowerCase());
  if (found) return found;
  if (via === undefined)
    throw new UserError(
      `--authentication has no meaning on --route ${route.id}: this version makes no connection there.`,
      'Leave it out.',
    );
  throw new UserError(
    `--authentication "${asked}" is not one that --route ${route.id} has with --via ${way}.`,
    `Give one of: ${offered.map((one) => one.toLowerCase()).join(', ')}.`,
  );
}

function powershellWouldUse({ authentication }: Route, asked: string | undefined): SessionAuthentication | undefined {
  const offered = [...(authentication.powershell ?? [])].filter((one): one is SessionAuthentication => one !== 'OAuth');
  return offered.find((one) => one.toLowerCase() === asked?.toLowerCase()) ?? offered[0];
}

/**
 * With Kerberos and Negotiate, Windows encrypts the messages and refuses to send them otherwise, so the password is not
 * readable even over plain http.
 */
const encryptsItself = (via: Way | undefined, also: Way | undefined, auth: Authentication): boolean =>
  via === 'powershell' && also === undefined && (auth === 'Kerberos' || auth === 'Negotiate');

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const domain = new RegExp(`^(?:${label}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`, 'iu');

function tenantName(given: string): string {
  if (given.length > 253 || !domain.test(given)) {
    throw new UserError(
      `--tenant "${given}" is not a domain name.`,
      "Give the tenant's initial domain, for example contoso.onmicrosoft.com.",
    );
  }
  return given.toLowerCase();
}

function endpointUrl(given: string, allowPlainHttp: boolean): URL {
  let url: URL;
  try {
    url = new URL(given);
  } catch (error) {
    throw new UserError(
      `--endpoint "${given.replace(/\/\/.*@/u, '//…@')}" is not a URL.`,
      'Give the whole address, for example https://mail.contoso.com/PowerShell/.',
      { cause: error },
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new UserError(
      `--endpoint begins with ${url.protocol}//, which is not a way to Exchange.`,
      'Give an address that begins with https://.',
    );
  if (url.username !== '' || url.password !== '')
    throw new UserError(
      '--endpoint carries a user name or a password.',
      'Leave them out of the address; use --user and --password-stdin.',
    );
  if (url.hash !== '')
    throw new UserError('--endpoint has a part after "#", which no server ever sees.', 'Leave it out.');
  if (url.protocol === 'http:' && !allowPlainHttp && !isLoopbackAddress(url.hostname)) {
    throw new UserError(
      `--endpoint ${url.origin} is plain http: the password would cross the network readable to anybody.`,
      'Give an https address, or say --allow-plain-http if you accept that.',
    );
  }
  return url;
}

/**
 * As the article writes it: `?DelegatedOrg=contoso.onmicrosoft.com`, which makes every request act for the customer.
 */
function delegate(url: URL, tenant: string): void {
  const parts = url.search
    .slice(1)
    .split(/[&;]/u)
    .map((part) => part.split('='));
  const named = parts.find(([name]) => name?.toLowerCase() === 'delegatedorg')?.[1];
  if (named === undefined) url.search = `${url.search}${url.search === '' ? '?' : '&'}DelegatedOrg=${tenant}`;
  else if (decoded(named).toLowerCase() !== tenant)
    throw new UserError(
      `--endpoint names the tenant "${named}", and --tenant another one, "${tenant}".`,
      'Name one tenant, in one place.',
    );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
