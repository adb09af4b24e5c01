import { getProxyForUrl } from 'proxy-from-env';
import { bare, isLoopback } from './host.js';

/**
 * How Node's stack reaches a host: directly, or through the proxy named in the environment (HTTPS_PROXY or, for http,
 * HTTP_PROXY; ALL_PROXY; NO_PROXY). Windows' own proxy settings are ignored because Node does not use them; the checks
 * say so.
 */
export type Path = { readonly via: 'direct' } | ProxyPath;

export interface ProxyPath {
  readonly via: 'proxy';
  readonly host: string;
  readonly port: number;
  /** Whether the connection to the proxy itself uses TLS. */
  readonly secure: boolean;
  /** From the proxy's URL; sent to that proxy only. */
  readonly authorization?: string;
}

/** The environment names a proxy in an unusable form. */
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
  // A proxy written without a scheme means plain http, as it does for curl; the library fills in the target's own
  // scheme.
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

/** Like `pathTo`, but `undefined` if the environment names a proxy in an unusable form. */
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
