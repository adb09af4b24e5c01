import { isMicrosoftHost } from '../../knowledge/microsoft-hosts.js';
import type { Trust } from '../../network/index.js';
import { HttpFailure, RemoteSession, RemotingError, TransportError, WsManFault } from '../../remoting/index.js';
import type { Evidence } from '../../vocabulary/index.js';
import { arg, message, value } from '../../vocabulary/index.js';
import { offeredEvidence, schemesIn } from '../answer-evidence.js';
import type { Mailboxes, SignInProof } from '../connection.js';
import type { Credential } from '../../identity/credential.js';
import { diagnoseCommandError, diagnoseWsmanFault } from '../diagnose.js';
import { diagnoseFailure, errorRecordEvidence, failureEvidence, seen } from '../failure.js';
import { MailboxCount } from '../get-mailbox.js';
import type { StageRecorder } from '../stage-recorder.js';
import { EndpointConnection } from './endpoint-connection.js';
import { judgeRedirect } from '../redirect.js';
import { exchangeConfiguration } from '../routes.js';
import type { Target } from '../target.js';

export interface AttemptOptions {
  readonly target: Target;
  /** Without one the connection goes no further than HTTP. */
  readonly credential?: Credential;
  readonly trust: Trust;
  /** Hosts, with their port where they have one, that a redirect may lead to. */
  readonly allowedRedirects: readonly string[];
  /** Sign in even where Microsoft closed the way in. */
  readonly tryRetired?: boolean;
  /** The article's plain `Get-Mailbox` instead of the first one only. */
  readonly all?: boolean;
  /** From the first question to the answer, in milliseconds. */
  readonly connectionMs: number;
  /** For each step of opening a line, in milliseconds. */
  readonly stepMs: number;
}

/** When the steps end. */
export interface AbortSignals {
  /** With the run, the connection's deadline, and its closing. */
  readonly any: AbortSignal;
  /** As above, but not with the run: without the answer to a Create nobody knows whether there is a session to remove. */
  readonly untilClosed: AbortSignal;
}

/** Faults that speak of the account and not of the session (system error codes). */
const accountFaults: readonly string[] = ['sign-in-refused', 'password-expired', 'account-disabled', 'account-locked'];

/**
 * The steps of a connection by our own client, each attempting its stages. The first request carries no credential: what
 * answers it tells whether the address redirects and whether Basic is offered, before any server has seen the password.
 */
export class NativeAttempt {
  readonly session: RemoteSession;
  connection: EndpointConnection | undefined;
  proof: SignInProof | undefined;
  mailboxes: Mailboxes | undefined;
  /** Whether a credential was sent: a server that asked for one opens nothing without it. */
  signingIn = false;
  /** A request for a session whose answer is awaited. */
  creating: Promise<void> | undefined;
  readonly #options: AttemptOptions;
  readonly #recorder: StageRecorder;
  readonly #signals: AbortSignals;
  #url: URL;
  readonly #asked = new Set<string>();
  #offered: readonly string[] = [];

  constructor(options: AttemptOptions, recorder: StageRecorder, signals: AbortSignals) {
    this.#options = options;
    this.#recorder = recorder;
    this.#signals = signals;
    this.#url = new URL(options.target.endpoint);
    this.session = new RemoteSession({
      transport: noLine,
      uri: this.#url.href,
      resourceUri: exchangeConfiguration,
      operationTimeoutMs: Math.min(60_000, options.connectionMs),
    });
  }

  /** From the name to the first answer, through as many redirects as are allowed. */
  async openEndpoint(): Promise<void> {
    for (;;) {
      const { trust, stepMs } = this.#options;
      this.connection?.close();
      this.connection = await EndpointConnection.open(
        { url: this.#url, trust, stepMs, signal: this.#signals.any },
        this.#recorder,
      );
      this.session.retarget({ uri: this.#url.href, transport: this.connection });
      this.#recorder.begin('http');
      const failure = await this.#create(this.#signals.untilClosed);
      if (!failure) {
        this.proof = 'not-asked';
        this.#recorder.passed([offeredEvidence([])]);
        return;
      }
      if (failure instanceof HttpFailure && isRedirect(failure)) this.#follow(failure);
      else if (failure instanceof HttpFailure && failure.status === 401) {
        this.#offered = schemesIn(failure.headers['www-authenticate']);
        this.#recorder.passed([offeredEvidence(this.#offered)]);
        return;
      } else return this.#breakOn(failure, false);
    }
  }

  /** The one request that carries the password first. */
  async signIn(): Promise<void> {
    const { credential } = this.#options;
    if (this.proof === 'not-asked') {
      this.#recorder.notNeeded('sign-in');
      this.#shellOpened();
      return;
    }
    this.#recorder.begin('sign-in');
    // What follows outlives an interruption, so that its answer can be had; it must not begin after one.
    this.#signals.any.throwIfAborted();
    if (this.#isClosed())
      return this.#recorder.break({ symptom: 'route-closed' }, [
        {
          what: message('route.host'),
          observed: value(arg('host', this.#url.host)),
          source: 'the address that was asked',
        },
      ]);
    if (!this.#offered.includes('basic'))
      return this.#recorder.break({ symptom: 'basic-not-offered' }, [offeredEvidence(this.#offered)]);
    if (!credential || !this.connection) throw new Error('a sign-in was asked for without an account or a line');
    this.signingIn = true;
    this.connection.authorize(credential);
    const failure = await this.#create(this.#signals.untilClosed);
    if (!failure) {
      this.proof = 'shell-opened';
      this.#recorder.passed();
      this.#shellOpened();
      return;
    }
    if (failure instanceof HttpFailure && isRedirect(failure)) {
      this.#follow(failure);
      await this.openEndpoint();
      return this.signIn();
    }
    if (failure instanceof HttpFailure && failure.status === 401)
      return this.#recorder.break({ symptom: 'sign-in-refused' }, this.#evidenceOf(failure));
    this.#judgeRefusedShell(failure);
  }

  async openRunspace(): Promise<void> {
    this.#recorder.begin('runspace');
    const negotiated = await this.#trying(() => this.session.open(this.#signals.any));
    this.#recorder.passed([
      {
        what: message('stage.protocol'),
        observed: value(arg('server-text', this.#clean(negotiated.protocol))),
        source: 'the session capability of the server',
      },
    ]);
    this.#recorder.notNeeded('import');
  }

  async getMailbox(): Promise<void> {
    this.#recorder.begin('command');
    const found = new MailboxCount();
    const parameters = this.#options.all ? {} : { ResultSize: 1 };
    await this.#trying(async () => {
      for await (const event of this.session.invoke({ name: 'Get-Mailbox', parameters }, this.#signals.any))
        found.take(event);
    });
    const evidence = found.errors.flatMap((record) => errorRecordEvidence(record, this.#clean));
    const [first] = found.errors;
    if (first && (found.failed || found.count === 0))
      return this.#recorder.break(diagnoseCommandError(first.fullyQualifiedErrorId ?? ''), evidence);
    if (found.failed)
      return this.#recorder.break({ symptom: 'command-failed' }, [
        seen('stage.code', 'stopped', 'the state of the command'),
      ]);
    this.mailboxes = found.mailboxes(this.#options.all === true, this.#clean);
    this.#recorder.passed([
      { what: message('stage.results'), observed: value(found.count), source: 'Get-Mailbox' },
      ...evidence,
    ]);
  }

  /** `signal` bounds the removal; a removal that is called off, because another one follows, is not one that failed. */
  async disconnect(signal: AbortSignal, calledOff: () => boolean = () => false): Promise<void> {
    this.#recorder.begin('disconnect');
    try {
      await this.session.close(signal);
    } catch (error) {
      if (calledOff()) throw error;
      return this.#recorder.break({ symptom: 'session-left' }, this.#evidenceOf(error));
    }
    this.connection?.close();
    this.#recorder.passed();
  }

  /** The credential got further than a 401: how far is what the answer proves. */
  #judgeRefusedShell(failure: RemotingError): void {
    if (!(failure instanceof WsManFault) && !(failure instanceof HttpFailure)) return this.#breakOn(failure, true);
    const fault = failure instanceof WsManFault ? diagnoseWsmanFault(failure.faultCode, failure.message) : undefined;
    if (fault && accountFaults.includes(fault.symptom)) {
      this.#options.credential?.refused();
      return this.#recorder.break(fault, this.#evidenceOf(failure));
    }
    // A fault comes from behind the sign-in; a bare HTTP error, or "access denied", may come from before it.
    this.proof = fault && fault.symptom !== 'shell-access-denied' ? 'server-answered' : 'not-refused';
    this.#recorder.passed();
    this.#recorder.begin('shell');
    return this.#breakOn(failure, true);
  }

  #shellOpened(): void {
    this.#recorder.begin('shell');
    const id = this.session.shellId;
    this.#recorder.passed(
      id === undefined
        ? []
        : [
            {
              what: message('stage.shell'),
              observed: value(arg('server-text', this.#clean(id))),
              source: 'the answer to Create',
            },
          ],
    );
  }

  /**
   * Whether the password would go to a server of Microsoft's, which takes no such session any more. It stands here, where
   * passwords leave, and not only in the row that tells it: rows can be left out. (A redirect there was not followed.)
   */
  #isClosed(): boolean {
    const { target, tryRetired } = this.#options;
    return !tryRetired && this.#recorder.redirect === 0 && target.microsoft;
  }

  /** Asks for a session once. What the server or the line did comes back; an abort is thrown. */
  async #create(signal: AbortSignal): Promise<RemotingError | undefined> {
    this.creating = this.session.create(signal);
    try {
      await this.creating;
      return undefined;
    } catch (error) {
      if (error instanceof RemotingError) return error as RemotingError;
      throw error;
    } finally {
      this.creating = undefined;
    }
  }

  /** Goes where a redirect leads, if it may; else breaks with both names in the evidence. */
  #follow(failure: HttpFailure): void {
    const location = failure.headers['location'];
    const verdict = judgeRedirect(
      this.#url,
      typeof location === 'string' ? location : undefined,
      this.#recorder.redirect,
      this.#options.allowedRedirects,
    );
    const to = verdict.allowed ? verdict.url.host : verdict.to;
    this.#asked.add(this.#url.href);
    const evidence: Evidence[] = [
      {
        what: message('route.host'),
        observed: value(arg('host', this.#url.host)),
        source: 'the address that was asked',
      },
      {
        what: message('stage.redirect'),
        observed: value(arg('host', this.#clean(to))),
        expected: message('stage.redirect.allowed'),
        source: `HTTP ${failure.status}, header Location`,
      },
    ];
    if (!verdict.allowed)
      return this.#recorder.break({ symptom: verdict.symptom, args: { host: arg('host', this.#clean(to)) } }, evidence);
    if (this.#asked.has(verdict.url.href))
      return this.#recorder.break({ symptom: 'redirect-loop' }, [
        evidence[0]!,
        {
          what: message('stage.redirect'),
          observed: value(arg('host', this.#clean(to))),
          source: `HTTP ${failure.status}, header Location`,
        },
      ]);
    if (!this.#options.tryRetired && isMicrosoftHost(verdict.url.hostname))
      return this.#recorder.break({ symptom: 'route-closed' }, evidence);
    this.#recorder.passed(evidence);
    this.#recorder.redirect++;
    this.#url = verdict.url;
  }

  async #trying<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RemotingError) return this.#breakOn(error as RemotingError, true);
      throw error;
    }
  }

  #breakOn(failure: RemotingError, withCredential: boolean): never {
    const fault = diagnoseFailure(failure, withCredential);
    return fault === 'timed-out'
      ? this.#recorder.timedOut(this.#evidenceOf(failure))
      : this.#recorder.break(fault, this.#evidenceOf(failure));
  }

  #evidenceOf(failure: unknown): readonly Evidence[] {
    return failureEvidence(failure, this.connection?.lastHeaders ?? {}, this.#clean);
  }

  readonly #clean = (text: string): string => this.#options.credential?.scrub(text) ?? text;
}

const isRedirect = ({ status }: HttpFailure): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

const noLine = { post: () => Promise.reject(new TransportError('unreachable', 'There is no line yet.')) };
