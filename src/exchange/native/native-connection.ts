import type { Trust } from '../../network/index.js';
import { HttpFailure, RemoteSession, RemotingError, TransportError, WsManFault } from '../../remoting/index.js';
import type { Evidence } from '../../vocabulary/index.js';
import { arg, message, value } from '../../vocabulary/index.js';
import { offeredEvidence, schemesIn } from '../answer-evidence.js';
import type { CommandAnswer, ConnectionSteps, Diagnosis, Step, StepContext } from '../connection-steps.js';
import type { ServerTime, SignInProof, StageName } from '../connection.js';
import { diagnoseCommandError, diagnoseWsmanFault } from '../diagnose.js';
import { diagnoseFailure, errorRecordEvidence, failureEvidence, seen } from '../failure.js';
import { exchangeConfiguration } from '../routes.js';
import type { ConnectionOptions } from '../staged-connection.js';
import { fired, StagedConnection } from '../staged-connection.js';
import { EndpointConnection } from './endpoint-connection.js';
import { MailboxCount } from './mailbox-count.js';

/** Without an account the connection goes no further than HTTP. */
export interface NativeOptions extends ConnectionOptions {
  readonly trust: Trust;
  /** Time limit for each step of opening a connection, in milliseconds. */
  readonly stepMs: number;
}

/** Remote PowerShell with the tool's own client. */
export class NativeConnection extends StagedConnection {
  constructor(options: NativeOptions) {
    super(options, {
      stack: `the tool's own client on Node.js ${process.versions.node}`,
      needsAccount: false,
      stepsOf: (context) => new NativeSteps(options, context),
    });
  }
}

/** How long an interruption waits for an answer that says whether there is a session to remove, in milliseconds. */
const creationGraceMs = 1_500;

/** Faults about the account, not about the session (system error codes). */
const accountFaults: readonly string[] = ['sign-in-refused', 'password-expired', 'account-disabled', 'account-locked'];

/**
 * The first request carries no credential, so its answer shows whether the address redirects and whether Basic is
 * offered before any server has seen the password.
 */
class NativeSteps implements ConnectionSteps {
  proof: SignInProof | undefined;
  readonly opening: readonly Step[] = [
    { upTo: 'http', attempt: () => this.#openEndpoint() },
    { upTo: 'shell', attempt: () => this.#signIn() },
    { upTo: 'import', attempt: () => this.#openRunspace() },
  ];
  readonly #options: NativeOptions;
  readonly #context: StepContext;
  readonly #session: RemoteSession;
  #endpoint: EndpointConnection | undefined;
  #offered: readonly string[] = [];
  /** Whether a credential was sent: a server that asked for one opens nothing without it. */
  #signingIn = false;
  /** A pending request for a session. */
  #creating: Promise<void> | undefined;

  constructor(options: NativeOptions, context: StepContext) {
    this.#options = options;
    this.#context = context;
    this.#session = new RemoteSession({
      transport: notConnected,
      uri: context.redirects.url.href,
      resourceUri: exchangeConfiguration,
      operationTimeoutMs: Math.min(60_000, options.connectionMs),
    });
  }

  get serverTime(): ServerTime | undefined {
    return this.#endpoint?.serverTime;
  }

  /**
   * A request without a credential opens nothing if it is refused or lost; while it is pending, the server may turn out
   * not to ask for one.
   */
  get mayHaveSession(): boolean {
    const { state } = this.#session;
    const asked = this.#signingIn || this.proof === 'not-asked' || this.#creating !== undefined;
    return asked && state !== 'new' && state !== 'closed';
  }

  async getMailbox(): Promise<CommandAnswer> {
    const { all = false } = this.#options;
    const { clean, signals } = this.#context;
    const found = new MailboxCount();
    const command = { name: 'Get-Mailbox', parameters: all ? {} : { ResultSize: 1 } };
    for await (const event of this.#session.invoke(command, signals.any)) found.take(event);
    const [first] = found.errors;
    const evidence = found.errors.flatMap((record) => errorRecordEvidence(record, clean));
    return {
      source: 'Get-Mailbox',
      evidence: found.failed && !first ? [seen('stage.code', 'stopped', 'the state of the command')] : evidence,
      ...(first ? { fault: diagnoseCommandError(first.fullyQualifiedErrorId ?? '') } : {}),
      ...(found.failed ? {} : { mailboxes: found.mailboxes(all, clean) }),
    };
  }

  async remove(signal: AbortSignal): Promise<readonly Evidence[]> {
    await this.#session.close(signal);
    return [];
  }

  diagnose(error: unknown, stage: StageName | undefined): Diagnosis | undefined {
    if (!(error instanceof RemotingError)) return undefined;
    return { fault: diagnoseFailure(error as RemotingError, stage !== 'http'), evidence: this.#evidenceOf(error) };
  }

  /**
   * If the run ends while a session is being created, waits briefly for the answer, since deleting too early deletes
   * nothing.
   */
  async settle(signal: AbortSignal): Promise<'known' | 'uncertain'> {
    const late = AbortSignal.any([signal, AbortSignal.timeout(creationGraceMs)]);
    await Promise.race([this.#creating?.catch(() => undefined), fired(late)]);
    return this.#creating === undefined && this.#session.state !== 'uncertain' ? 'known' : 'uncertain';
  }

  release(): Promise<void> {
    this.#endpoint?.close();
    return Promise.resolve();
  }

  /** From name resolution to the first answer, following the redirects that are allowed. */
  async #openEndpoint(): Promise<void> {
    const { trust, stepMs } = this.#options;
    const { recorder, redirects, signals } = this.#context;
    for (;;) {
      const { url } = redirects;
      this.#endpoint?.close();
      this.#endpoint = await EndpointConnection.open({ url, trust, stepMs }, recorder, signals.any);
      this.#session.retarget({ uri: url.href, transport: this.#endpoint });
      recorder.begin('http');
      const failure = await this.#create();
      if (!failure) {
        this.proof = 'not-asked';
        recorder.passed([offeredEvidence([])]);
        return;
      }
      if (isUnauthorized(failure)) {
        this.#offered = schemesIn(failure.headers['www-authenticate']);
        recorder.passed([offeredEvidence(this.#offered)]);
        return;
      }
      if (!isRedirect(failure)) throw failure;
      this.#follow(failure);
    }
  }

  /** Sends the first request that carries the password. */
  async #signIn(): Promise<void> {
    const { credential } = this.#options;
    const { recorder, redirects, signals } = this.#context;
    if (this.proof === 'not-asked') {
      recorder.notNeeded('sign-in');
      this.#shellOpened();
      return;
    }
    recorder.begin('sign-in');
    // The request below outlives an interruption so that its answer is received; it must not begin after one.
    signals.any.throwIfAborted();
    if (redirects.isClosed) return redirects.breakClosed();
    if (!this.#offered.includes('basic'))
      return recorder.break({ symptom: 'basic-not-offered' }, [offeredEvidence(this.#offered)]);
    if (!credential || !this.#endpoint) throw new Error('a sign-in was asked for without an account or a connection');
    this.#signingIn = true;
    this.#endpoint.authorize(credential);
    const failure = await this.#create();
    if (!failure) {
      this.proof = 'shell-opened';
      recorder.passed();
      this.#shellOpened();
      return;
    }
    if (isUnauthorized(failure)) return recorder.break({ symptom: 'sign-in-refused' }, this.#evidenceOf(failure));
    if (!isRedirect(failure)) return this.#judgeRefusedShell(failure);
    this.#follow(failure);
    await this.#openEndpoint();
    return this.#signIn();
  }

  async #openRunspace(): Promise<void> {
    const { recorder, signals, clean } = this.#context;
    recorder.begin('runspace');
    const { protocol } = await this.#session.open(signals.any);
    recorder.passed([
      {
        what: message('stage.protocol'),
        observed: value(arg('server-text', clean(protocol))),
        source: 'the session capability of the server',
      },
    ]);
    recorder.notNeeded('import');
  }

  /** The credential got past the 401; the answer proves how far. */
  #judgeRefusedShell(failure: RemotingError): never {
    const { recorder } = this.#context;
    if (!(failure instanceof WsManFault) && !(failure instanceof HttpFailure)) throw failure;
    const fault = failure instanceof WsManFault ? diagnoseWsmanFault(failure.faultCode, failure.message) : undefined;
    if (fault && accountFaults.includes(fault.symptom)) {
      this.#options.credential?.refused();
      return recorder.break(fault, this.#evidenceOf(failure));
    }
    // A fault comes from behind the sign-in; a bare HTTP error or "access denied" may come from before it.
    this.proof = fault && fault.symptom !== 'shell-access-denied' ? 'server-answered' : 'not-refused';
    recorder.passed();
    recorder.begin('shell');
    throw failure;
  }

  #shellOpened(): void {
    const { recorder, clean } = this.#context;
    recorder.begin('shell');
    const id = this.#session.shellId;
    if (id === undefined) return recorder.passed();
    const observed = value(arg('server-text', clean(id)));
    recorder.passed([{ what: message('stage.shell'), observed, source: 'the answer to Create' }]);
  }

  /** Requests a session once. Returns a failure of the server or the connection; throws on abort. */
  async #create(): Promise<RemotingError | undefined> {
    this.#creating = this.#session.create(this.#context.signals.untilClosed);
    try {
      await this.#creating;
      return undefined;
    } catch (error) {
      if (error instanceof RemotingError) return error as RemotingError;
      throw error;
    } finally {
      this.#creating = undefined;
    }
  }

  #follow({ status, headers }: HttpFailure): void {
    const { location } = headers;
    this.#context.redirects.follow(
      typeof location === 'string' ? location : undefined,
      `HTTP ${status}, header Location`,
    );
  }

  #evidenceOf(failure: unknown): readonly Evidence[] {
    return failureEvidence(failure, this.#endpoint?.lastHeaders ?? {}, this.#context.clean);
  }
}

const isUnauthorized = (failure: RemotingError): failure is HttpFailure =>
  failure instanceof HttpFailure && failure.status === 401;

const isRedirect = (failure: RemotingError): failure is HttpFailure =>
  failure instanceof HttpFailure && [301, 302, 303, 307, 308].includes(failure.status);

const notConnected = {
  post: () => Promise.reject(new TransportError('unreachable', 'There is no connection yet.')),
};
