import { join } from 'node:path';
import { writeNewFile } from '../files/new-file.js';
import type { Masker } from '../redaction/masker.js';
import type { OpenScreen } from '../ui/screen/open-screen.js';
import type { Masked } from '../vocabulary/index.js';
import { UserError } from '../vocabulary/index.js';
import type { SessionHost } from './host.js';
import { plainDisplay } from './run-output.js';
import type { RunSession } from './run-session.js';

interface SaveContext {
  readonly screen: Pick<OpenScreen, 'note' | 'askName'>;
  readonly host: Pick<SessionHost, 'home' | 'masker'>;
}

/** The newest run as a new file, in the form its name asks for. What is wrong with the name is said, and the name asked for again. */
export async function saveRun(session: RunSession, path: string, { screen, host }: SaveContext): Promise<void> {
  const { wording } = session;
  try {
    // Never in the place of another, whatever --force says of --output.
    await writeNewFile(inHome(path, host.home), await textFor(session, path, host.masker), { force: false });
    screen.note(wording.own('note.saved', { path: { value: path, kind: 'public' } }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The reason stands above what was typed, which can be changed.
    screen.note(`${error.message.replace(/^--output: /u, '')} ${wording.own('note.save.again')}`);
    screen.askName(path);
  }
}

async function textFor(session: RunSession, path: string, masker: Masker): Promise<Masked> {
  if (/\.json$/iu.test(path)) return masker.document(await session.report());
  if (/\.txt$/iu.test(path)) return masker.text(asLines(session));
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
