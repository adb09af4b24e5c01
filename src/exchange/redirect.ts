import { isMicrosoftHost } from '../knowledge/microsoft-hosts.js';
import { isLoopback } from '../network/host.js';
import type { Evidence } from '../vocabulary/index.js';
import { arg, message, value } from '../vocabulary/index.js';
import type { Clean } from './answer-evidence.js';
import type { StageRecorder } from './stage-recorder.js';
import type { Target } from './target.js';

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
 * Whether a connection may follow a redirect, and so take a credential there: only over https, and only to a host of
 * Microsoft's, to the same origin, or to a host the user allowed by its exact name (with its port, if it has one).
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

/** From any host but this machine to Microsoft's own hosts on the default port. */
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

interface RedirectRules {
  readonly target: Target;
  /** Hosts a redirect may lead to, with their port if they have one. */
  readonly allowedRedirects: readonly string[];
  /** Sign in even where Microsoft has closed the route. */
  readonly tryRetired?: boolean;
}

/** The current address of a connection and the redirect rules, the same for every way. */
export class Redirects {
  readonly #rules: RedirectRules;
  readonly #recorder: StageRecorder;
  readonly #clean: Clean;
  readonly #asked = new Set<string>();
  #url: URL;

  constructor(rules: RedirectRules, recorder: StageRecorder, clean: Clean) {
    this.#rules = rules;
    this.#recorder = recorder;
    this.#clean = clean;
    this.#url = new URL(rules.target.endpoint);
  }

  /** The current address. */
  get url(): URL {
    return this.#url;
  }

  /**
   * Whether the password would go to a Microsoft server, which no longer accepts such sessions. Checked here, where
   * passwords leave, and not only in the row that reports it, because rows can be left out. (A redirect to one is not
   * followed.)
   */
  get isClosed(): boolean {
    const { target, tryRetired } = this.#rules;
    return !tryRetired && this.#recorder.redirect === 0 && target.microsoft;
  }

  breakClosed(): never {
    return this.#recorder.break({ symptom: 'route-closed' }, [this.#askedEvidence()]);
  }

  /** Follows a redirect if it is allowed; otherwise breaks the current stage with both hosts in the evidence. */
  follow(location: string | undefined, source: string): void {
    const { allowedRedirects, tryRetired } = this.#rules;
    const verdict = judgeRedirect(this.#url, location, this.#recorder.redirect, allowedRedirects);
    const to = arg('host', this.#clean(verdict.allowed ? verdict.url.host : verdict.to));
    const redirect = { what: message('stage.redirect'), observed: value(to), source };
    const judged = [this.#askedEvidence(), { ...redirect, expected: message('stage.redirect.allowed') }];
    this.#asked.add(this.#url.href);
    if (!verdict.allowed) return this.#recorder.break({ symptom: verdict.symptom, args: { host: to } }, judged);
    if (this.#asked.has(verdict.url.href))
      return this.#recorder.break({ symptom: 'redirect-loop', args: { host: to } }, [this.#askedEvidence(), redirect]);
    if (!tryRetired && isMicrosoftHost(verdict.url.hostname))
      return this.#recorder.break({ symptom: 'route-closed', args: { host: to } }, judged);
    this.#recorder.passed(judged);
    this.#recorder.redirect++;
    this.#url = verdict.url;
  }

  #askedEvidence(): Evidence {
    return {
      what: message('route.host'),
      observed: value(arg('host', this.#url.host)),
      source: 'the address that was asked',
    };
  }
}
