import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../vocabulary/index.js';
import type { AnyCheck, OwnSymptom } from './check.js';
import { isCheckId } from './ids.js';
import { isFinding } from './is-finding.js';

/** What the house that loads a plugin knows of faults. */
export interface House {
  /** Whether an id is one of the tool's own symptoms. */
  isKnownSymptom(id: string): boolean;
  /** Who may own a fault. */
  isOwner(owner: string): boolean;
}

/**
 * Loads checks somebody else wrote from one module: every export that is a check, or a list of them. A plugin is trusted code
 * and runs with all our rights: the caller names it before this is called. Throws a UserError that says which export is wrong.
 */
export async function loadChecks<C>(path: string, house: House): Promise<readonly AnyCheck<C>[]> {
  const file = resolve(path);
  if (!/\.m?js$/u.test(file))
    throw new UserError(
      `--checks: ${path} is not a compiled module.`,
      'Give a .js or .mjs file; compile TypeScript first.',
    );
  const stats = await stat(file).catch(() => undefined);
  if (!stats?.isFile()) throw new UserError(`--checks: the file ${path} does not exist.`, 'Check the path.');
  const module = await importPlugin(file, path);
  const found = [
    ...new Set(
      Object.values(module)
        .flatMap((exported) => (Array.isArray(exported) ? (exported as unknown[]) : [exported]))
        .filter(looksLikeCheck),
    ),
  ];
  if (found.length === 0)
    throw new UserError(
      `--checks: ${path} exports no check.`,
      'Export what defineCheck returns: each by name, or a list of them.',
    );
  return found.map((check) => accept<C>(check, path, house));
}

async function importPlugin(file: string, path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const todo =
      code === 'ERR_MODULE_NOT_FOUND'
        ? 'Install what it imports next to it (`npm install exo-preflight` in its folder for the types and helpers).'
        : 'Run again with --debug to see where it failed, and tell its author.';
    throw new UserError(
      `--checks: ${path} could not be loaded (${error instanceof Error ? error.name : typeof error}).`,
      todo,
      { cause: error },
    );
  }
}

type Candidate = Readonly<Record<string, unknown>>;

const looksLikeCheck = (thing: unknown): thing is Candidate =>
  typeof thing === 'object' && thing !== null && 'id' in thing && 'run' in thing;

/** Written in any language that compiles to JavaScript: nothing about its shape is taken on trust. */
function accept<C>(check: Candidate, path: string, house: House): AnyCheck<C> {
  const id = String(check['id']);
  const wrong = (what: string, todo: string): UserError =>
    new UserError(`--checks: the check "${id}" in ${path} ${what}.`, todo);
  if (!isCheckId(check['id']))
    throw wrong('has no proper id', 'Use lower-case words joined by hyphens, for example my-check.');
  if (check['apiVersion'] !== 1)
    throw wrong(`is written for version ${String(check['apiVersion'])} of checks`, 'This tool runs version 1.');
  if (typeof check['run'] !== 'function') throw wrong('can not be run', 'Give it a function `run`.');
  if (typeof check['group'] !== 'string') throw wrong('has no group', "Give it a `group`, for example 'pc'.");
  if (!hasTitle(check['texts']))
    throw wrong(
      'has no English title, or a text that is none',
      'Give it `texts: { en: { title: … } }`, every text a string.',
    );
  if (check['appliesTo'] !== undefined && typeof check['appliesTo'] !== 'function')
    throw wrong('has an appliesTo that is no function', 'Make `appliesTo` a function, or leave it out.');
  for (const list of ['needs', 'blockedByFailureOf', 'inputs', 'uses'] as const) {
    const given = check[list];
    if (given !== undefined && !(Array.isArray(given) && given.every((one) => typeof one === 'string')))
      throw wrong(`has a ${list} that is not a list of names`, `Make \`${list}\` an array of strings.`);
  }
  for (const number of ['timeoutMs', 'priority'] as const) {
    if (
      check[number] !== undefined &&
      !(Number.isFinite(check[number]) && (number !== 'timeoutMs' || Number(check[number]) > 0))
    )
      throw wrong(`has a ${number} that is not a number`, `Make \`${number}\` a number, or leave it out.`);
  }
  const badSymptom = whatIsWrongWith(check['symptoms'], house);
  if (badSymptom) throw wrong(...badSymptom);
  return keptToItsTexts(check as unknown as AnyCheck<C>);
}

type Complaint = readonly [what: string, todo: string];

function whatIsWrongWith(symptoms: unknown, house: House): Complaint | undefined {
  if (symptoms === undefined) return undefined;
  if (!isObject(symptoms))
    return ['has symptoms that are no records by id', 'Make `symptoms` an object, or leave it out.'];
  for (const [id, symptom] of Object.entries(symptoms)) {
    const isProper: boolean = isCheckId(id);
    if (!isProper)
      return [
        `has a symptom "${id}" without a proper id`,
        'Use lower-case words joined by hyphens, for example acme-vpn-missing.',
      ];
    if (house.isKnownSymptom(id))
      return [
        `brings the symptom "${id}", which the tool knows already`,
        'Name the known one in a finding, or give yours another id.',
      ];
    if (!isSymptom(symptom))
      return [
        `has a symptom "${id}" that is not whole`,
        'Give it an `owner`, a `cause` and `steps`; `send` and `links` as they are needed.',
      ];
    if (!house.isOwner(symptom.owner))
      return [
        `has a symptom "${id}" for an owner that is not known`,
        "Give one of those in the documentation, for example 'you'.",
      ];
  }
  return undefined;
}

const isObject = (thing: unknown): thing is Readonly<Record<string, unknown>> =>
  typeof thing === 'object' && thing !== null && !Array.isArray(thing);
const isText = (thing: unknown): thing is string => typeof thing === 'string' && thing !== '';
const isListOf = (thing: unknown, is: (one: unknown) => boolean): boolean => Array.isArray(thing) && thing.every(is);

const isStep = (step: unknown): boolean =>
  isText(step) ||
  (isObject(step) && (step['on'] === 'remote-powershell' || step['on'] === 'rest') && isText(step['step']));

const isSymptom = (thing: unknown): thing is OwnSymptom =>
  isObject(thing) &&
  isText(thing['owner']) &&
  isText(thing['cause']) &&
  isListOf(thing['steps'], isStep) &&
  (thing['send'] === undefined || isText(thing['send'])) &&
  (thing['links'] === undefined || isListOf(thing['links'], (link) => isText(link) && /^https:\/\/\S+$/u.test(link)));

/** Two checks may bring one fault in the same words, and no two in different ones: the reader of a report could not tell them apart. */
export function refuseDividedSymptoms(checks: readonly AnyCheck<never>[]): void {
  const seen = new Map<string, { readonly check: string; readonly said: string }>();
  for (const { id: check, symptoms = {} } of checks)
    for (const [id, symptom] of Object.entries(symptoms)) {
      const said = JSON.stringify(symptom);
      const before = seen.get(id);
      if (before && before.said !== said)
        throw new UserError(
          `--checks: the checks "${before.check}" and "${check}" bring the symptom "${id}" in different words.`,
          'Give one of the two another id.',
        );
      seen.set(id, { check, said });
    }
}

/** Its sentences travel with a check; one that is missing, or lacks an argument, would reach a reader half said. */
function keptToItsTexts<C>(check: AnyCheck<C>): AnyCheck<C> {
  const texts: Readonly<Record<string, string>> = check.texts.en;
  const run: AnyCheck<C>['run'] = async (context, signal) => {
    const finding = await check.run(context, signal);
    if (isFinding(finding) && finding.status !== 'not-applicable') {
      const { id, args = {} } = finding.summary;
      const text = Object.hasOwn(texts, id) ? texts[id] : undefined;
      if (text === undefined) throw new TypeError(`the check "${check.id}" has no sentence "${id}"`);
      const missing = [...text.matchAll(/\{(\w+)(?:\|[^}]*)?\}/gu)]
        .map((match) => match[1]!)
        .find((name) => !Object.hasOwn(args, name));
      if (missing !== undefined)
        throw new TypeError(`the sentence "${id}" of the check "${check.id}" lacks its argument "${missing}"`);
    }
    return finding;
  };
  return Object.assign(Object.create(Object.getPrototypeOf(check) as object) as AnyCheck<C>, check, { run });
}

function hasTitle(texts: unknown): boolean {
  const english = typeof texts === 'object' && texts !== null && 'en' in texts ? texts.en : undefined;
  return (
    typeof english === 'object' &&
    english !== null &&
    'title' in english &&
    Object.values(english).every((text) => typeof text === 'string')
  );
}
