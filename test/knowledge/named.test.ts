import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { isKnownSymptom } from '../../src/knowledge/symptoms.js';

const root = resolve(import.meta.dirname, '../..');
const files = ['checks', 'src/exchange', 'src/fixes'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('texts'))
    .map((file) => join(folder, file)),
);

const literalsIn = (node: ts.Node): readonly string[] =>
  ts.isStringLiteral(node)
    ? [node.text]
    : ts.isArrayLiteralExpression(node)
      ? node.elements.flatMap(literalsIn)
      : ts.isConditionalExpression(node)
        ? [...literalsIn(node.whenTrue), ...literalsIn(node.whenFalse)]
        : [];

/** `symptom: '…'` and `candidates: ['…']`, and the sentence of a `fail` or a `warn` that names no symptom beside it: it is one itself. */
function symptomsNamedBy(node: ts.Node): readonly string[] {
  if (ts.isPropertyAssignment(node) && ['symptom', 'candidates'].includes(node.name.getText()))
    return literalsIn(node.initializer);
  if (!ts.isCallExpression(node) || !['fail', 'warn'].includes(node.expression.getText())) return [];
  const [sentence, given] = node.arguments;
  if (!sentence || !given || !ts.isObjectLiteralExpression(given)) return [];
  const names = given.properties.map((property) => property.name?.getText());
  return names.includes('symptom') || names.includes(undefined) ? [] : literalsIn(sentence);
}

function walk(node: ts.Node, found: string[]): string[] {
  found.push(...symptomsNamedBy(node));
  ts.forEachChild(node, (child) => void walk(child, found));
  return found;
}

it('a check, the connection and a fix name only symptoms there are', () => {
  const named = files.flatMap((file) =>
    walk(ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true), []).map(
      (symptom) => ({ file, symptom }),
    ),
  );
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter(({ symptom }) => !isKnownSymptom(symptom))).toEqual([]);
});
