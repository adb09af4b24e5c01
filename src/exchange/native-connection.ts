import type { RunHandle } from '../preflight/index.js';
import type { Trust } from '../network/index.js';
import { HttpFailure, ProtocolError, property, RemoteSession, RemotingError, RunspacePoolError, textOf, TransportError, WsManFault } from '../remoting/index.js';
import type { ErrorRecord, PipelineEvent, PsValue } from '../remoting/index.js';
import type { Evidence } from '../vocabulary/index.js';
import { arg, message, pub, value } from '../vocabulary/index.js';
import { faultEvidence, httpEvidence, offeredEvidence, requestEvidence, schemesIn } from './answer-evidence.js';
import type { AccountHint, BrokenStage, Connection, Mailboxes, Reached, Rung, ServerTime, SignInProof, Stage } from './connection.js';
import type { Credential } from './credential.js';
import { diagnoseCommandError, diagnoseHttpStatus, diagnoseWsmanFault } from './diagnose.js';
import { Broken, Ladder } from './ladder.js';
import { Line } from './line.js';
import { judgeRedirect } from './redirect.js';
import { exchangeConfiguration } from './routes.js';
import type { Target } from './target.js';

export interface NativeOptions {
  readonly target: Target;
  /** Without one the connection goes no further than HTTP. */
  readonly credential?: Credential;
  readonly trust: Trust;
  /** Hosts, with their port where they have one, that a redirect may lead to. */
  readonly allowedRedirects: readonly string[];
  /** The article's plain `Get-Mailbox` instead of the first one only. */
  readonly all?: boolean;
  /** From the first question to the answer, in milliseconds. */
  readonly connectionMs: number;
  /** For each step of opening a line, in milliseconds. */
  readonly stepMs: number;
  /** For removing the session when everything went well, in milliseconds. */
  readonly removalMs: number;
}

const phases = ['door', 'sign-in', 'runspace', 'command', 'disconnect'] as const;
type Phase = (typeof phases)[number];

const phaseOf: Readonly<Record<Rung, Phase>> = {
  resolve: 'door',
  proxy: 'door',
  connect: 'door',
  tls: 'door',
  http: 'door',
  'sign-in': 'sign-in',
  shell: 'sign-in',
  runspace: 'runspace',
  import: 'runspace',
  command: 'command',
  disconnect: 'disconnect',
};

/** How long an interruption waits for an answer that says whether there is a session to remove, in milliseconds. */
const creationGraceMs = 1_500;

/** Faults that speak of the account and not of the session (system error codes). */
const accountFaults: readonly string[] = ['sign-in-refused', 'password-expired', 'account-disabled', 'account-locked'];

/**
 * Remote PowerShell by our own client. The first request carries no credential: what answers it tells whether the address
 * redirects and whether Basic is offered, before any server has seen the password.
 */
export class NativeConnection implements Connection {
  readonly name = 'connection';
  readonly stack = `the tool's own client on Node.js ${process.versions.node}`;
  readonly #options: NativeOptions;
  readonly #session: RemoteSession;
  readonly #giveUp = new AbortController();
  #run: RunHandle | undefined;
  #ladder: Ladder | undefined;
  #deadline: AbortSignal | undefined;
  #phase: Promise<void> | undefined;
  #done = -1;
  #line: Line | undefined;
  #url: URL;
  #offered: readonly string[] = [];
  #proof: SignInProof | undefined;
  #creating: Promise<void> | undefined;
  #signingIn = false;
  #mailboxes: Mailboxes | undefined;

  constructor(options: NativeOptions) {
    this.#options = options;
    this.#url = new URL(options.target.endpoint);
    this.#session = new RemoteSession({ transport: neverConnected, uri: this.#url.href, resourceUri: exchangeConfiguration, operationTimeoutMs: Math.min(60_000, options.connectionMs) });
  }

  attach(run: RunHandle): void {
    this.#run = run;
  }

  async reached(rung: Rung): Promise<Reached> {
    await this.#upTo(phaseOf[rung]);
    return this.#climbed.reached(rung) ?? { state: 'not-reached', broken: { rung, hop: 0, startedMs: 0, durationMs: 0, evidence: [], state: 'interrupted' } };
  }

  async mailboxes(): Promise<Mailboxes | { readonly broken: BrokenStage }> {
    await this.#upTo('command');
    if (this.#mailboxes) {
      // Nobody needs the session any longer: it counts against the account's limit while it is open.
      await this.#upTo('disconnect');
      return this.#mailboxes;
    }
    const reached = await this.reached('command');
    return { broken: reached.state === 'not-reached' ? reached.broken : (reached as BrokenStage) };
  }

  signInProof(): SignInProof | undefined {
    return this.#proof;
  }

  accountHints(): readonly AccountHint[] {
    const { credential, target } = this.#options;
    return credential?.hints(target.delegatedOrganization ? target.tenant : undefined, target.delegatedOrganization || target.microsoft) ?? [];
  }

  serverTime(): ServerTime | undefined {
    return this.#line?.serverTime;
  }

  stages(): readonly Stage[] {
    return this.#ladder?.stages ?? [];
  }

  waitingOn(): string | undefined {
    return this.#ladder?.current;
  }

  /** A request without a credential, refused or lost, opens nothing. */
  isOpen(): boolean {
    const asked = this.#signingIn || this.#proof === 'not-asked';
    return asked && this.#session.state !== 'new' && this.#session.state !== 'closed';
  }

  async close(signal: AbortSignal): Promise<'clean' | 'abandoned'> {
    const known = await this.#knowsWhetherCreated(signal);
    this.#giveUp.abort(new DOMException('closing', 'AbortError'));
    this.#climbed.interrupt();
    this.#climbed.climb('disconnect');
    try {
      await this.#session.close(signal);
      if (!known) return this.#leaveBehind();
      this.#climbed.passed();
      return 'clean';
    } catch {
      return this.#leaveBehind();
    } finally {
      this.#line?.close();
    }
  }

  #leaveBehind(): 'abandoned' {
    try {
      return this.#climbed.break({ symptom: 'session-left' });
    } catch {
      return 'abandoned';
    }
  }

  /** A session that is being created while the run ends: its answer is worth a moment, since deleting too early deletes nothing. */
  async #knowsWhetherCreated(signal: AbortSignal): Promise<boolean> {
    if (!this.#creating) return true;
    const grace = new Promise<'late'>((resolve) => {
      const timer = setTimeout(() => resolve('late'), creationGraceMs);
      signal.addEventListener('abort', () => resolve('late'), { once: true });
      void this.#creating?.finally(() => clearTimeout(timer)).catch(() => undefined);
    });
    const settled = this.#creating.then(
      () => 'settled' as const,
      () => 'settled' as const,
    );
    return (await Promise.race([settled, grace])) === 'settled';
  }

  get #climbed(): Ladder {
    this.#ladder ??= new Ladder((step) => this.#run?.step(step));
    return this.#ladder;
  }

  /** Ends with the run, with the connection's own deadline, and when the run closes it. */
  get #signal(): AbortSignal {
    this.#deadline ??= AbortSignal.timeout(this.#options.connectionMs);
    return AbortSignal.any([this.#deadline, this.#giveUp.signal, ...(this.#run ? [this.#run.signal] : [])]);
  }

  /** Runs the phases up to this one, each once and one after the other, however many ask. */
  async #upTo(phase: Phase): Promise<void> {
    const wanted = phases.indexOf(phase);
    while (this.#done < wanted && !this.#climbed.broken) {
      this.#phase ??= this.#climb(phases[this.#done + 1]!).finally(() => {
        this.#done++;
        this.#phase = undefined;
      });
      await this.#phase;
    }
  }

  async #climb(phase: Phase): Promise<void> {
    const steps: Readonly<Record<Phase, () => Promise<void>>> = {
      door: () => this.#openDoor(),
      'sign-in': () => this.#signIn(),
      runspace: () => this.#openRunspace(),
      command: () => this.#getMailbox(),
      disconnect: () => this.#disconnect(),
    };
    try {
      await steps[phase]();
    } catch (error) {
      if (error instanceof Broken) return;
      this.#endUnfinished(error);
    }
  }

  /** Not a rung that broke, but time or the run that ran out; anything else is a mistake of ours and goes on as one. */
  #endUnfinished(error: unknown): void {
    if (this.#run?.signal.aborted || this.#giveUp.signal.aborted) return this.#climbed.interrupt();
    if (this.#deadline?.aborted !== true) throw error;
    try {
      this.#climbed.timedOut();
    } catch (broken) {
      if (!(broken instanceof Broken)) throw broken;
    }
  }

  async #openDoor(): Promise<void> {
    for (;;) {
      const { trust, stepMs } = this.#options;
      this.#line?.close();
      this.#line = await Line.open({ url: this.#url, trust, stepMs, signal: this.#signal }, this.#climbed);
      this.#session.retarget({ uri: this.#url.href, transport: this.#line });
      this.#climbed.climb('http');
      const failure = await this.#create(this.#signal);
      if (!failure) {
        this.#proof = 'not-asked';
        this.#climbed.passed([offeredEvidence([])]); return;
      }
      if (!(failure instanceof HttpFailure)) return this.#breakOn(failure, false);
      if (isRedirect(failure)) {
        this.#follow(failure);
        continue;
      }
      if (failure.status !== 401) return this.#breakOn(failure, false);
      this.#offered = schemesIn(failure.headers['www-authenticate']);
      this.#climbed.passed([offeredEvidence(this.#offered)]); return;
    }
  }

  async #signIn(): Promise<void> {
    const { credential } = this.#options;
    if (this.#proof === 'not-asked') {
      this.#climbed.notNeeded('sign-in');
      this.#shellOpened(); return;
    }
    this.#climbed.climb('sign-in');
    if (!this.#offered.includes('basic')) return this.#climbed.break({ symptom: 'basic-not-offered' }, [offeredEvidence(this.#offered)]);
    if (!credential) throw new Error('a sign-in was asked for without an account');
    this.#signingIn = true;
    this.#line!.authorize(credential.authorization());
    // An interruption waits for this answer: without it nobody knows whether there is a session to remove.
    const failure = await this.#create(AbortSignal.any([this.#deadline!, this.#giveUp.signal]));
    if (!failure) {
      this.#proof = 'shell-opened';
      this.#climbed.passed();
      this.#shellOpened(); return;
    }
    if (failure instanceof HttpFailure && isRedirect(failure)) {
      this.#follow(failure);
      await this.#openDoor();
      return this.#signIn();
    }
    if (failure instanceof HttpFailure && failure.status === 401) {
      credential.refused();
      return this.#climbed.break({ symptom: 'sign-in-refused' }, [...httpEvidence(failure, this.#clean), ...this.#requestIds()]);
    }
    this.#judgeRefusedShell(failure);
  }

  /** The credential got further than a 401: how far is what the answer proves. */
  #judgeRefusedShell(failure: RemotingError): void {
    if (failure instanceof WsManFault) {
      const fault = diagnoseWsmanFault(failure.faultCode, failure.message);
      const evidence = [...faultEvidence(failure, this.#clean), ...this.#requestIds()];
      if (fault.symptom !== undefined && accountFaults.includes(fault.symptom)) {
        this.#options.credential?.refused();
        return this.#climbed.break(fault, evidence);
      }
      this.#proof = fault.symptom === 'shell-access-denied' ? 'not-refused' : 'server-answered';
      this.#climbed.passed();
      this.#climbed.climb('shell');
      return this.#climbed.break(fault, evidence);
    }
    if (!(failure instanceof HttpFailure)) return this.#breakOn(failure, true);
    this.#proof = 'not-refused';
    this.#climbed.passed();
    this.#climbed.climb('shell');
    return this.#breakOn(failure, true);
  }

  #shellOpened(): void {
    this.#climbed.climb('shell');
    const id = this.#session.shellId;
    this.#climbed.passed(id === undefined ? [] : [seen('stage.shell', id, 'the answer to Create')]);
  }

  async #openRunspace(): Promise<void> {
    this.#climbed.climb('runspace');
    const negotiated = await this.#trying(() => this.#session.open(this.#signal));
    this.#climbed.passed([seen('stage.protocol', negotiated.protocol, 'the session capability of the server')]);
    this.#climbed.notNeeded('import');
  }

  async #getMailbox(): Promise<void> {
    this.#climbed.climb('command');
    const collected = new Collected();
    const parameters = this.#options.all ? {} : { ResultSize: 1 };
    await this.#trying(async () => {
      for await (const event of this.#session.invoke({ name: 'Get-Mailbox', parameters }, this.#signal)) collected.take(event);
    });
    const evidence = collected.errors.map((record) => errorEvidence(record, this.#clean)).flat();
    const [first] = collected.errors;
    if (first && (collected.failed || collected.count === 0)) return this.#climbed.break(diagnoseCommandError(first.fullyQualifiedErrorId ?? ''), evidence);
    this.#mailboxes = collected.mailboxes(this.#options.all === true, this.#clean);
    this.#run?.step({ mailboxes: [...this.#mailboxes.names], more: this.#mailboxes.more });
    this.#climbed.passed([{ what: message('stage.results'), observed: value(collected.count), source: 'Get-Mailbox' }, ...evidence]);
  }

  async #disconnect(): Promise<void> {
    this.#climbed.climb('disconnect');
    try {
      await this.#session.close(AbortSignal.any([AbortSignal.timeout(this.#options.removalMs), ...(this.#run ? [this.#run.signal] : [])]));
    } catch (error) {
      if (this.#run?.signal.aborted) throw error;
      return this.#climbed.break({ symptom: 'session-left' }, this.#failureEvidence(error));
    }
    this.#line?.close();
    this.#climbed.passed();
  }

  /** Sends Create once. What the server or the line did comes back; an abort is thrown. */
  async #create(signal: AbortSignal): Promise<RemotingError | undefined> {
    this.#creating = this.#session.create(signal);
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

  /** Goes where a redirect leads, if it may; else breaks with both names in the evidence. */
  #follow(failure: HttpFailure): void {
    const location = failure.headers['location'];
    const verdict = judgeRedirect(this.#url, typeof location === 'string' ? location : undefined, this.#climbed.hop, this.#options.allowedRedirects);
    const to = verdict.allowed ? verdict.url.host : verdict.to;
    const evidence: Evidence[] = [
      { what: message('route.host'), observed: value(arg('host', this.#url.host)), source: 'the address that was asked' },
      { what: message('stage.redirect'), observed: value(arg('host', this.#clean(to))), expected: message('stage.redirect.allowed'), source: `HTTP ${failure.status}, header Location` },
    ];
    if (!verdict.allowed) return this.#climbed.break({ symptom: verdict.symptom }, evidence);
    this.#climbed.passed(evidence);
    this.#climbed.hop++;
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
    const evidence = this.#failureEvidence(failure);
    if (failure instanceof WsManFault) return this.#climbed.break(diagnoseWsmanFault(failure.faultCode, failure.message), evidence);
    if (failure instanceof HttpFailure) return this.#climbed.break(diagnoseHttpStatus(failure.status, withCredential), evidence);
    if (failure instanceof TransportError && failure.code === 'timeout') return this.#climbed.timedOut(evidence);
    if (failure instanceof TransportError && (failure.code === 'connection' || failure.code === 'unreachable')) return this.#climbed.break({ symptom: 'connection-lost' }, evidence);
    if (failure instanceof RunspacePoolError) return this.#climbed.break(diagnoseWsmanFault(undefined, failure.message), evidence);
    return this.#climbed.break({ symptom: 'answer-not-understood' }, evidence);
  }

  #failureEvidence(failure: unknown): readonly Evidence[] {
    if (failure instanceof WsManFault) return [...faultEvidence(failure, this.#clean), ...this.#requestIds()];
    if (failure instanceof HttpFailure) return [...httpEvidence(failure, this.#clean), ...this.#requestIds()];
    if (failure instanceof TransportError) return [seen('stage.code', failure.systemCode ?? failure.code, 'the connection')];
    if (failure instanceof ProtocolError) return [seen('stage.code', failure.code, "the server's answer")];
    if (failure instanceof RemotingError) return [seen('stage.code', (failure as RemotingError).code, "the server's answer"), { what: message('stage.text'), observed: value(arg('server-text', this.#clean(failure.message))), source: "the server's answer" }];
    return [];
  }

  #requestIds(): readonly Evidence[] {
    return requestEvidence(this.#line?.lastHeaders ?? {}, this.#clean);
  }

  readonly #clean = (text: string): string => this.#options.credential?.scrub(text) ?? text;
}

const isRedirect = ({ status }: HttpFailure): boolean => status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

const seen = (what: string, text: string, source: string): Evidence => ({ what: message(what), observed: value(pub(text)), source });

function errorEvidence(record: ErrorRecord, clean: (text: string) => string): readonly Evidence[] {
  const source = 'the error record of Get-Mailbox';
  return [
    { what: message('stage.error'), observed: value(arg('server-text', clean(record.fullyQualifiedErrorId ?? 'no identifier'))), source },
    ...(record.message === '' ? [] : [{ what: message('stage.text'), observed: value(arg('server-text', clean(record.message))), source }]),
  ];
}

/** Counts what a command brings, keeping no more than it needs. */
class Collected {
  count = 0;
  failed = false;
  readonly errors: ErrorRecord[] = [];
  readonly #names: string[] = [];
  #warned = false;

  take(event: PipelineEvent): void {
    if (event.type === 'output') {
      this.count++;
      if (this.#names.length < 10) this.#names.push(nameOf(event.value));
    } else if (event.type === 'error' && this.errors.length < 10) this.errors.push(event.record);
    else if (event.type === 'warning') this.#warned = true;
    else if (event.type === 'state') {
      this.failed = event.state !== 'completed';
      if (event.error) this.errors.push(event.error);
    }
  }

  /** A warning together with as many results as were asked for is how Exchange says that there are more. */
  mailboxes(all: boolean, clean: (text: string) => string): Mailboxes {
    const more = this.#warned && (all ? this.count > 0 : this.count === 1);
    return { count: this.count, more, names: this.#names.map(clean), errorIds: this.errors.map(({ fullyQualifiedErrorId }) => clean(fullyQualifiedErrorId ?? 'no identifier')) };
  }
}

function nameOf(mailbox: PsValue): string {
  for (const name of ['PrimarySmtpAddress', 'UserPrincipalName', 'Name', 'Alias']) {
    const text = textOf(property(mailbox, name));
    if (text !== undefined && text !== '') return text;
  }
  return textOf(mailbox) ?? '';
}

const neverConnected = { post: () => Promise.reject(new TransportError('unreachable', 'There is no line yet.')) };
