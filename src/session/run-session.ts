import { checks as builtIn } from 'exo-preflight/checks';
import type { Facilities } from 'exo-preflight';
import type { Credential } from '../identity/credential.js';
import type { Connection } from '../exchange/index.js';
import type { Machine } from '../machine/index.js';
import type { Network, ProbeRecord } from '../network/index.js';
import type { AnyCheck, CheckId, Outcome, PreflightEvent, Row } from '../preflight/index.js';
import { preflight } from '../preflight/index.js';
import { goal, makeReport } from '../report/document/make-report.js';
import type { MessageId } from '../locales/en/index.js';
import type { ShowArg } from '../locales/render.js';
import type { Redaction } from '../redaction/pseudonyms.js';
import type { Report } from '../report/document/schema.js';
import { Wording } from '../report/text/wording.js';
import type { SessionHost } from './host.js';
import { noConnection, noNetwork } from './nothing-to-ask.js';
import { openConnection } from './open-connection.js';
import type { RunPlan, SignIn } from './run-plan.js';
import { choose, headlineOf, inputsOf, redactionFor, stackNoteOf, subjectOf } from './run-plan.js';

/** In milliseconds, before `--timeout` scales them. */
const times = { probe: 5_000, run: 240_000 } as const;

/** Which rows are asked again, and whether that may send the password. The others keep what they said. */
export interface Again {
  readonly rows: ReadonlySet<CheckId>;
  readonly signsIn: boolean;
}

type RunHost = Pick<SessionHost, 'streams' | 'version' | 'platform' | 'environment' | 'masker'>;
interface Context {
  readonly host: RunHost;
  readonly signal: AbortSignal;
  readonly signIn?: SignIn | undefined;
}

type Finished = Extract<PreflightEvent, { type: 'check-finished' }>;

/** One choice of checks about one PC and one target, run once or many times. A report holds what was found last. */
export class RunSession {
  readonly plan: RunPlan;
  readonly wording: Wording;
  readonly checks: readonly AnyCheck<Facilities>[];
  readonly #selected: ReadonlySet<CheckId>;
  readonly #redaction: Redaction | undefined;
  readonly #host: RunHost;
  readonly #signal: AbortSignal;
  readonly #answers = new Map<CheckId, Finished>();
  readonly #probes = new Map<string, ProbeRecord>();
  #machine: Machine;
  readonly #signIn: SignIn | undefined;
  #credential: Credential | undefined;
  /** The one that signed in last, or was the first. */
  #connection: Connection | undefined;
  #reported: readonly PreflightEvent[] = [];
  #startedAt = new Date();
  /** A session may have been left on the server, by any of the runs. */
  hasLeftSession = false;

  constructor(plan: RunPlan, { host, signal, signIn }: Context) {
    this.#host = host;
    this.#signal = signal;
    const { checks, selected } = choose(plan);
    this.plan = plan;
    this.checks = checks;
    this.#selected = selected;
    this.#redaction = redactionFor(plan);
    this.wording = new Wording(checks, subjectOf(plan), {
      pages: new Set(builtIn.map(({ id }) => id)),
      ...this.#whatMayBeSeen(),
    });
    this.#machine = plan.machine;
    this.#signIn = signIn;
    if (signIn) this.#signInWith(signIn.credential);
  }

  /** The rows of a run before it has begun. */
  rows(): readonly Row[] {
    return this.checks.map(({ id, group, needs = [], blockedByFailureOf = [], uses = [] }) => ({
      check: id,
      group,
      title: { id: 'title' },
      needs,
      blockedByFailureOf,
      uses,
    }));
  }

  /** What a display needs to know before the first event. The software that connects is asked for late: it has a name only once a run has begun. */
  shown() {
    const { plan, wording } = this;
    return {
      wording,
      checks: this.checks as readonly AnyCheck<never>[],
      goal,
      stack: () => this.#connection?.stack ?? '',
      stackNote: stackNoteOf(plan.target.via, plan.target.also !== undefined),
      origin: wording.own(plan.origin.id as MessageId, plan.origin.args),
      headline: headlineOf(plan, wording),
    };
  }

  /** Signs in with another password from now on: one that a person typed anew. */
  async usePassword(password: string): Promise<void> {
    const { account } = this.plan;
    if (!account) throw new Error('there is no account whose password it could be');
    const { Credential: Holder } = await import('../identity/credential.js');
    this.#signInWith(new Holder(account.user, password));
  }

  /** Whether the lab's own password may be used again without having been typed. */
  get canUseLabPassword(): boolean {
    return this.#signIn?.labCredential !== undefined;
  }

  useLabPassword(): void {
    if (this.#signIn?.labCredential) this.#signInWith(this.#signIn.labCredential());
  }

  #signInWith(credential: Credential): void {
    this.#credential = credential.guardedBy(this.#host.masker);
  }

  /** Whether the password may be sent again without asking: it has not been sent, or the server had accepted it. Accounts lock. */
  get mayRepeatSignIn(): boolean {
    const credential = this.#credential;
    if (!credential || !credential.used) return true;
    // Of two ways only the first says how far it came.
    if (this.plan.target.also !== undefined) return false;
    return !credential.spent && ['shell-opened', 'server-answered'].includes(this.#connection?.signInProof() ?? '');
  }

  /** Whether an answer of this row can send the password. A plugin that names the connection has to be given an account with it: without one its row would only say that it crashed. */
  signsIn(check: CheckId): boolean {
    return this.checks.some(
      ({ id, inputs = [], uses = [] }) =>
        id === check && (inputs.includes('account') || (uses.includes('connection') && this.#isPlugins(id))),
    );
  }

  /** The same, and whatever a plugin does: it may ask the connection without having said so. */
  maySignIn(check: CheckId): boolean {
    return this.signsIn(check) || this.#isPlugins(check);
  }

  #isPlugins(check: CheckId): boolean {
    return this.plan.plugins.some(({ id }) => id === check);
  }

  /** The PC as it was read last. */
  get machine(): Machine {
    return this.#machine;
  }

  outcome(check: CheckId): Outcome | undefined {
    return this.#answers.get(check)?.outcome;
  }

  /** A function of its own, to be handed on. */
  readonly outcomes = (): ReadonlyMap<CheckId, Outcome> =>
    new Map([...this.#answers].map(([check, { outcome }]) => [check, outcome]));

  get reported(): readonly PreflightEvent[] {
    return this.#reported;
  }

  /** One run, reported as it happens. A further one looks at everything anew, but for the rows that keep what they said. */
  async *run(again?: Again): AsyncGenerator<PreflightEvent, void, undefined> {
    const { plan } = this;
    const asks = (id: CheckId): boolean => again?.rows.has(id) ?? true;
    const signsIn = (again?.signsIn ?? true) && this.checks.some(({ id }) => asks(id) && this.maySignIn(id));
    const machine = again ? plan.machine.fresh() : plan.machine;
    const startedAt = new Date();
    const network = await openNetwork(plan, this.#signal);
    const usesConnection = this.checks.some(
      ({ id, uses = [] }) => asks(id) && (uses.includes('connection') || this.#isPlugins(id)),
    );
    const connection = usesConnection
      ? await openConnection(plan, signsIn ? this.#credential : undefined, this.#host)
      : undefined;
    if (signsIn || !again) this.#connection = connection;
    const kept = new Map([...this.#answers].filter(([id]) => !asks(id)).map(([id, { outcome }]) => [id, outcome]));

    const context: Facilities = {
      machine,
      network: network ?? noNetwork,
      connection: connection ?? noConnection,
      route: plan.target,
    };
    const events = preflight(this.checks, context, {
      signal: this.#signal,
      deadlineMs: times.run,
      timeScale: plan.timeScale,
      shared: connection ? [connection] : [],
      selected: this.#selected,
      inputs: inputsOf(plan),
      goal,
      strict: plan.strict,
      ...(kept.size > 0 ? { keep: kept } : {}),
      onCrash: (check, error) =>
        plan.debug &&
        this.#host.streams.progress(
          `${check}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        ),
    });
    const reported: PreflightEvent[] = [];
    for await (const event of events) {
      const one = await this.#asReported(event);
      reported.push(one);
      if (event.type === 'closed' && event.result === 'abandoned') this.hasLeftSession = true;
      // Stages of a connection that only asked for the time are not those of the test connection.
      if (event.type !== 'step' || signsIn || !again) yield one;
    }
    this.#reported = reported;
    this.#machine = machine;
    this.#startedAt = startedAt;
    for (const probe of network?.probes() ?? [])
      this.#probes.set(`${probe.probe} ${probe.host} ${probe.port ?? ''}`, probe);
  }

  /** A row that was kept took the time it took; a run beside which something failed outside every check is nothing to go by. */
  async #asReported(event: PreflightEvent): Promise<PreflightEvent> {
    if (event.type === 'check-finished') {
      const before = this.#answers.get(event.check);
      const one = event.kept && before ? { ...event, ranMs: before.ranMs, waitedMs: before.waitedMs } : event;
      this.#answers.set(event.check, one);
      return one;
    }
    if (event.type !== 'run-finished') return event;
    const { streams } = this.#host;
    await streams.settle();
    return streams.strays.count > 0 ? withTrouble(event) : event;
  }

  async report(): Promise<Report> {
    const { plan } = this;
    return makeReport(
      this.#reported,
      {
        version: this.#host.version,
        startedAt: this.#startedAt,
        origin: plan.machine.origin,
        target: plan.target,
        facts: await this.#machine.snapshot(this.#signal),
        probes: [...this.#probes.values()],
        strict: plan.strict,
        ...(plan.recording === undefined ? {} : { recording: plan.recording }),
        ...(plan.account ? { user: plan.account.user } : {}),
        ...(this.#connection ? { connection: this.#connection } : {}),
        ...(plan.about && !this.#signal.aborted ? { about: await aboutThisPc(this.#signal) } : {}),
      },
      this.wording,
      this.#redaction,
    );
  }

  /** What may be shown of a text. It is masked here already, so that what a display cuts off or breaks into lines is no half of a password. */
  #whatMayBeSeen() {
    const { text: mask } = this.#host.masker;
    const show: ShowArg = (one) => mask(this.#redaction ? this.#redaction.show(one) : one.value);
    return { show, inside: (text: string) => mask(this.#redaction ? this.#redaction.inside(text) : text) };
  }
}

/** A run beside which something failed outside every check is nothing to go by. */
function withTrouble(event: PreflightEvent): PreflightEvent {
  if (event.type !== 'run-finished' || event.exitCode === 130) return event;
  return { ...event, verdict: event.verdict === 'ready' ? 'unclear' : event.verdict, exitCode: 4 };
}

/** Sockets and certificates are loaded only where there is a network to ask. */
async function openNetwork({ machine, trust, timeScale }: RunPlan, signal: AbortSignal): Promise<Network | undefined> {
  if (machine.origin === 'recorded') return undefined;
  const { Network: Opened } = await import('../network/index.js');
  return new Opened({ signal, trust, probeMs: times.probe * timeScale });
}

/** An interruption does not wait for it. */
async function aboutThisPc(interrupted: AbortSignal) {
  const { aboutPc } = await import('../machine/live/about.js');
  return aboutPc({ signal: interrupted });
}
