import { getProxyForUrl } from 'proxy-from-env';
import { bare, isLoopback } from './host.js';

/**
 * How Node's stack gets to a host: straight, or through the proxy the environment names (HTTPS_PROXY or, for http, HTTP_PROXY; ALL_PROXY; NO_PROXY).
 * Windows' own proxy settings are not ours: Node does not use them, and the checks tell so.
 */
export type Path = { readonly via: 'direct' } | ProxyPath;

export interface ProxyPath {
  readonly via: 'proxy';
  readonly host: string;
  readonly port: number;
  /** Whether the proxy itself is spoken to over TLS. */
  readonly secure: boolean;
  /** From the proxy's URL; goes to that proxy and nowhere else. */
  readonly authorization?: string;
}

/** The environment names a proxy in a form nobody can use. */
export class ProxySettingError extends Error {
  override readonly name = 'ProxySettingError';
}

/** Loopback is never reached through a proxy, whatever the environment says. */
export function pathTo(url: URL): Path {
  if (isLoopback(url.hostname)) return { via: 'direct' };
  const setting = getProxyForUrl(url.href);
  if (setting === '') return { via: 'direct' };
  const proxy = parse(setting);
  if (proxy?.protocol !== 'http:' && proxy?.protocol !== 'https:')
    throw new ProxySettingError('the proxy in the environment is not an http or https URL');
  // Written without a scheme a proxy means plain http, as it does for curl; the library answers with the target's own.
  const secure = proxy.protocol === 'https:' && namesTheScheme(setting);
  const authorization = proxy.username === '' ? {} : { authorization: basic(proxy) };
  return {
    via: 'proxy',
    host: bare(proxy.hostname),
    port: Number(proxy.port) || (secure ? 443 : 80),
    secure,
    ...authorization,
  };
}

/** The same; `undefined` where the environment names a proxy in a form nobody can use. */
export function usablePath(url: URL): Path | undefined {
  try {
    return pathTo(url);
  } catch (error) {
    if (error instanceof ProxySettingError) return undefined;
    throw error;
  }
}

const basic = ({ username, password }: URL): string =>
  `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;

const environmentSettings = (): (string | undefined)[] =>
  ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'].map((name) => process.env[name]);
const namesTheScheme = (setting: string): boolean => environmentSettings().includes(setting);

function parse(setting: string): URL | undefined {
  try {
    return new URL(setting);
  } catch {
    return undefined;
  }
}
