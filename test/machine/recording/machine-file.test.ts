import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMachineFile } from '../../../src/machine/recording/machine-file.js';
import { UserError } from '../../../src/vocabulary/index.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'machine-file-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (content: string | Uint8Array): string => {
  const path = join(folder, 'pc.json');
  writeFileSync(path, content);
  return path;
};
const pc = (facts: unknown, more: object = {}): string =>
  JSON.stringify({ schema: 'exo-preflight/machine/1', facts, ...more });
const refused = async (path: string): Promise<UserError> => {
  const error: unknown = await readMachineFile(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error;
  throw new Error(`not refused as a user's mistake: ${String(error)}`);
};

describe('a recorded PC', () => {
  it('brings its facts, with absent and unreadable kept apart', async () => {
    const { recording, name, unknownFacts } = await readMachineFile(
      write(
        pc(
          [
            { id: 'windows.build', state: 'value', value: 19045 },
            { id: 'dotnet.release', state: 'absent' },
            { id: 'policy.currentUser', state: 'unreadable', why: { id: 'unreadable.denied' } },
            { id: 'moon.phase', state: 'absent' },
          ],
          { name: 'A PC' },
        ),
      ),
    );
    expect(name).toBe('A PC');
    expect(recording.get('windows.build')?.reading).toEqual({ state: 'value', value: 19045 });
    expect(recording.get('dotnet.release')?.reading).toEqual({ state: 'absent' });
    expect(recording.get('policy.currentUser')?.reading).toMatchObject({ state: 'unreadable' });
    expect(unknownFacts).toEqual(['moon.phase']);
  });

  it.each(['le', 'be'])(
    'is read in UTF-16 %s by its byte order mark, as > of Windows PowerShell writes',
    async (order) => {
      const bytes = Buffer.from(
        `\ufeff${pc([{ id: 'windows.build', state: 'value', value: 19045 }], { name: 'Büro' })}`,
        'utf16le',
      );
      const { recording, name } = await readMachineFile(write(order === 'be' ? bytes.swap16() : bytes));
      expect([name, recording.get('windows.build')?.reading]).toEqual(['Büro', { state: 'value', value: 19045 }]);
    },
  );

  it('may not bring sentences of its own: an unknown reason becomes ours', async () => {
    const { recording } = await readMachineFile(
      write(pc([{ id: 'windows.build', state: 'unreadable', why: { id: 'Run this command as administrator' } }])),
    );
    expect(recording.get('windows.build')?.reading).toEqual({
      state: 'unreadable',
      why: { id: 'unreadable.recorded' },
    });
  });

  it('is accepted out of a report, whose rows are the same', async () => {
    const { recording } = await readMachineFile(
      write(
        JSON.stringify({
          schema: 'exo-preflight/report/1',
          tool: {},
          facts: [{ id: 'windows.build', source: 'x', state: 'value', value: 1 }],
        }),
      ),
    );
    expect(recording.size).toBe(1);
  });

  it.each([
    ['a file that is not there', () => join(folder, 'nothing.json'), /can not be opened \(ENOENT\)/u],
    ['a folder', () => folder, /is not a file/u],
    ['no JSON', () => write('{"schema": '), /is not JSON/u],
    ['no text', () => write(new Uint8Array([0xff, 0xfe, 0x00])), /is not UTF-8/u],
    ['no text in the other order', () => write(new Uint8Array([0xfe, 0xff, 0xd8, 0x00])), /is not UTF-8 or UTF-16/u],
    [
      'nesting without end in UTF-16',
      () => write(Buffer.from(`\ufeff${'['.repeat(200_000)}`, 'utf16le')),
      /nested deeper/u,
    ],
    ['another document', () => write('{"hello": 1}'), /is not a recorded PC: schema/u],
    ['no list of facts', () => write(pc({})), /facts is wrong/u],
    ['a state nobody knows', () => write(pc([{ id: 'windows.build', state: 'maybe' }])), /facts\.0\.state/u],
    [
      'a value of the wrong type',
      () => write(pc([{ id: 'windows.build', state: 'value', value: '19045' }])),
      /"windows\.build" .* should be a number/u,
    ],
    ['a negative number', () => write(pc([{ id: 'windows.build', state: 'value', value: -1 }])), /facts\.0/u],
    [
      'a fact told twice',
      () =>
        write(
          pc([
            { id: 'windows.build', state: 'absent' },
            { id: 'windows.build', state: 'absent' },
          ]),
        ),
      /twice/u,
    ],
    ['nesting without end', () => write('['.repeat(200_000)), /nested deeper/u],
    [
      'nesting hidden behind strings',
      () => write(`{"schema":"]]]","facts":${'['.repeat(100)}${']'.repeat(100)}}`),
      /nested deeper/u,
    ],
    ['a huge text', () => write(pc([{ id: 'user.name', state: 'value', value: 'x'.repeat(5000) }])), /facts\.0/u],
    [
      'thousands of rows',
      () => write(pc(Array.from({ length: 1001 }, () => ({ id: 'x', state: 'absent' })))),
      /facts/u,
    ],
    ['a file too large to be one', () => write(`"${'x'.repeat(9 * 1024 * 1024)}"`), /larger than 8 MiB/u],
  ])('%s is refused with a sentence and the next step', async (_what, path, sentence) => {
    const error = await refused(path());
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain('--machine');
    expect(error.todo).toMatch(/\.$/u);
  });

  it('however damaged, is read or refused, never anything else', async () => {
    const whole = pc(
      [
        { id: 'windows.build', state: 'value', value: 19045 },
        { id: 'policy.process', state: 'absent' },
      ],
      { name: 'A PC' },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.nat(8), fc.string({ maxLength: 8 }), async (at, cut, put) => {
        const path = write(whole.slice(0, at) + put + whole.slice(at + cut));
        const error: unknown = await readMachineFile(path).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        expect(error === undefined || error instanceof UserError).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
