import type { Answers, Question } from '../ui/prompt/question-state.js';
import type { Answered, NextQuestion } from '../ui/prompt/question-store.js';

type Ask = (question: string, secret: boolean) => Promise<string>;

/** An answer that means none, where an empty one means the one on offer. */
const none = '-';

/** The same questions line by line, for who listens or wants no screen: a wrong answer is asked again. */
export async function askInLines(
  next: NextQuestion,
  { ask, tell }: { readonly ask: Ask; readonly tell: (line: string) => void },
): Promise<Answered> {
  let answers: Answers = {};
  let secret: string | undefined;
  for (let question = next(answers); question; question = next(answers)) {
    const answer = await askOne(question, { ask, tell });
    if (question.isSecret) secret = answer;
    answers = { ...answers, [question.id]: question.isSecret ? '' : answer };
  }
  return { answers, ...(secret === undefined ? {} : { secret }) };
}

async function askOne(
  question: Question,
  { ask, tell }: { readonly ask: Ask; readonly tell: (line: string) => void },
): Promise<string> {
  const { title, hint, ifEmpty, choices, initial, isSecret = false, refuse } = question;
  for (const { value, truth } of choices ?? []) tell(`${value}: ${truth}`);
  const isOffered = initial !== undefined && initial !== '';
  // An empty line takes the offer, where there is one.
  const meaning = [hint, ...(ifEmpty === undefined || isOffered ? [] : [ifEmpty])].join(' ');
  if (meaning !== '') tell(meaning);
  const offer = isOffered ? `, or nothing for ${initial}${choices ? '' : `, or ${none} for none`}` : '';
  const names = choices ? ` (${choices.map(({ value }) => value).join(', ')})` : '';
  for (;;) {
    const typed = await ask(`${title}${names}${offer}`, isSecret);
    const answer = isSecret ? typed : typed === '' ? (initial ?? '') : typed === none ? '' : typed;
    const wrong =
      choices && !choices.some(({ value }) => value === answer)
        ? `"${answer}" is not one of ${choices.map(({ value }) => value).join(', ')}.`
        : refuse?.(answer);
    if (wrong === undefined) return answer;
    tell(wrong);
  }
}
