import type { Kind, Reading } from '../vocabulary/index.js';

/** A value of the registry and the type it must have to count as read. */
export interface RegistrySource {
  readonly hive: 'HKLM' | 'HKCU';
  readonly key: string;
  readonly value: string;
  /** Which side of a 64-bit registry; HKCU has one side only. */
  readonly view: 64 | 32;
}

/** A value of the registry that no fact of the tool's is about, as a check asks for it. */
export interface RegistryQuestion<As extends RegistryType = RegistryType> {
  /** `HKLM\SOFTWARE\Acme\Vpn`; `HKCU\…` for the user's own. */
  readonly key: string;
  /** The name of the value in that key. */
  readonly value: string;
  /** What it must be to count as read: `dword` (REG_DWORD, or digits in a REG_SZ) or `text`. Anything else is unreadable. */
  readonly type: As;
  /** Which side of a 64-bit registry; 64 unless said. HKCU has one side only. */
  readonly view?: 64 | 32;
  /** What a text says about whom, for redacted reports. Hidden in them unless you say `public`. */
  readonly kind?: Kind;
}

export type RegistryType = 'dword' | 'text';
export type RegistryFactId = `registry:${string}`;

/** What came of the question; it stands among the facts of the report by this id. */
export type RegistryFact<As extends RegistryType = RegistryType> = Reading<As extends 'dword' ? number : string> & {
  readonly id: RegistryFactId;
  readonly source: string;
  readonly kind: Kind;
};

export const isRegistryFactId = (id: string): id is RegistryFactId => id.startsWith('registry:');

const place = /^(HKLM|HKCU)\\([^\\].*)$/iu;
/** More than any key or value has that somebody named on purpose. */
const longest = 255;

/** The question as a place in the registry. Throws a TypeError for one that cannot be asked. */
export function placeAsked({ key, value, view = 64 }: RegistryQuestion): RegistrySource {
  const [, hive, path] = place.exec(key) ?? [];
  // A control character or a quotation mark in a name would be something else on a command line.
  const odd = [key, value].some((name) => name === '' || name.length > longest || /[\p{Cc}"]/u.test(name));
  if (hive === undefined || path === undefined || path.endsWith('\\') || odd)
    throw new TypeError(`the registry cannot be asked for the value "${value}" of "${key}": give HKLM\\… or HKCU\\…`);
  return { hive: hive.toUpperCase() as RegistrySource['hive'], key: path, value, view };
}

/** One id a place, however it is spelled: the registry knows no case, and HKCU no sides. */
function registryFactId({ hive, key, value, view }: RegistrySource): RegistryFactId {
  return `registry:${`${hive}\\${key}\\${value}`.toLowerCase()}${hive === 'HKLM' && view === 32 ? ' (32-bit view)' : ''}`;
}

/** What stands beside the reading of a question. */
export function aboutQuestion(question: RegistryQuestion): Omit<RegistryFact, 'state'> {
  const asked = placeAsked(question);
  const kind = question.kind ?? (question.type === 'dword' ? 'public' : 'server-text');
  return { id: registryFactId(asked), source: sourceInRegistry(asked), kind };
}

/** `HKLM\SOFTWARE\…\Full, value Release (64-bit view)` */
export const sourceInRegistry = ({ hive, key, value, view }: RegistrySource): string =>
  `${hive}\\${key}, value ${value}${hive === 'HKLM' ? ` (${view}-bit view)` : ''}`;

/** A recorded value counts for a question of its type and no other. */
export const isOfType = (type: RegistryType, value: unknown): boolean =>
  typeof value === (type === 'dword' ? 'number' : 'string');
