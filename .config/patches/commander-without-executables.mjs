export default {
  reason:
    'Commander can start other programs as subcommands. We have none, and loading node:child_process slows every start.',
  edits: [
    {
      file: 'commander/lib/command.js',
      find: "require('node:child_process')",
      replace: '{}',
    },
  ],
};
