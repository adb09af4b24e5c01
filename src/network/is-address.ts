import { isIP } from 'node:net';

/** A host as sockets want it: an IPv6 address without its brackets. */
export const bare = (hostname: string): string => hostname.replace(/^\[|\]$/gu, '');

/** Whether the host of an address is an IP address, in the form a URL has brought it into. */
export const isAddress = (hostname: string): boolean => isIP(bare(hostname)) !== 0;
