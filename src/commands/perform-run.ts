import { checks as builtIn } from 'exo-preflight/checks';
import type { Facilities } from 'exo-preflight';
import type { Credential } from '../exchange/credential.js';
import type { Target } from '../exchange/index.js';
import { notBegun } from '../exchange/not-begun.js';
import type { Machine } from '../machine/index.js';
import type { Network, Trust } from '../network/index.js';
import { portOf } from '../network/loopback.js';
import type { AnyCheck, Choice, PreflightEvent } from '../preflight/index.js';
import { GraphError, preflight, select } from '../preflight/index.js';
import { makeReport } from '../report/make-report.js';
import type { MessageId } from '../locales/en/index.js';
import type { ShowArg } from '../locales/render.js';
import { PlainLines } from '../report/plain.js';
import { Redaction } from '../report/redact.js';
import type { Report } from '../report/schema.js';
import { Wording } from '../report/wording.js';
import { writeNewFile } from '../report/write-file.js';
import { UserError } from '../vocabulary/index.js';
import type { Message } from '../vocabulary/index.js';
import type { Interruption } from './interruption.js';
import { openConnection } from './open-connection.js';
import type { Streams } from './streams.js';
import { version } from './version.js';

/** The check that makes a run ready. */
const goal = 'test-connection';

/** Everything decided; nothing has touched the network yet. */
export interface RunPlan {
  readonly target: Target;
  readonly machine: Machine;
  readonly recording?: string;
  readonly credential?: Credential;
  readonly trust: Trust;
  readonly allowedRedirects: readonly string[];
  /** Sign in even where Microsoft closed the way in. */
  readonly tryRetired: boolean;
  /** Import-PSSession instead of Invoke-Command, where the PowerShell of this PC connects. */
  readonly imports?: boolean;
  readonly plugins: readonly AnyCheck<Facilities>[];
  readonly choice: Choice;
  readonly format: 'text' | 'json';
  readonly output?: string;
  readonly force: boolean;
  readonly strict: boolean;
  readonly all: boolean;
  readonly redact: boolean;
  readonly debug: boolean;
  readonly color: boolean;
  readonly timeScale: number;
  readonly about: boolean;
  /** What to say first: the lab and a recording are named before anything else. */
  readonly origin: Message;
}

/** In milliseconds, before `--timeout` scales them. */
const times = { probe: 5_000, run: 240_000 } as const;

export interface Means {
  readonly streams: Streams;
  readonly interruption: Interruption;
}

/** Runs the chosen checks, shows them, writes what was asked for. Resolves to the exit code. */
export async function performRun(plan: RunPlan, { streams, interruption }: Means): Promise<number> {
  const { target, machine, strict } = plan;
  const { checks, selected } = choose(plan);
  const redaction = redactionFor(plan);
  const wording = new Wording(checks, subjectOf(plan), { pages: new Set(builtIn.map(({ id }) => id)), ...whatMayBeSeen(plan, redaction) });
  const startedAt = new Date();
  const network = await openNetwork(plan, interruption.signal);
  const connection = await openConnection(plan);
  const context: Facilities = { machine, network: network ?? noNetwork, connection: connection ?? noConnection, route: target };

  const events = preflight(checks, context, {
    signal: interruption.signal,
    deadlineMs: times.run,
    timeScale: plan.timeScale,
    shared: connection ? [connection] : [],
    selected,
    inputs: inputsOf(plan),
    goal,
    strict,
    onCrash: (check, error) => plan.debug && streams.progress(`${check}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  });
  const shown = { wording, checks: checks as readonly AnyCheck<never>[], goal, stack: connection?.stack ?? '', stackNote: stackNoteOf(target), origin: wording.own(plan.origin.id as MessageId, plan.origin.args), headline: headlineOf(plan, wording) };
  const seen = await showAll(events, plan, shown, { streams, interruption });

  await streams.settle();
  const told = streams.strays > 0 ? seen.map(withTrouble) : seen;
  const finished = told.findLast((event) => event.type === 'run-finished');
  if (!finished) throw new Error('the run ended without a verdict');
  if (plan.format === 'json' || plan.output !== undefined) {
    const report = await reportOf(plan, told, { wording, startedAt, interrupted: interruption.signal, ...(network ? { network } : {}), ...(redaction ? { redaction } : {}), ...(connection ? { connection } : {}) });
    if (plan.format === 'json') streams.result(JSON.stringify(report, null, 2));
    if (plan.output !== undefined) await save(report, plan.output, plan, { streams, wording });
  }
  return finished.exitCode;
}

/** A run beside which something failed outside every check is nothing to go by. */
function withTrouble(event: PreflightEvent): PreflightEvent {
  if (event.type !== 'run-finished' || event.exitCode === 130) return event;
  return { ...event, verdict: event.verdict === 'ready' ? 'unclear' : event.verdict, exitCode: 4 };
}

/** Rows of our own probes. */
const ownProbes: readonly string[] = ['name-resolution', 'port-443'];

/** PowerShell goes its own way, by WinHTTP's proxy and Windows' certificates: what our probes met does not keep its connection from being tried. */
function asConnected(check: AnyCheck<Facilities>, { via }: Target): AnyCheck<Facilities> {
  if (via !== 'powershell' || !check.uses?.includes('connection') || !check.yieldsTo) return check;
  return { ...check, yieldsTo: check.yieldsTo.filter((one) => !ownProbes.includes(one)) };
}

function choose({ plugins, choice, target }: RunPlan) {
  try {
    return select([...(builtIn as readonly AnyCheck<Facilities>[]).map((check) => asConnected(check, target)), ...plugins], choice);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new UserError(error.message, plugins.length > 0 ? 'Ask `exo-preflight checks` for the ids there are; a plugin must not use the id of another check.' : 'Ask `exo-preflight checks` for the ids there are.', { cause: error });
  }
}

const subjectOf = ({ target, credential }: RunPlan) => ({
  host: target.host,
  port: portOf(new URL(target.endpoint)),
  plainPort: target.plainDoor.port,
  speaks: target.speaks,
  ...(target.powershellAuth === undefined ? {} : { authentication: target.powershellAuth }),
  ...(target.tenant === undefined ? {} : { tenant: target.tenant }),
  ...(credential ? { user: credential.user } : {}),
});

/** What a recorded PC lacks above all is its network: ours is not asked in its place. */
function inputsOf({ target, machine, credential }: RunPlan): ReadonlySet<string> {
  return new Set([
    ...(machine.origin === 'recorded' ? [] : ['network']),
    ...(target.via === undefined ? [] : ['way']),
    ...(target.tenant === undefined && target.delegatedOrganization ? [] : ['tenant']),
    ...(credential ? ['account'] : []),
  ]);
}

/** Sockets and certificates are loaded only where there is a network to ask. */
async function openNetwork({ machine, trust, timeScale }: RunPlan, signal: AbortSignal): Promise<Network | undefined> {
  if (machine.origin === 'recorded') return undefined;
  const { Network: Opened } = await import('../network/index.js');
  return new Opened({ signal, trust, probeMs: times.probe * timeScale });
}

/** Stands where there is no network: whoever asks would have been blocked by the missing input before. */
export const noNetwork: Facilities['network'] = {
  path: () => ({ via: 'direct' }),
  resolve: () => Promise.resolve({ state: 'failed', code: 'none', durationMs: 0 }),
  reach: () => Promise.resolve({ path: { via: 'direct' }, tcp: [], reached: false }),
  tls: () => Promise.resolve({ reach: { path: { via: 'direct' }, tcp: [], reached: false } }),
  answer: () => Promise.resolve({ reach: { path: { via: 'direct' }, tcp: [], reached: false } }),
  port: () => Promise.resolve({ resolution: { state: 'failed', code: 'none', durationMs: 0 }, tcp: [] }),
};

/** Stands where no connection can be: whoever asks would have been blocked by a missing input, but for the clock. */
export const noConnection: Facilities['connection'] = {
  stack: '',
  reached: (rung) => Promise.resolve({ state: 'not-reached', broken: notBegun(rung) }),
  mailboxes: () => Promise.resolve({ broken: notBegun('resolve') }),
  signInProof: () => undefined,
  accountHints: () => [],
  serverTime: () => undefined,
  stages: () => [],
};

/** One for the whole run: a name stands for the same thing on the screen and in the file. It knows from the start whom the run is about. */
function redactionFor({ redact, target, credential }: RunPlan): Redaction | undefined {
  if (!redact) return undefined;
  const redaction = new Redaction();
  const url = new URL(target.endpoint);
  for (const host of [target.host, url.hostname, url.host]) redaction.text(host, 'host');
  if (target.tenant !== undefined) redaction.text(target.tenant, 'tenant');
  if (credential) redaction.text(credential.user, 'user');
  return redaction;
}

/** The last word on every text before it is seen: what has to be hidden, and never a form of the password. */
function whatMayBeSeen({ credential }: RunPlan, redaction: Redaction | undefined) {
  const scrub = (text: string): string => credential?.scrub(text) ?? text;
  const show: ShowArg = (one) => scrub(redaction ? redaction.show(one) : one.value);
  return { show, inside: (text: string) => scrub(redaction ? redaction.inside(text) : text) };
}

interface Shown {
  readonly wording: Wording;
  readonly checks: readonly AnyCheck<never>[];
  readonly goal: string;
  readonly stack: string;
  readonly stackNote: MessageId;
  readonly origin: string;
  readonly headline: string;
}

/** Hands every event to the one display there is, and keeps them all. */
async function showAll(events: AsyncIterable<PreflightEvent>, plan: RunPlan, shown: Shown, { streams, interruption }: Means): Promise<readonly PreflightEvent[]> {
  const seen: PreflightEvent[] = [];
  const show = await displayFor(plan, shown, { streams, interruption });
  for await (const event of events) {
    seen.push(event);
    show.take(event);
  }
  await show.end();
  return seen;
}

/** What a way that worked has proven, and what it has not. */
const stackNoteOf = ({ via, also }: Target): MessageId => (also ? 'stack.note.both' : via === 'powershell' ? 'stack.note.powershell' : 'stack.note');

interface Display {
  take(event: PreflightEvent): void;
  end(): Promise<void>;
}

async function displayFor(plan: RunPlan, shown: Shown, { streams }: Means): Promise<Display> {
  if (plan.format === 'json') {
    streams.guard();
    return { take: (event) => noteRemoval(event, shown.wording, streams), end: () => Promise.resolve() };
  }
  if (isScreen()) {
    const { showRun } = await import('../ui/show-run.js');
    return showRun({ ...shown, color: plan.color });
  }
  streams.guard();
  const lines = new PlainLines({ result: (line) => streams.result(line), progress: (line) => streams.progress(line) }, { ...shown, showMailboxes: plan.machine.origin === 'simulated' });
  streams.result(shown.origin);
  streams.result(shown.headline);
  streams.result('');
  return { take: (event) => lines.take(event), end: () => Promise.resolve() };
}

/** Even where the result is for a program, a person who interrupts is told what happens to the session. */
function noteRemoval(event: PreflightEvent, wording: Wording, streams: Streams): void {
  if (event.type === 'interrupting') streams.progress(wording.own('interrupting'));
  if (event.type === 'closed' && event.result === 'abandoned') streams.progress(wording.own('closed.abandoned'));
}

/** A terminal that can move its cursor, with nobody's automation around it. */
export function isScreen(): boolean {
  const { TERM, CI } = process.env;
  return process.stdout.isTTY && TERM !== 'dumb' && (CI === undefined || CI === '' || CI === 'false' || CI === '0');
}

function headlineOf({ target }: RunPlan, wording: Wording): string {
  return wording.own('route.line', {
    route: { value: target.id, kind: 'public' },
    via: { value: wording.own(target.via === undefined ? 'via.none' : target.also ? 'via.both' : `via.${target.via}`), kind: 'public' },
    host: { value: new URL(target.endpoint).host, kind: 'host' },
  });
}

interface Gathered {
  readonly wording: Wording;
  readonly startedAt: Date;
  readonly network?: Network;
  readonly redaction?: Redaction;
  readonly connection?: Facilities['connection'];
  readonly interrupted: AbortSignal;
}

async function reportOf(plan: RunPlan, seen: readonly PreflightEvent[], { wording, startedAt, network, redaction, connection, interrupted }: Gathered): Promise<Report> {
  return makeReport(
    seen,
    {
      version,
      startedAt,
      origin: plan.machine.origin,
      target: plan.target,
      facts: await plan.machine.snapshot(interrupted),
      probes: network?.probes() ?? [],
      strict: plan.strict,
      ...(plan.recording === undefined ? {} : { recording: plan.recording }),
      ...(plan.credential ? { user: plan.credential.user } : {}),
      ...(connection ? { connection } : {}),
      ...(plan.about && !interrupted.aborted ? { about: await aboutThisPc(interrupted) } : {}),
    },
    wording,
    redaction,
  );
}

/** An interruption does not wait for it. */
async function aboutThisPc(interrupted: AbortSignal) {
  const { aboutPc } = await import('../machine/about.js');
  return aboutPc({ signal: interrupted });
}

async function save(report: Report, path: string, { force }: RunPlan, { streams, wording }: { readonly streams: Streams; readonly wording: Wording }): Promise<void> {
  await writeNewFile(path, `${JSON.stringify(report, null, 2)}\n`, { force });
  streams.progress(wording.own('saved.to', { path: { value: path, kind: 'public' } }));
}
