import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { readPrivateFile, replacePrivateFile } from '../files/private-file.js';
import { journalPath } from '../fixes/execution-policy/journal.js';
import type { Masker } from '../redaction/masker.js';
import type { SessionHost } from './host.js';

/** What the questions were answered the last time. A password is no part of it, and has no place in it. */
export interface Remembered {
  readonly route?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly tenant?: string | undefined;
  readonly user?: string | undefined;
}

const what = 'the answers of the last run';
const maxBytes = 16_384;
const text = z.optional(z.string().check(z.maxLength(1024)));
const document = z.object({
  schema: z.literal('exo-preflight/last-run/1'),
  route: text,
  endpoint: text,
  tenant: text,
  user: text,
});

/** Beside the journal, in a folder of the user's own. */
export const rememberedPath = (host: Pick<SessionHost, 'platform' | 'environment' | 'home'>): string =>
  join(dirname(journalPath(host)), 'last-run.json');

/** Nothing where there is none, or none that could be read: the questions are only asked without an offer then. */
export async function recall(path: string): Promise<Remembered> {
  try {
    const bytes = await readPrivateFile(path, what, maxBytes);
    const parsed = document.safeParse(bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** A PC on which it can not be written is checked all the same. */
export async function remember(
  { route, endpoint, tenant, user }: Remembered,
  path: string,
  masker: Masker,
): Promise<void> {
  // What was left empty is nothing to offer.
  const answers = Object.fromEntries(
    Object.entries({ route, endpoint, tenant, user }).filter(([, answer]) => answer !== ''),
  );
  await replacePrivateFile(path, masker.document({ schema: 'exo-preflight/last-run/1', ...answers }), what).catch(
    () => undefined,
  );
}
