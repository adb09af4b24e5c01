import { editingOf } from '../terminal/key-press.js';
import type { KeyPress } from '../terminal/key-press.js';
import type { TextField } from '../terminal/text-field.js';
import { edited, fieldOf, inserted } from '../terminal/text-field.js';
import { without } from '../screen/without.js';

/** One of several questions. What is asked next may depend on the answers so far. */
export interface Question {
  readonly id: string;
  readonly title: string;
  /** The form of an answer, or what it is used for. */
  readonly hint: string;
  /** The effect of an empty answer, where one is allowed. */
  readonly ifEmpty?: string;
  /** The command-line option that answers it, too. */
  readonly option: string;
  readonly isSecret?: boolean;
  /** What to choose from; without them the answer is typed. */
  readonly choices?: readonly Choice[];
  /** The answer from before. */
  readonly initial?: string;
  /** The answer is from an earlier run. */
  readonly isRemembered?: boolean;
  /** A sentence about what is wrong with the answer; `undefined` if nothing is. */
  readonly refuse?: (answer: string) => string | undefined;
}

interface Choice {
  readonly value: string;
  /** One line about what to expect of it. */
  readonly truth: string;
}

export type Answers = Readonly<Record<string, string>>;

export interface QuestionState {
  readonly size: { readonly columns: number; readonly rows: number };
  /** The answers so far, in their order. */
  readonly answered: readonly { readonly question: Question; readonly answer: string }[];
  readonly question: Question;
  readonly field: TextField;
  /** All that is known here of a secret. */
  readonly secretLength: number;
  readonly chosen: number;
  /** What is wrong with the last answer. */
  readonly wrong?: string;
}

export const askedNow = (
  question: Question,
): Pick<QuestionState, 'question' | 'field' | 'secretLength' | 'chosen'> => ({
  question,
  field: fieldOf(question.isSecret ? '' : (question.initial ?? '')),
  secretLength: 0,
  chosen: Math.max(
    0,
    (question.choices ?? []).findIndex(({ value }) => value === question.initial),
  ),
});

/** Of a secret, only that it was given. */
export const answersOf = ({ answered }: Pick<QuestionState, 'answered'>): Answers =>
  Object.fromEntries(answered.map(({ question, answer }) => [question.id, question.isSecret ? '' : answer]));

export type Step =
  { readonly state: QuestionState } | { readonly answer: string } | { readonly back: true } | { readonly left: true };

/** A key at a question: another state of it, an answer, a step back, or leaving. */
export function pressAtQuestion(before: QuestionState, key: KeyPress): Step {
  const state: QuestionState = without(before, 'wrong');
  const { question } = state;
  if ('name' in key) {
    if (key.name === 'interrupt' || key.name === 'end-of-input') return { left: true };
    if (key.name === 'escape') return { back: true };
    if (key.name === 'enter')
      return { answer: question.choices ? question.choices[state.chosen]!.value : state.field.text.trim() };
  }
  if (question.choices) return { state: { ...state, chosen: chosenBy(key, state) } };
  if (question.isSecret) return { state };
  if ('text' in key) return { state: { ...state, field: inserted(state.field, key.text) } };
  const editing = editingOf(key.name);
  return { state: editing === undefined ? state : { ...state, field: edited(state.field, editing) } };
}

const letterSteps: ReadonlyMap<string, number> = new Map([
  ['j', 1],
  ['k', -1],
]);
const keySteps: ReadonlyMap<string, number> = new Map([
  ['down', 1],
  ['tab', 1],
  ['up', -1],
  ['back-tab', -1],
]);

function chosenBy(key: KeyPress, { chosen, question: { choices = [] } }: QuestionState): number {
  const by = ('text' in key ? letterSteps.get(key.text) : keySteps.get(key.name)) ?? 0;
  const number = 'text' in key && /^[1-9]$/u.test(key.text) ? Number(key.text) - 1 : chosen + by;
  return Math.max(0, Math.min(choices.length - 1, number));
}
