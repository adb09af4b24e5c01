// Builds dist/: bundles with everything inside, so that starting costs little and installing needs nothing else;
// with --types also the declarations that plugins compile against, and the JSON Schema of the report.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const withTypes = process.argv.includes('--types');

// Libraries in the old module format ask for Node's own modules with require.
const banner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

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
  loader: { '.ps1': 'text' },
  chunkNames: 'chunks/[name]-[hash]',
  define: {
    __VERSION__: JSON.stringify(version),
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
  },
  banner: { js: banner },
  plugins: [
    withoutInkDevtools(),
    drawnWhereWeSay(),
    withoutBlanksAtBreaks(),
    yogaCompiledAtOnce(),
    withoutExecutableSubcommands(),
  ],
};
// The program and the library apart: cut into files together, each would be read in many more pieces.
const [program, library, alone] = await Promise.all([
  build({ ...settings, entryPoints: { cli: 'src/cli.ts' } }),
  build({
    ...settings,
    chunkNames: 'chunks/library-[name]-[hash]',
    entryPoints: {
      index: 'src/index.ts',
      checks: 'checks/index.ts',
      machine: 'src/machine/index.ts',
      remoting: 'src/remoting/index.ts',
      testing: 'src/testing/index.ts',
    },
  }),
  build({
    ...settings,
    splitting: false,
    entryPoints: {
      'about-worker': 'src/machine/live/about-worker.ts',
      ...(withTypes ? { 'report-schema': 'src/report/document/schema.ts' } : {}),
    },
  }),
]);
const parts = [program, library, alone].map((one) => one.metafile);
const metafile = {
  inputs: Object.assign({}, ...parts.map(({ inputs }) => inputs)),
  outputs: Object.assign({}, ...parts.map(({ outputs }) => outputs)),
};

chmodSync(join(dist, 'cli.js'), 0o755);
copyFileSync(join(root, 'src/exo-preflight.cmd'), join(dist, 'exo-preflight.cmd'));
copyFileSync(join(root, 'src/machine/recording/collect.ps1'), join(dist, 'collect.ps1'));
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licensesOf(metafile));
if (withTypes) {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.config/tsconfig.types.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  await writeReportSchema();
}
withoutNeedlessBanner(metafile);
metafile.outputs = { ...metafile.outputs, ...(await withCoreInOneFile(program.metafile.outputs)) };
metafile.outputs = Object.fromEntries(
  Object.entries(metafile.outputs).filter(([path]) => existsSync(join(root, path))),
);
writeFileSync(
  join(dist, 'meta.json'),
  JSON.stringify({
    outputs: Object.fromEntries(
      Object.entries(metafile.outputs).map(([name, { imports, inputs, bytes }]) => [
        name,
        { bytes, imports, inputs: Object.keys(inputs) },
      ]),
    ),
  }),
);

/** Only the file that stands in for `require` needs one; everybody else would pay for it at every start. */
function withoutNeedlessBanner({ outputs }) {
  for (const output of Object.keys(outputs).filter((one) => existsSync(join(root, one)))) {
    const path = join(root, output);
    const text = readFileSync(path, 'utf8');
    const rest = text.replace(banner, '');
    if (rest !== text && !/\brequire\b/.test(rest)) writeFileSync(path, rest);
  }
}

/**
 * Splitting cuts what every command needs into a dozen small files, and each costs a millisecond or two to find, read and link.
 * They are put together again: the files that the command line loads at once become one, and whoever imports one of them
 * imports it from there.
 */
async function withCoreInOneFile(outputs) {
  const main = Object.keys(outputs).find((path) => outputs[path].entryPoint === 'src/cli/run-cli.ts');
  const core = new Set();
  const take = (path) => {
    if (core.has(path) || !outputs[path]) return;
    core.add(path);
    for (const { kind, path: other } of outputs[path].imports) if (kind === 'import-statement') take(other);
  };
  take(main);

  const files = [...core];
  const idOf = new Map(files.map((path, index) => [path, `m${index}_`]));
  const contents = files
    .map(
      (path) =>
        `export {${outputs[path].exports.map((name) => `${name} as ${idOf.get(path)}${name}`).join(', ')}} from './${path}';`,
    )
    .join('\n');
  const outfile = 'dist/chunks/core.js';
  const onlyCore = {
    name: 'only-core',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const found = relative(root, resolve(resolveDir, path));
        return core.has(found) ? { path: join(root, found) } : { path: `./${basename(path)}`, external: true };
      }),
  };
  const { metafile: merged } = await build({
    ...settings,
    entryPoints: undefined,
    outdir: undefined,
    splitting: false,
    banner: {},
    stdin: { contents, resolveDir: root },
    outfile,
    plugins: [onlyCore],
  });
  for (const path of files) rmSync(join(root, path));

  const others = Object.keys(outputs).filter((path) => !core.has(path) && existsSync(join(root, path)));
  for (const path of others) {
    const text = readFileSync(join(root, path), 'utf8');
    const toCore = dirname(path) === 'dist' ? './chunks/core.js' : './core.js';
    const isCore = (name) => core.has(`dist/chunks/${basename(name)}`);
    const renamed = (name, names) =>
      names
        .split(',')
        .map((one) => {
          const [exported, local = exported] = one.trim().split(/\s+as\s+/);
          return `${idOf.get(`dist/chunks/${basename(name)}`)}${exported} as ${local}`;
        })
        .join(',');
    const rewritten = text
      .replace(/import\{([^}]*)\}from"([^"]+)";/g, (whole, names, from) =>
        isCore(from) ? `import{${renamed(from, names)}}from"${toCore}";` : whole,
      )
      .replace(/import"([^"]+)";/g, (whole, from) => (isCore(from) ? '' : whole))
      .replace(/import\("([^"]+)"\)/g, (whole, from) =>
        isCore(from)
          ? `import("${toCore}").then(m=>({${outputs[`dist/chunks/${basename(from)}`].exports.map((name) => `${name}:m.${idOf.get(`dist/chunks/${basename(from)}`)}${name}`).join(',')}}))`
          : whole,
      );
    if (files.some((file) => rewritten.includes(basename(file))))
      throw new Error(`${path} still asks for a file that is gone`);
    if (rewritten !== text) writeFileSync(join(root, path), rewritten);
  }
  const inputs = Object.assign({}, ...files.map((path) => outputs[path].inputs));
  return {
    ...Object.fromEntries(others.map((path) => [path, outputs[path]])),
    [outfile]: { ...merged.outputs[outfile], inputs },
  };
}

/** Ink connects to React's developer tools when asked to; nobody asks a shipped program. */
function withoutInkDevtools() {
  return {
    name: 'without-ink-devtools',
    setup: ({ onLoad }) => onLoad({ filter: /ink[\\/]build[\\/]devtools\.js$/ }, () => ({ contents: '' })),
  };
}

/** Ink draws nothing but the last picture where any variable begins with CI_; whether there is a screen is decided by us, before Ink is loaded. */
function drawnWhereWeSay() {
  return {
    name: 'drawn-where-we-say',
    setup: ({ onLoad }) => onLoad({ filter: /is-in-ci[\\/]index\.js$/ }, () => ({ contents: 'export default false;' })),
  };
}

/** Where Ink breaks a line it keeps the blank it broke at, at the beginning of the next one. */
function withoutBlanksAtBreaks() {
  return {
    name: 'without-blanks-at-breaks',
    setup: ({ onLoad }) =>
      onLoad({ filter: /ink[\\/]build[\\/]wrap-text\.js$/ }, ({ path }) => ({
        contents: replaced(
          readFileSync(path, 'utf8').replaceAll('\r', ''),
          'hard: true,\n        });',
          "hard: true,\n        }).replaceAll('\\n ', '\\n');",
          path,
        ),
        resolveDir: dirname(path),
      })),
  };
}

/** Commander can start other programs as subcommands; we have none, and starting programs is much to load. */
function withoutExecutableSubcommands() {
  return {
    name: 'without-executable-subcommands',
    setup: ({ onLoad }) =>
      onLoad({ filter: /commander[\\/]lib[\\/]command\.js$/ }, ({ path }) => ({
        contents: replaced(readFileSync(path, 'utf8'), "require('node:child_process')", '{}', path),
        resolveDir: dirname(path),
      })),
  };
}

/** Yoga's WebAssembly is compiled from its bytes in one step: by default it is fetched from a data: URL, which loads an HTTP client first. */
function yogaCompiledAtOnce() {
  return {
    name: 'yoga-compiled-at-once',
    setup: ({ onLoad }) =>
      onLoad({ filter: /yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/ }, ({ path }) => {
        const atOnce = `await loadYoga({ instantiateWasm(imports, done) { const module = new WebAssembly.Module(Buffer.from(${JSON.stringify(wasmOf(path))}, 'base64')); done(new WebAssembly.Instance(module, imports), module); return {}; } })`;
        return {
          contents: replaced(readFileSync(path, 'utf8'), 'await loadYoga()', atOnce, path),
          resolveDir: dirname(path),
        };
      }),
  };
}

/** A library that looks different now must not quietly lose what is done to it here. */
function replaced(text, from, to, path) {
  if (!text.includes(from)) throw new Error(`${path} no longer holds "${from}"; adapt .config/build.mjs`);
  return text.replace(from, () => to);
}

function wasmOf(indexPath) {
  const binary = readFileSync(join(dirname(indexPath), '../binaries/yoga-wasm-base64-esm.js'), 'utf8');
  const found = /data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)/.exec(binary)?.[1];
  if (!found) throw new Error('yoga-layout keeps its WebAssembly somewhere else now; adapt .config/build.mjs');
  return found;
}

/** The licences of everything that ended up inside, as they ask for. */
function licensesOf({ inputs }) {
  const folders = new Set(
    Object.keys(inputs).flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  );
  const texts = [...folders].sort().map((folder) => {
    const { name, version: of, license, author } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = [
      'LICENSE',
      'license',
      'LICENSE.md',
      'License.md',
      'LICENSE.txt',
      'LICENSE-MIT',
      'LICENSE-MIT.txt',
      'LICENCE',
    ]
      .map((one) => join(root, folder, one))
      .find(existsSync);
    const by = typeof author === 'string' ? author : author?.name;
    return `${name} ${of} (${license})\n\n${file ? readFileSync(file, 'utf8').trim() : `${license} licence${by ? `, ${by}` : ''}; the package brings no text of it.`}\n`;
  });
  return `exo-preflight contains parts of these packages.\n\n${texts.join(`\n${'-'.repeat(78)}\n\n`)}`;
}

async function writeReportSchema() {
  const { toJSONSchema } = createRequire(import.meta.url)('zod');
  const { reportSchema } = await import(pathToFileURL(join(dist, 'report-schema.js')).href);
  const schema = toJSONSchema(reportSchema, { target: 'draft-2020-12' });
  writeFileSync(
    join(dist, 'report.schema.json'),
    `${JSON.stringify({ $id: 'exo-preflight/report/1', title: 'A report of exo-preflight', ...schema }, null, 2)}\n`,
  );
  rmSync(join(dist, 'report-schema.js'));
}
