import type { Account } from '../../account.js';
import type { Scenario } from '../../scenarios.js';
import { identifyAnswer } from '../wsman/answer.js';
import { actionOf, isIdentify } from '../wsman/request.js';
import { isCreate } from '../wsman/shell-service.js';
import type { ShellService } from '../wsman/shell-service.js';
import type { HttpAnswer, HttpRequest } from './exchange.js';
import { organizationIn, organizationOf, splitTarget } from './organization.js';
import { readSoap, soapAnswer } from './soap.js';

export interface EndpointOptions {
  readonly scenario: Scenario;
  readonly account: Account;
  readonly shells: ShellService;
  /** Where to redirect every request; undefined to serve it. */
  readonly redirectsTo?: string | undefined;
}

/** Served by IIS and Exchange in any case, with or without a trailing slash. */
const paths = new Set(['/powershell-liveid', '/powershell']);

const defaultOffers = ['Basic'];

/**
 * What is checked before a request reaches the shells: path, method, account and message format. A server that
 * redirects or refuses everyone stops here.
 */
export class Endpoint {
  readonly #options: EndpointOptions;
  #signIns = 0;
  #signInsRefused = 0;
  /**
   * Load balancers in front of Exchange find the server that holds the session by a cookie; the value here is invented,
   * and nobody has to send it back.
   */
  readonly #affinity = `X-BackEndCookie=${crypto.randomUUID()}; path=/; HttpOnly`;

  constructor(options: EndpointOptions) {
    this.#options = options;
  }

  /**
   * A sign-in is counted once per session, at the Create that carried the right credential; every refusal is counted.
   */
  counts(): { readonly signIns: number; readonly signInsRefused: number } {
    return { signIns: this.#signIns, signInsRefused: this.#signInsRefused };
  }

  readonly answer = async (request: HttpRequest): Promise<HttpAnswer> => {
    const answer = await this.#answer(request);
    // Exchange returns an id for each request, for its logs, and the servers it passed through.
    return {
      ...answer,
      headers: {
        'request-id': crypto.randomUUID(),
        'X-FEServer': 'LAB',
        'X-BEServer': 'LAB',
        'X-DiagInfo': 'LAB',
        ...answer.headers,
      },
    };
  };

  async #answer(request: HttpRequest): Promise<HttpAnswer> {
    const { scenario, account, redirectsTo } = this.#options;
    const [path, query] = splitTarget(request.target);
    if (!paths.has(path.toLowerCase().replace(/(?<=.)\/$/, ''))) return { status: 404 };
    if (request.method !== 'POST') return { status: 405, headers: { Allow: 'POST' } };
    if (redirectsTo !== undefined) this.#countAtRedirect(request);
    if (redirectsTo !== undefined)
      return {
        status: 302,
        headers: { Location: `${redirectsTo}${query === '' ? '' : `?${query}`}`, 'Set-Cookie': this.#affinity },
      };
    const { authorization } = request.headers;
    if (authorization === undefined) return this.#answerStranger(request);
    if (scenario.refusesEverybody || !account.accepts(authorization)) {
      this.#signInsRefused++;
      return this.#unauthorized();
    }
    return this.#answerAccount(request, query);
  }

  /** A server that redirects everyone ignores the credential but has received it, so it is counted as elsewhere. */
  #countAtRedirect({ headers: { authorization } }: HttpRequest): void {
    if (authorization === undefined) return;
    if (this.#options.account.accepts(authorization)) this.#signIns++;
    else this.#signInsRefused++;
  }

  #answerStranger(request: HttpRequest): HttpAnswer {
    if (this.#options.scenario.refusesEverybody) return this.#unauthorized();
    const soap = readSoap(request);
    return 'root' in soap && isIdentify(soap.root) ? soapAnswer(identifyAnswer(), soap.encoding) : this.#unauthorized();
  }

  async #answerAccount(request: HttpRequest, query: string): Promise<HttpAnswer> {
    const { scenario, account, shells } = this.#options;
    const soap = readSoap(request);
    if ('status' in soap) return soap;
    const { root, encoding } = soap;
    if (isIdentify(root)) return soapAnswer(identifyAnswer(), encoding);
    if (isCreate(actionOf(root))) {
      this.#signIns++;
      if (scenario.refusesCreate) return page(scenario.refusesCreate);
    }
    const caller = {
      user: account.user,
      address: request.clientAddress,
      url: `${request.origin}${request.target}`,
      organization: organizationIn(query) ?? organizationOf(account.user),
      gone: request.gone,
    };
    const answer = soapAnswer(await shells.answer(root, caller), encoding);
    return { ...answer, headers: { ...answer.headers, 'Set-Cookie': this.#affinity } };
  }

  #unauthorized(): HttpAnswer {
    const offers = this.#options.scenario.offers ?? defaultOffers;
    return {
      status: 401,
      headers: { 'WWW-Authenticate': offers.map((scheme) => (scheme === 'Basic' ? 'Basic realm="lab"' : scheme)) },
    };
  }
}

/** IIS's own answer: an HTML page, not a SOAP message. */
const page = ({ status, reason }: { readonly status: number; readonly reason: string }): HttpAnswer => ({
  status,
  reason,
  headers: { 'Content-Type': 'text/html' },
  body: `<!DOCTYPE html><title>${reason}</title><h1>${reason}</h1>`,
});
