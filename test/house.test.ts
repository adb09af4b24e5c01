import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The rooms from top to bottom: a room may use those below it and nothing above or beside. */
const rooms = [
  'cli.ts',
  'testing',
  'commands',
  'cli',
  'session',
  'ui',
  'report',
  'redaction',
  'lab',
  'index.ts',
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
  'vocabulary',
];
/** The rooms that were just divided and are still being untied. */
const stillUpward: Readonly<Record<string, readonly string[]>> = {
  cli: ['commands'],
  identity: ['exchange'],
  session: ['cli', 'commands'],
};
const src = join(import.meta.dirname, '../src');
const checksFolder = join(import.meta.dirname, '../checks');

const filesIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) =>
    statSync(join(folder, name)).isDirectory()
      ? filesIn(join(folder, name))
      : /\.tsx?$/u.test(name)
        ? [join(folder, name)]
        : [],
  );
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/gu)].map((match) => match[1]!);
const roomOf = (file: string): string => relative(src, file).split('/')[0]!;
const height = (room: string): number => rooms.indexOf(room);

describe('the house', () => {
  it('has only the rooms of the plan', () => {
    expect(
      readdirSync(src).filter((name) => !rooms.includes(name) && name !== 'exo-preflight.cmd' && name !== 'ps1.d.ts'),
    ).toEqual([]);
  });

  it('has arrows that run down only', () => {
    const upward = filesIn(src).flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => roomOf(resolve(dirname(file), target.replace(/\.js$/u, '.ts'))))
        .filter((room) => room !== roomOf(file) && height(room) <= height(roomOf(file)))
        .filter((room) => !(stillUpward[roomOf(file)] ?? []).includes(room))
        .map((room) => `${relative(src, file)} → ${room}`),
    );
    expect(upward).toEqual([]);
  });

  it.each([
    ['preflight', ['vocabulary']],
    ['remoting', ['vocabulary']],
    ['network', ['vocabulary']],
    ['machine', ['files', 'vocabulary']],
    ['files', ['vocabulary']],
    ['vocabulary', []],
  ])('%s could be lifted out: it uses %j and nothing else of ours', (room, allowed) => {
    const used = filesIn(join(src, room)).flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => roomOf(resolve(dirname(file), target))),
    );
    expect([...new Set(used)].filter((one) => one !== room && !allowed.includes(one))).toEqual([]);
  });

  it('has screens that know no check and no protocol', () => {
    const used = filesIn(join(src, 'ui')).flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('..'))
        .map((target) => roomOf(resolve(dirname(file), target))),
    );
    expect(
      [...new Set(used)].filter((room) => ['exchange', 'remoting', 'machine', 'network', 'lab'].includes(room)),
    ).toEqual([]);
  });

  it('has checks that use only what a plugin could: the package by its own name', () => {
    const used = filesIn(checksFolder).flatMap((file) => importsOf(file).filter((target) => !target.startsWith('./')));
    expect([...new Set(used)].sort()).toEqual(['exo-preflight', 'exo-preflight/machine']);
  });

  it('keeps files to one idea: none over 400 lines', () => {
    expect(
      [...filesIn(src), ...filesIn(checksFolder)]
        // A table is data.
        .filter((file) => roomOf(file) !== 'knowledge')
        .filter((file) => readFileSync(file, 'utf8').split('\n').length > 400)
        .map((file) => relative(src, file)),
    ).toEqual([]);
  });
});
