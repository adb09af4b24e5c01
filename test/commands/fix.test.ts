import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FixDocument } from '../../src/report/text/fix-document.js';
import type { Changes } from '../machines/compose.js';
import { composedPcs, fileOf } from '../machines/compose.js';
import { machine } from '../support/cli.js';
import type { Ended } from '../support/cli.js';
import { inProcess } from '../support/run-cli.js';
import { joined, terminal } from '../support/terminal.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'fix-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** A composed PC with some facts changed, as a file. */
function recorded(pc: string, changes: Changes): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, fileOf({ name: pc, facts: { ...composedPcs[pc]!.facts, ...changes } }));
  return path;
}

const fix = (...args: readonly string[]): Promise<Ended> => inProcess(['fix', 'execution-policy', ...args]);
const documentOf = ({ stdout }: Ended): FixDocument => JSON.parse(stdout) as FixDocument;
/** No sentence is left half filled, none without words. Script blocks of commands aside. */
const halfFilled = (text: string): RegExpExecArray | null =>
  /\{\w+(?:\|[^}]*)?\}|\[[a-z]+(?:[.-][a-z0-9]+)+\]/u.exec(text);

describe('in a pipe', () => {
  it.each(['windows-10-language-constrained', 'windows-10-language-none', 'windows-10-powershell-blocked'])(
    '%s: notes that something else stops scripts there',
    async (pc) => {
      const { status, stdout } = await fix('--machine', machine(pc));
      expect([status, stdout]).toEqual([0, expect.stringMatching(/^- .*see the row language-mode/mu)]);
      expect(
        documentOf(await fix('--machine', machine(pc), '--format', 'json')).notes.map(({ id }) => id),
      ).toContainEqual(expect.stringMatching(/^fix\.note\.(?:language-mode|blocked)$/u));
    },
  );

  it('notes nothing of it where the language is whole', async () =>
    expect((await fix('--machine', machine('windows-10'))).stdout).not.toContain('language-mode'));

  it('where it can not tell, says what to do next', async () => {
    const { status, stdout } = await fix('--machine', machine('windows-10-unreadable'));
    expect([status, stdout]).toEqual([
      3,
      expect.stringMatching(/Nothing is changed on a guess\. Next: .*Get-ExecutionPolicy -List/u),
    ]);
  });

  it('explains the star only where there is one', async () => {
    expect((await fix('--machine', machine('windows-11-fresh'))).stdout).not.toContain('* decides');
    expect((await fix('--machine', machine('windows-10'))).stdout).toContain('* decides. MachinePolicy');
  });

  it('shows what is, what would be changed and by which command, and changes nothing', async () => {
    const { status, stdout, stderr } = await fix('--machine', machine('windows-10-current-user-restricted'));
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout.split('\n')[0]).toMatch(
      /^A recorded PC, from a file: .* a copy of it in memory; nothing real is changed\.$/u,
    );
    expect(stdout).toContain('CurrentUser         Restricted *            Restricted *');
    expect(stdout).toContain(
      'CurrentUser: HKCU\\SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell, value ExecutionPolicy',
    );
    expect(stdout).toContain('Set-ExecutionPolicy -ExecutionPolicy Undefined -Scope CurrentUser -Force');
    expect(stdout).toMatch(
      /Nothing was changed: nobody could be asked here\. To change it: the same command with --yes, or in a terminal\.\n$/u,
    );
    expect(stdout).not.toContain('\u001b');
  });

  it('with --dry-run stops there, --yes or not', async () => {
    for (const more of [[], ['--yes']]) {
      const { status, stdout } = await fix('--machine', machine('windows-11-fresh'), '--dry-run', ...more);
      expect([status, stdout.trimEnd().split('\n').at(-1)]).toEqual([1, 'Nothing was changed (--dry-run).']);
    }
  });

  it('with --yes changes the copy, reads it again and asks the check again', async () => {
    const { status, stdout } = await fix('--machine', machine('windows-11-fresh'), '--yes');
    expect(status).toBe(0);
    expect(stdout).toContain('Done: a new window of Windows PowerShell starts with RemoteSigned, set for CurrentUser.');
    expect(stdout).toMatch(/\nok +PowerShell may run scripts: RemoteSigned is in force, set for CurrentUser\.\n$/u);
    expect(halfFilled(stdout)).toBeNull();
  });

  it('on a PC ruled by a policy says whom to ask, with the text to send and the exact place', async () => {
    const { status, stdout } = await fix('--machine', machine('windows-10-policy-locked'), '--yes');
    expect(status).toBe(1);
    expect(stdout).toContain('Who: the administrator of your domain');
    expect(stdout).toMatch(
      /Send: "On my PC the policy .* Computer Configuration > Administrative Templates > Windows Components > Windows PowerShell > "Turn on Script Execution" \(registry: HKLM\\Software\\Policies\\Microsoft\\Windows\\PowerShell\)\."/u,
    );
    expect(stdout).toContain('"Allow local scripts and remote signed scripts"');
  });
});

describe('the lab', () => {
  it('is a PC to play on, and says so first', async () => {
    const { status, stdout } = await fix('--lab', '--yes');
    expect(stdout.split('\n')[0]).toMatch(/^THE LAB: a simulated PC/u);
    expect([status, stdout.includes('Set-ExecutionPolicy')]).toEqual([0, true]);
    expect(documentOf(await fix('--lab', '--format', 'json'))).toMatchObject({
      state: 'planned',
      inMemory: true,
      origin: 'simulated',
    });
  });
});

describe('every composed PC as JSON', () => {
  const states: Readonly<Record<string, readonly [string, number]>> = {
    'windows-7-as-shipped': ['applied', 0],
    'server-2019-no-policy': ['cannot-tell', 3],
    'windows-10-all-signed': ['applied', 0],
    'windows-10-current-user-restricted': ['applied', 0],
    'windows-10-policy-all-signed': ['refused', 1],
    'windows-10-policy-locked': ['refused', 1],
    'windows-10-unreadable': ['cannot-tell', 3],
    'windows-11-fresh': ['applied', 0],
  };

  it.each(Object.keys(composedPcs))('%s', async (pc) => {
    const ended = await fix('--machine', machine(pc), '--yes', '--format', 'json');
    const document = documentOf(ended);
    const [state, exit] = states[pc] ?? ['already-allowed', 0];
    expect([
      document.state,
      document.exitCode,
      ended.status,
      document.schema,
      document.origin,
      document.inMemory,
    ]).toEqual([state, exit, exit, 'exo-preflight/fix/1', 'recorded', true]);
    expect(document.snapshot.windows.map(({ scopes }) => scopes.length)).toEqual([5, 5, 5]);
    expect(document.refused === undefined).toBe(state !== 'refused');
    if (state === 'applied') {
      expect(document.plan).toMatchObject({
        scope: 'CurrentUser',
        elevation: 'none',
        why: { id: expect.stringMatching(/^fix\.why\./u) as string },
      });
      expect(document.plan?.command).toMatch(/^Set-ExecutionPolicy /u);
      expect(document.result).toMatchObject({ verified: true, checks: [{ check: 'execution-policy', status: 'ok' }] });
    } else expect(document.result).toBeUndefined();
    expect(halfFilled(ended.stdout.replaceAll(/try \{[^"]*/gu, ''))).toBeNull();
  });

  it('without --yes is a plan, and the exit code says that nothing was changed', async () => {
    const ended = await fix('--machine', machine('windows-11-fresh'), '--format', 'json', '--scope', 'machine');
    expect(documentOf(ended)).toMatchObject({
      state: 'planned',
      exitCode: 1,
      plan: {
        scope: 'LocalMachine',
        elevation: 'prompt',
        command: expect.stringMatching(
          /^%SystemRoot%\\System32\\.*Set-ExecutionPolicy RemoteSigned -Scope LocalMachine/u,
        ) as string,
        alternative: { scope: 'user', steps: [{ scope: 'CurrentUser', elevation: 'none' }] },
      },
      also32Bit: { scope: 'LocalMachine', bits: 32 },
    });
  });

  it('changes the 32-bit value with a consent of its own', async () => {
    const { plan, result } = documentOf(
      await fix(
        '--machine',
        machine('windows-11-fresh'),
        '--format',
        'json',
        '--scope',
        'machine',
        '--also-32-bit',
        '--yes',
      ),
    );
    expect(plan?.steps.map(({ scope, bits, elevation }) => [scope, bits, elevation])).toEqual([
      ['LocalMachine', 64, 'prompt'],
      ['LocalMachine', 32, 'prompt'],
    ]);
    expect(result?.steps.map(({ bits, state }) => [bits, state])).toEqual([
      [64, 'written'],
      [32, 'written'],
    ]);
  });

  it('is refused as administrator where the value is that of the user', async () => {
    const document = documentOf(
      await fix(
        '--machine',
        recorded('windows-10-current-user-restricted', { 'user.elevated': true }),
        '--yes',
        '--format',
        'json',
      ),
    );
    expect(document).toMatchObject({
      state: 'refused',
      refused: { owner: 'you', why: { id: 'fix.refused.elevated' } },
    });
  });
});

describe('the way back', () => {
  it('is noted where it is asked for, for nobody else to read, and can be played on a recording', async () => {
    const journal = join(folder, 'state', 'journal.json');
    await fix('--machine', machine('windows-10-all-signed'), '--yes', '--journal', journal);
    expect(statSync(journal).mode & 0o777).toBe(0o600);
    const noted = readFileSync(journal, 'utf8');
    expect(JSON.parse(noted)).toMatchObject({
      entries: [
        {
          origin: 'simulated',
          user: 'CONTOSO\\tech',
          changes: [{ target: 'CurrentUser', before: 'Undefined', after: 'RemoteSigned', state: 'done' }],
        },
      ],
    });

    const changed = recorded('windows-10-all-signed', { 'policy.currentUser': 'RemoteSigned' });
    const back = await fix('--machine', changed, '--undo', '--yes', '--journal', journal, '--format', 'json');
    expect(documentOf(back)).toMatchObject({
      state: 'undone',
      exitCode: 0,
      plan: { steps: [{ scope: 'CurrentUser', before: 'RemoteSigned', after: 'Undefined' }] },
      result: { verified: true, effective: { scope: 'LocalMachine', policy: 'AllSigned' } },
    });
    expect(readFileSync(journal, 'utf8')).toBe(noted);

    const plan = await fix('--machine', changed, '--undo', '--journal', journal);
    expect([plan.status, plan.stdout.trimEnd().split('\n').at(-1)]).toEqual([
      1,
      expect.stringContaining('nobody could be asked here'),
    ]);
    const since = await fix(
      '--machine',
      recorded('windows-10-all-signed', { 'policy.currentUser': 'Bypass' }),
      '--undo',
      '--yes',
      '--journal',
      journal,
    );
    expect([since.status, since.stdout]).toEqual([1, expect.stringContaining('somebody has changed it since')]);
    const forced = await fix(
      '--machine',
      recorded('windows-10-all-signed', { 'policy.currentUser': 'Bypass' }),
      '--undo',
      '--yes',
      '--force',
      '--journal',
      journal,
    );
    expect(forced.status).toBe(0);
  });

  it('of a recording alone is explained', async () => {
    const { status, stderr } = await fix('--machine', machine('windows-10'), '--undo');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/ends with the command; there is nothing to undo\.\n.*--journal FILE/u),
    ]);
  });

  it('is not there before anything was changed', async () => {
    const empty = join(folder, 'empty.json');
    writeFileSync(empty, '{"schema":"exo-preflight/journal/1","entries":[]}');
    const { status, stdout } = await fix('--machine', machine('windows-10'), '--undo', '--journal', empty);
    expect([status, stdout]).toEqual([1, expect.stringContaining('The journal holds no change')]);
  });

  it('of what is as it was already is a state of its own, agreed to or not', async () => {
    const journal = join(folder, 'as-before.json');
    await fix('--machine', machine('windows-10-all-signed'), '--yes', '--journal', journal);
    for (const more of [[], ['--dry-run'], ['--yes']]) {
      const back = ['--machine', machine('windows-10-all-signed'), '--undo', '--journal', journal, ...more];
      const { status, stdout } = await fix(...back);
      expect([status, stdout.trimEnd().split('\n').at(-1)]).toEqual([
        0,
        'It is as it was before that change already; nothing was changed.',
      ]);
      expect(documentOf(await fix(...back, '--format', 'json'))).toMatchObject({
        state: 'already-undone',
        exitCode: 0,
        text: 'It is as it was before that change already; nothing was changed.',
      });
    }
  });

  it('of a simulated change says where it is noted', async () => {
    const journal = join(folder, 'played.json');
    const { stdout } = await fix('--machine', machine('windows-10-all-signed'), '--yes', '--journal', journal);
    expect(stdout).toContain(
      `The copy in memory ends here. The way back is noted in ${journal}; --machine FILE --undo --journal ${journal} plays it on a recording.`,
    );
    expect(stdout).not.toContain('there is nothing to undo');
  });

  it('of another user is in the hands of that user', async () => {
    const journal = join(folder, 'other-user.json');
    await fix('--machine', machine('windows-10-all-signed'), '--yes', '--journal', journal);
    const back = [
      '--machine',
      recorded('windows-10-all-signed', { 'policy.currentUser': 'RemoteSigned', 'user.name': 'CONTOSO\\somebody' }),
      '--undo',
      '--journal',
      journal,
    ];
    expect((await fix(...back)).stdout).toMatch(
      /only in a window of theirs can it be undone\.\n +Who: the user CONTOSO\\tech\n/u,
    );
    expect(documentOf(await fix(...back, '--format', 'json'))).toMatchObject({
      state: 'refused',
      refused: { owner: 'other-user', ownerText: 'the user CONTOSO\\tech' },
    });
  });

  it("is never noted in the user's own folder for a recording", async () => {
    const home = mkdtempSync(join(folder, 'home-'));
    await inProcess(['fix', 'execution-policy', '--machine', machine('windows-11-fresh'), '--yes'], {
      env: { HOME: home, XDG_STATE_HOME: join(home, 'state') },
    });
    expect([existsSync(join(home, 'state')), existsSync(join(home, '.local'))]).toEqual([false, false]);
  });
});

describe.skipIf(process.platform === 'win32')('this PC, which is no Windows', () => {
  it.each([[], ['--undo'], ['--yes']])('has nothing to change %s', async (...args) => {
    const home = mkdtempSync(join(folder, 'home-'));
    const { status, stdout } = await inProcess(['fix', 'execution-policy', ...args], { env: { HOME: home } });
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/This is not Windows[\s\S]*--lab plays it[\s\S]*--machine FILE/u),
    ]);
    expect(existsSync(join(home, '.local'))).toBe(false);
  });
});

describe('bad input is one clear sentence, exit 2, and nothing is changed', () => {
  const damaged = (): string => {
    const path = join(folder, 'damaged.json');
    writeFileSync(path, '{"schema":"exo-preflight/journal/1","entries":[{"before":"calc.exe"}]}');
    return path;
  };
  const unfinished = (): string => {
    const path = join(folder, 'unfinished.json');
    writeFileSync(path, '{"schema":');
    return path;
  };
  it.each<[string, () => readonly string[], RegExp]>([
    ['nothing to mend', () => ['fix'], /what to mend is missing\.\nGive one of: execution-policy\./u],
    ['something that can not be mended', () => ['fix', 'zebra'], /There is no fix for "zebra"/u],
    ['the name of an object', () => ['fix', 'constructor'], /There is no fix for "constructor"/u],
    ['a scope there is not', () => ['fix', 'execution-policy', '--scope', 'process'], /process.*user, machine/u],
    ['--force without --undo', () => ['fix', 'execution-policy', '--force'], /--force goes with --undo/u],
    [
      'two PCs',
      () => ['fix', 'execution-policy', '--lab', '--machine', machine('windows-11-fresh')],
      /--lab and --machine/u,
    ],
    ['--undo of the lab', () => ['fix', 'execution-policy', '--lab', '--undo'], /--undo has no meaning with --lab/u],
    [
      '--scope with --undo',
      () => ['fix', 'execution-policy', '--undo', '--scope', 'user'],
      /--scope has no meaning with --undo/u,
    ],
    [
      '--also-32-bit with --undo',
      () => ['fix', 'execution-policy', '--undo', '--also-32-bit'],
      /--also-32-bit has no meaning/u,
    ],
    ['an empty path', () => ['fix', 'execution-policy', '--journal', ''], /--journal "" is not/u],
    [
      'a PC that is not there',
      () => ['fix', 'execution-policy', '--machine', '/nowhere.json'],
      /--machine: the file \/nowhere\.json can not be opened/u,
    ],
    [
      'a journal that is damaged',
      () => ['fix', 'execution-policy', '--machine', machine('windows-11-fresh'), '--yes', '--journal', damaged()],
      /is not a journal of this tool: entries\.0\.\S+ is wrong\. Nothing was changed\./u,
    ],
    [
      'a journal that is no JSON',
      () => ['fix', 'execution-policy', '--machine', machine('windows-11-fresh'), '--yes', '--journal', unfinished()],
      /is not JSON \(at [^)]+\)\. Nothing was changed\.\nMove it away, or give another file with --journal\./u,
    ],
    [
      'a journal to undo from that is not there',
      () => [
        'fix',
        'execution-policy',
        '--machine',
        machine('windows-10'),
        '--undo',
        '--journal',
        '/nowhere/none.json',
      ],
      /--journal: there is no file \/nowhere\/none\.json\. Nothing was changed\.\n/u,
    ],
    [
      'a journal that is a folder',
      () => ['fix', 'execution-policy', '--machine', machine('windows-11-fresh'), '--yes', '--journal', folder],
      /is not an ordinary file\. Nothing was changed\./u,
    ],
    [
      'a journal where nobody may write',
      () => [
        'fix',
        'execution-policy',
        '--machine',
        machine('windows-11-fresh'),
        '--yes',
        '--journal',
        '/proc/journal.json',
      ],
      /\/proc\/journal\.json can not be written \(\w+\)\. Nothing was changed\./u,
    ],
    ['an unknown option', () => ['fix', 'execution-policy', '--sure'], /unknown option '--sure'/u],
    ['too many words', () => ['fix', 'execution-policy', 'now'], /too many arguments/u],
  ])('%s', async (_what, args, sentence) => {
    const { status, stdout, stderr } = await inProcess([...args(), '--format', 'json']);
    expect(stderr).toMatch(sentence);
    expect([status, stdout]).toEqual([2, '']);
  });

  it('a plan alone writes nothing, not even to try: a journal where nobody may write is no hindrance', async () => {
    for (const more of [['--dry-run', '--yes'], []]) {
      const { status, stdout } = await inProcess([
        'fix',
        'execution-policy',
        '--machine',
        machine('windows-11-fresh'),
        '--journal',
        '/proc/deep/journal.json',
        '--format',
        'json',
        ...more,
      ]);
      expect([status, documentOf({ status, stdout, stderr: '' }).state]).toEqual([1, 'planned']);
    }
  });

  it('knows a fix by the symptom it fixes', async () => {
    expect((await inProcess(['fix', 'scripts-disabled-by-default', '--machine', machine('windows-10')])).status).toBe(
      0,
    );
  });
});

describe('on a terminal', () => {
  const ask = (pc: string, ...args: readonly string[]) =>
    terminal(['fix', 'execution-policy', '--machine', machine(pc), ...args], { columns: 120, rows: 60 });

  it('asks, changes, and offers the way back on the copy', async () => {
    const screen = ask('windows-10-all-signed');
    await screen.shows(/Change it\? \[y\/N\]:/u);
    screen.press('y\r');
    await screen.shows(/Done: a new window[\s\S]*Put it back\? \[y\/N\]:/u);
    screen.press('y\r');
    expect(await screen.ended).toBe(0);
    expect(screen.text()).toMatch(
      /Put back: a new window of Windows PowerShell starts with: AllSigned, set for LocalMachine\./u,
    );
  });

  it.each(['\r', 'n\r', 'yo\r'])('takes %j for a no', async (answer) => {
    const screen = ask('windows-11-fresh');
    await screen.shows(/Change it\? \[y\/N\]:/u);
    screen.press(answer);
    expect(await screen.ended).toBe(1);
    expect(screen.text()).toMatch(/Nothing was changed\.$/u);
  });

  it('asks a second time for the 32-bit value', async () => {
    const screen = ask('windows-11-fresh', '--scope', 'machine');
    await screen.shows(/Change it\? \[y\/N\]:/u);
    screen.press('y\r');
    await screen.shows(/Also the 32-bit PowerShell.* \[y\/N\]:/u);
    screen.press('n\r');
    await screen.shows(/Put it back\?/u);
    expect(screen.text()).not.toMatch(/32-bit PowerShell: written/u);
    screen.press('n\r');
    expect(await screen.ended).toBe(0);
  });

  it('Ctrl-C at the question ends it with nothing changed', async () => {
    const screen = ask('windows-11-fresh');
    await screen.shows(/Change it\? \[y\/N\]:/u);
    screen.press('\u0003');
    expect(await screen.ended).toBe(130);
    expect(screen.text()).toContain('Nothing was changed.');
    expect(screen.text()).not.toContain('Nothing was run');
  });

  it.each(['\u0003', '\u0004', 'n\r'])(
    '%j at the way back says that the change stays made, and that the copy ends',
    async (answer) => {
      const screen = ask('windows-10-all-signed');
      await screen.shows(/Change it\? \[y\/N\]:/u);
      screen.press('y\r');
      await screen.shows(/Put it back\? \[y\/N\]:/u);
      screen.press(answer);
      expect(await screen.ended).toBe(answer === 'n\r' ? 0 : 130);
      const after = joined(screen.text().split('Put it back?')[1]!);
      expect(after).toMatch(/Nothing was put back: the change stays made\..*The copy in memory ends here\./u);
      expect(after).not.toMatch(/Nothing was (?:run|changed)/u);
    },
  );

  it('finds a journal that can not be written before it asks', async () => {
    const screen = ask('windows-11-fresh', '--journal', '/proc/journal.json');
    expect(await screen.ended).toBe(2);
    expect(joined(screen.text())).toMatch(/\/proc\/journal\.json can not be written \(\w+\)\. Nothing was changed\./u);
    expect(screen.text()).not.toContain('Change it?');
  });

  it.each([40, 60, 79])(
    'in %i columns shows one PowerShell after the other and breaks between words',
    async (columns) => {
      const screen = terminal(['fix', 'execution-policy', '--machine', machine('windows-11-fresh'), '--dry-run'], {
        columns,
        rows: 100,
      });
      expect(await screen.ended).toBe(1);
      const lines = screen.text().split('\n');
      const [first, second, third] = ['Windows PowerShell', 'its 32-bit window', 'PowerShell 7'].map((name) =>
        lines.indexOf(`  ${name}`),
      );
      expect([first! > 0, second! > first! + 5, third! > second! + 5]).toEqual([true, true, true]);
      expect(lines[first! + 5]).toMatch(/^ {4}LocalMachine +not set$/u);
      for (const word of ['Group', 'RemoteSigned', 'administrator', 'everybody', 'PowerShell', 'registry']) {
        for (let cut = 3; cut < word.length; cut++)
          expect(
            lines.some((line) => line.endsWith(` ${word.slice(0, cut)}`) && line.length === columns),
            word,
          ).toBe(false);
      }
      expect(joined(screen.text())).toContain(
        'MachinePolicy (computer side) and UserPolicy (user side) come from Group Policy or MDM; which of the two, the registry does not tell.',
      );
    },
  );

  it('in a wide one the table is side by side, and in a pipe nothing is broken', async () => {
    const screen = ask('windows-11-fresh', '--dry-run');
    await screen.ended;
    expect(screen.text()).toMatch(/^ +Windows PowerShell +its 32-bit window +PowerShell 7$/mu);
    const { stdout } = await fix('--machine', machine('windows-11-fresh'), '--dry-run');
    expect(stdout.split('\n').some((line) => line.length > 150)).toBe(true);
  });
});
