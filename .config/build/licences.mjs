// The licences of everything inside, as they ask for. A package that ships no text gets the standard text of its licence with the
// copyright line of its repository, from .config/licences.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = new URL('../licences/', import.meta.url);
const licenceFile = /^(?:licen[cs]e|copying|notice)(?:-\w+)?(?:\.(?:md|txt))?$/i;

/**
 * @typedef {{ part?: string, licence: string, copyright: string }} Term
 * @typedef {Record<string, { source: string, terms: readonly Term[] }>} Holders
 */

/** @type {Holders} */
const holders = JSON.parse(readFileSync(new URL('holders.json', folder), 'utf8'));

/**
 * @param {readonly import('./packages.mjs').Package[]} packages
 * @param {Holders} [known]
 * @returns {string}
 */
export function licencesOf(packages, known = holders) {
  const names = new Set(packages.map(({ name }) => name));
  const needless = Object.keys(known).filter((name) => !names.has(name));
  if (needless.length > 0)
    throw new Error(`.config/licences/holders.json names what is not bundled: ${needless.join(', ')}`);
  const texts = packages.map(
    (one) => `${one.name} ${one.version} (${one.licence})\n\n${shippedText(one) ?? standardText(one, known)}\n`,
  );
  return `exo-preflight contains parts of these packages.\n\n${texts.join(`\n${'-'.repeat(78)}\n\n`)}`;
}

/** @param {import('./packages.mjs').Package} one */
function shippedText(one) {
  const files = readdirSync(one.folder)
    .filter((file) => licenceFile.test(file))
    .sort();
  if (files.length === 0) return undefined;
  return files.map((file) => readFileSync(join(one.folder, file), 'utf8').replaceAll('\r', '').trim()).join('\n\n');
}

/**
 * @param {import('./packages.mjs').Package} one
 * @param {Holders} known
 */
function standardText({ name, version, licence }, known) {
  const entry = Object.hasOwn(known, name) ? known[name] : undefined;
  if (!entry)
    throw new Error(
      `${name} ${version} ships no text of its licence (${licence}); add its copyright line to .config/licences/holders.json`,
    );
  if (entry.terms[0]?.licence !== licence)
    throw new Error(`${name} ${version} is under ${licence}, which .config/licences/holders.json does not say`);
  return entry.terms
    .map((term) => {
      const text = readFileSync(new URL(`${term.licence}.txt`, folder), 'utf8').trim();
      return `${term.part ? `${term.part}:\n\n` : ''}${text.replace('{copyright}', () => term.copyright)}`;
    })
    .join('\n\n');
}
