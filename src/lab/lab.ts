import { Account, newPassword } from './account.js';
import { makeCertificates } from './certificates.js';
import { realClock } from './clock.js';
import { getMailbox } from './remoting/cmdlets/get-mailbox.js';
import { Endpoint } from './remoting/http/endpoint.js';
import type { Answerer } from './remoting/http/exchange.js';
import { listenOnLoopback } from './remoting/http/loopback-server.js';
import type { LoopbackServer } from './remoting/http/loopback-server.js';
import { makeTrap } from './remoting/http/trap.js';
import { scenarios } from './scenarios.js';
import type { Scenario, ScenarioId } from './scenarios.js';
import { ShellService } from './remoting/wsman/shell-service.js';

export interface LabOptions {
  /** Default `healthy`. */
  readonly scenario?: ScenarioId;
  /** Port of the https endpoint; 0 or omitted for any free one. The http endpoint always takes any free one. */
  readonly port?: number;
  /** Default `admin@partner.example`. */
  readonly user?: string;
  /** Default: a new one of 24 characters each time. */
  readonly password?: string;
}

/** A running lab. */
export interface Lab {
  readonly http: string;
  readonly https: string;
  /** The authority to trust, in PEM; its key is not kept. */
  readonly ca: string;
  readonly user: string;
  readonly password: string;
  /** The customer to work for. */
  readonly tenant: string;
  readonly scenario: Scenario;
  /** Hosts, with their port, that a redirect of this scenario may be followed to. */
  readonly allowedRedirects: readonly string[];
  /** The server it stands in for, if any. */
  readonly standsFor?: string;
  counts(): LabCounts;
  /**
   * Only in scenarios with a redirect to the trap: the requests that arrived there, and how many carried a credential.
   */
  trap?(): { readonly requests: number; readonly credentials: number };
  /** Ends everything in progress, within a second. */
  close(): Promise<void>;
}

interface LabCounts {
  /** Sessions created by clients. */
  readonly shellsOpened: number;
  /** Those still open; closing the lab does not change the number. */
  readonly shellsLeft: number;
  /**
   * Sign-ins with the right credential: one per session requested, and one per request to a server that only redirects.
   */
  readonly signIns: number;
  /** Requests refused because of the credential they carried. */
  readonly signInsRefused: number;
}

const path = '/powershell-liveid';
const defaultUser = 'admin@partner.example';
const tenant = 'contoso.onmicrosoft.com';

/**
 * Starts an endpoint on this machine that behaves like Exchange remote PowerShell, as the scenario says. No client can
 * run anything on this machine, and nothing listens beyond loopback. Rejects with the system's error, such as
 * EADDRINUSE or EACCES, when the port is not available.
 */
export async function startLab({
  scenario: id = 'healthy',
  port = 0,
  user = defaultUser,
  password: chosen,
}: LabOptions = {}): Promise<Lab> {
  const scenario: Scenario = scenarios[id];
  const [crypto, { ca, ...tls }] = await Promise.all([import('node:crypto'), makeCertificates()]);
  const password = chosen ?? newPassword(crypto);
  const shells = new ShellService({
    clock: realClock,
    pool: { cmdlets: scenario.hasNoRole ? [] : [getMailbox], takesMs: scenario.takesMs ?? 0 },
    occupiedShells: scenario.occupiedShells ?? 0,
  });
  const account = new Account(user, password, crypto);
  const trap = scenario.redirectsTo === 'trap' ? makeTrap(password) : undefined;
  const inner = new Endpoint({
    scenario: trap || scenario.redirectsTo ? scenarios.healthy : scenario,
    account,
    shells,
  });
  const servers = new Servers();
  try {
    const beyond =
      scenario.redirectsTo &&
      (await servers.add({ tls, answer: trap?.answer ?? inner.answer, acceptsAnyHost: trap !== undefined }));
    const outer = beyond
      ? new Endpoint({ scenario, account, shells, redirectsTo: `https://localhost:${beyond.port}${path}` })
      : inner;
    const https = await servers.add({ tls, port, answer: outer.answer });
    const http = await servers.add({ answer: outer.answer });
    return {
      http: `http://127.0.0.1:${http.port}${path}`,
      https: `https://127.0.0.1:${https.port}${path}`,
      ca,
      user,
      password,
      tenant,
      scenario,
      allowedRedirects: beyond && !trap ? [`localhost:${beyond.port}`] : [],
      ...(scenario.standsFor === undefined ? {} : { standsFor: scenario.standsFor }),
      counts: () => ({
        shellsOpened: shells.counts().opened,
        shellsLeft: shells.counts().left,
        ...sumOf(outer === inner ? [inner] : [outer, inner]),
      }),
      ...(trap ? { trap: () => trap.counts() } : {}),
      close: () => {
        shells.close();
        return servers.close();
      },
    };
  } catch (error) {
    await servers.close();
    throw error;
  }
}

/** Every endpoint keeps its own counts; a credential sent to any of them counts. */
function sumOf(endpoints: readonly Endpoint[]): Pick<LabCounts, 'signIns' | 'signInsRefused'> {
  const counts = endpoints.map((endpoint) => endpoint.counts());
  return {
    signIns: counts.reduce((sum, { signIns }) => sum + signIns, 0),
    signInsRefused: counts.reduce((sum, { signInsRefused }) => sum + signInsRefused, 0),
  };
}

/** The servers started so far, so that all of them are closed. */
class Servers {
  readonly #started: LoopbackServer[] = [];
  #closing: Promise<unknown> | undefined;

  async add(options: {
    readonly tls?: { readonly key: string; readonly cert: string };
    readonly port?: number;
    readonly answer: Answerer;
    readonly acceptsAnyHost?: boolean;
  }): Promise<LoopbackServer> {
    const server = await listenOnLoopback(options);
    this.#started.push(server);
    return server;
  }

  async close(): Promise<void> {
    this.#closing ??= Promise.all(this.#started.map((server) => server.close()));
    await this.#closing;
  }
}
