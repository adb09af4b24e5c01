/**
 * The rows of `collect.ps1` that need no PowerShell of their own, written from the fact table: values of the registry,
 * variables of the environment, versions of modules. `npm run collector` puts them into the script.
 */
import { factIds, factTable } from '../../src/machine/fact-table.js';
import type { FactId } from '../../src/machine/fact-table.js';

/** The collector is read in narrow windows as well: no line of it is longer. */
const width = 78;
const indent = ' '.repeat(8);
const continued = ' '.repeat(12);
const block = /( {8}# <facts> [^\n]*\n)[^]*?( {8}# <\/facts>\n)/u;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Fills lines with the pieces in turn; `before` and `after` are what opens and closes a line that goes on. */
function filled(first: string, pieces: readonly string[], before: string, after: string, end: string): string {
  const lines = [first];
  pieces.forEach((piece, index) => {
    const longer = lines.at(-1)! + piece;
    const closing = index === pieces.length - 1 ? end : after;
    if (longer.length + closing.length <= width) lines[lines.length - 1] = longer;
    else lines.push(before + piece.trimStart());
  });
  return lines.map((line, index) => line + (index === lines.length - 1 ? end : after)).join('\n');
}

const call = (name: string, ...texts: readonly string[]): string =>
  filled(
    `${indent}${name}`,
    texts.map((text) => ` ${quoted(text)}`),
    continued,
    ' `',
    '',
  );

/** A long key goes on at a backslash. */
function keyLine(key: string): string {
  const pieces = key.replaceAll("'", "''").split(/(?=\\)/u);
  return filled(`${indent}$key = '`, pieces, `${continued}'`, "' +", "'");
}

/** The row that reads a fact, after what it needs that the rows before it did not set; nothing where it is written by hand. */
function rowOf(id: FactId, set: Map<string, string>): readonly string[] {
  const { from } = factTable[id];
  if ('environment' in from) return [call('Read-Variable', id, from.environment, from.as)];
  if ('module' in from) return [call('Read-Module', id, from.module)];
  if (!('registry' in from)) return [];
  const { hive, view, key, value } = from.registry;
  const needed = { hive: `${indent}$hive = ${quoted(hive)}`, view: `${indent}$view = ${view}`, key: keyLine(key) };
  const changed = Object.entries(needed).filter(([name, line]) => set.get(name) !== line);
  for (const [name, line] of changed) set.set(name, line);
  return [...changed.map(([, line]) => line), call('Read-Registry', id, value, from.as)];
}

/** The collector with its generated rows written anew. */
export function withFactRows(script: string): string {
  if (!block.test(script)) throw new Error('collect.ps1 has lost the lines # <facts> and # </facts>.');
  const set = new Map<string, string>();
  const subjects = new Map<string, FactId[]>();
  for (const id of factIds) {
    const subject = id.split('.')[0]!;
    subjects.set(subject, [...(subjects.get(subject) ?? []), id]);
  }
  const text = [...subjects.values()]
    .map((ids) => ids.flatMap((id) => rowOf(id, set)).join('\n'))
    .filter((rows) => rows !== '')
    .join('\n\n');
  return script.replace(block, (_, opening: string, closing: string) => `${opening}${text}\n${closing}`);
}
