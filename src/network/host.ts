import { isIP } from 'node:net';

/** Hosts and ports as they appear in a URL, which has already normalized them: 127.1 becomes 127.0.0.1. */

/** A host as sockets want it: an IPv6 address without its brackets. */
export const bare = (hostname: string): string => hostname.replace(/^\[|\]$/gu, '');

/** Whether the host is an IP address. */
export const isAddress = (hostname: string): boolean => isIP(bare(hostname)) !== 0;

/** An address that can only be this machine: 127.0.0.0/8 or ::1. Plain http may carry a password only there. */
export const isLoopbackAddress = (hostname: string): boolean =>
  /^127(?:\.\d{1,3}){3}$/u.test(hostname) || bare(hostname) === '::1';

/** The same, or the name localhost. */
export const isLoopback = (hostname: string): boolean =>
  isLoopbackAddress(hostname) || hostname.toLowerCase() === 'localhost';

export const portOf = ({ port, protocol }: { readonly port: string; readonly protocol: string }): number =>
  Number(port) || (protocol === 'https:' ? 443 : 80);
