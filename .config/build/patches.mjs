// Changes to third-party code, made while it is bundled. Each is a file in .config/patches with its reason.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ file: string, find: string, replace: string | ((readFile: (file: string) => string) => string) }} Edit
 *   `file` is below node_modules; `find` occurs in it exactly once.
 * @typedef {{ name: string, reason: string, edits: readonly Edit[] }} Patch
 */

const folder = new URL('../patches/', import.meta.url);

/** @type {readonly Patch[]} */
export const patches = await Promise.all(
  readdirSync(folder)
    .filter((file) => file.endsWith('.mjs'))
    .sort()
    .map(async (file) => ({ name: file, ...(await import(new URL(file, folder).href)).default })),
);

/**
 * A package that looks different after an update must not quietly lose what is changed in it here.
 *
 * @param {Patch} patch
 * @param {Edit} edit one of the patch's
 * @param {string} source of the edit's file
 * @param {(file: string) => string} readFile another file below the same node_modules
 * @returns {string}
 */
export function applyEdit({ name, reason }, { file, find, replace }, source, readFile) {
  const [before, after, ...more] = source.split(find);
  if (after === undefined || more.length > 0)
    throw new Error(
      `.config/patches/${name} no longer applies: ${file} does not contain ${JSON.stringify(find)} exactly once.\nCheck whether its reason still holds, then adapt the patch or delete it: ${reason}`,
    );
  return `${before}${typeof replace === 'string' ? replace : replace(readFile)}${after}`;
}

/**
 * The patches as a plugin of the bundler.
 *
 * @returns {{ plugin: import('rolldown').Plugin, unused: () => string[] }} `unused`: files that a patch names and no bundle contained
 */
export function patching() {
  const applied = new Set();
  const edits = patches.flatMap((patch) => patch.edits.map((edit) => ({ patch, edit })));
  const plugin = {
    name: 'patches',
    load(/** @type {string} */ id) {
      const path = id.replaceAll('\\', '/');
      const here = edits.filter(({ edit }) => path.endsWith(`/node_modules/${edit.file}`));
      if (here.length === 0) return null;
      const nodeModules = id.slice(0, -here[0].edit.file.length);
      const readFile = (/** @type {string} */ file) => readFileSync(join(nodeModules, file), 'utf8');
      return here.reduce(
        (source, { patch, edit }) => {
          applied.add(edit);
          return applyEdit(patch, edit, source, readFile);
        },
        readFileSync(id, 'utf8'),
      );
    },
  };
  return {
    plugin,
    unused: () =>
      edits.filter(({ edit }) => !applied.has(edit)).map(({ patch, edit }) => `${patch.name}: ${edit.file}`),
  };
}
