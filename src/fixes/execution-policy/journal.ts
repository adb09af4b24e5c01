import { join } from 'node:path';
import * as z from 'zod/mini';
import { policies } from '../../machine/rules/execution-policy.js';
import { parseInputJson } from '../../files/input-file.js';
import { readPrivateFile, replacePrivateFile, tryPrivateFile } from '../../files/private-file.js';
import type { Masker } from '../../redaction/masker.js';
import { UserError } from '../../vocabulary/index.js';
import { targets } from './policy-commands.js';

/**
 * The record an undo works from. An entry is written before its first change, so that it survives a crash midway, and
 * says how far each change got. Editing the file can only make an undo write another policy of the closed list to one
 * of the three places of the closed list, which `Set-ExecutionPolicy` would do anyway.
 */
const change = z.strictObject({
  target: z.enum(targets),
  before: z.enum(policies),
  after: z.enum(policies),
  /** `begun`: it may have been made; `done`: it was; `undone`: it was made and undone. */
  state: z.enum(['begun', 'done', 'undone']),
});
const entry = z.strictObject({
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  fix: z.literal('execution-policy'),
  /** When it began, ISO 8601. */
  at: z.string().check(z.maxLength(40)),
  /** `simulated`: nothing real was changed. */
  origin: z.enum(['live', 'simulated']),
  /** Whose CurrentUser it was; empty if undetermined. */
  user: z.string().check(z.maxLength(256)),
  changes: z.array(change).check(
    z.minLength(1),
    z.maxLength(targets.length),
    z.refine((changes) => new Set(changes.map(({ target }) => target)).size === changes.length),
  ),
});
const document = z.strictObject({
  schema: z.literal('exo-preflight/journal/1'),
  entries: z.array(entry).check(z.maxLength(1000)),
});

export type Change = z.infer<typeof change>;
export type Entry = z.infer<typeof entry>;

export interface Journal {
  /** Where it is kept; `undefined`: in memory. */
  readonly path?: string;
  /**
   * Checks that it can be kept there. Throws a UserError if it cannot, or if the file there is not a journal of this
   * tool.
   */
  probe(): Promise<void>;
  /** Oldest first. Throws a UserError if the file is not a journal of this tool. */
  entries(): Promise<readonly Entry[]>;
  /** Adds an entry, or replaces the one with its id. */
  put(entry: Entry): Promise<void>;
  drop(id: string): Promise<void>;
}

/** A thousand entries are a few hundred kilobytes. */
const maxBytes = 1024 * 1024;
/** Older entries are dropped. */
const kept = 200;
const what = 'Journal';
const away = 'Move it away, or give another file with --journal.';
const elsewhere = 'Check that you may write there, or give another file with --journal.';

/** The user usually did not choose the journal's path, so the advice comes from here. */
const withTodo = <T>(todo: string, work: Promise<T>): Promise<T> =>
  reported(work, ({ message: sentence }) => [sentence, todo]);

/** For work before any change: its errors add that nothing was changed. */
export const beforeAnyChange = <T>(work: Promise<T>): Promise<T> =>
  reported(work, ({ message: sentence, todo }) => [
    sentence.includes(untouched) ? sentence : `${sentence} ${untouched}`,
    todo,
  ]);

const untouched = 'Nothing was changed.';

async function reported<T>(
  work: Promise<T>,
  tell: (error: UserError) => readonly [sentence: string, todo: string],
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(...tell(error), { cause: error, exitCode: error.exitCode });
  }
}

/** One JSON document, read again before every change and replaced as a whole. */
export class FileJournal implements Journal {
  readonly path: string;
  readonly #masker: Masker;

  constructor(path: string, masker: Masker) {
    this.path = path;
    this.#masker = masker;
  }

  async probe(): Promise<void> {
    await this.entries();
    await withTodo(elsewhere, tryPrivateFile(this.path, what));
  }

  entries(): Promise<readonly Entry[]> {
    return withTodo(away, this.#read());
  }

  async #read(): Promise<readonly Entry[]> {
    const bytes = await readPrivateFile(this.path, what, maxBytes);
    if (bytes === undefined) return [];
    const parsed = document.safeParse(parseInputJson(bytes, this.path, what));
    if (parsed.success) return parsed.data.entries;
    const place = parsed.error.issues[0]?.path.map(String).join('.') || 'the document';
    throw new UserError(`${what}: ${this.path} is not a journal of this tool: ${place} is wrong.`, away);
  }

  async put(one: Entry): Promise<void> {
    await this.#save(replaced(await this.entries(), one));
  }

  async drop(id: string): Promise<void> {
    await this.#save((await this.entries()).filter((one) => one.id !== id));
  }

  #save(entries: readonly Entry[]): Promise<void> {
    return withTodo(
      elsewhere,
      replacePrivateFile(
        this.path,
        this.#masker.document({ schema: 'exo-preflight/journal/1', entries: entries.slice(-kept) }),
        what,
      ),
    );
  }
}

/** For a simulated PC, or to try a change without touching the real journal. */
export class MemoryJournal implements Journal {
  #entries: readonly Entry[];

  constructor(entries: readonly Entry[] = []) {
    this.#entries = entries;
  }

  probe(): Promise<void> {
    return Promise.resolve();
  }

  entries(): Promise<readonly Entry[]> {
    return Promise.resolve(this.#entries);
  }

  put(one: Entry): Promise<void> {
    this.#entries = replaced(this.#entries, one);
    return Promise.resolve();
  }

  drop(id: string): Promise<void> {
    this.#entries = this.#entries.filter((one) => one.id !== id);
    return Promise.resolve();
  }
}

const replaced = (entries: readonly Entry[], one: Entry): readonly Entry[] =>
  entries.some(({ id }) => id === one.id)
    ? entries.map((other) => (other.id === one.id ? one : other))
    : [...entries, one];

/**
 * In the user's own folder: `%LOCALAPPDATA%\exo-preflight`, elsewhere `$XDG_STATE_HOME/exo-preflight` or
 * `~/.local/state/exo-preflight`.
 */
export function journalPath({
  platform,
  environment,
  home,
}: {
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}): string {
  const [given, ...otherwise] =
    platform === 'win32'
      ? [environment['LOCALAPPDATA'], 'AppData', 'Local']
      : [environment['XDG_STATE_HOME'], '.local', 'state'];
  return join(
    given === undefined || given === '' ? join(home, ...(otherwise as string[])) : given,
    'exo-preflight',
    'journal.json',
  );
}
