export default {
  reason: 'Where Ink wraps a line it keeps the blank it broke at, as the first character of the next line.',
  edits: [
    {
      file: 'ink/build/wrap-text.js',
      find: 'hard: true,\n        });',
      replace: "hard: true,\n        }).replaceAll('\\n ', '\\n');",
    },
  ],
};
