import type { Socket } from 'node:net';
import type { PathTaken, Resolution, Trust } from '../../network/index.js';
import {
  bare,
  handshakeEvidence,
  openTunnel,
  pathEvidence,
  pathTo,
  portOf,
  ProxySettingError,
  resolutionEvidence,
  resolveHost,
  startTls,
  tcpConnectAny,
  tcpEvidence,
  tunnelEvidence,
} from '../../network/index.js';
import type { ConnectedStream, HttpAnswer, HttpTransport, PostOptions, WsManTransport } from '../../remoting/index.js';
import { httpTransport, TransportError } from '../../remoting/index.js';
import type { Evidence } from '../../vocabulary/index.js';
import type { ServerTime } from '../connection.js';
import type { Credential } from '../../identity/credential.js';
import { diagnoseCertificate, diagnoseTcp } from '../diagnose.js';
import type { Fault } from '../stage-recorder.js';

export interface EndpointConnectionOptions {
  readonly url: URL;
  readonly trust: Trust;
  /** For each step of opening, in milliseconds. */
  readonly stepMs: number;
  readonly signal: AbortSignal;
}

/** What is reported of each step of opening a line; `broken` must not return. */
export interface AttemptRecorder {
  begin(stage: 'resolve' | 'proxy' | 'connect' | 'tls'): void;
  passed(evidence: readonly Evidence[]): void;
  notNeeded(stage: 'resolve' | 'proxy' | 'tls', evidence?: readonly Evidence[]): void;
  break(fault: Fault, evidence: readonly Evidence[]): never;
  timedOut(evidence: readonly Evidence[]): never;
}

/**
 * A way to one server: name, proxy, TCP, TLS, each reported as a stage, and HTTP over what came of it. A connection that the server
 * closes between two messages is opened again without being reported. The credential is added here and only once it was asked for.
 */
export class EndpointConnection implements WsManTransport {
  readonly url: URL;
  readonly #options: EndpointConnectionOptions;
  readonly #http: HttpTransport;
  #first: Socket | undefined;
  #credential: Credential | undefined;
  /** Headers of the last answer, names in lower case. */
  lastHeaders: HttpAnswer['headers'] = {};
  serverTime: ServerTime | undefined;

  private constructor(options: EndpointConnectionOptions, socket: Socket) {
    this.url = options.url;
    this.#options = options;
    this.#first = socket;
    this.#http = httpTransport({
      url: options.url.href,
      authorization: () => this.#credential?.authorization(),
      createConnection: () => this.#nextSocket(),
    });
  }

  /** Climbs from the name to TLS. */
  static async open(options: EndpointConnectionOptions, recorder: AttemptRecorder): Promise<EndpointConnection> {
    return new EndpointConnection(options, await dial(options, recorder));
  }

  /** From now on every message carries this credential, until the server refuses it: after that no message leaves at all. */
  authorize(credential: Credential): void {
    this.#credential = credential;
  }

  async post(body: string, options: PostOptions): Promise<HttpAnswer> {
    if (this.#credential?.spent)
      throw new TransportError('connection', 'The server refused the password, which is not sent again.');
    const askedMs = Date.now();
    const answer = await this.#http.post(body, options);
    if (answer.status === 401) this.#credential?.refused();
    this.lastHeaders = answer.headers;
    this.serverTime ??= timeIn(answer, askedMs);
    return answer;
  }

  close(): void {
    this.#first?.destroy();
    this.#first = undefined;
    this.#http.close();
  }

  /** The line's own signal is over after an interruption, when a removal still has to get through: its deadline is the message's. */
  async #nextSocket(): Promise<ConnectedStream> {
    const socket =
      this.#first ?? (await dial({ ...this.#options, signal: new AbortController().signal }, quietRecorder));
    this.#first = undefined;
    return socket;
  }
}

async function dial(
  { url, trust, stepMs, signal }: EndpointConnectionOptions,
  recorder: AttemptRecorder,
): Promise<Socket> {
  const path = await chooseProxy(url, recorder);
  const [host, port] = path.via === 'proxy' ? [path.host, path.port] : [bare(url.hostname), portOf(url)];

  recorder.begin('resolve');
  const addresses = takeAddresses(host, await resolveHost(host, stepMs, signal), recorder);
  if (path.via === 'direct') recorder.notNeeded('proxy');

  recorder.begin(path.via === 'proxy' ? 'proxy' : 'connect');
  const { probes, socket } = await tcpConnectAny(addresses, port, stepMs, signal);
  signal.throwIfAborted();
  const tcp = probes.map(tcpEvidence);
  if (path.via === 'proxy') {
    if (!socket) return recorder.break({ symptom: 'proxy-unreachable' }, tcp);
    return overTls(
      await throughProxy(socket, path, url, { trust, stepMs, signal }, recorder, tcp),
      url,
      { trust, stepMs, signal },
      recorder,
    );
  }
  if (!socket)
    return probes.every(({ state }) => state === 'timed-out') && probes.length > 0
      ? recorder.timedOut(tcp)
      : recorder.break(diagnoseTcp(probes), tcp);
  recorder.passed(tcp);
  return overTls(socket, url, { trust, stepMs, signal }, recorder);
}

async function chooseProxy(url: URL, recorder: AttemptRecorder): Promise<ReturnType<typeof pathTo>> {
  try {
    return await Promise.resolve(pathTo(url));
  } catch (error) {
    if (!(error instanceof ProxySettingError)) throw error;
    recorder.begin('proxy');
    return recorder.break({ symptom: 'proxy-setting-unusable' }, [pathEvidence({ via: 'unusable' })]);
  }
}

function takeAddresses(host: string, resolution: Resolution, recorder: AttemptRecorder) {
  const evidence = [resolutionEvidence(host, resolution)];
  if ('addresses' in resolution) {
    recorder.passed(resolution.state === 'literal' ? [] : evidence);
    return resolution.addresses;
  }
  if (resolution.state === 'timed-out') return recorder.timedOut(evidence);
  return recorder.break({ symptom: resolution.state === 'not-found' ? 'name-not-found' : 'resolver-silent' }, evidence);
}

type Context = Pick<EndpointConnectionOptions, 'trust' | 'stepMs' | 'signal'>;
type ProxyPath = Extract<ReturnType<typeof pathTo>, { via: 'proxy' }>;

async function throughProxy(
  socket: Socket,
  path: ProxyPath,
  url: URL,
  { trust, stepMs, signal }: Context,
  recorder: AttemptRecorder,
  tcp: readonly Evidence[],
): Promise<Socket> {
  const reported: PathTaken = { via: 'proxy', host: path.host, port: path.port };
  const secured = path.secure ? (await startTls(socket, path.host, trust.added, stepMs, signal)).socket : socket;
  if (!secured) return recorder.break({ symptom: 'proxy-unreachable' }, [pathEvidence(reported), ...tcp]);
  const tunnel = await openTunnel(secured, path, bare(url.hostname), portOf(url), stepMs, signal);
  signal.throwIfAborted();
  const evidence = [pathEvidence(reported), ...tcp, tunnelEvidence(tunnel)];
  if (tunnel.state === 'timed-out') return recorder.timedOut(evidence);
  if (tunnel.state !== 'open')
    return recorder.break(
      {
        symptom:
          tunnel.state !== 'refused'
            ? 'proxy-not-one'
            : tunnel.status === 407
              ? 'proxy-authentication'
              : 'proxy-refused',
      },
      evidence,
    );
  recorder.passed(evidence);
  // The proxy made the connection; that it did is all there is to tell of it.
  recorder.begin('connect');
  recorder.passed([]);
  return secured;
}

async function overTls(
  socket: Socket,
  url: URL,
  { trust, stepMs, signal }: Context,
  recorder: AttemptRecorder,
): Promise<Socket> {
  if (url.protocol === 'http:') {
    recorder.notNeeded('tls');
    return socket;
  }
  recorder.begin('tls');
  const roots = [...trust.added, ...(await trust.windowsRoots())];
  const { handshake, socket: secured } = await startTls(socket, bare(url.hostname), roots, stepMs, signal);
  signal.throwIfAborted();
  const evidence = handshakeEvidence(handshake, url.host);
  if (secured) {
    recorder.passed(evidence);
    return secured;
  }
  if (handshake.state === 'distrusted')
    return recorder.break(diagnoseCertificate(handshake.fault, handshake.certificate, bare(url.hostname)), evidence);
  if (handshake.state === 'timed-out') return recorder.timedOut(evidence);
  return recorder.break({ symptom: handshake.state === 'reset' ? 'tls-reset' : 'tls-failed' }, evidence);
}

/** Opening again what was open before: any failure is just a lost connection. */
const quietRecorder: AttemptRecorder = {
  begin: () => undefined,
  passed: () => undefined,
  notNeeded: () => undefined,
  break: (fault) => {
    throw new Error(`the connection could not be opened again (${fault.symptom})`);
  },
  timedOut: () => {
    throw new Error('the connection could not be opened again in time');
  },
};

function timeIn({ headers }: HttpAnswer, askedMs: number): ServerTime | undefined {
  const serverMs = typeof headers['date'] === 'string' ? Date.parse(headers['date']) : Number.NaN;
  const answeredMs = Date.now();
  return Number.isNaN(serverMs)
    ? undefined
    : { serverMs, localMs: (askedMs + answeredMs) / 2, uncertaintyMs: (answeredMs - askedMs) / 2 };
}
