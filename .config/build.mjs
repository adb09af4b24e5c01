// Builds dist/: self-contained bundles, so that starting is fast and installing needs nothing else; with --types also
// the declarations that plugins compile against, and the JSON Schema of the report. --into FOLDER builds there instead.
// Why it is bundled, and how packages are patched: docs/decisions/0001-bundled-dependencies.md.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, root } from './build/bundle.mjs';
import { writeDeclarations, writeReportSchema } from './build/declarations.mjs';
import { licencesOf } from './build/licences.mjs';
import { bundledPackages } from './build/packages.mjs';
import { patches, patching } from './build/patches.mjs';
import { sbomOf } from './build/sbom.mjs';

const { values } = parseArgs({ options: { types: { type: 'boolean' }, into: { type: 'string' } } });
const dist = resolve(values.into ?? join(root, 'dist'));
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const patched = patching();
// Modules that are needed together, each with its imports, become one file, as every further file takes a millisecond
// or two to find, read and link: one for every command, one for wrapping plain lines without a screen, one for a
// screen's first frame. The first match takes a module.
const together = [
  { name: 'core', test: /[\\/]src[\\/]commands[\\/]index\.ts$/ },
  { name: 'wrap-lines', test: /[\\/]src[\\/]report[\\/]text[\\/]wrap-lines\.ts$/ },
  { name: 'first-frame', test: /[\\/]src[\\/]ui[\\/]screen[\\/]first-picture\.ts$/ },
];
// The program and the library are built apart: with shared files, each would load many more pieces.
const bundles = await Promise.all([
  bundle(
    { cli: 'src/cli.ts' },
    { dir: dist, chunkFileNames: 'chunks/[name]-[hash].js', codeSplitting: { groups: together } },
    patched,
  ),
  bundle(
    {
      index: 'src/index.ts',
      checks: 'checks/index.ts',
      machine: 'src/machine/index.ts',
      remoting: 'src/remoting/index.ts',
      testing: 'src/testing/index.ts',
    },
    { dir: dist, chunkFileNames: 'chunks/library-[name]-[hash].js' },
    patched,
  ),
  bundle({ 'about-worker': 'src/machine/live/about-worker.ts' }, { dir: dist, codeSplitting: false }, patched),
]);
for (const { name, test } of together)
  if (!bundles[0].chunks.some((chunk) => chunk.name === name))
    throw new Error(`No module matches ${test}: the file that ${name} begins with has moved`);
const unused = patched.unused();
if (unused.length > 0) throw new Error(`Patches of what is not bundled, in .config/patches: ${unused.join(', ')}`);

chmodSync(join(dist, 'cli.js'), 0o755);
copyFileSync(join(root, 'src/exo-preflight.cmd'), join(dist, 'exo-preflight.cmd'));
copyFileSync(join(root, 'src/machine/recording/collect.ps1'), join(dist, 'collect.ps1'));

const packages = bundledPackages(bundles);
const program = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licencesOf(packages.packages));
writeFileSync(join(dist, 'sbom.cdx.json'), `${JSON.stringify(sbomOf(program, packages, patches), null, 2)}\n`);

if (values.types) {
  writeDeclarations(dist);
  await writeReportSchema(dist);
}
// Written last: being newer than every source marks the build as complete.
writeFileSync(join(dist, 'meta.json'), `${JSON.stringify({ outputs: outputsOf(bundles) })}\n`);

/** Which module is in which file, for the tests of what is loaded. */
function outputsOf(all) {
  const chunks = all.flatMap((one) => one.chunks).sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  return Object.fromEntries(
    chunks.map(({ fileName, modules }) => [
      `dist/${fileName}`,
      { inputs: Object.keys(modules).map((id) => relative(root, id).split(sep).join('/')) },
    ]),
  );
}
