import { clean } from '../../locales/render.js';
import type { Policy } from '../../machine/rules/execution-policy.js';
import type { Edition } from '../../machine/live/powershell/session.js';
import type { Applied } from '../../fixes/execution-policy/apply.js';
import type { Decision } from '../../fixes/execution-policy/plan.js';
import type { Elevation, Step } from '../../fixes/execution-policy/policy-commands.js';
import { commandOf, scopeOf } from '../../fixes/execution-policy/policy-commands.js';
import type { Undone, UndoDecision } from '../../fixes/execution-policy/undo.js';
import type { PolicySnapshot } from '../../fixes/execution-policy/policy-snapshot.js';
import type { Message } from '../../vocabulary/index.js';
import type { FixState, ReportedRow } from './fix-words.js';
import { inForceName, linksFor, madeLine, own, ownerName, policyName, say, sendText, windowName } from './fix-words.js';

export const fixSchemaId = 'exo-preflight/fix/1';

/** What `exo-preflight fix … --format json` prints: ids beside the rendered text. */
export interface FixDocument {
  readonly schema: typeof fixSchemaId;
  readonly tool: { readonly name: string; readonly version: string };
  readonly fix: string;
  readonly origin: 'live' | 'recorded' | 'simulated';
  /** Whether everything happened to a copy in memory. */
  readonly inMemory: boolean;
  readonly state: FixState;
  readonly exitCode: number;
  /** What to know first, as a sentence. */
  readonly text: string;
  readonly snapshot: ReportedSnapshot;
  readonly plan?: ReportedPlan;
  /** What the 32-bit window would need, where nobody has agreed to it yet. */
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

interface Reported {
  readonly id: string;
  readonly text: string;
}

interface ReportedStep {
  readonly scope: string;
  readonly bits: 32 | 64;
  readonly before: Policy;
  readonly after: Policy;
  readonly elevation: Elevation;
  readonly command: string;
}

interface ReportedPlan extends Pick<ReportedStep, 'command' | 'scope' | 'elevation'> {
  readonly why: Reported;
  readonly steps: readonly ReportedStep[];
  readonly alternative?: { readonly scope: string; readonly steps: readonly ReportedStep[] };
}

interface ReportedSnapshot {
  readonly elevated: boolean | null;
  readonly windows: readonly {
    readonly edition: Edition;
    readonly name: string;
    readonly presence: string;
    readonly inForce: {
      readonly state: string;
      readonly scope?: string;
      readonly policy?: Policy;
      readonly text: string;
    };
    readonly scopes: readonly {
      readonly scope: string;
      readonly state: string;
      readonly policy?: Policy;
      readonly written?: string;
      readonly why?: Reported;
      readonly text: string;
      readonly setBy?: string;
      readonly source: string;
      readonly decides: boolean;
    }[];
  }[];
}

interface ReportedResult {
  readonly effective: {
    readonly state: string;
    readonly scope?: string;
    readonly policy?: Policy;
    readonly text: string;
  };
  /** Whether what was wanted is so, as read again. */
  readonly verified: boolean;
  /** What Windows PowerShell itself says, where it could be asked. */
  readonly said?: Policy;
  readonly steps: readonly {
    readonly scope: string;
    readonly bits: 32 | 64;
    readonly state: string;
    readonly text: string;
  }[];
  readonly checks: readonly ReportedRow[];
  readonly journal?: string;
}

const reported = (one: Message): Reported => ({ id: one.id, text: say(one) });

const reportedStep = (step: Step): ReportedStep => ({
  scope: scopeOf(step.target),
  bits: step.target === 'LocalMachine32' ? 32 : 64,
  before: step.before,
  after: step.after,
  elevation: step.elevation,
  command: commandOf(step),
});

export function reportedSnapshot({ elevated, windows }: PolicySnapshot): ReportedSnapshot {
  return {
    elevated: elevated ?? null,
    windows: Object.values(windows).map(({ edition, presence, inForce, scopes }) => ({
      edition,
      name: windowName(edition),
      presence,
      inForce: effective(inForce),
      scopes: scopes.map(({ scope, reading, source, decides }) => ({
        scope,
        state: reading.state,
        ...(reading.state === 'set'
          ? { policy: reading.policy, ...(reading.written === undefined ? {} : { written: clean(reading.written) }) }
          : {}),
        ...(reading.state === 'unreadable' ? { why: reported(reading.why) } : {}),
        text:
          reading.state === 'unreadable'
            ? own('fix.snapshot.unreadable')
            : policyName(reading.state === 'set' ? reading.policy : 'Undefined'),
        ...(scope === 'MachinePolicy'
          ? { setBy: own('fix.set-by.computer') }
          : scope === 'UserPolicy'
            ? { setBy: own('fix.set-by.user') }
            : {}),
        source: clean(source),
        decides,
      })),
    })),
  };
}

const effective = (inForce: PolicySnapshot['windows'][Edition]['inForce']): ReportedResult['effective'] => ({
  state: inForce.state,
  ...('scope' in inForce ? { scope: inForce.scope } : {}),
  ...('policy' in inForce ? { policy: inForce.policy } : {}),
  text: inForceName(inForce),
});

/** The parts of a document that a decision brings. */
export function reportedDecision(
  decision: Decision | UndoDecision,
): Pick<FixDocument, 'plan' | 'also32Bit' | 'refused' | 'notes'> {
  if (decision.state === 'refused') {
    const send = sendText(decision);
    return {
      refused: {
        why: reported(decision.why),
        owner: decision.owner,
        ownerText: ownerName(decision),
        ...(send === undefined ? {} : { send }),
        links: linksFor(decision),
      },
      notes: [],
    };
  }
  const { alternative, also32Bit, notes } = 'more' in decision ? decision.more : { notes: [] };
  const beside = { ...(also32Bit ? { also32Bit: reportedStep(also32Bit) } : {}), notes: notes.map(reported) };
  if (decision.state !== 'planned') return beside;
  const { why } = decision.plan;
  const steps: readonly Step[] = decision.plan.steps;
  const [first] = steps;
  if (!first) return beside;
  const { command, scope, elevation } = reportedStep(first);
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

export function reportedResult(
  goal: Edition,
  done: Applied | Undone,
  { rows, journal }: { readonly rows: readonly ReportedRow[]; readonly journal?: string },
): ReportedResult {
  const { snapshot, said } = done.verification;
  return {
    effective: effective(snapshot.windows[goal].inForce),
    verified: done.state === 'applied' || done.state === 'undone',
    ...(said === undefined ? {} : { said }),
    steps: done.steps.map((made) => ({
      scope: scopeOf(made.step.target),
      bits: made.step.target === 'LocalMachine32' ? 32 : 64,
      state: made.result.state,
      text: madeLine(made),
    })),
    checks: rows,
    ...(journal === undefined ? {} : { journal }),
  };
}
