// Which packages are in the bundles, found from the modules whose code really got there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ name: string, version: string, licence: string, folder: string, uses: readonly string[] }} Package
 *   `uses`: keys of the packages whose code it imports
 */

/** @param {{ name: string, version: string }} one */
export const keyOf = ({ name, version }) => `${name}@${version}`;

/**
 * @param {readonly import('./bundle.mjs').Bundled[]} bundles
 * @returns {{ packages: readonly Package[], usedByUs: readonly string[] }} both sorted
 */
export function bundledPackages(bundles) {
  /** @type {Map<string, { name: string, version: string, licence: string, folder: string, uses: Set<string> }>} */
  const found = new Map();
  const usedByUs = new Set();
  const packageAt = reader();
  for (const { chunks, graph } of bundles) {
    const rendered = chunks.flatMap(({ modules }) =>
      Object.keys(modules).filter((id) => modules[id].renderedLength > 0),
    );
    for (const id of rendered) {
      const own = packageAt(id);
      if (own && !found.has(keyOf(own))) found.set(keyOf(own), { ...own, uses: new Set() });
      const uses = own ? found.get(keyOf(own)).uses : usedByUs;
      for (const other of graph.get(id) ?? []) {
        const used = packageAt(other);
        if (used && used.folder !== own?.folder) uses.add(keyOf(used));
      }
    }
  }
  const known = (/** @type {Iterable<string>} */ keys) => [...keys].filter((key) => found.has(key)).sort();
  const packages = [...found.values()]
    .map((one) => ({ ...one, uses: known(one.uses) }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { packages, usedByUs: known(usedByUs) };
}

/** Reads each package.json once; undefined for a module of our own. */
function reader() {
  const byFolder = new Map();
  return (/** @type {string} */ id) => {
    const folder = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id)?.[1];
    if (folder === undefined) return undefined;
    if (!byFolder.has(folder)) {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      byFolder.set(folder, { name, version, licence: license, folder });
    }
    return byFolder.get(folder);
  };
}
