import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src', 'checks', '.config', 'test'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => ['.ts', '.tsx', '.mjs', '.ps1'].includes(extname(file)))
  // The list of the words itself.
  .filter((file) => file !== 'test/words.test.ts');

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
const published: Readonly<Record<string, readonly string[]>> = {
  'src/report/document/': ['hop'],
  'test/report/document/': ['hop'],
  'test/commands/scenarios.test.ts': ['hop'],
};

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

/** A PowerShell script's comments, wherever they stand, and its code without comments and strings that expand nothing. */
function partsOfScript(text: string): { readonly comments: readonly string[]; readonly code: string } {
  const comments: string[] = [];
  const code = text.replace(
    /@'\r?\n[^]*?\n'@|@"\r?\n[^]*?\n"@|'[^']*'|"(?:`[^]|[^"`])*"|`[^]|<#[^]*?#>|(?<![^\s;(){}|,&])#.*/gu,
    (part) => {
      if (/^<?#/u.test(part)) comments.push(part);
      return /^@?"/u.test(part) ? part : ' ';
    },
  );
  return { comments, code };
}

function commentsOf(file: string, text: string): readonly string[] {
  if (file.endsWith('.ps1')) return partsOfScript(text).comments;
  return commentsIn(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
}

const nameInScript = /\$\{?(?:\w+:)?(\w+)|\b(?:function|filter)\s+(?:\w+:)?([\w-]+)/giu;

const namesOf = (file: string, text: string): readonly string[] =>
  file.endsWith('.ps1')
    ? [...partsOfScript(text).code.matchAll(nameInScript)].map(([, variable, named]) => (variable ?? named)!)
    : namesIn(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));

describe('the words of the field', () => {
  it('are looked for in all of a PowerShell script', () => {
    const script = '<#\n one\n#>\nfunction Open-Door { # two\n  $script:hop = \'a # b\'; "$rung # c"\n}\n  # three';
    expect(commentsOf('a.ps1', script)).toEqual(['<#\n one\n#>', '# two', '# three']);
    expect(namesOf('a.ps1', script)).toEqual(['Open-Door', 'hop', 'rung']);
  });

  it.each(files)('%s', (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const allowed = Object.entries(published).flatMap(([place, words]) => (file.startsWith(place) ? words : []));
    const banned = [...inNames, ...(/^(?:src|test)\/ui\//u.test(file) ? inNamesOfScreens : [])].filter(
      (word) => !allowed.includes(word),
    );
    const names = [...namesOf(file, text), ...file.split('/')].filter(
      (name) => !/sign(?:s|ed|ing)?-?in/iu.test(name) && wordsOf(name).some((word) => banned.includes(word)),
    );
    expect([...new Set(names)]).toEqual([]);
    expect(commentsOf(file, text).filter((comment) => inComments.test(comment))).toEqual([]);
  });
});
