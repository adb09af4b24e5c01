import type { Socket } from 'node:net';
import type { Credential } from '../../identity/credential.js';
import type { AttemptRecorder, Handshake, StepResult, Trust } from '../../network/index.js';
import {
  bare,
  handshakeEvidence,
  openEndpoint,
  pathEvidence,
  resolutionEvidence,
  tcpEvidence,
  tunnelEvidence,
} from '../../network/index.js';
import type { ConnectedStream, HttpAnswer, HttpTransport, PostOptions, WsManTransport } from '../../remoting/index.js';
import { httpTransport, TransportError } from '../../remoting/index.js';
import type { ServerTime } from '../connection.js';
import { diagnoseCertificate, diagnoseTcp } from '../diagnose.js';
import type { StageRecorder } from '../stage-recorder.js';

interface EndpointConnectionOptions {
  readonly url: URL;
  readonly trust: Trust;
  /** Time limit for each step of opening, in milliseconds. */
  readonly stepMs: number;
}

/**
 * HTTP to one server over a connection whose opening is reported stage by stage. A connection the server closes between
 * two messages is reopened without being reported. The credential is added here, and only after `authorize`.
 */
export class EndpointConnection implements WsManTransport {
  readonly #options: EndpointConnectionOptions;
  readonly #http: HttpTransport;
  #first: Socket | undefined;
  #credential: Credential | undefined;
  /** Headers of the last answer, names in lower case. */
  lastHeaders: HttpAnswer['headers'] = {};
  serverTime: ServerTime | undefined;

  private constructor(options: EndpointConnectionOptions, socket: Socket) {
    this.#options = options;
    this.#first = socket;
    this.#http = httpTransport({
      url: options.url.href,
      authorization: () => this.#credential?.authorization(),
      createConnection: () => this.#nextSocket(),
    });
  }

  /** Opens the connection, from name resolution to TLS. */
  static async open(
    options: EndpointConnectionOptions,
    recorder: StageRecorder,
    signal: AbortSignal,
  ): Promise<EndpointConnection> {
    return new EndpointConnection(
      options,
      await open(options, signal, new EndpointStages(options.url, recorder, signal)),
    );
  }

  /**
   * From now on every message carries this credential, until the server refuses it; after that nothing more is sent.
   */
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

  /**
   * Does not use the signal it was opened with: after an interruption the removal still has to get through. The
   * message's own deadline applies.
   */
  async #nextSocket(): Promise<ConnectedStream> {
    const socket = this.#first ?? (await open(this.#options, new AbortController().signal));
    this.#first = undefined;
    return socket;
  }
}

async function open(
  { url, ...options }: EndpointConnectionOptions,
  signal: AbortSignal,
  recorder?: AttemptRecorder,
): Promise<Socket> {
  const { socket } = await openEndpoint(url, { ...options, signal, ...(recorder ? { recorder } : {}) });
  if (!socket) throw new Error('the connection could not be opened again');
  return socket;
}

/** Reports the network's steps as stages of the connection. */
class EndpointStages implements AttemptRecorder {
  readonly #url: URL;
  readonly #recorder: StageRecorder;
  readonly #signal: AbortSignal;

  constructor(url: URL, recorder: StageRecorder, signal: AbortSignal) {
    this.#url = url;
    this.#recorder = recorder;
    this.#signal = signal;
  }

  begin(step: StepResult['step']): void {
    this.#recorder.begin(step);
  }

  end(result: StepResult): void {
    // A step that ended because the run did says nothing about the network.
    this.#signal.throwIfAborted();
    if (result.step === 'resolve') this.#resolved(result);
    else if (result.step === 'proxy') this.#throughProxy(result);
    else if (result.step === 'connect') this.#connected(result);
    else this.#secured(result.handshake);
  }

  #resolved({ host, resolution }: StepResult & { readonly step: 'resolve' }): void {
    const evidence = [resolutionEvidence(host, resolution)];
    if ('addresses' in resolution) return this.#recorder.passed(resolution.state === 'literal' ? [] : evidence);
    if (resolution.state === 'timed-out') return this.#recorder.timedOut(evidence);
    const symptom = resolution.state === 'not-found' ? 'name-not-found' : 'resolver-silent';
    return this.#recorder.break({ symptom }, evidence);
  }

  #throughProxy({ path, tcp, tunnel }: StepResult & { readonly step: 'proxy' }): void {
    if (path.via === 'direct') return this.#recorder.notNeeded('proxy');
    if (path.via === 'unusable')
      return this.#recorder.break({ symptom: 'proxy-setting-unusable' }, [pathEvidence(path)]);
    const connected = tcp.map(tcpEvidence);
    if (!tcp.some(({ state }) => state === 'connected'))
      return this.#recorder.break({ symptom: 'proxy-unreachable' }, connected);
    const evidence = [pathEvidence(path), ...connected, ...(tunnel ? [tunnelEvidence(tunnel)] : [])];
    if (tunnel?.state === 'open') return this.#recorder.passed(evidence);
    if (tunnel?.state === 'timed-out') return this.#recorder.timedOut(evidence);
    if (!tunnel) return this.#recorder.break({ symptom: 'proxy-unreachable' }, evidence);
    if (tunnel.state !== 'refused') return this.#recorder.break({ symptom: 'proxy-not-one' }, evidence);
    const symptom = tunnel.status === 407 ? 'proxy-authentication' : 'proxy-refused';
    return this.#recorder.break({ symptom }, evidence);
  }

  #connected({ tcp, connected }: StepResult & { readonly step: 'connect' }): void {
    const evidence = tcp.map(tcpEvidence);
    if (connected) return this.#recorder.passed(evidence);
    const silent = tcp.length > 0 && tcp.every(({ state }) => state === 'timed-out');
    return silent ? this.#recorder.timedOut(evidence) : this.#recorder.break(diagnoseTcp(tcp), evidence);
  }

  #secured(handshake: Handshake | undefined): void {
    if (!handshake) return this.#recorder.notNeeded('tls');
    const evidence = handshakeEvidence(handshake, this.#url.host);
    if (handshake.state === 'trusted') return this.#recorder.passed(evidence);
    if (handshake.state === 'timed-out') return this.#recorder.timedOut(evidence);
    if (handshake.state === 'distrusted') {
      const { fault, certificate } = handshake;
      return this.#recorder.break(diagnoseCertificate(fault, certificate, bare(this.#url.hostname)), evidence);
    }
    return this.#recorder.break({ symptom: handshake.state === 'reset' ? 'tls-reset' : 'tls-failed' }, evidence);
  }
}

function timeIn({ headers }: HttpAnswer, askedMs: number): ServerTime | undefined {
  const serverMs = typeof headers['date'] === 'string' ? Date.parse(headers['date']) : Number.NaN;
  const answeredMs = Date.now();
  return Number.isNaN(serverMs)
    ? undefined
    : { serverMs, localMs: (askedMs + answeredMs) / 2, uncertaintyMs: (answeredMs - askedMs) / 2 };
}
