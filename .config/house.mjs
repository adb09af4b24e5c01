// The layers of the source (docs/architecture.md), from top to bottom, as ESLint rules: a room may use only the rooms
// below it.
const floors = [
  'testing',
  'commands',
  'cli',
  'session',
  'checks',
  'ui',
  'report',
  'lab',
  'exchange',
  'identity',
  'fixes',
  'preflight',
  'machine',
  'files',
  'network',
  'remoting',
  'knowledge',
  'locales',
  'redaction',
  'vocabulary',
];

/**
 * Files outside the rooms: the program's entry, and the package's public API, which is between `lab` and `exchange`.
 */
const entry = 'src/cli.ts';
const face = 'src/index.ts';
const aboveTheFace = floors.slice(0, floors.indexOf('exchange'));

/** Self-contained rooms, and checks, which use what a plugin could: all the rooms they may import. */
const liftable = {
  checks: ['machine'],
  preflight: ['vocabulary'],
  machine: ['files', 'vocabulary'],
  files: ['vocabulary'],
  network: ['vocabulary'],
  remoting: ['vocabulary'],
  redaction: ['vocabulary'],
};

/** A screen knows no check and no protocol. */
const unknownTo = { ui: ['checks', 'exchange', 'remoting', 'machine', 'network', 'lab', 'identity'] };

const roomsBelow = (room) => {
  const below = floors.slice(floors.indexOf(room) + 1);
  return liftable[room] ?? below.filter((one) => !(unknownTo[room] ?? []).includes(one));
};

const placeOf = (room) => (room === 'checks' ? room : `src/${room}`);

/** Settings and rule of eslint-plugin-boundaries. */
export const house = {
  settings: {
    'boundaries/root-path': new URL('..', import.meta.url).pathname,
    'boundaries/include': ['src/**/*.{ts,tsx}', 'checks/**/*.ts'],
    'boundaries/elements': floors.map((room) => ({ type: room, pattern: placeOf(room) })),
    'boundaries/files': [
      { category: 'entry', pattern: entry },
      { category: 'face', pattern: face },
      { category: 'declarations', pattern: 'src/*.d.ts' },
    ],
  },
  rules: {
    'boundaries/dependencies': [
      'error',
      {
        default: 'disallow',
        policies: [
          {
            from: { file: { categories: 'entry' } },
            allow: { to: { element: { types: { anyOf: ['commands', 'cli'] } } } },
          },
          {
            from: { file: { categories: 'face' } },
            allow: { to: { element: { types: { anyOf: roomsBelow('lab') } } } },
          },
          {
            from: { element: { types: { anyOf: aboveTheFace } } },
            allow: { to: { file: { categories: 'face' } } },
          },
          ...floors.map((room) => ({
            from: { element: { type: room } },
            allow: { to: { element: { types: { anyOf: [room, ...roomsBelow(room)] } } } },
          })),
        ],
      },
    ],
    'boundaries/no-unknown-files': 'error',
  },
};
