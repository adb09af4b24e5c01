import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { clean } from '../../locales/render.js';
import { UserError } from '../../vocabulary/index.js';

/** A long password needs no more dots than this to show that it is being typed. */
const mostDots = 24;

/** What to say to a person who leaves a question. */
export interface Left {
  readonly sentence: string;
  readonly todo: string;
}

const nothingRun: Left = {
  sentence: 'Nothing was run: the questions were left.',
  todo: 'Start again, or give the answers as options (see --help).',
};

/**
 * One question on the terminal. A secret answer is shown as dots and kept in no history. Typed or pasted, an answer ends at the
 * first line end. Ctrl-C or Ctrl-D leaves it, and with it the command.
 */
export function ask(
  question: string,
  { secret = false, left = nothingRun }: { readonly secret?: boolean; readonly left?: Left } = {},
): Promise<string> {
  const { stdin, stdout } = process;
  const prompt = `${clean(question)}: `;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  return new Promise((resolve, reject) => {
    const line = createInterface({ input: stdin, output: secret ? silent : stdout, terminal: true, historySize: 0 });
    // The answer has its own line: dots are drawn over and over, and must never have wrapped.
    const drawDots = (): void => void stdout.write(`\r\u001b[K${'•'.repeat(Math.min(line.line.length, mostDots))}`);
    const onKey = (): void => void setImmediate(drawDots);
    const onClose = (): void => {
      stdin.removeListener('keypress', onKey);
      stdout.write('\n');
      reject(new UserError(left.sentence, left.todo, { exitCode: 130 }));
    };
    line.once('close', onClose);
    line.once('SIGINT', () => line.close());
    if (secret) {
      stdout.write(`${prompt}\n`);
      stdin.on('keypress', onKey);
    }
    line.question(prompt, (answer) => {
      // Ours alone: readline removes its own listener from the keyboard as it closes, or it would take the next answer too.
      line.removeListener('close', onClose);
      stdin.removeListener('keypress', onKey);
      line.close();
      if (secret) stdout.write('\r\u001b[K');
      resolve(secret ? answer : answer.trim());
    });
  });
}
