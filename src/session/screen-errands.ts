import { readFile } from 'node:fs/promises';
import { catalog } from '../locales/en/index.js';
import type { CheckId, Outcome } from '../preflight/index.js';
import { rowText, textToSend } from '../report/text/row-text.js';
import type { Wording } from '../report/text/wording.js';
import type { OpenScreen } from '../ui/screen/open-screen.js';
import type { Arg } from '../vocabulary/index.js';
import type { Output, SessionHost } from './host.js';

/** What a screen is about, for what can be done on any: of a run, or of a report. */
export interface Reported {
  readonly wording: Wording;
  readonly outcomes: () => ReadonlyMap<CheckId, Outcome>;
}

/** The text that is ready to send, or else the finding. */
export async function copyRow(
  screen: OpenScreen,
  check: CheckId,
  { reported: { wording, outcomes }, host }: { readonly reported: Reported; readonly host: Pick<SessionHost, 'copy'> },
): Promise<void> {
  const text = textToSend(check, outcomes(), wording) ?? rowText(check, outcomes(), wording);
  const isTaken = await host.copy(text);
  if (!isTaken) screen.offerToCopy(text);
  screen.note(wording.own(isTaken ? 'note.copied.clipboard' : 'note.copied.terminal'));
}

/** The page about a check, read from the package: there is no other place it could be opened at, and a terminal is always at hand. */
export async function openPage(screen: OpenScreen, check: CheckId, { wording }: Reported): Promise<void> {
  const page = wording.page(check);
  if (page === undefined) return;
  try {
    // As built: this file ends up in a folder of dist, beside which the pages lie.
    const text = await readFile(new URL(`../../${page}`, import.meta.url), 'utf8');
    screen.page(page, text.split(/\r?\n/u));
  } catch {
    screen.note(wording.own('note.no-page', { page: publicly(page) }));
  }
}

/** What is said of a screen that broke, once the terminal is as it was. Resolves to the exit code. */
export function tellCrash(
  error: unknown,
  { debug, streams }: { readonly debug: boolean; readonly streams: Output },
): number {
  const name = error instanceof Error ? error.name : typeof error;
  streams.progress(`exo-preflight: ${catalog['screen.crashed'].replace('{name}', () => name)}`);
  streams.progress(debug ? stackOf(error) : catalog['screen.crashed.next']);
  return 4;
}

export const publicly = (value: string): Arg => ({ value, kind: 'public' });
export const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
