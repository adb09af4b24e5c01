import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src', 'checks', '.config'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => ['.ts', '.tsx', '.mjs', '.ps1'].includes(extname(file)));

/** Words this project once had of its own; the field's are in the glossary of docs/architecture.md. */
const inNames = [
  'told',
  'untold',
  'mend',
  'mended',
  'door',
  'doors',
  'climb',
  'climber',
  'climbed',
  'climbing',
  'hop',
  'hops',
  'means',
  'patience',
  'xray',
  'knock',
  'shake',
  'mention',
  'mentioned',
  'yields',
  'rung',
  'rungs',
  'ladder',
];
const inComments =
  /\b(?:un)?told\b|\bmend(?:s|ed|ing)?\b|\bdoors?\b|\bclimb(?:s|ed|er|ing)?\b|\bhops?\b|\bpatience\b|\bx-ray\b|\bknock(?:s|ed)?\b|\byieldsTo\b|\brungs?\b|\bladder\b/iu;
/** Where a screen's look was meant, and a character. */
const inNamesOfScreens = ['look', 'looks', 'sign', 'signs'];
/** The report document keeps the key it was published with. */
const published: Readonly<Record<string, readonly string[]>> = { 'src/report/document/': ['hop'] };

const wordsOf = (name: string): readonly string[] =>
  name.split(/(?=[A-Z])|[^A-Za-z]+/u).map((word) => word.toLowerCase());

function namesIn(source: ts.SourceFile): readonly string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** Every comment once, by where it begins. */
function commentsIn(source: ts.SourceFile): readonly string[] {
  const text = source.text;
  const found = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ])
      found.set(pos, text.slice(pos, end));
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  return [...found.values()];
}

function commentsOf(file: string, text: string): readonly string[] {
  if (file.endsWith('.ps1')) return text.split('\n').flatMap((line) => /^\s*#.*|<#[^]*?#>/u.exec(line)?.[0] ?? []);
  return commentsIn(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
}

const namesOf = (file: string, text: string): readonly string[] =>
  file.endsWith('.ps1')
    ? [...text.matchAll(/\$(?:global:)?(\w+)/gu)].map(([, name]) => name!)
    : namesIn(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));

describe('the words of the field', () => {
  it.each(files)('%s', (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const allowed = Object.entries(published).flatMap(([folder, words]) => (file.startsWith(folder) ? words : []));
    const banned = [...inNames, ...(file.startsWith('src/ui/') ? inNamesOfScreens : [])].filter(
      (word) => !allowed.includes(word),
    );
    const names = [...namesOf(file, text), ...file.split('/')].filter(
      (name) => !/sign(?:s|ed|ing)?-?in/iu.test(name) && wordsOf(name).some((word) => banned.includes(word)),
    );
    expect([...new Set(names)]).toEqual([]);
    expect(commentsOf(file, text).filter((comment) => inComments.test(comment))).toEqual([]);
  });
});
