import type { Symptom } from '../../knowledge/symptoms.js';
import { symptoms } from '../../knowledge/symptoms.js';
import type { Applied, StepMade } from '../../fixes/execution-policy/apply.js';
import type { Decision } from '../../fixes/execution-policy/plan.js';
import type { Elevation, Step } from '../../fixes/execution-policy/policy-commands.js';
import { commandOf, scopeOf } from '../../fixes/execution-policy/policy-commands.js';
import type { PolicySnapshot } from '../../fixes/execution-policy/policy-snapshot.js';
import type { Undone, UndoDecision } from '../../fixes/execution-policy/undo.js';
import { clean } from '../../locales/render.js';
import type { Edition } from '../../machine/live/powershell/session.js';
import type { Policy, ScopeFound, Winner } from '../../machine/rules/execution-policy.js';
import type { Message } from '../../vocabulary/index.js';
import type { Refusal } from './fix-words.js';
import { madeText, outcomeText, own, ownerName, policyName, say, windowName, winnerName } from './fix-words.js';

/** How a fix ended, or where it stopped. */
export type FixState = Applied['state'] | Undone['state'] | Decision['state'] | UndoDecision['state'];

/** 0: scripts run now, or the change was undone; 1: not, or nothing was changed; 3: undetermined; 130: interrupted. */
const exitCodes: Readonly<Record<FixState, number>> = {
  'already-allowed': 0,
  applied: 0,
  undone: 0,
  'already-undone': 0,
  'not-applicable': 0,
  planned: 1,
  refused: 1,
  declined: 1,
  failed: 1,
  'nothing-to-undo': 1,
  'cannot-tell': 3,
  interrupted: 130,
};

/** What `exo-preflight fix … --format json` prints: ids beside the rendered text. */
export interface FixDocument {
  readonly schema: 'exo-preflight/fix/1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly fix: string;
  readonly origin: 'live' | 'recorded' | 'simulated';
  /** Whether only a copy in memory was changed. */
  readonly inMemory: boolean;
  readonly state: FixState;
  readonly exitCode: number;
  /** The main sentence: how it ended or, before that, what was decided. */
  readonly text: string;
  readonly snapshot: ReportedSnapshot;
  readonly plan?: ReportedPlan;
  /** What 32-bit PowerShell would need, if not agreed to yet. */
  readonly also32Bit?: ReportedStep;
  readonly refused?: {
    readonly why: Reported;
    readonly owner: string;
    readonly ownerText: string;
    readonly send?: string;
    readonly links: readonly string[];
  };
  readonly notes: readonly Reported[];
  readonly result?: ReportedResult;
}

/** A row of a check that was run again, in words. */
export interface ReportedRow {
  readonly check: string;
  readonly status: string;
  readonly title: string;
  readonly summary: string;
}

interface Reported {
  readonly id: string;
  readonly text: string;
}

interface ReportedPlace {
  readonly scope: string;
  readonly bits: 32 | 64;
}

export interface ReportedStep extends ReportedPlace {
  readonly before: Policy;
  readonly after: Policy;
  readonly elevation: Elevation;
  readonly command: string;
}

interface ReportedPlan extends Pick<ReportedStep, 'command' | 'scope' | 'elevation'> {
  readonly why: Reported;
  readonly steps: readonly ReportedStep[];
  readonly alternative?: { readonly scope: 'user' | 'machine'; readonly steps: readonly ReportedStep[] };
}

export interface ReportedSnapshot {
  readonly elevated: boolean | null;
  readonly windows: readonly ReportedWindow[];
}

export interface ReportedWindow {
  readonly edition: Edition;
  readonly name: string;
  readonly presence: string;
  readonly inForce: ReportedWinner;
  readonly scopes: readonly ReportedScope[];
}

interface ReportedWinner {
  readonly state: string;
  readonly scope?: string;
  readonly policy?: Policy;
  readonly text: string;
}

export interface ReportedScope {
  readonly scope: string;
  readonly state: 'set' | 'undefined' | 'unreadable';
  readonly policy?: Policy;
  readonly written?: string;
  readonly why?: Reported;
  readonly text: string;
  readonly setBy?: string;
  readonly source: string;
  readonly decides: boolean;
}

interface ReportedResult {
  readonly effective: ReportedWinner;
  /** Whether the goal was reached, as read again. */
  readonly verified: boolean;
  /** What Windows PowerShell itself reports, if it could be asked. */
  readonly said?: Policy;
  readonly steps: readonly (ReportedPlace & { readonly state: string; readonly text: string })[];
  readonly checks: readonly ReportedRow[];
  readonly journal?: string;
}

/** What is fixed, and where. */
type Subject = Pick<FixDocument, 'fix' | 'origin' | 'inMemory'> & { readonly version: string };

/** The document before any change; `stopped` or `changed` adds how it ended. */
export function fixDocument(
  { fix, origin, inMemory, version }: Subject,
  snapshot: ReportedSnapshot,
  decision: Decision | UndoDecision,
): FixDocument {
  return {
    schema: 'exo-preflight/fix/1',
    tool: { name: 'exo-preflight', version },
    fix,
    origin,
    inMemory,
    state: decision.state,
    exitCode: exitCodes[decision.state],
    text: textOf(decision),
    snapshot,
    ...(decision.state === 'refused' ? refusal(decision) : proposal(decision)),
  };
}

function textOf(decision: Decision | UndoDecision): string {
  if (decision.state === 'not-applicable') return own('fix.not-applicable');
  return say(decision.state === 'planned' ? decision.plan.why : decision.why);
}

/** Nothing was changed. */
export const stopped = (document: FixDocument, state: 'planned' | 'declined', text: string): FixDocument => ({
  ...document,
  state,
  exitCode: exitCodes[state],
  text,
});

/** Something was changed, or a change was tried; `goal` is the PowerShell it was for. */
export function changed(
  document: FixDocument,
  goal: Edition,
  done: Applied | Undone,
  { rows, journal }: { readonly rows: readonly ReportedRow[]; readonly journal: string | undefined },
): FixDocument {
  const { snapshot, said } = done.verification;
  const { winner } = snapshot.windows[goal];
  return {
    ...document,
    state: done.state,
    exitCode: exitCodes[done.state],
    text: outcomeText(goal, winner, done),
    result: {
      effective: reportedWinner(winner),
      verified: done.state === 'applied' || done.state === 'undone',
      ...(said === undefined ? {} : { said }),
      steps: done.steps.map(reportedMade),
      checks: rows,
      ...(journal === undefined ? {} : { journal }),
    },
  };
}

export const reportedSnapshot = ({ elevated, windows }: PolicySnapshot): ReportedSnapshot => ({
  elevated: elevated ?? null,
  windows: Object.values(windows).map(({ edition, presence, winner, scopes }) => ({
    edition,
    name: windowName(edition),
    presence,
    inForce: reportedWinner(winner),
    scopes: scopes.map(reportedScope),
  })),
});

const setBy: Readonly<Partial<Record<ScopeFound['scope'], string>>> = {
  MachinePolicy: own('fix.set-by.computer'),
  UserPolicy: own('fix.set-by.user'),
};

function reportedScope({ scope, reading, source, decides }: ScopeFound): ReportedScope {
  const by = setBy[scope];
  return {
    scope,
    state: reading.state,
    ...(reading.state === 'set' ? { policy: reading.policy } : {}),
    ...(reading.state === 'set' && reading.written !== undefined ? { written: clean(reading.written) } : {}),
    ...(reading.state === 'unreadable' ? { why: reported(reading.why) } : {}),
    text:
      reading.state === 'unreadable'
        ? own('fix.snapshot.unreadable')
        : policyName(reading.state === 'set' ? reading.policy : 'Undefined'),
    ...(by === undefined ? {} : { setBy: by }),
    source: clean(source),
    decides,
  };
}

const reportedWinner = (winner: Winner): ReportedWinner => ({
  state: winner.state,
  ...('scope' in winner ? { scope: winner.scope } : {}),
  ...('policy' in winner ? { policy: winner.policy } : {}),
  text: winnerName(winner),
});

const reported = (one: Message): Reported => ({ id: one.id, text: say(one) });

const reportedPlace = ({ target }: Pick<Step, 'target'>): ReportedPlace => ({
  scope: scopeOf(target),
  bits: target === 'LocalMachine32' ? 32 : 64,
});

const reportedStep = (step: Step): ReportedStep => ({
  ...reportedPlace(step),
  before: step.before,
  after: step.after,
  elevation: step.elevation,
  command: commandOf(step),
});

function reportedMade({ step, result }: StepMade): ReportedResult['steps'][number] {
  const place = reportedPlace(step);
  return { ...place, state: result.state, text: madeText(place, result) };
}

/** What would be changed, and what else is worth knowing. */
function proposal(
  decision: Exclude<Decision | UndoDecision, { state: 'refused' }>,
): Pick<FixDocument, 'plan' | 'also32Bit' | 'notes'> {
  const { alternative, also32Bit, notes } = 'more' in decision ? decision.more : { notes: [] };
  const beside = { ...(also32Bit ? { also32Bit: reportedStep(also32Bit) } : {}), notes: notes.map(reported) };
  if (decision.state !== 'planned') return beside;
  const { steps, why } = decision.plan;
  const { command, scope, elevation } = reportedStep(steps[0]);
  return {
    ...beside,
    plan: {
      command,
      scope,
      elevation,
      why: reported(why),
      steps: steps.map(reportedStep),
      ...(alternative ? { alternative: { scope: alternative.scope, steps: alternative.steps.map(reportedStep) } } : {}),
    },
  };
}

const refusal = (decision: Refusal): Pick<FixDocument, 'refused' | 'notes'> => ({
  refused: {
    why: reported(decision.why),
    owner: decision.owner,
    ownerText: ownerName(decision),
    ...forwarded(decision),
  },
  notes: [],
});

/** The text to send to whoever sets the policy behind a refusal, with its exact place. */
function forwarded(decision: Refusal): { readonly send?: string; readonly links: readonly string[] } {
  if (!('symptom' in decision)) return { links: [] };
  const { symptom, policySide } = decision;
  const { texts }: Symptom = symptoms[symptom];
  const { send } = texts.en;
  return {
    send: [...(send === undefined ? [] : [send]), own(`fix.send.${policySide}`)].join(' '),
    links: symptoms[symptom].links,
  };
}
