type Answers = Readonly<Record<string, unknown>>;

/** Answers questions with what a test prepared, each question that was not prepared with an error that names it. */
export function prepared<Questions extends object>(
  what: string,
  answers: Answers,
  unlessSaid: Partial<Questions>,
): Questions {
  const all = { ...unlessSaid, ...answers } as Answers;
  return new Proxy(unlessSaid, {
    get(_target, name) {
      const question = String(name);
      if (!Object.hasOwn(all, question))
        return () => {
          throw new Error(`the test prepared no answer of the ${what} for "${question}"`);
        };
      const answer = all[question];
      if (typeof answer === 'function' || synchronousValues.has(question)) return answer;
      return synchronous.has(question) ? () => answer : () => Promise.resolve(answer);
    },
  }) as Questions;
}

/** What is a value, and what is answered at once; everything else is a promise. */
const synchronousValues: ReadonlySet<string> = new Set(['stack']);
const synchronous: ReadonlySet<string> = new Set(['path', 'signInProof', 'accountHints', 'serverTime', 'stages']);
