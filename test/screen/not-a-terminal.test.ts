import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inShell, plainLines } from '../support/journeys.js';
import { loadsIn, packages } from '../support/loads.js';
import { joined, terminal } from '../support/terminal.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'not-a-terminal-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const args = ['lab', '--scenario', 'session-limit'] as const;
describe.skipIf(process.platform === 'win32')('a terminal that nobody sits at', { timeout: 120_000 }, () => {
  const started: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    ['CI=true', '"$0" "$@"', { CI: 'true' }],
    ['TERM=dumb', '"$0" "$@"', { TERM: 'dumb' }],
    ['--plain', '"$0" "$@" --plain', {}],
    ['a result that is kept', `"$0" "$@" >"$KEPT" 2>&1; s=$?; cat "$KEPT"; exit $s`, {}],
  ];
  it.each(started)(
    '%s: lines as they come, aligned, without one escape sequence, in the words of a pipe, and no Ink is loaded',
    (name, command, env) => plainLines(folder, name, command, env),
  );

  it('in a narrow one words are broken between words, and go on under where they began', async () => {
    const screen = terminal([...args, '--plain'], { columns: 60 });
    expect(await screen.ended).toBe(1);
    const lines = screen.text().split('\n');
    const [first, last] = [
      lines.findIndex((line) => /^(?:ok|n\/a) /u.test(line)),
      lines.findIndex((line) => line.startsWith('NOT READY')),
    ];
    for (const line of lines.slice(first, last - 1)) expect(line).toMatch(/^.{11} \S/u);
    expect(joined(screen.text())).toContain('The account has as many sessions open as the server allows');
    expect(screen.raw()).not.toContain('\u001b');
  });

  it('a terminal that somebody sits at gets the screen, which is Ink', async () => {
    const loads = join(folder, 'loads');
    const screen = inShell('"$0" "$@"', { RECORD_LOADS_INTO: loads });
    await screen.sees(/\[Summary\][^]*q quit$/u);
    screen.press('q');
    expect(await screen.ended).toBe(1);
    expect(packages(loadsIn(loads).sources)).toEqual(expect.arrayContaining(['ink', 'react', 'yoga-layout']));
  });
});

describe('a terminal that somebody sits at', { timeout: 120_000 }, () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['an empty variable CI', { CI: '' }],
    ['a variable of some other automation', { CONTINUOUS_INTEGRATION: '1' }],
    ["the variable that has Ink look for React's developer tools", { DEV: 'true' }],
  ])('has a screen in spite of %s', async (_what, env) => {
    const screen = terminal(['lab'], { env });
    await screen.sees(/READY\./u);
    expect(screen.buffer()).toBe('alternate');
    screen.press('q');
    expect(await screen.ended).toBe(0);
  });

  it('an input that had ended before the screen was there ends it with the run', async () => {
    const screen = terminal(['lab']);
    screen.press('\u0004');
    expect(await screen.ended).toBe(0);
    expect(screen.buffer()).toBe('normal');
    expect(joined(screen.text())).toContain('READY. The test connection worked');
  });
});
