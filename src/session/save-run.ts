import { join } from 'node:path';
import { writeNewFile } from '../files/new-file.js';
import type { OpenScreen } from '../ui/screen/open-screen.js';
import { UserError } from '../vocabulary/index.js';
import { plainDisplay } from './run-output.js';
import type { RunSession } from './run-session.js';

/** The newest run as a new file, in the form its name asks for. What is wrong with the name is said, and the name asked for again. */
export async function saveRun(
  session: RunSession,
  path: string,
  { screen, home }: { readonly screen: Pick<OpenScreen, 'note' | 'askName'>; readonly home: string },
): Promise<void> {
  const { wording } = session;
  try {
    // Never in the place of another, whatever --force says of --output.
    await writeNewFile(inHome(path, home), await textFor(session, path), { force: false });
    screen.note(wording.own('note.saved', { path: { value: path, kind: 'public' } }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The reason stands above what was typed, which can be changed.
    screen.note(`${error.message.replace(/^--output: /u, '')} ${wording.own('note.save.again')}`);
    screen.askName(path);
  }
}

async function textFor(session: RunSession, path: string): Promise<string> {
  if (/\.json$/iu.test(path)) return `${JSON.stringify(await session.report(), null, 2)}\n`;
  if (/\.txt$/iu.test(path)) return asLines(session);
  throw new UserError(session.wording.own('note.save.kind'), '');
}

/** As it would stand in a pipe. */
function asLines(session: RunSession): string {
  const lines: string[] = [];
  const show = plainDisplay(session, { result: (line) => void lines.push(line), progress: () => undefined });
  for (const event of session.reported) show(event);
  return `${lines.join('\n')}\n`;
}

/** `~` as a shell takes it. */
const inHome = (path: string, home: string): string => (/^~[/\\]/u.test(path) ? join(home, path.slice(2)) : path);
