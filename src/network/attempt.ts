import type { Socket } from 'node:net';
import { bare, portOf } from './host.js';
import type { ProxyPath } from './path.js';
import { usablePath } from './path.js';
import type { Handshake, PathTaken, Reach, Resolution, TcpProbe, TlsProbe, Tunnel } from './probe.js';
import { resolveHost } from './resolve.js';
import { tcpConnectAny } from './tcp.js';
import type { Secured, Trust } from './tls.js';
import { startTls } from './tls.js';
import { openTunnel } from './tunnel.js';

type AttemptStep = 'resolve' | 'proxy' | 'connect' | 'tls';

/**
 * The result of a step. `proxy` without connections: not needed, or the setting is unusable; `tls` without a handshake:
 * plain http.
 */
export type StepResult =
  | { readonly step: 'resolve'; readonly host: string; readonly resolution: Resolution }
  | { readonly step: 'proxy'; readonly path: PathTaken; readonly tcp: readonly TcpProbe[]; readonly tunnel?: Tunnel }
  /** No probes if a proxy made the connection: all that is known is that it did. */
  | { readonly step: 'connect'; readonly tcp: readonly TcpProbe[]; readonly connected: boolean }
  | { readonly step: 'tls'; readonly handshake?: Handshake };

/**
 * Notified as each step of an attempt begins and ends. A step that was not needed only ends. Throwing ends the attempt.
 */
export interface AttemptRecorder {
  begin(step: AttemptStep): void;
  end(result: StepResult): void;
}

export interface AttemptOptions {
  readonly trust: Trust;
  /** Time limit for each step, in milliseconds. */
  readonly stepMs: number;
  readonly signal: AbortSignal;
  readonly recorder?: AttemptRecorder;
  /** Used instead of the system's resolver if the answer is already known. */
  readonly resolve?: (host: string) => Promise<Resolution>;
}

const silentRecorder: AttemptRecorder = { begin: () => undefined, end: () => undefined };

/** Opens a connection: name, proxy, TCP. `socket` is present if `reached`; the caller closes it. */
export async function reachEndpoint(
  url: URL,
  options: AttemptOptions,
): Promise<{ readonly reach: Reach; readonly socket?: Socket }> {
  const { stepMs, signal, recorder = silentRecorder } = options;
  const path = usablePath(url);
  const taken = pathTaken(url);
  if (path === undefined) {
    recorder.begin('proxy');
    recorder.end({ step: 'proxy', path: taken, tcp: [] });
    return { reach: { path: taken, tcp: [], reached: false } };
  }
  const [host, port] = path.via === 'proxy' ? [path.host, path.port] : [bare(url.hostname), portOf(url)];

  recorder.begin('resolve');
  const resolution = await (options.resolve?.(host) ?? resolveHost(host, stepMs, signal));
  recorder.end({ step: 'resolve', host, resolution });
  if (!('addresses' in resolution)) return { reach: { path: taken, resolution, tcp: [], reached: false } };
  const connect = () => tcpConnectAny(resolution.addresses, port, stepMs, signal);

  if (path.via === 'direct') {
    recorder.end({ step: 'proxy', path: taken, tcp: [] });
    recorder.begin('connect');
    const { probes: tcp, socket } = await connect();
    endWith(recorder, { step: 'connect', tcp, connected: socket !== undefined }, socket);
    const reach = { path: taken, resolution, tcp, reached: socket !== undefined };
    return socket ? { reach, socket } : { reach };
  }

  recorder.begin('proxy');
  const { probes: tcp, socket: toProxy } = await connect();
  const openAgain = async () => (await connect()).socket;
  const { tunnel, socket } = toProxy ? await throughProxy(toProxy, openAgain, path, url, options) : {};
  const seen = { tcp, ...(tunnel ? { tunnel } : {}) };
  endWith(recorder, { step: 'proxy', path: taken, ...seen }, socket);
  const reach = { path: taken, resolution, ...seen, reached: socket !== undefined };
  if (!socket) return { reach };
  recorder.begin('connect');
  endWith(recorder, { step: 'connect', tcp: [], connected: true }, socket);
  return { reach, socket };
}

/**
 * Opens a connection ready for HTTP: name, proxy, TCP, and TLS unless the endpoint is plain http. `socket` is present
 * only if everything succeeded; the caller closes it.
 */
export async function openEndpoint(
  url: URL,
  options: AttemptOptions,
): Promise<TlsProbe & { readonly socket?: Socket }> {
  const { recorder = silentRecorder } = options;
  const { reach, socket } = await reachEndpoint(url, options);
  if (!socket) return { reach };
  if (url.protocol === 'http:') {
    endWith(recorder, { step: 'tls' }, socket);
    return { reach, socket };
  }
  recorder.begin('tls');
  const openAgain = async () => (await reachEndpoint(url, { ...options, recorder: silentRecorder })).socket;
  const { handshake, socket: secured } = await secure(socket, openAgain, bare(url.hostname), options);
  endWith(recorder, { step: 'tls', handshake }, secured);
  return secured ? { reach, handshake, socket: secured } : { reach, handshake };
}

/** How Node's stack reaches an endpoint, without the proxy's account. */
export function pathTaken(url: URL): PathTaken {
  const path = usablePath(url);
  if (path === undefined) return { via: 'unusable' };
  return path.via === 'proxy' ? { via: 'proxy', host: path.host, port: path.port } : path;
}

type OpenAgain = () => Promise<Socket | undefined>;

async function throughProxy(
  socket: Socket,
  openAgain: OpenAgain,
  proxy: ProxyPath,
  url: URL,
  options: AttemptOptions,
): Promise<{ readonly tunnel?: Tunnel; readonly socket?: Socket }> {
  const toProxy = proxy.secure ? (await secure(socket, openAgain, proxy.host, options)).socket : socket;
  if (!toProxy) return {};
  const { stepMs, signal } = options;
  const tunnel = await openTunnel(toProxy, proxy, bare(url.hostname), portOf(url), stepMs, signal);
  return tunnel.state === 'open' ? { tunnel, socket: toProxy } : { tunnel };
}

/**
 * TLS that trusts Node's and the added certificates; if they do not vouch for the chain, again over another connection
 * with the Windows roots as well, which are read only then.
 */
async function secure(
  socket: Socket,
  openAgain: OpenAgain,
  host: string,
  { trust, stepMs, signal }: AttemptOptions,
): Promise<Secured> {
  const first = await startTls(socket, host, trust.added, stepMs, signal);
  if (first.handshake.state !== 'distrusted' || first.handshake.fault !== 'untrusted') return first;
  const windows = await trust.windowsRoots();
  const another = windows.length > 0 ? await openAgain() : undefined;
  if (!another) return first;
  const second = await startTls(another, host, [...trust.added, ...windows], stepMs, signal);
  if (second.handshake.state === 'trusted')
    return { ...second, handshake: { ...second.handshake, trustedBy: 'windows' } };
  return second.handshake.state === 'distrusted' ? second : first;
}

/** A recorder that ends the attempt must not leave the socket behind. */
function endWith(recorder: AttemptRecorder, result: StepResult, socket: Socket | undefined): void {
  try {
    recorder.end(result);
  } catch (error) {
    socket?.destroy();
    throw error;
  }
}
