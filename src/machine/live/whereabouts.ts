import { join } from 'node:path';
import type { Reading } from '../../vocabulary/index.js';
import { absent, message, unreadable, value } from '../../vocabulary/index.js';
import { textOf } from './registry/parse-query.js';
import type { Registry } from './registry/registry.js';

/** Where the folders of this PC and this user are. */
export interface Whereabouts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly registry: Registry;
  /** Timeout of one folder, in milliseconds. */
  readonly timeoutMs: number;
}

/** A registry string with its variables expanded, as Windows does for REG_EXPAND_SZ. */
export async function expandedText(
  { registry, environment }: Whereabouts,
  key: string,
  name: string,
): Promise<Reading<string>> {
  const listing = await registry.key(key);
  if (listing.state !== 'value') return listing;
  const raw = listing.value.values.get(name.toLowerCase());
  if (!raw) return absent;
  const text = textOf(raw);
  if (text === undefined) return unreadable(message('unreadable.type', { type: { value: raw.type, kind: 'public' } }));
  // No path contains a question mark: reg.exe prints one for characters outside the console's code page.
  return text.includes('?') ? unreadable(message('unreadable.undecodable')) : value(expand(text, environment));
}

/** The 64-bit folder, also for a 32-bit process. */
export const programFiles = ({ environment }: Pick<Whereabouts, 'environment'>): string =>
  variable(environment, 'ProgramW6432') ?? variable(environment, 'ProgramFiles') ?? 'C:\\Program Files';

export const systemRoot = ({ environment }: Pick<Whereabouts, 'environment'>): string =>
  variable(environment, 'SystemRoot') ?? 'C:\\Windows';

/** The user's Documents, also after folder redirection or a move to OneDrive. */
export async function documents(where: Whereabouts): Promise<Reading<string>> {
  const personal = await expandedText(
    where,
    'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders',
    'Personal',
  );
  if (personal.state !== 'absent') return personal;
  const profile = variable(where.environment, 'USERPROFILE');
  return profile === undefined ? absent : value(join(profile, 'Documents'));
}

/** Expands `%Name%`; one without a value is kept, as in Windows. */
function expand(text: string, environment: Whereabouts['environment']): string {
  return text.replaceAll(/%([^%;]+)%/gu, (whole, name: string) =>
    name.toLowerCase() === 'programfiles' ? programFiles({ environment }) : (variable(environment, name) ?? whole),
  );
}

/** Variable names are case-insensitive on Windows. */
function variable(environment: Whereabouts['environment'], name: string): string | undefined {
  const own = Object.keys(environment).find((one) => one.toLowerCase() === name.toLowerCase());
  const found = own === undefined ? undefined : environment[own];
  return found === '' ? undefined : found;
}
