import { editingOf } from '../terminal/key-press.js';
import type { KeyPress } from '../terminal/key-press.js';
import type { TextField } from '../terminal/text-field.js';
import { edited, fieldOf, inserted } from '../terminal/text-field.js';
import { without } from '../screen/without.js';

/** One question of a row of them. What is asked next may depend on what was answered. */
export interface Question {
  readonly id: string;
  readonly title: string;
  /** What an answer looks like, or what becomes of it. */
  readonly hint: string;
  /** What an empty answer means, where one may be given. */
  readonly ifEmpty?: string;
  /** The option of the command line that answers it too. */
  readonly option: string;
  readonly isSecret?: boolean;
  /** To choose one from; without them the answer is typed. */
  readonly choices?: readonly Choice[];
  /** What was answered before. */
  readonly initial?: string;
  /** In an earlier run. */
  readonly isRemembered?: boolean;
  /** A sentence about what is wrong with the answer; `undefined` where nothing is. */
  readonly refuse?: (answer: string) => string | undefined;
}

interface Choice {
  readonly value: string;
  /** One line of truth about it. */
  readonly truth: string;
}

export type Answers = Readonly<Record<string, string>>;

export interface QuestionState {
  readonly size: { readonly columns: number; readonly rows: number };
  /** Answered so far, in their order. */
  readonly answered: readonly { readonly question: Question; readonly answer: string }[];
  readonly question: Question;
  readonly field: TextField;
  /** Of a secret only its length is known here. */
  readonly secretLength: number;
  readonly chosen: number;
  /** What is wrong with what was just answered. */
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

/** Of a secret only that it was answered. */
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

function chosenBy(key: KeyPress, { chosen, question: { choices = [] } }: QuestionState): number {
  const by =
    'text' in key
      ? ({ j: 1, k: -1 }[key.text] ?? 0)
      : key.name === 'down' || key.name === 'tab'
        ? 1
        : key.name === 'up' || key.name === 'back-tab'
          ? -1
          : 0;
  const number = 'text' in key && /^[1-9]$/u.test(key.text) ? Number(key.text) - 1 : chosen + by;
  return Math.max(0, Math.min(choices.length - 1, number));
}
