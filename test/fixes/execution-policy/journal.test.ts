import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Masker } from '../../../src/redaction/masker.js';
import { policies } from '../../../src/machine/rules/execution-policy.js';
import type { Entry } from '../../../src/fixes/execution-policy/journal.js';
import { FileJournal, journalPath } from '../../../src/fixes/execution-policy/journal.js';
import type { Step } from '../../../src/fixes/execution-policy/policy-commands.js';
import { targets } from '../../../src/fixes/execution-policy/policy-commands.js';
import type { PolicyStore } from '../../../src/fixes/execution-policy/policy-store.js';
import { decideUndo, undo } from '../../../src/fixes/execution-policy/undo.js';
import { readPolicySnapshot } from '../../../src/fixes/execution-policy/policy-snapshot.js';
import { UserError } from '../../../src/vocabulary/index.js';
import { pcWith } from '../../support/composed.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'journal-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const entry: Entry = {
  id: 'one',
  fix: 'execution-policy',
  at: '2026-01-02T03:04:05.000Z',
  origin: 'live',
  user: 'CONTOSO\\tech',
  changes: [{ target: 'CurrentUser', before: 'Undefined', after: 'RemoteSigned', state: 'done' }],
};
const document = (entries: unknown): string => JSON.stringify({ schema: 'exo-preflight/journal/1', entries });

describe('the journal', () => {
  it("is its owner's alone, in a folder that is made for it, and nothing else is left there", async () => {
    const journal = new FileJournal(at('state/exo-preflight/journal.json'), new Masker());
    expect(await journal.entries()).toEqual([]);
    await journal.put(entry);
    await journal.put({ ...entry, id: 'two' });
    await journal.put({ ...entry, changes: [{ ...entry.changes[0]!, state: 'undone' }] });
    await journal.drop('two');
    expect((await journal.entries()).map(({ id, changes }) => [id, changes[0]?.state])).toEqual([['one', 'undone']]);
    expect(readdirSync(at('state/exo-preflight'))).toEqual(['journal.json']);
    expect(statSync(at('state/exo-preflight/journal.json')).mode & 0o777).toBe(0o600);
    expect(statSync(at('state/exo-preflight')).mode & 0o777).toBe(0o700);
  });

  it('is made private again where somebody opened it', async () => {
    const journal = new FileJournal(at('j.json'), new Masker());
    await journal.put(entry);
    chmodSync(at('j.json'), 0o644);
    await journal.put({ ...entry, id: 'two' });
    expect(statSync(at('j.json')).mode & 0o777).toBe(0o600);
  });

  it('follows no link, neither to read nor to write', async () => {
    writeFileSync(at('precious'), document([entry]));
    symlinkSync(at('precious'), at('j.json'));
    symlinkSync(at('nowhere'), at('dangling.json'));
    for (const name of ['j.json', 'dangling.json']) {
      await expect(new FileJournal(at(name), new Masker()).entries()).rejects.toThrow(/not an ordinary file/u);
      await expect(new FileJournal(at(name), new Masker()).put(entry)).rejects.toThrow(/not an ordinary file/u);
    }
    expect(readFileSync(at('precious'), 'utf8')).toBe(document([entry]));
    expect(existsSync(at('nowhere'))).toBe(false);
  });

  it('forgets the oldest, and stays small', async () => {
    writeFileSync(at('j.json'), document(Array.from({ length: 400 }, (_, index) => ({ ...entry, id: `n${index}` }))));
    const journal = new FileJournal(at('j.json'), new Masker());
    await journal.put(entry);
    const ids = (await journal.entries()).map(({ id }) => id);
    expect([ids.length, ids.at(-1)]).toEqual([200, 'one']);
  });

  it.each<[string, string | (() => void), RegExp]>([
    ['a folder', () => mkdirSync(at('j.json')), /not an ordinary file/u],
    ['something else', '{"hello": 1}', /not a journal of this tool: schema is wrong/u],
    ['no JSON', '{', /is not JSON/u],
    [
      'a policy there is not',
      document([{ ...entry, changes: [{ ...entry.changes[0], before: 'Bypass; calc.exe' }] }]),
      /entries\.0\.changes\.0\.before/u,
    ],
    [
      'a policy in other letters',
      document([{ ...entry, changes: [{ ...entry.changes[0], before: 'bypass' }] }]),
      /entries\.0\.changes\.0\.before/u,
    ],
    [
      'a place that is not written to',
      document([{ ...entry, changes: [{ ...entry.changes[0], target: 'MachinePolicy' }] }]),
      /entries\.0\.changes\.0\.target/u,
    ],
    [
      'the same place twice',
      document([{ ...entry, changes: [entry.changes[0], entry.changes[0]] }]),
      /entries\.0\.changes/u,
    ],
    ['more than there should be', document([{ ...entry, command: 'calc.exe' }]), /entries\.0/u],
    ['too much', document([]) + ' '.repeat(1024 * 1024), /larger than 1 MiB/u],
  ])('that is %s is refused with a sentence, and left as it is', async (_what, content, sentence) => {
    if (typeof content === 'string') writeFileSync(at('j.json'), content);
    else content();
    const journal = new FileJournal(at('j.json'), new Masker());
    await expect(journal.entries()).rejects.toThrow(sentence);
    await expect(journal.put(entry)).rejects.toBeInstanceOf(UserError);
    if (typeof content === 'string') expect(readFileSync(at('j.json'), 'utf8')).toBe(content);
  });

  it.each([
    ['win32', { LOCALAPPDATA: '/users/tech/local' }, '/users/tech/local/exo-preflight/journal.json'],
    ['win32', {}, '/home/tech/AppData/Local/exo-preflight/journal.json'],
    ['linux', { XDG_STATE_HOME: '/state' }, '/state/exo-preflight/journal.json'],
    ['linux', { XDG_STATE_HOME: '' }, '/home/tech/.local/state/exo-preflight/journal.json'],
  ])('lives in a folder of the user: %s %j', (platform, environment, expected) =>
    expect(journalPath({ platform, environment, home: '/home/tech' })).toBe(expected),
  );
});

describe('however the journal was edited', () => {
  const written = JSON.stringify(
    JSON.parse(
      document([
        entry,
        {
          ...entry,
          id: 'two',
          changes: [
            { target: 'LocalMachine64', before: 'Restricted', after: 'RemoteSigned', state: 'begun' },
            { target: 'LocalMachine32', before: 'Undefined', after: 'RemoteSigned', state: 'done' },
          ],
        },
      ]),
    ),
    null,
    1,
  );
  const anyWord = fc.oneof(
    fc.constantFrom<string[]>(...policies, ...policies, ...targets, 'done', 'begun', 'live'),
    fc.string(),
    fc.constantFrom('Default', 'bypass', '; calc.exe', '$(calc)', '__proto__', 'MachinePolicy'),
  );
  /** One text for another, one piece cut out, or whole values of any kind in the place of what was there. */
  const edits = fc.oneof(
    fc
      .tuple(fc.nat(written.length), fc.nat(40), fc.string({ maxLength: 20 }))
      .map(([from, length, text]) => written.slice(0, from) + text + written.slice(from + length)),
    fc
      .tuple(
        fc.constantFrom(
          '"Undefined"',
          '"RemoteSigned"',
          '"Restricted"',
          '"CurrentUser"',
          '"LocalMachine64"',
          '"done"',
          '"begun"',
          '"live"',
        ),
        anyWord,
      )
      .map(([old, word]) => written.replaceAll(old, JSON.stringify(word))),
    fc
      .tuple(fc.constantFrom('before', 'after', 'target', 'state', 'user', 'changes'), fc.jsonValue())
      .map(([key, any]) =>
        written.replace(new RegExp(`"${key}": ("[^"]*"|\\[)`, 'u'), () => `"${key}": ${JSON.stringify(any)}`),
      ),
  );

  it('only policies of the closed list are written, only to the three places', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(edits, async (text) => {
        writeFileSync(at('j.json'), text);
        const machine = pcWith(
          {
            'policy.currentUser': 'RemoteSigned',
            'policy.localMachine64': 'RemoteSigned',
            'policy.localMachine32': 'RemoteSigned',
          },
          'windows-10',
        );
        const set: Pick<Step, 'target' | 'after'>[] = [];
        const store: PolicyStore = {
          origin: 'live',
          fresh: () => machine.fresh(),
          set: (change) => {
            set.push(change);
            return Promise.resolve({ state: 'written' });
          },
        };
        const journal = new FileJournal(at('j.json'), new Masker());
        try {
          const decision = decideUndo(await readPolicySnapshot(machine), await journal.entries(), {
            force: true,
            origin: 'live',
          });
          if (decision.state === 'planned')
            await undo(decision.plan, { store, journal, signal: new AbortController().signal });
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
        taken += set.length;
        for (const { target, after } of set)
          expect([targets.includes(target), policies.includes(after)]).toEqual([true, true]);
      }),
      { numRuns: 600 },
    );
    expect(taken).toBeGreaterThan(20);
  });
});
