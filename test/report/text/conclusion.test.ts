import { describe, expect, it } from 'vitest';
import { cli, machine, reportOf } from '../../support/cli.js';
import { joined, terminal } from '../../support/terminal.js';

/** What a cause says, by the names of its fields: a screen has what to do before the proof, lines have the proof before what to do. */
const fieldsOf = (text: string): Readonly<Record<string, string>> => {
  const [, ...parts] = text.split(/^ {2,3}(Seen|Proof|Verify|Cause|Who|Do|Read) +/mu);
  return Object.fromEntries(
    parts.flatMap((part, index) =>
      index % 2 === 0 ? [[part, joined(parts[index + 1]!.split(/\n\s*\n/u)[0]!).trim()]] : [],
    ),
  );
};
const run = (pc: string, ...more: readonly string[]): readonly string[] => [
  '--route',
  'exchange-online',
  '--machine',
  machine(pc),
  ...more,
];
const part = (text: string, heading: string): string => text.split(heading)[1] ?? '';

describe('a row that only warned', () => {
  it('comes after the causes: what, whose, what to do, where to read on', async () => {
    const { stdout } = await cli(run('windows-10-module-two-folders', '--only', 'exchange-module'));
    expect(stdout).toMatch(/Worth a look:\n\n1\. /u);
    const reported = part(stdout, 'Worth a look:');
    for (const field of [
      / Seen +\S/u,
      / Proof +\S/u,
      / Verify .*`Get-Module /u,
      / Who +\S/u,
      / Do +\S/u,
      / Read .*docs\/checks\/exchange-module\.md/u,
    ])
      expect(reported).toMatch(field);
  });

  it('is a cause with --strict, and shown once', async () => {
    const { stdout } = await cli(run('windows-10-module-two-folders', '--only', 'exchange-module', '--strict'));
    expect(stdout).toContain('What to mend, in this order:');
    expect(stdout).not.toContain('Worth a look:');
  });

  it('has the same words on a screen', async () => {
    const args = run('windows-10-module-two-folders', '--only', 'exchange-module');
    const screen = terminal(args, { columns: 100, rows: 60 });
    const reported = part(await screen.sees(/Worth a look:[^]*\n.* q quit/u), 'Worth a look:');
    screen.press('q');
    await screen.ended;
    const plain = part((await cli(args)).stdout, 'Worth a look:');
    expect(fieldsOf(reported)).toEqual(fieldsOf(plain));
    expect(fieldsOf(part(screen.text(), 'Worth a look:'))).toEqual(fieldsOf(plain));
  });

  it('there is no heading without one', async () =>
    expect((await cli(run('windows-10', '--only', 'execution-policy'))).stdout).not.toContain('Worth a look'));
});

describe('UNCLEAR', () => {
  it('names the rows that made it so', async () => {
    const { stdout } = await cli(run('server-2019-no-policy', '--only', 'execution-policy'));
    expect(stdout).toMatch(/\nUNCLEAR\. .*\nNot answered: PowerShell may run scripts\.\n/u);
  });

  it('at most three of them, and how many more', async () => {
    const { stdout } = await cli(run('windows-10'));
    expect(stdout).toMatch(/\nUNCLEAR\. .*\nNot answered: [^;\n]+; [^;\n]+; [^;\n]+; and \d+ more\.\n/u);
  });
});

describe('what to check by hand', () => {
  const byHand = async (...more: readonly string[]): Promise<Record<string, string | undefined>> => {
    const args = [
      '--route',
      'partner-basic',
      '--endpoint',
      'https://mail.fabrikam.example/powershell-liveid',
      '--tenant',
      'fabrikam.example',
      '--machine',
      machine('windows-10'),
      '--format',
      'json',
    ];
    return Object.fromEntries(
      reportOf(await cli([...args, ...more])).outcomes.map(({ check, byHand: reported }) => [check, reported]),
    );
  };

  it('is in the report with every row, also with one that only the recorded PC could answer', async () => {
    expect(await byHand()).toMatchObject({
      'execution-policy': 'In a new window of Windows PowerShell: `Get-ExecutionPolicy -List`',
      'name-resolution': expect.stringContaining('`nslookup mail.fabrikam.example`') as string,
      'port-80': expect.stringContaining("Connect('mail.fabrikam.example', 80)") as string,
      'test-connection': expect.stringContaining('-Authentication Basic`') as string,
    });
  });

  it('but not with one whose question has no meaning here', async () => {
    const { outcomes } = reportOf(await cli(run('windows-10', '--format', 'json')));
    expect(outcomes.find(({ check }) => check === 'winrm-client')).toMatchObject({ status: 'not-applicable' });
    expect(outcomes.filter(({ byHand: reported }) => reported === undefined).map(({ status }) => status)).toEqual([
      'not-applicable',
    ]);
  });

  it('names nobody with --redact', async () => {
    const reported = await byHand('--redact');
    expect(reported['name-resolution']).toMatch(/`nslookup \[host \d+\]`/u);
    expect(JSON.stringify(reported)).not.toContain('fabrikam');
  });
});
