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
  /** Where to send whoever comes; undefined to let them in. */
  readonly redirectsTo?: string | undefined;
}

/** IIS and Exchange know these, in any case and with or without a slash at the end. */
const paths = new Set(['/powershell-liveid', '/powershell']);

const defaultOffers = ['Basic'];

/**
 * What stands in front of the shells: the path, the method, the account, the form of the message. A server that redirects or
 * refuses everybody never gets further.
 */
export class Endpoint {
  readonly #options: EndpointOptions;
  #signIns = 0;
  #signInsRefused = 0;
  /** Load balancers in front of Exchange know by a cookie which server holds the session; its value here is invented, and nobody has to send it back. */
  readonly #affinity = `X-BackEndCookie=${crypto.randomUUID()}; path=/; HttpOnly`;

  constructor(options: EndpointOptions) {
    this.#options = options;
  }

  /** Sign-ins are counted once a session: with the Create that carried the right credential. Refusals are counted each. */
  counts(): { readonly signIns: number; readonly signInsRefused: number } {
    return { signIns: this.#signIns, signInsRefused: this.#signInsRefused };
  }

  readonly answer = async (request: HttpRequest): Promise<HttpAnswer> => {
    const answer = await this.#answer(request);
    // Exchange names each request for its own logs, and the servers it went through.
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

  /** One that sends everybody on looks at no credential, and still has seen it: it counts as the others do. */
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

/** What IIS says for itself: a page, and no SOAP message. */
const page = ({ status, reason }: { readonly status: number; readonly reason: string }): HttpAnswer => ({
  status,
  reason,
  headers: { 'Content-Type': 'text/html' },
  body: `<!DOCTYPE html><title>${reason}</title><h1>${reason}</h1>`,
});
