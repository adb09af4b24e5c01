import { isMicrosoftHost } from '../knowledge/microsoft-hosts.js';
import { isLoopback } from '../network/loopback.js';

export type RedirectVerdict =
  | { readonly allowed: true; readonly url: URL }
  | {
      readonly allowed: false;
      readonly symptom: 'redirect-invalid' | 'redirect-not-https' | 'redirect-refused' | 'redirect-loop';
      readonly to: string;
    };

/** Windows' own client stops after five as well (MAX_URI_REDIRECTION_COUNT). */
const maxRedirects = 5;

/**
 * Whether a connection may follow a redirect, and so take a credential there: https, and a host of Microsoft's own, the very
 * server we came from, or one a person allowed by its exact name (with its port, where it has one). Nothing else, ever.
 */
export function judgeRedirect(
  from: URL,
  location: string | undefined,
  redirect: number,
  allowedHosts: readonly string[],
): RedirectVerdict {
  const url = parse(from, location);
  if (!url) return { allowed: false, symptom: 'redirect-invalid', to: location ?? '' };
  const to = url.host;
  if (url.username !== '' || url.password !== '') return { allowed: false, symptom: 'redirect-invalid', to };
  if (redirect >= maxRedirects) return { allowed: false, symptom: 'redirect-loop', to };
  if (url.protocol !== 'https:') return { allowed: false, symptom: 'redirect-not-https', to };
  return url.origin === from.origin || mayLeave(from, url) || isAllowed(url, allowedHosts)
    ? { allowed: true, url }
    : { allowed: false, symptom: 'redirect-refused', to };
}

/** From anywhere but this machine itself to Microsoft's own hosts, at their usual port. */
const mayLeave = (from: URL, to: URL): boolean =>
  !isLoopback(from.hostname) && isMicrosoftHost(to.hostname) && to.port === '';

const isAllowed = (url: URL, allowed: readonly string[]): boolean =>
  allowed.some(
    (entry) =>
      entry.toLowerCase() === url.host.toLowerCase() ||
      (url.port === '' && entry.toLowerCase() === url.hostname.toLowerCase()),
  );

function parse(from: URL, location: string | undefined): URL | undefined {
  if (location === undefined || location === '') return undefined;
  try {
    return new URL(location, from);
  } catch {
    return undefined;
  }
}
