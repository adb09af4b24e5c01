export default {
  reason:
    "With DEV=true in the environment Ink loads React's developer tools and its own package.json. A bundle has neither, so the screen would end with an error.",
  edits: [
    {
      file: 'ink/build/utils.js',
      find: "const isDev = () => process.env['DEV'] === 'true';",
      replace: 'const isDev = () => false;',
    },
    { file: 'ink/build/reconciler.js', find: "await import('./devtools.js');", replace: '' },
  ],
};
