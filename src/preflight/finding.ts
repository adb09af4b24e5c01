import type { Arg, Evidence, Json, Message } from '../vocabulary/index.js';
import { message } from '../vocabulary/index.js';
import type { CheckId, SymptomId } from './check.js';

interface Proof {
  readonly summary: Message;
  /** Never empty: a finding without an observation is an opinion. */
  readonly evidence: readonly [Evidence, ...Evidence[]];
  /** For programs reading the report; never a secret, never a name of a mailbox unless it was asked for. */
  readonly data?: Json;
}

/** What a check may say. Remedy and owner are looked up by symptom. */
export type Finding =
  | ({ readonly status: 'pass' } & Proof)
  | ({
      readonly status: 'warn' | 'fail';
      readonly symptom: SymptomId;
      readonly candidates?: readonly SymptomId[];
    } & Proof)
  | ({ readonly status: 'unknown'; readonly candidates?: readonly SymptomId[] } & Proof)
  | { readonly status: 'not-applicable'; readonly why: Message };

/** What a row may show. Only the engine says blocked, timed-out, crashed or interrupted. */
export type Outcome =
  | Finding
  | { readonly status: 'blocked'; readonly by: { readonly check: CheckId } | { readonly input: string } }
  | { readonly status: 'timed-out'; readonly afterMs: number; readonly waitingOn?: string }
  | { readonly status: 'unknown'; readonly crash: { readonly name: string } }
  | { readonly status: 'unknown'; readonly interrupted: true }
  /** Kept from an earlier run, in which it was blocked by a row that holds by now: it was asked too early and not again. */
  | { readonly status: 'unknown'; readonly outdated: { readonly check: CheckId } };

interface ProofInput {
  readonly evidence: readonly Evidence[];
  readonly args?: Readonly<Record<string, Arg>>;
  readonly data?: Json;
}

const proof = (id: string, { evidence, args, data }: ProofInput): Proof => {
  const [first, ...rest] = evidence;
  if (!first) throw new TypeError(`the finding "${id}" has no evidence`);
  return { summary: message(id, args), evidence: [first, ...rest], ...(data === undefined ? {} : { data }) };
};

/** The prerequisite holds. `id` names a sentence in the check's own texts. */
export const pass = (id: string, input: ProofInput): Finding => ({ status: 'pass', ...proof(id, input) });

interface SymptomInput extends ProofInput {
  /** The known fault; by default the one with the same id as the sentence. */
  readonly symptom?: SymptomId;
  /** What may lie behind the symptom, likeliest first, where what was seen does not tell. */
  readonly candidates?: readonly SymptomId[];
}

const symptomatic = (status: 'warn' | 'fail', id: string, input: SymptomInput): Finding => ({
  status,
  symptom: input.symptom ?? id,
  ...(input.candidates?.length ? { candidates: input.candidates } : {}),
  ...proof(id, input),
});

/** It works, but something about it deserves attention. */
export const warn = (id: string, input: SymptomInput): Finding => symptomatic('warn', id, input);

/** The prerequisite does not hold. */
export const fail = (id: string, input: SymptomInput): Finding => symptomatic('fail', id, input);

/** Could not tell: unreadable or ambiguous. Never used where something was seen to be right or wrong. */
export const unknown = (id: string, input: ProofInput & { readonly candidates?: readonly SymptomId[] }): Finding => ({
  status: 'unknown',
  ...(input.candidates?.length ? { candidates: input.candidates } : {}),
  ...proof(id, input),
});

/** The question has no meaning here; `id` says why. */
export const notApplicable = (id: string, args?: Readonly<Record<string, Arg>>): Finding => ({
  status: 'not-applicable',
  why: message(id, args),
});
