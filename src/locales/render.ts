import type { Arg, Message, Reading } from '../vocabulary/index.js';

/** Sentences by message id; `{name}` stands for an argument, `{name|one thing|# things}` for a number and its word. */
export type Catalog = Readonly<Record<string, string>>;

/** Decides what of an argument may be shown: redaction hangs here, in front of every output. */
export type ShowArg = (arg: Exclude<Arg, number>) => string;

export interface Words {
  /** Looked through in order: a check's own texts first, then the tool's. */
  readonly catalogs: readonly Catalog[];
  /** BCP 47, for plurals. */
  readonly language: string;
  readonly show: ShowArg;
}

/** The longest argument anybody sees; a server's text may be megabytes. */
const maxArg = 600;

export function render({ id, args = {} }: Message, words: Words): string {
  const template = words.catalogs
    .map((catalog) => (Object.hasOwn(catalog, id) ? catalog[id] : undefined))
    .find((text) => text !== undefined);
  return template === undefined ? `[${id}]` : fill(template, args, words);
}

/** Fills a template that was found elsewhere, a remedy for example. An argument that is missing stays visible as `{name}`. */
export function fill(template: string, args: Readonly<Record<string, Arg>>, words: Words): string {
  return template.replaceAll(
    /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/gu,
    (whole, name: string, one?: string, other?: string) => {
      const given = args[name];
      if (given === undefined) return whole;
      if (one === undefined || other === undefined || typeof given !== 'number') return renderArg(given, words);
      const form = pluralRules(words.language).select(given) === 'one' ? one : other;
      return form.replaceAll('#', () => renderArg(given, words));
    },
  );
}

/** Made once a language: making one costs more than all the rendering. */
const made = new Map<string, Intl.PluralRules>();
function pluralRules(language: string): Intl.PluralRules {
  let rules = made.get(language);
  if (!rules) made.set(language, (rules = new Intl.PluralRules(language)));
  return rules;
}

function renderArg(arg: Arg, words: Words): string {
  // Counts, ports and codes: whole numbers, read the same in all our languages.
  if (typeof arg === 'number') return String(arg);
  return clean(words.show(arg));
}

/** What was observed, in words: a value, that there was none, or why it could not be reported. */
export function renderReading(reading: Reading<Arg>, words: Words): string {
  if (reading.state === 'value') return renderArg(reading.value, words);
  if (reading.state === 'absent') return render({ id: 'reading.absent' }, words);
  return render(
    { id: 'reading.unreadable', args: { why: { value: render(reading.why, words), kind: 'public' } } },
    words,
  );
}

export const showAll: ShowArg = (arg) => arg.value;

/**
 * Takes out what a terminal or a reader could be fooled with: control characters (escape sequences begin with one), marks
 * that turn the direction of text, invisible characters, lone halves of a surrogate pair. Line ends become spaces.
 */
export function clean(text: string): string {
  const short = text.length > maxArg ? `${text.slice(0, maxArg)}…` : text;
  return short
    .replaceAll(/[\r\n\t\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replaceAll(/ {2,}/gu, ' ')
    .trim();
}
