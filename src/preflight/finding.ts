import type { Evidence, Json, Message } from '../vocabulary/index.js';
import { message } from '../vocabulary/index.js';
import type { CheckId } from './ids.js';
import type { AnyTexts, ArgsAfterId, Said, SaidIn, SentenceId, Terms, WithArgs } from './terms.js';

interface Proof {
  readonly summary: Message;
  /** Never empty: a finding without an observation is an opinion. */
  readonly evidence: readonly [Evidence, ...Evidence[]];
  /** For programs reading the report; never a secret, never a name of a mailbox unless it was asked for. */
  readonly data?: Json;
}

/**
 * What a check may say. Remedy and owner are looked up by symptom. Open to new members: who reads findings keeps a branch for a
 * `status` it does not know.
 */
export type Finding<T extends Terms = Terms> =
  | ({ readonly status: 'pass' } & Proof & SaidIn<T>)
  | ({
      readonly status: 'warn' | 'fail';
      readonly symptom: T['symptom'];
      readonly candidates?: readonly T['symptom'][];
    } & Proof &
      SaidIn<T>)
  | ({ readonly status: 'unknown'; readonly candidates?: readonly T['symptom'][] } & Proof & SaidIn<T>)
  | ({ readonly status: 'not-applicable'; readonly why: Message } & SaidIn<T>);

/**
 * What a row may show. Only the engine says blocked, timed-out, crashed or interrupted. Open to new members: who reads outcomes
 * keeps a branch for a `status` it does not know, and takes it for neither a pass nor a failure.
 */
export type Outcome =
  | Finding
  | { readonly status: 'blocked'; readonly by: { readonly check: CheckId } | { readonly input: string } }
  | { readonly status: 'timed-out'; readonly afterMs: number; readonly waitingOn?: string }
  | { readonly status: 'unknown'; readonly crash: { readonly name: string } }
  | { readonly status: 'unknown'; readonly interrupted: true }
  /** Kept from an earlier run, in which it was blocked by a row that holds by now: it was asked too early and not again. */
  | { readonly status: 'unknown'; readonly outdated: { readonly check: CheckId } };

type ProofInput<M extends AnyTexts, Id extends string> = WithArgs<M[Id]> & {
  readonly evidence: readonly Evidence[];
  readonly data?: Json;
};

type UnknownInput<M extends AnyTexts, S, Id extends string> = ProofInput<M, Id> & {
  /** What may lie behind it, likeliest first, where what was seen does not tell. */
  readonly candidates?: readonly NoInfer<S>[];
};

/** The known fault; by default the one with the same id as the sentence, where there is one. */
type SymptomInput<M extends AnyTexts, S, Id extends string> = UnknownInput<M, S, Id> &
  ([Id] extends [S] ? { readonly symptom?: NoInfer<S> } : { readonly symptom: NoInfer<S> });

interface AnyInput {
  readonly evidence: readonly Evidence[];
  readonly args?: Message['args'];
  readonly data?: Json;
  readonly symptom?: string;
  readonly candidates?: readonly string[];
}

const proof = (id: string, { evidence, args, data }: AnyInput): Proof => {
  const [first, ...rest] = evidence;
  if (!first) throw new TypeError(`the finding "${id}" has no evidence`);
  return { summary: message(id, args), evidence: [first, ...rest], ...(data === undefined ? {} : { data }) };
};

const candidatesOf = ({ candidates }: AnyInput): { readonly candidates?: readonly string[] } =>
  candidates?.length ? { candidates } : {};

// What each verb may say it learns from where its finding is returned (M, S), and the rest from what it is given (Id). A house
// that knows its faults gives them as Known: they are what may be named where the check brings no symptoms of its own.
export type SayPass = <M extends AnyTexts = AnyTexts, Id extends SentenceId<M> = SentenceId<M>>(
  id: Id,
  input: ProofInput<M, Id>,
) => Finding<Said<M, never>>;

export type SayProblem<Known extends string = string> = <
  M extends AnyTexts = AnyTexts,
  S extends string = Known,
  Id extends SentenceId<M> = SentenceId<M>,
>(
  id: Id,
  input: SymptomInput<M, S, Id>,
) => Finding<Said<M, S>>;

export type SayUnknown<Known extends string = string> = <
  M extends AnyTexts = AnyTexts,
  S extends string = Known,
  Id extends SentenceId<M> = SentenceId<M>,
>(
  id: Id,
  input: UnknownInput<M, S, Id>,
) => Finding<Said<M, S>>;

export type SayNotApplicable = <M extends AnyTexts = AnyTexts, Id extends SentenceId<M> = SentenceId<M>>(
  id: Id,
  ...args: ArgsAfterId<M[Id]>
) => Finding<Said<M, never>>;

/** The prerequisite holds. `id` names a sentence in the check's own texts. */
export const pass: SayPass = (id, input) => ({ status: 'pass', ...proof(id, input) });

/** `warn` and `fail` are of one type: which of them is meant may be decided first and said afterwards. */
const problem =
  (status: 'warn' | 'fail'): SayProblem =>
  (id, input) => {
    const given: AnyInput = input;
    return { status, symptom: given.symptom ?? id, ...candidatesOf(given), ...proof(id, given) } as never;
  };

/** It works, but something about it deserves attention. */
export const warn = problem('warn');

/** The prerequisite does not hold. */
export const fail = problem('fail');

/** Could not tell: unreadable or ambiguous. Never used where something was seen to be right or wrong. */
export const unknown: SayUnknown = (id, input) =>
  ({ status: 'unknown', ...candidatesOf(input), ...proof(id, input) }) as never;

/** The question has no meaning here; `id` says why. */
export const notApplicable: SayNotApplicable = (id, ...[args]) => ({
  status: 'not-applicable',
  why: message(id, args),
});
