/** The WebAssembly that yoga-layout carries as a data: URL. */
function wasmOf(readFile) {
  const glue = readFile('yoga-layout/dist/binaries/yoga-wasm-base64-esm.js');
  const found = /data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)/.exec(glue)?.[1];
  if (!found) throw new Error('yoga-layout no longer carries its WebAssembly as a data: URL');
  return found;
}

export default {
  reason:
    "Yoga fetches its WebAssembly from a data: URL, for which Node.js loads an HTTP client first. Compiling the bytes at once shows the screen's first frame earlier.",
  edits: [
    {
      file: 'yoga-layout/dist/src/index.js',
      find: 'await loadYoga()',
      replace: (readFile) => `await loadYoga({
  instantiateWasm(imports, done) {
    const module = new WebAssembly.Module(Buffer.from('${wasmOf(readFile)}', 'base64'));
    done(new WebAssembly.Instance(module, imports), module);
    return {};
  },
})`,
    },
  ],
};
