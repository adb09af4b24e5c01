import { isIP } from 'node:net';
import { getProxyForUrl } from 'proxy-from-env';

/**
 * How Node's stack gets to a host: straight, or through the proxy the environment names (HTTPS_PROXY, ALL_PROXY, NO_PROXY).
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
  if (proxy?.protocol !== 'http:' && proxy?.protocol !== 'https:') throw new ProxySettingError('the proxy in HTTPS_PROXY or ALL_PROXY is not an http or https URL');
  // Written without a scheme a proxy means plain http, as it does for curl; the library answers with the target's own.
  const secure = proxy.protocol === 'https:' && namesTheScheme(setting);
  const authorization = proxy.username === '' ? {} : { authorization: basic(proxy) };
  return { via: 'proxy', host: bare(proxy.hostname), port: Number(proxy.port) || (secure ? 443 : 80), secure, ...authorization };
}

const basic = ({ username, password }: URL): string => `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;

const environmentSettings = (): (string | undefined)[] => ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].map((name) => process.env[name]);
const namesTheScheme = (setting: string): boolean => environmentSettings().includes(setting);

function parse(setting: string): URL | undefined {
  try {
    return new URL(setting);
  } catch {
    return undefined;
  }
}

/** A host as sockets want it: an IPv6 address without its brackets. */
export const bare = (hostname: string): string => hostname.replace(/^\[|\]$/gu, '');

/** 127.0.0.0/8, ::1, and the name localhost. */
export function isLoopback(hostname: string): boolean {
  const host = bare(hostname).toLowerCase();
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** An address that can not be anything but this machine: what plain http with a password is allowed to. */
export function isLoopbackAddress(hostname: string): boolean {
  return isLoopback(hostname) && isIP(bare(hostname)) !== 0;
}
