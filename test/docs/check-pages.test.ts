import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.js';
import { optionName } from '../../src/cli/command.js';
import { commands } from '../../src/commands/index.js';
import { signatures } from '../../src/knowledge/signatures.js';
import type { Owner } from '../../src/knowledge/symptoms.js';
import { isKnownSymptom, symptoms } from '../../src/knowledge/symptoms.js';
import { isScenarioId } from '../../src/lab/scenarios.js';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'docs/checks');
const ids: readonly string[] = checks.map(({ id }) => id);
const pages = readdirSync(folder);
const read = (page: string): string => readFileSync(join(folder, page), 'utf8');
const pageOf = (check: string): string => read(`${check}.md`);

/** What stands between backticks, a whole span. */
const codeIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/`([^`\n]+)`/gu)].map((match) => match[1]!));
/** Ids of symptoms that stand in a source file as a literal. */
const namedIn = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/'([a-z0-9-]+)'/gu)]
    .map((match) => match[1]!)
    .filter(isKnownSymptom);
const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const tableLines = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf);

describe('the pages of the checks', () => {
  it('are one a check, and no more', () => {
    expect([...pages].sort()).toEqual([...ids.map((id) => `${id}.md`), 'README.md'].sort());
  });

  it.each(checks.map(({ id, texts }) => [id, texts.en.title] as const))(
    '%s: begins with the id and the sentence that is true when it passes',
    (id, title) => {
      expect(pageOf(id).split('\n').slice(0, 3)).toEqual([`# ${id}`, '', `*${title}*`]);
    },
  );

  it.each(ids)('%s: answers the same questions in the same order', (id) => {
    const headings = [...pageOf(id).matchAll(/^## (.+)$/gmu)].map((match) => match[1]);
    expect(headings).toEqual([
      'What it asks',
      'How it is read',
      'What the row can say',
      'How to mend it',
      'What it can not tell',
      'Sources',
    ]);
  });

  it.each(ids)('%s: names every symptom that its check names', (id) => {
    const code = codeIn(pageOf(id));
    expect(namedIn(`checks/${id}.ts`).filter((symptom) => !code.has(symptom))).toEqual([]);
  });

  it('test-connection: names everything that can break a connection', () => {
    const answered = signatures.flatMap(({ symptom, candidates = [] }) => [symptom, ...candidates]);
    const sources = readdirSync(join(root, 'src/exchange'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const code = codeIn(pageOf('test-connection'));
    const known = new Set([...answered, ...sources.flatMap((file) => namedIn(`src/exchange/${file}`))]);
    // The id of a hint on the account's name too, and a reason behind a refusal, not a stage that broke.
    known.delete('customer-account');
    expect(known.size).toBeGreaterThan(40);
    expect([...known].filter((symptom) => !code.has(symptom))).toEqual([]);
  });

  it('port-443: names every way in which its endpoint can fail', () => {
    const code = codeIn(pageOf('port-443'));
    const family = Object.keys(symptoms).filter((symptom) =>
      /^endpoint-(?!not-found)|^certificate-|^tls-|^proxy-(?!only)/u.test(symptom),
    );
    expect(family.filter((symptom) => !code.has(symptom))).toEqual([]);
  });

  it('say of each symptom the same owner as the tool does', () => {
    const short: Readonly<Record<Owner, string>> = {
      you: 'you',
      'domain-admin': 'domain administrator',
      'network-team': 'network team',
      'tenant-admin': 'tenant or server administrator',
      customer: 'customer',
      microsoft: 'Microsoft',
    };
    const wrong = ids.flatMap((id) =>
      tableLines(pageOf(id)).flatMap((cells) => {
        const named = /^`([a-z0-9-]+)`(?: \(may be\))?$/u.exec(cells.length === 4 ? cells[1]! : cells[0]!)?.[1];
        if (
          cells.length < 3 ||
          named === undefined ||
          !isKnownSymptom(named) ||
          cells.at(-1) === short[symptoms[named].owner]
        )
          return [];
        return [`${id}: ${named} is for ${symptoms[named].owner}, not for ${cells.at(-1) ?? ''}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('have links that lead somewhere', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)\s]+)\)/gu)]
        .map((match) => match[1]!)
        .filter((target) => !/^[a-z]+:/u.test(target) && !existsSync(resolve(folder, target.split('#')[0]!)))
        .map((target) => `${page} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('speak only of options and scenarios that there are', () => {
    const known = new Set(
      [commands.main, ...commands.named].flatMap(({ options }) =>
        Object.entries(options).map(([property, option]) => optionName(property, option)),
      ),
    );
    const options = pages.flatMap((page) =>
      [...read(page).matchAll(/`[^`\n]*`/gu)]
        .flatMap(([span]) => span.match(/(?<=[\s`])--[a-z][a-z-]+/gu) ?? [])
        .map((option) => ({ page, option })),
    );
    expect(options.length).toBeGreaterThan(10);
    expect(options.filter(({ option }) => !known.has(option))).toEqual([]);
    const scenarios = pages.flatMap((page) =>
      [...read(page).matchAll(/--scenario ([a-z-]+)/gu)].map((match) => match[1]!),
    );
    expect(scenarios.filter((id) => !isScenarioId(id))).toEqual([]);
  });
});

describe('the list of the checks', () => {
  const list = tableLines(read('README.md'));

  it('has every check in the order of a run, with its sentence', () => {
    const rows = list
      .filter((cells) => cells.length === 3 && cells[0]!.startsWith('['))
      .map(([link, title]) => [link, title]);
    expect(rows).toEqual(checks.map(({ id, texts }) => [`[${id}](${id}.md)`, texts.en.title]));
  });

  it('leads from every symptom to one page, which names it', () => {
    const entries = list
      .filter((cells) => cells.length === 2 && cells[0]!.startsWith('['))
      .flatMap(([link, named]) =>
        [...codeIn(named!)].map((symptom) => ({ symptom, check: /^\[([a-z0-9-]+)\]/u.exec(link!)![1]! })),
      );
    expect(entries.map(({ symptom }) => symptom).sort()).toEqual(Object.keys(symptoms).sort());
    expect(entries.filter(({ symptom, check }) => !codeIn(pageOf(check)).has(symptom))).toEqual([]);
  });
});
