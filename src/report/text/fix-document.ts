import { clean } from '../../locales/render.js';
import type { Policy } from '../../machine/rules/execution-policy.js';
import type { Edition } from '../../machine/live/powershell/session.js';
import type { Applied } from '../../fixes/execution-policy/apply.js';
import type { Decision } from '../../fixes/execution-policy/plan.js';
import type { Elevation, Step } from '../../fixes/execution-policy/policy-commands.js';
import { commandOf, scopeOf } from '../../fixes/execution-policy/policy-commands.js';
import type { Undone, UndoDecision } from '../../fixes/execution-policy/undo.js';
import type { XRay } from '../../fixes/execution-policy/policy-snapshot.js';
import type { Message } from '../../vocabulary/index.js';
import type { FixState, RowTold } from './fix-words.js';
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
  readonly xray: XRayTold;
  readonly plan?: PlanTold;
  /** What the 32-bit window would need, where nobody has agreed to it yet. */
  readonly also32Bit?: StepTold;
  readonly refused?: {
    readonly why: Told;
    readonly owner: string;
    readonly ownerText: string;
    readonly send?: string;
    readonly links: readonly string[];
  };
  readonly notes: readonly Told[];
  readonly result?: ResultTold;
}

interface Told {
  readonly id: string;
  readonly text: string;
}

interface StepTold {
  readonly scope: string;
  readonly bits: 32 | 64;
  readonly before: Policy;
  readonly after: Policy;
  readonly elevation: Elevation;
  readonly command: string;
}

interface PlanTold extends Pick<StepTold, 'command' | 'scope' | 'elevation'> {
  readonly why: Told;
  readonly steps: readonly StepTold[];
  readonly alternative?: { readonly scope: string; readonly steps: readonly StepTold[] };
}

interface XRayTold {
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
      readonly why?: Told;
      readonly text: string;
      readonly setBy?: string;
      readonly source: string;
      readonly decides: boolean;
    }[];
  }[];
}

interface ResultTold {
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
  readonly checks: readonly RowTold[];
  readonly journal?: string;
}

const told = (one: Message): Told => ({ id: one.id, text: say(one) });

const stepTold = (step: Step): StepTold => ({
  scope: scopeOf(step.target),
  bits: step.target === 'LocalMachine32' ? 32 : 64,
  before: step.before,
  after: step.after,
  elevation: step.elevation,
  command: commandOf(step),
});

export function xRayTold({ elevated, windows }: XRay): XRayTold {
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
        ...(reading.state === 'unreadable' ? { why: told(reading.why) } : {}),
        text:
          reading.state === 'unreadable'
            ? own('fix.x-ray.unreadable')
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

const effective = (inForce: XRay['windows'][Edition]['inForce']): ResultTold['effective'] => ({
  state: inForce.state,
  ...('scope' in inForce ? { scope: inForce.scope } : {}),
  ...('policy' in inForce ? { policy: inForce.policy } : {}),
  text: inForceName(inForce),
});

/** The parts of a document that a decision brings. */
export function decisionTold(
  decision: Decision | UndoDecision,
): Pick<FixDocument, 'plan' | 'also32Bit' | 'refused' | 'notes'> {
  if (decision.state === 'refused') {
    const send = sendText(decision);
    return {
      refused: {
        why: told(decision.why),
        owner: decision.owner,
        ownerText: ownerName(decision),
        ...(send === undefined ? {} : { send }),
        links: linksFor(decision),
      },
      notes: [],
    };
  }
  const { alternative, also32Bit, notes } = 'more' in decision ? decision.more : { notes: [] };
  const beside = { ...(also32Bit ? { also32Bit: stepTold(also32Bit) } : {}), notes: notes.map(told) };
  if (decision.state !== 'planned') return beside;
  const { why } = decision.plan;
  const steps: readonly Step[] = decision.plan.steps;
  const [first] = steps;
  if (!first) return beside;
  const { command, scope, elevation } = stepTold(first);
  return {
    ...beside,
    plan: {
      command,
      scope,
      elevation,
      why: told(why),
      steps: steps.map(stepTold),
      ...(alternative ? { alternative: { scope: alternative.scope, steps: alternative.steps.map(stepTold) } } : {}),
    },
  };
}

export function resultTold(
  goal: Edition,
  done: Applied | Undone,
  { rows, journal }: { readonly rows: readonly RowTold[]; readonly journal?: string },
): ResultTold {
  const { xray, said } = done.verification;
  return {
    effective: effective(xray.windows[goal].inForce),
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
