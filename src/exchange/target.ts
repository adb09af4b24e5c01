import { isMicrosoftHost } from '../knowledge/microsoft-hosts.js';
import { isLoopbackAddress } from '../network/loopback.js';
import { UserError } from '../vocabulary/index.js';
import type { Authentication, Route, RouteId, Way } from './routes.js';
import { builtWays, remotePowershellClosed, routeIds, routes } from './routes.js';

/** What a run is about, as given by a person and checked before anything happens. */
export interface TargetRequest {
  readonly route: string;
  readonly via?: string;
  readonly endpoint?: string;
  readonly tenant?: string;
  readonly allowPlainHttp?: boolean;
  /** The lab stands for another server: rules about that server's name apply. */
  readonly standsFor?: string;
  /** Where TCP 80 of the endpoint is in the lab. */
  readonly plainDoor?: string;
}

/** A route with everything decided: what the checks are handed as `route`. */
export interface Target extends Route {
  readonly id: RouteId;
  /** `undefined`: no way that this route has is built into this version. */
  readonly via: Way | undefined;
  readonly auth: Authentication;
  /** Where the connection starts: with the tenant in its query where the route wants it. */
  readonly endpoint: string;
  readonly tenant?: string;
  /** The host whose rules apply: the endpoint's own, or the one a lab stands for. */
  readonly host: string;
  /** Whether that host is Microsoft's. */
  readonly microsoft: boolean;
  /** host:port that TCP 80 is asked of. */
  readonly plainDoor: { readonly host: string; readonly port: number };
}

/** Throws a UserError for anything that is not right, before any network traffic. */
export function chooseTarget(request: TargetRequest): Target {
  const route = routes.find(({ id }) => id === request.route);
  if (!route) throw new UserError(`--route "${request.route}" is not a route.`, `Give one of: ${routeIds.join(', ')}.`);
  const via = chooseWay(route, request.via);
  const tenant = request.tenant === undefined ? undefined : tenantName(request.tenant);
  if (request.endpoint === undefined && !('endpoint' in route && route.endpoint)) {
    throw new UserError(`--route ${route.id} has no address of its own.`, 'Give it with --endpoint, for example --endpoint https://mail.contoso.com/PowerShell/.');
  }
  const url = endpointUrl(request.endpoint ?? route.endpoint!, request.allowPlainHttp ?? false);
  if (route.delegatedOrganization && tenant !== undefined) delegate(url, tenant);
  const host = request.standsFor ?? url.hostname;
  const microsoft = isMicrosoftHost(host);
  const plain = new URL(request.plainDoor ?? (url.protocol === 'http:' ? url.origin : `http://${url.hostname}`));
  return {
    ...route,
    via,
    auth: (via && route.authentication[via]) ?? route.authentication[route.ways[0]!]!,
    endpoint: url.href,
    host,
    microsoft,
    ...(microsoft && route.speaks === 'remote-powershell' ? { closed: remotePowershellClosed } : {}),
    plainDoor: { host: plain.hostname, port: Number(plain.port) || 80 },
    ...(tenant === undefined ? {} : { tenant }),
  };
}

function chooseWay(route: Route, asked: string | undefined): Way | undefined {
  const built = route.ways.filter((way) => builtWays.includes(way));
  if (asked === undefined || asked === 'auto') return built[0];
  const way = built.find((one) => one === asked);
  if (way) return way;
  const offer = built.length > 0 ? `Give one of: ${[...built, 'auto'].join(', ')}.` : 'Leave --via out: the checks of this PC and the network run without a test connection.';
  throw new UserError(`--via "${asked}" is not a way that --route ${route.id} has in this version.`, offer);
}

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const domain = new RegExp(`^(?:${label}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`, 'iu');

function tenantName(given: string): string {
  if (given.length > 253 || !domain.test(given)) {
    throw new UserError(`--tenant "${given}" is not a domain name.`, "Give the tenant's initial domain, for example contoso.onmicrosoft.com.");
  }
  return given.toLowerCase();
}

function endpointUrl(given: string, allowPlainHttp: boolean): URL {
  let url: URL;
  try {
    url = new URL(given);
  } catch (error) {
    throw new UserError(`--endpoint "${given.replace(/\/\/.*@/u, '//…@')}" is not a URL.`, 'Give the whole address, for example https://mail.contoso.com/PowerShell/.', { cause: error });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new UserError(`--endpoint begins with ${url.protocol}//, which is not a way to Exchange.`, 'Give an address that begins with https://.');
  if (url.username !== '' || url.password !== '') throw new UserError('--endpoint carries a user name or a password.', 'Leave them out of the address; use --user and --password-stdin.');
  if (url.hash !== '') throw new UserError('--endpoint has a part after "#", which no server ever sees.', 'Leave it out.');
  if (url.protocol === 'http:' && !allowPlainHttp && !isLoopbackAddress(url.hostname)) {
    throw new UserError(`--endpoint ${url.origin} is plain http: the password would cross the network readable to anybody.`, 'Give an https address, or say --allow-plain-http if you accept that.');
  }
  return url;
}

/** As the article writes it: `?DelegatedOrg=contoso.onmicrosoft.com`, set in the customer's name on every request. */
function delegate(url: URL, tenant: string): void {
  const parts = url.search.slice(1).split(/[&;]/u).map((part) => part.split('='));
  const named = parts.find(([name]) => name?.toLowerCase() === 'delegatedorg')?.[1];
  if (named === undefined) url.search = `${url.search}${url.search === '' ? '?' : '&'}DelegatedOrg=${tenant}`;
  else if (decoded(named).toLowerCase() !== tenant) throw new UserError(`--endpoint names the tenant "${named}", and --tenant another one, "${tenant}".`, 'Name one tenant, in one place.');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
