import type { Facilities } from '../index.js';
import type { TargetRequest } from '../exchange/index.js';
import { chooseTarget } from '../exchange/index.js';
import { showAll } from '../locales/render.js';
import type { Facts, FactId } from '../machine/index.js';
import type { Recording } from '../machine/recording/recorded-machine.js';
import { RecordedMachine } from '../machine/recording/recorded-machine.js';
import type { RegistryQuestion } from '../machine/registry-question.js';
import { aboutQuestion } from '../machine/registry-question.js';
import type { AnyCheck, Outcome } from '../preflight/index.js';
import { preflight } from '../preflight/index.js';
import type { Remedy } from '../report/text/wording.js';
import { Wording } from '../report/text/wording.js';
import type { Message, Reading } from '../vocabulary/index.js';
import { prepared } from './prepared.js';

/** A value; `null`: not there; or why it could not be read: one of the tool's reasons (`denied`, `timed-out`, `not-asked` …), or a message. */
export type PreparedReading<T> = T | null | { readonly unreadable: string | Message };

/** What the PC tells. A fact that is left out was not recorded: unreadable, as in a recorded PC that lacks it. */
export type PreparedFacts = { readonly [Id in FactId]?: PreparedReading<Facts[Id]> };

/** The answers of an asynchronous or plain question, or a function that answers it. */
export type Prepared<Questions> = {
  readonly [Q in keyof Questions]?: Questions[Q] extends (...args: never) => infer Answer
    ? Awaited<Answer> | Questions[Q]
    : Questions[Q];
};
export type PreparedNetwork = Prepared<Facilities['network']>;
export type PreparedConnection = Prepared<Facilities['connection']>;

/** What a check is judged on. */
export interface Asked {
  /** A route by its id, or with what `--endpoint`, `--tenant` and the rest would say. */
  readonly route: string | TargetRequest;
  /** Changes the route after it was chosen: `{ via: 'rest' }`. */
  readonly target?: Partial<Facilities['route']>;
  /** `host.platform` is `win32` unless said. */
  readonly facts?: PreparedFacts;
  /** What `machine.registry` reads, by the same questions. */
  readonly registry?: readonly (Pick<RegistryQuestion, 'key' | 'value' | 'view'> & {
    readonly reads: PreparedReading<number | string>;
  })[];
  /** Answers of the network. A question that has none here is an error of the test. */
  readonly network?: PreparedNetwork;
  /** Answers of the test connection, likewise. */
  readonly connection?: PreparedConnection;
  /** In place of the check's own time, in milliseconds. */
  readonly timeoutMs?: number;
}

/** What the check came to, as the engine has it and as a reader sees it. */
export interface Judged {
  readonly outcome: Outcome;
  readonly title: string;
  /** The one line of the row. */
  readonly summary: string;
  readonly evidence: readonly {
    readonly what: string;
    readonly observed: string;
    readonly expected?: string;
    readonly source: string;
  }[];
  /** Of a warning or a failure whose symptom is known: whose it is, what to do. */
  readonly remedy?: Remedy;
  /** What is shown under *Verify*. */
  readonly byHand?: string;
}

const endpointOf: Readonly<Record<string, string>> = {
  'exchange-server': 'https://mail.contoso.example/PowerShell/',
};

/**
 * Runs one check through the engine, without the checks it needs and without asking for its inputs, and says what became of it.
 * What the check throws, and a question that has no answer prepared, is thrown here too: in a test that is a mistake.
 */
export async function judge(check: AnyCheck<Facilities>, asked: Asked): Promise<Judged> {
  const facilities = facilitiesOf(asked);
  const outcome = await outcomeOf(check, facilities, asked.timeoutMs);
  const { route } = facilities;
  const url = new URL(route.endpoint);
  const wording = new Wording(
    [check],
    {
      host: url.hostname,
      port: Number(url.port) || (url.protocol === 'http:' ? 80 : 443),
      speaks: route.speaks,
      ...(route.tenant === undefined ? {} : { tenant: route.tenant }),
    },
    { show: showAll },
  );
  const summary = 'summary' in outcome ? outcome.summary : undefined;
  const remedy = 'symptom' in outcome ? wording.remedy(outcome.symptom, summary) : undefined;
  const byHand = wording.byHand(check.id, summary);
  return {
    outcome,
    title: wording.title(check.id),
    summary: wording.summary(check.id, outcome),
    evidence: 'evidence' in outcome ? outcome.evidence.map((one) => wording.evidence(check.id, one)) : [],
    ...(remedy ? { remedy } : {}),
    ...(byHand === undefined ? {} : { byHand }),
  };
}

async function outcomeOf(
  check: AnyCheck<Facilities>,
  facilities: Facilities,
  timeoutMs = check.timeoutMs,
): Promise<Outcome> {
  let thrown: { readonly error: unknown } | undefined;
  let outcome: Outcome | undefined;
  const alone: AnyCheck<Facilities> = {
    ...check,
    needs: [],
    blockedByFailureOf: [],
    inputs: [],
    run: (context, signal) => check.run(context, signal),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  const events = preflight<Facilities>([alone], facilities, {
    signal: new AbortController().signal,
    deadlineMs: 600_000,
    onCrash: (_check, error) => (thrown = { error }),
  });
  for await (const event of events) if (event.type === 'check-finished') ({ outcome } = event);
  if (thrown) throw thrown.error;
  if (!outcome) throw new Error(`the check "${alone.id}" came to no outcome`);
  return outcome;
}

function facilitiesOf({ route, target, facts = {}, registry = [], network = {}, connection = {} }: Asked): Facilities {
  const request = typeof route === 'string' ? { route } : route;
  const endpoint = request.endpoint ?? endpointOf[request.route];
  return {
    machine: new RecordedMachine(recordingOf(facts, registry), 'simulated'),
    network: prepared<Facilities['network']>('network', network, { path: () => ({ via: 'direct' }) }),
    connection: prepared<Facilities['connection']>('connection', connection, {
      stack: 'prepared',
      stages: () => [],
      accountHints: () => [],
    }),
    route: { ...chooseTarget({ ...request, ...(endpoint === undefined ? {} : { endpoint }) }), ...target },
  };
}

function recordingOf(facts: PreparedFacts, registry: NonNullable<Asked['registry']>): Recording {
  return new Map([
    ...Object.entries({ 'host.platform': 'win32', ...facts }).map(
      ([id, found]) => [id as FactId, { reading: readingOf(found) }] as const,
    ),
    ...registry.map(
      ({ reads, ...question }) =>
        [aboutQuestion({ ...question, type: 'text' }).id, { reading: readingOf(reads) }] as const,
    ),
  ]);
}

function readingOf<T extends number | string | boolean>(found: PreparedReading<T>): Reading<T> {
  if (found === null) return { state: 'absent' };
  if (typeof found !== 'object') return { state: 'value', value: found };
  const { unreadable: why } = found;
  return { state: 'unreadable', why: typeof why === 'string' ? { id: `unreadable.${why}` } : why };
}
