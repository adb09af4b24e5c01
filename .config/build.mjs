// Builds dist/: bundles with everything inside, so that starting costs little and installing needs nothing else;
// with --types also the declarations that plugins compile against, and the JSON Schema of the report.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const withTypes = process.argv.includes('--types');

// Libraries in the old module format ask for Node's own modules with require.
const banner = "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const settings = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Modules before their old form: a package that is loaded on demand keeps its named exports that way.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  metafile: true,
  legalComments: 'none',
  chunkNames: 'chunks/[name]-[hash]',
  define: { __VERSION__: JSON.stringify(version), 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  banner: { js: banner },
  plugins: [withoutInkDevtools(), yogaCompiledAtOnce(), withoutExecutableSubcommands()],
};
// The program and the library apart: cut into files together, each would be read in many more pieces.
const [program, library] = await Promise.all([
  build({ ...settings, entryPoints: { cli: 'src/cli.ts', 'about-worker': 'src/machine/about-worker.ts', ...(withTypes ? { 'report-schema': 'src/report/schema.ts' } : {}) } }),
  build({ ...settings, chunkNames: 'chunks/library-[name]-[hash]', entryPoints: { index: 'src/index.ts', checks: 'checks/index.ts', machine: 'src/machine/index.ts', remoting: 'src/remoting/index.ts' } }),
]);
const metafile = { inputs: { ...program.metafile.inputs, ...library.metafile.inputs }, outputs: { ...program.metafile.outputs, ...library.metafile.outputs } };

chmodSync(join(dist, 'cli.js'), 0o755);
copyFileSync(join(root, 'src/exo-preflight.cmd'), join(dist, 'exo-preflight.cmd'));
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licensesOf(metafile));
if (withTypes) {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.config/tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
  await writeReportSchema();
}
withoutNeedlessBanner(metafile);
writeFileSync(join(dist, 'meta.json'), JSON.stringify({ outputs: Object.fromEntries(Object.entries(metafile.outputs).map(([name, { imports, inputs, bytes }]) => [name, { bytes, imports, inputs: Object.keys(inputs) }])) }));

/** Only the file that stands in for `require` needs one; everybody else would pay for it at every start. */
function withoutNeedlessBanner({ outputs }) {
  for (const output of Object.keys(outputs).filter((one) => existsSync(join(root, one)))) {
    const path = join(root, output);
    const text = readFileSync(path, 'utf8');
    const rest = text.replace(banner, '');
    if (rest !== text && !/\brequire\b/.test(rest)) writeFileSync(path, rest);
  }
}

/** Ink connects to React's developer tools when asked to; nobody asks a shipped program. */
function withoutInkDevtools() {
  return {
    name: 'without-ink-devtools',
    setup: ({ onLoad }) => onLoad({ filter: /ink[\\/]build[\\/]devtools\.js$/ }, () => ({ contents: '' })),
  };
}

/** Commander can start other programs as subcommands; we have none, and starting programs is much to load. */
function withoutExecutableSubcommands() {
  return {
    name: 'without-executable-subcommands',
    setup: ({ onLoad }) =>
      onLoad({ filter: /commander[\\/]lib[\\/]command\.js$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace("require('node:child_process')", '{}').replace("import childProcess from 'node:child_process';", 'const childProcess = {};'),
        resolveDir: dirname(path),
      })),
  };
}

/** Yoga's WebAssembly is compiled from its bytes in one step: by default it is fetched from a data: URL, which loads an HTTP client first. */
function yogaCompiledAtOnce() {
  return {
    name: 'yoga-compiled-at-once',
    setup: ({ onLoad }) =>
      onLoad({ filter: /yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(
          'await loadYogaImpl()',
          `await loadYogaImpl({ instantiateWasm(imports, done) { const url = ${JSON.stringify(wasmOf(path))}; const module = new WebAssembly.Module(Buffer.from(url, 'base64')); done(new WebAssembly.Instance(module, imports), module); return {}; } })`,
        ),
        resolveDir: dirname(path),
      })),
  };
}

function wasmOf(indexPath) {
  const binary = readFileSync(join(dirname(indexPath), '../binaries/yoga-wasm-base64-esm.js'), 'utf8');
  const found = /data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)/.exec(binary)?.[1];
  if (!found) throw new Error('yoga-layout keeps its WebAssembly somewhere else now; adapt .config/build.mjs');
  return found;
}

/** The licences of everything that ended up inside, as they ask for. */
function licensesOf({ inputs }) {
  const folders = new Set(Object.keys(inputs).flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
  const texts = [...folders].sort().map((folder) => {
    const { name, version: of, license, author } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = ['LICENSE', 'license', 'LICENSE.md', 'License.md', 'LICENSE.txt', 'LICENSE-MIT', 'LICENSE-MIT.txt', 'LICENCE'].map((one) => join(root, folder, one)).find(existsSync);
    const by = typeof author === 'string' ? author : author?.name;
    return `${name} ${of} (${license})\n\n${file ? readFileSync(file, 'utf8').trim() : `${license} licence${by ? `, ${by}` : ''}; the package brings no text of it.`}\n`;
  });
  return `exo-preflight contains parts of these packages.\n\n${texts.join(`\n${'-'.repeat(78)}\n\n`)}`;
}

async function writeReportSchema() {
  const { toJSONSchema } = createRequire(import.meta.url)('zod');
  const { reportSchema } = await import(pathToFileURL(join(dist, 'report-schema.js')).href);
  const schema = toJSONSchema(reportSchema, { target: 'draft-2020-12' });
  writeFileSync(join(dist, 'report.schema.json'), `${JSON.stringify({ $id: 'exo-preflight/report/1', title: 'A report of exo-preflight', ...schema }, null, 2)}\n`);
  rmSync(join(dist, 'report-schema.js'));
}

