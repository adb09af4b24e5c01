import type { AttemptOptions } from './attempt.js';
import { openEndpoint, pathTaken, reachEndpoint } from './attempt.js';
import { bare, portOf } from './host.js';
import { askPlainly } from './plain-http.js';
import type {
  EndpointAnswer,
  NetworkQuestions,
  PathTaken,
  PortProbe,
  ProbeRecord,
  Reach,
  Resolution,
  TlsProbe,
} from './probe.js';
import { resolveHost } from './resolve.js';
import { tcpConnect } from './tcp.js';
import type { Trust } from './tls.js';
import { trustNothingMore } from './tls.js';

export interface NetworkOptions {
  readonly signal: AbortSignal;
  readonly trust?: Trust;
  /** Time limit for one probe, in milliseconds. */
  readonly probeMs?: number;
}

/** Network probes, each made once per run and with a deadline. They return answers, never errors. */
export class Network implements NetworkQuestions {
  readonly probeMs: number;
  readonly trust: Trust;
  readonly #signal: AbortSignal;
  readonly #asked = new Map<string, Promise<unknown>>();
  readonly #records: ProbeRecord[] = [];

  constructor({ signal, trust = trustNothingMore, probeMs = 5_000 }: NetworkOptions) {
    this.#signal = signal;
    this.trust = trust;
    this.probeMs = probeMs;
  }

  /** Everything asked so far, in the order of the answers. */
  probes(): readonly ProbeRecord[] {
    return this.#records;
  }

  resolve(host: string): Promise<Resolution> {
    return this.#once(`resolve ${host}`, async () => {
      const result = await resolveHost(bare(host), this.probeMs, this.#signal);
      this.#records.push({ probe: 'resolve', host, result });
      return result;
    });
  }

  path(endpoint: string): PathTaken {
    return pathTaken(new URL(endpoint));
  }

  reach(endpoint: string): Promise<Reach> {
    return this.#probe('reach', new URL(endpoint), async (url) => {
      const { reach, socket } = await reachEndpoint(url, this.#attempt);
      socket?.destroy();
      return reach;
    });
  }

  tls(endpoint: string): Promise<TlsProbe> {
    return this.#probe('tls', new URL(endpoint), async (url) => {
      const { socket, ...probe } = await openEndpoint(url, this.#attempt);
      socket?.destroy();
      return probe;
    });
  }

  answer(endpoint: string): Promise<EndpointAnswer> {
    return this.#probe('answer', new URL(endpoint), async (url) => {
      const { reach, socket } = await openEndpoint(url, this.#attempt);
      if (!socket) return { reach };
      return { reach, answer: await askPlainly(socket, bare(url.hostname), this.probeMs, this.#signal) };
    });
  }

  port(host: string, port: number): Promise<PortProbe> {
    return this.#once(`port ${host} ${port}`, async () => {
      const result = await this.#probePort(host, port);
      this.#records.push({ probe: 'port', host, port, result });
      return result;
    });
  }

  /** How every probe reaches an endpoint. */
  get #attempt(): AttemptOptions {
    return {
      trust: this.trust,
      stepMs: this.probeMs,
      signal: this.#signal,
      resolve: (host) => this.resolve(host),
    };
  }

  #probe<T extends ProbeRecord['result']>(
    probe: ProbeRecord['probe'],
    url: URL,
    ask: (url: URL) => Promise<T>,
  ): Promise<T> {
    return this.#once(`${probe} ${url.host}`, async () => {
      const result = await ask(url);
      this.#records.push({ probe, host: url.hostname, port: portOf(url), result });
      return result;
    });
  }

  async #probePort(host: string, port: number): Promise<PortProbe> {
    const resolution = await this.resolve(host);
    if (!('addresses' in resolution)) return { resolution, tcp: [] };
    // A name may have dozens of addresses; eight show as much.
    const tried = await Promise.all(
      resolution.addresses.slice(0, 8).map((address) => tcpConnect(address, port, this.probeMs, this.#signal)),
    );
    const [open, ...spare] = tried.flatMap(({ socket }) => (socket ? [socket] : []));
    for (const socket of spare) socket.on('error', () => undefined).destroy();
    const tcp = tried.map(({ probe }) => probe);
    return open
      ? { resolution, tcp, answer: await askPlainly(open, host, this.probeMs, this.#signal) }
      : { resolution, tcp };
  }

  #once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    let answer = this.#asked.get(question) as Promise<T> | undefined;
    if (!answer) this.#asked.set(question, (answer = ask()));
    return answer;
  }
}
