// The software bill of materials (CycloneDX 1.6) of what is really bundled. Without a time, so that two builds give the same bytes.
import { createHash } from 'node:crypto';
import { keyOf } from './packages.mjs';

/**
 * @param {{ name: string, version: string, description: string, license: string }} program its package.json
 * @param {ReturnType<typeof import('./packages.mjs').bundledPackages>} bundled
 * @param {readonly import('./patches.mjs').Patch[]} patches
 */
export function sbomOf(program, { packages, usedByUs }, patches) {
  const byKey = new Map(packages.map((one) => [keyOf(one), purlOf(one)]));
  const refs = (/** @type {readonly string[]} */ keys) => keys.map((key) => byKey.get(key));
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: {
        type: 'application',
        'bom-ref': purlOf(program),
        name: program.name,
        version: program.version,
        description: program.description,
        licenses: licensesOf(program.license),
        purl: purlOf(program),
      },
    },
    components: packages.map((one) => componentOf(one, patches)),
    dependencies: [
      { ref: purlOf(program), dependsOn: refs(usedByUs) },
      ...packages.map((one) => ({ ref: purlOf(one), dependsOn: refs(one.uses) })),
    ],
  };
  const { $schema, bomFormat, specVersion, ...rest } = bom;
  return { $schema, bomFormat, specVersion, serialNumber: serialNumberOf(bom), ...rest };
}

/**
 * @param {import('./packages.mjs').Package} one
 * @param {readonly import('./patches.mjs').Patch[]} patches
 */
function componentOf(one, patches) {
  const [scope, name] = one.name.startsWith('@') ? one.name.split('/') : [undefined, one.name];
  const own = patches.filter(({ edits }) => edits.some(({ file }) => file.startsWith(`${one.name}/`)));
  return {
    type: 'library',
    'bom-ref': purlOf(one),
    ...(scope ? { group: scope } : {}),
    name,
    version: one.version,
    licenses: licensesOf(one.licence),
    purl: purlOf(one),
    ...(own.length > 0
      ? {
          pedigree: {
            patches: own.map((patch) => ({
              type: 'unofficial',
              resolves: [{ type: 'enhancement', name: patch.name, description: patch.reason }],
            })),
          },
        }
      : {}),
  };
}

/** @param {{ name: string, version: string }} one */
const purlOf = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** @param {string} licence an SPDX id or expression */
const licensesOf = (licence) => (/[ ()]/.test(licence) ? [{ expression: licence }] : [{ license: { id: licence } }]);

/** A UUID (version 8) of the content: another content, another document. @param {object} bom */
function serialNumberOf(bom) {
  const hex = createHash('sha256').update(JSON.stringify(bom)).digest('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
