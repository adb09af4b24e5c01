import type { KeyPress } from '../terminal/key-press.js';
import { asMeant, editingOf } from '../terminal/key-press.js';
import type { TerminalStyle } from '../terminal/style.js';
import type { Answers, Question, QuestionState } from './question-state.js';
import { answersOf, askedNow, pressAtQuestion } from './question-state.js';
import { SecretField } from '../terminal/text-field.js';

/** The next question, given the answers so far; `undefined` once all are answered. */
export type NextQuestion = (answers: Answers) => Question | undefined;

export interface Answered {
  readonly answers: Answers;
  /** Handed out once and kept nowhere. */
  readonly secret?: string;
}

/** A series of questions and how far the person is. A secret that is being typed is in no state. */
export class QuestionStore {
  readonly style: TerminalStyle;
  readonly #next: NextQuestion;
  readonly #end: (answered: Answered | undefined) => void;
  readonly #onCrash: (error: unknown) => void;
  readonly #listeners = new Set<() => void>();
  readonly #secret = new SecretField();
  #state: QuestionState;
  #isOver = false;
  #hasKeys = false;

  /** `end` is called with the answers, or with nothing where the person left. */
  constructor(
    first: Question,
    {
      size,
      style,
      next,
      end,
      onCrash,
    }: {
      readonly size: QuestionState['size'];
      readonly style: TerminalStyle;
      readonly next: NextQuestion;
      readonly end: (answered: Answered | undefined) => void;
      readonly onCrash: (error: unknown) => void;
    },
  ) {
    this.style = style;
    this.#next = next;
    this.#end = end;
    this.#onCrash = onCrash;
    this.#state = { size, answered: [], ...askedNow(first) };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): QuestionState => this.#state;

  resized(size: QuestionState['size']): void {
    this.#become({ ...this.#state, size });
  }

  press(given: KeyPress): void {
    try {
      this.#press(given);
    } catch (error) {
      this.#onCrash(error);
    }
  }

  #press(given: KeyPress): void {
    if (this.#isOver) return;
    const key = asMeant(given, !this.#hasKeys);
    this.#hasKeys = true;
    if (this.#state.question.isSecret && this.#typeSecret(key)) return;
    const step = pressAtQuestion(this.#state, key);
    if ('state' in step) return this.#become(step.state);
    if ('left' in step) return this.#over(undefined);
    if ('back' in step) return this.#back();
    this.#answered(step.answer);
  }

  #answered(given: string): void {
    const { question, answered } = this.#state;
    const secret = question.isSecret ? this.#secret.take() : undefined;
    const wrong = question.refuse?.(secret ?? given);
    if (wrong !== undefined) return this.#become({ ...this.#state, secretLength: 0, wrong });
    const all = [...answered, { question, answer: secret === undefined ? given : '' }];
    const answers = answersOf({ answered: all });
    const next = this.#next(answers);
    if (!next) return this.#over({ answers, ...(secret === undefined ? {} : { secret }) });
    this.#become({ size: this.#state.size, answered: all, ...askedNow(next) });
  }

  /** To the previous question, with its answer; from the first, this leaves. */
  #back(): void {
    const before = this.#state.answered.at(-1);
    this.#secret.take();
    if (!before) return this.#over(undefined);
    this.#become({
      size: this.#state.size,
      answered: this.#state.answered.slice(0, -1),
      ...askedNow({ ...before.question, initial: before.answer }),
    });
  }

  #typeSecret(key: KeyPress): boolean {
    const editing = 'name' in key ? editingOf(key.name) : undefined;
    if ('text' in key) this.#secret.insert(key.text);
    else if (editing !== undefined) this.#secret.edit(editing);
    else return false;
    this.#become({ ...this.#state, secretLength: this.#secret.length });
    return true;
  }

  #over(answered: Answered | undefined): void {
    this.#isOver = true;
    this.#secret.take();
    this.#end(answered);
  }

  #become(state: QuestionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
