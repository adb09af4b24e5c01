import { afterAll } from 'vitest';
import { RunSession } from '../../src/session/run-session.js';
import { isWatchable } from '../../src/session/watch.js';
import { Credential } from '../../src/identity/credential.js';
import { chooseTarget } from '../../src/exchange/index.js';
import { startLab } from '../../src/lab/index.js';
import type { Lab, ScenarioId } from '../../src/lab/index.js';
import { labPc } from '../../src/lab/pc.js';
import { SimulatedMachine } from '../../src/machine/recording/simulated-machine.js';
import type { PreflightEvent } from '../../src/preflight/index.js';
import { fixFor } from '../../src/fixes/fixes.js';
import { textToSend } from '../../src/report/text/row-text.js';
import type { Frame } from '../../src/ui/screen/frame.js';
import { frameOf } from '../../src/ui/screen/frame.js';
import type { Abilities } from '../../src/ui/screen/keys.js';
import type { TerminalStyle } from '../../src/ui/terminal/style.js';
import type { ScreenState } from '../../src/ui/screen/screen-state.js';
import { firstState, reduce } from '../../src/ui/screen/screen-state.js';
import type { Shown } from '../../src/ui/screen/shown.js';
import type { Line } from '../../src/ui/terminal/text.js';
import { message, pub } from '../../src/vocabulary/index.js';
import { pcWith } from './composed-pc.js';
import type { TestPlan } from './plan.js';
import { planOf } from './plan.js';
import { someHost } from './run-cli.js';

export const sessionOf = (
  { credential, labCredential, ...plan }: TestPlan,
  signal: AbortSignal = new AbortController().signal,
): RunSession =>
  new RunSession(plan, {
    host: someHost(),
    signal,
    ...(credential ? { signIn: { credential, ...(labCredential ? { labCredential } : {}) } } : {}),
  });

/** The plan of `exo-preflight lab` against a lab that runs in this process. */
export const labPlan = (lab: Lab, more: Partial<TestPlan> = {}): TestPlan =>
  planOf({
    target: chooseTarget({
      route: 'partner-basic',
      endpoint: lab.https,
      tenant: lab.tenant,
      httpEndpoint: lab.http,
      ...(lab.standsFor === undefined ? {} : { standsFor: lab.standsFor }),
    }),
    machine: new SimulatedMachine(labPc),
    trust: { added: [lab.ca], windowsRoots: () => Promise.resolve([]) },
    allowedRedirects: lab.allowedRedirects,
    credential: new Credential(lab.user, lab.password),
    labCredential: () => new Credential(lab.user, lab.password),
    ...more,
  });

/** Labs of a file of tests, closed at its end. */
export function labs(): (scenario: ScenarioId) => Promise<Lab> {
  const open: Lab[] = [];
  afterAll(() => Promise.all(open.map((lab) => lab.close())));
  return async (scenario) => {
    const lab = await startLab({ scenario });
    open.push(lab);
    return lab;
  };
}

export async function eventsOf(run: AsyncIterable<PreflightEvent>): Promise<readonly PreflightEvent[]> {
  const events: PreflightEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

/** A run that was, and all that a screen needs to show it. */
export interface Seen {
  readonly name: string;
  readonly events: readonly PreflightEvent[];
  readonly shown: Shown;
  readonly can: Abilities;
}

async function seenRun(name: string, session: RunSession): Promise<Seen> {
  const events = await eventsOf(session.run());
  return { name, events, shown: session.shown(), can: abilitiesOf(session) };
}

/** A composed PC, judged on its own: nobody asks a network for it. */
export const seenPc = (pc: string, route = 'exchange-server', more: Partial<TestPlan> = {}): Promise<Seen> =>
  seenRun(
    `${pc} on ${route}`,
    sessionOf(
      planOf({
        target: chooseTarget({
          route,
          endpoint: 'https://mail.contoso.example/PowerShell/',
          tenant: 'contoso.onmicrosoft.com',
        }),
        machine: pcWith(pc),
        recording: pc,
        origin: message('origin.recorded', { name: pub(pc) }),
        ...more,
      }),
    ),
  );

export const seenLab = async (lab: Lab, more: Partial<TestPlan> = {}): Promise<Seen> =>
  seenRun(`the lab: ${lab.scenario.id}`, sessionOf(labPlan(lab, more)));

/** As the screen of a run has them. */
function abilitiesOf(session: RunSession): Abilities {
  const fixes = (check: string): boolean => {
    const outcome = session.outcome(check);
    if (!outcome || !('summary' in outcome) || outcome.status === 'pass') return false;
    return [...('symptom' in outcome ? [outcome.symptom] : []), ...(outcome.candidates ?? [])].some(
      (symptom) => fixFor(symptom) !== undefined,
    );
  };
  return {
    rerun: true,
    save: true,
    fixes,
    watches: (check) => isWatchable(session, check),
    hasPage: (check) => session.wording.page(check) !== undefined,
    hasText: (check) => textToSend(check, session.outcomes(), session.wording) !== undefined,
  };
}

export const unicode: TerminalStyle = { color: true, characters: 'unicode', motion: true, reader: false };

/** The screen after some of the events, as nobody touched it. */
export const stateAfter = (events: readonly PreflightEvent[], size = { columns: 80, rows: 24 }): ScreenState => {
  const state = events.reduce((before, event) => reduce(before, { type: 'event', event }), firstState(size));
  return events.at(-1)?.type === 'run-finished' ? reduce(state, { type: 'work', work: 'idle' }) : state;
};

export const textOf = (line: Line): string => line.map(({ text }) => text).join('');

/** What a person without colours sees. */
export const screenText = (
  state: ScreenState,
  { shown, can }: Seen,
  style: TerminalStyle = { ...unicode, color: false },
): string => linesOf(frameOf(state, shown, style, can)).join('\n');

export const linesOf = ({ lines }: Frame): readonly string[] => lines.map((one) => textOf(one).trimEnd());
