// How sources become bundles, said once: for the program, the library, the benchmarks and the tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { patching } from './patches.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * @typedef {Map<string, readonly string[]>} Graph the modules that each module imports, by id
 * @typedef {{ chunks: import('rolldown').OutputChunk[], graph: Graph }} Bundled
 */

/**
 * Bundles with everything inside. Not minified: it saves no time at start, and a stack trace of a user stays readable.
 *
 * @param {Record<string, string>} input entry points by the name of their file
 * @param {import('rolldown').OutputOptions} output where to, and how it is split
 * @param {ReturnType<typeof patching>} [patched] pass one to learn which patches were used
 * @returns {Promise<Bundled>}
 */
export async function bundle(input, output, patched = patching()) {
  const graph = new Map();
  const build = await rolldown({
    cwd: root,
    input,
    platform: 'node',
    tsconfig: join(root, 'tsconfig.json'),
    // Modules before their old form: a package that is loaded on demand keeps its named exports that way.
    resolve: { mainFields: ['module', 'main'] },
    moduleTypes: { '.ps1': 'text' },
    transform: {
      target: 'node20',
      define: { __VERSION__: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
    },
    plugins: [patched.plugin, recordingImports(graph)],
    onLog(level, log) {
      // What a package cannot resolve would fail on the user's PC; nothing else the bundler notes is ours to fix.
      if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
      if (level === 'warn') console.error(log.message);
    },
  });
  try {
    const { output: written } = await build.write({
      format: 'es',
      comments: false,
      entryFileNames: '[name].js',
      hashCharacters: 'base36',
      ...output,
    });
    return { chunks: written.filter((file) => file.type === 'chunk'), graph };
  } finally {
    await build.close();
  }
}

/**
 * @param {Graph} graph
 * @returns {import('rolldown').Plugin}
 */
function recordingImports(graph) {
  return {
    name: 'recording-imports',
    buildEnd() {
      for (const id of this.getModuleIds()) {
        const { importedIds = [], dynamicallyImportedIds = [] } = this.getModuleInfo(id) ?? {};
        graph.set(id, [...importedIds, ...dynamicallyImportedIds]);
      }
    },
  };
}
