import type { Socket } from 'node:net';
import { bare } from './is-address.js';
import { portOf } from './loopback.js';
import { pathTo, ProxySettingError } from './path.js';
import type { Path } from './path.js';
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
import { tcpConnect, tcpConnectAny } from './tcp.js';
import type { Trust } from './tls.js';
import { startTls, trustNothingMore } from './tls.js';
import { openTunnel } from './tunnel.js';

export interface NetworkOptions {
  readonly signal: AbortSignal;
  readonly trust?: Trust;
  /** For one probe, in milliseconds. */
  readonly probeMs?: number;
}

/** Questions asked over the network, each once a run, each with its deadline. Answers, never errors. */
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
      const result = await resolveHost(bare(host), this.probeMs, this.#signal).catch((): Resolution => ({
        state: 'failed',
        code: 'ABORT_ERR',
        durationMs: 0,
      }));
      this.#records.push({ probe: 'resolve', host, result });
      return result;
    });
  }

  path(endpoint: string): PathTaken {
    const path = usablePath(new URL(endpoint));
    if (path === undefined) return { via: 'unusable' };
    return path.via === 'proxy' ? { via: 'proxy', host: path.host, port: path.port } : path;
  }

  reach(endpoint: string): Promise<Reach> {
    const url = new URL(endpoint);
    return this.#once(`reach ${url.host}`, async () => {
      const { reach, socket } = await this.#open(url);
      socket?.destroy();
      this.#records.push({ probe: 'reach', host: url.hostname, port: portOf(url), result: reach });
      return reach;
    });
  }

  tls(endpoint: string): Promise<TlsProbe> {
    const url = new URL(endpoint);
    return this.#once(`tls ${url.host}`, async () => {
      const result = await this.#handshake(url);
      this.#records.push({ probe: 'tls', host: url.hostname, port: portOf(url), result });
      return result;
    });
  }

  port(host: string, port: number): Promise<PortProbe> {
    return this.#once(`port ${host} ${port}`, async () => {
      const result = await this.#probePort(host, port);
      this.#records.push({ probe: 'port', host, port, result });
      return result;
    });
  }

  answer(endpoint: string): Promise<EndpointAnswer> {
    const url = new URL(endpoint);
    return this.#once(`answer ${url.host}`, async () => {
      const result = await this.#ask(url);
      this.#records.push({ probe: 'answer', host: url.hostname, port: portOf(url), result });
      return result;
    });
  }

  async #ask(endpoint: URL): Promise<EndpointAnswer> {
    const { reach, socket } = await this.#open(endpoint);
    if (!socket) return { reach };
    const host = bare(endpoint.hostname);
    if (endpoint.protocol === 'http:')
      return { reach, answer: await askPlainly(socket, host, this.probeMs, this.#signal) };
    const { socket: secured } = await startTls(
      socket,
      host,
      [...this.trust.added, ...(await this.trust.windowsRoots())],
      this.probeMs,
      this.#signal,
    );
    return secured ? { reach, answer: await askPlainly(secured, host, this.probeMs, this.#signal) } : { reach };
  }

  async #open(endpoint: URL): Promise<{ reach: Reach; socket?: Socket }> {
    const path = usablePath(endpoint);
    const reported = this.path(endpoint.href);
    if (path === undefined) return { reach: { path: reported, tcp: [], reached: false } };
    const [host, port] = path.via === 'proxy' ? [path.host, path.port] : [bare(endpoint.hostname), portOf(endpoint)];
    const resolution = await this.resolve(host);
    if (!('addresses' in resolution)) return { reach: { path: reported, resolution, tcp: [], reached: false } };
    const { probes: tcp, socket } = await tcpConnectAny(resolution.addresses, port, this.probeMs, this.#signal);
    if (!socket) return { reach: { path: reported, resolution, tcp, reached: false } };
    if (path.via === 'direct') return { reach: { path: reported, resolution, tcp, reached: true }, socket };

    const toProxy = path.secure
      ? (await startTls(socket, path.host, this.trust.added, this.probeMs, this.#signal)).socket
      : socket;
    if (!toProxy) return { reach: { path: reported, resolution, tcp, reached: false } };
    const tunnel = await openTunnel(
      toProxy,
      path,
      bare(endpoint.hostname),
      portOf(endpoint),
      this.probeMs,
      this.#signal,
    );
    const reach: Reach = { path: reported, resolution, tcp, tunnel, reached: tunnel.state === 'open' };
    return reach.reached ? { reach, socket: toProxy } : { reach };
  }

  async #handshake(endpoint: URL): Promise<TlsProbe> {
    const { reach, socket } = await this.#open(endpoint);
    if (!socket) return { reach };
    const host = bare(endpoint.hostname);
    const first = await startTls(socket, host, this.trust.added, this.probeMs, this.#signal);
    first.socket?.destroy();
    if (first.handshake.state !== 'distrusted' || first.handshake.fault !== 'untrusted')
      return { reach, handshake: first.handshake };

    const windows = await this.trust.windowsRoots();
    const { socket: again } = windows.length > 0 ? await this.#open(endpoint) : {};
    if (!again) return { reach, handshake: first.handshake };
    const second = await startTls(again, host, [...this.trust.added, ...windows], this.probeMs, this.#signal);
    second.socket?.destroy();
    return {
      reach,
      handshake: second.handshake.state === 'trusted' ? { ...second.handshake, trustedBy: 'windows' } : first.handshake,
    };
  }

  async #probePort(host: string, port: number): Promise<PortProbe> {
    const resolution = await this.resolve(host);
    if (!('addresses' in resolution)) return { resolution, tcp: [] };
    // A name may have dozens of addresses; eight tell as much.
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

function usablePath(endpoint: URL): Path | undefined {
  try {
    return pathTo(endpoint);
  } catch (error) {
    if (error instanceof ProxySettingError) return undefined;
    throw error;
  }
}
