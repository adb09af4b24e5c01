import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { words } from '../../../src/locales/en/words.js';
import { factIds, factTable, sourceOf } from '../../../src/machine/fact-table.js';
import type { FactId } from '../../../src/machine/fact-table.js';
import { withoutCredentials } from '../../../src/machine/rules/proxy-text.js';
import { withFactRows } from '../../support/collector-facts.js';
import { piecesOf, unbalanced } from '../../support/powershell-source.js';

/**
 * Holds the collector to what PowerShell 2.0 and .NET Framework 2.0 know, by lists of what it may use: something new has to be looked
 * up in the documentation of 2.0 before it is added here. No PowerShell runs in this file.
 */
const path = join(import.meta.dirname, '../../../src/machine/recording/collect.ps1');
const script = readFileSync(path, 'utf8');
const pieces = piecesOf(script);
const code = pieces
  .filter(({ kind }) => kind === 'code')
  .map(({ content }) => content)
  .join(' ');
const found = (pattern: RegExp): readonly string[] =>
  [...new Set([...code.matchAll(pattern)].map((match) => match[1]!))].sort();
const defined = [...script.matchAll(/^ {4}function ([A-Z][a-z]+-[A-Za-z0-9]+)/gmu)].map((match) => match[1]!);

describe('the collector as a text', () => {
  it('is plain ASCII in short lines, so that Out-String in a narrow window gives back what Get-Content read', () => {
    const odd = script
      .split('\n')
      .flatMap((line, index) => (/[^\x20-\x7e]|[ ]$/u.test(line) || line.length > 78 ? [`${index + 1}: ${line}`] : []));
    expect(odd).toEqual([]);
  });

  it('has every quote and every bracket closed', () => expect(unbalanced(pieces)).toBeUndefined());

  it('has no here-string and no block comment, which a window that is typed into may not end', () =>
    expect(script).not.toMatch(/@["']\s*$|<#|#>/mu));

  it('begins with its parameters, so that it can be started as a file, as a script block and as plain text', () => {
    expect(
      code
        .trim()
        .split('\n')
        .map((line) => line.trim())
        .slice(0, 5)
        .join(' '),
    ).toMatch(/^param\( \[string\]\$Output = +, \[switch\]\$Probe, \[string\[\]\]\$ProbeHost = @\(\) \)/u);
  });

  it('has no leftover in an open window but its three parameters, and says so', () => {
    expect(script).toContain('$Output, $Probe and $ProbeHost stay');
    // All else is inside one block with a scope of its own.
    expect(code.replace(/^\s*param\([^]*?\n\)\s*/u, '')).toMatch(/^& \{[^]*\}\s*$/u);
  });

  it('never ends the window it was pasted into', () => expect(found(/(?<![\w$-])(exit|break)\b/gu)).toEqual([]));
});

describe('the collector keeps to PowerShell 2.0', () => {
  it('uses cmdlets of 2.0 and functions of its own only', () => {
    const of2 = [
      'Export-Clixml',
      'ForEach-Object',
      'Get-ChildItem',
      'Get-Content',
      'Get-Date',
      'Get-ExecutionPolicy',
      'Get-Item',
      'Get-ItemProperty',
      'Get-Location',
      'Get-WmiObject',
      'Join-Path',
      'New-Object',
      'Select-Object',
      'Set-StrictMode',
      'Sort-Object',
      'Test-Path',
      'Where-Object',
      'Write-Host',
    ];
    const used = found(/(?<![\w$-])([A-Z][A-Za-z]+-[A-Za-z0-9]+)/gu);
    expect(used.filter((one) => !of2.includes(one) && !defined.includes(one))).toEqual([]);
    expect(
      of2.filter((one) => !used.includes(one)),
      'listed here and not used',
    ).toEqual([]);
    expect(
      defined.filter((one) => code.split(one).length < 3),
      'functions nobody calls',
    ).toEqual([]);
  });

  it('uses operators and parameters of 2.0 only', () => {
    const operators = [
      '-and',
      '-contains',
      '-eq',
      '-f',
      '-ge',
      '-gt',
      '-is',
      '-join',
      '-le',
      '-like',
      '-lt',
      '-match',
      '-ne',
      '-not',
      '-notcontains',
      '-or',
      '-replace',
      '-split',
    ];
    const parameters = [
      '-Descending',
      '-First',
      '-LiteralPath',
      '-Name',
      '-Off',
      '-PSProvider',
      '-Property',
      '-ArgumentList',
    ];
    expect(
      found(/(?<![\w-])(-[A-Za-z]+)/gu).filter((one) => !operators.includes(one) && !parameters.includes(one)),
    ).toEqual([]);
    // Handed over by name. Export-Clixml has no -LiteralPath in 2.0: it is given from 3.0 on only.
    expect(script).toContain('$to = @{ InputObject = $document; Depth = 5; NoClobber = $true }\n');
    expect(script).toContain("$how = 'Path'\n            if ($major -ge 3) { $how = 'LiteralPath' }");
  });

  it('uses types of .NET Framework 2.0 only', () => {
    const types = [
      'DirectoryServices.ActiveDirectory.Domain', 'Microsoft.Win32.Registry', 'Microsoft.Win32.RegistryKey', 'Microsoft.Win32.RegistryValueOptions', 'Security.Principal.WindowsBuiltInRole', 'Security.Principal.WindowsIdentity',
      'System.Diagnostics.Stopwatch', 'System.Environment', 'System.Net.Dns', 'System.Net.Sockets.SocketException', 'System.Security.Principal.WindowsIdentity', 'bool', 'byte[]', 'int', 'long', 'string', 'string[]', 'switch', 'version',
    ]; // prettier-ignore
    const used = found(/(?<![\w$)\]])\[([A-Za-z][\w.]*(?:\[\])?)\]/gu);
    expect(used).toEqual([...types].sort());
    expect(found(/New-Object\s+([\w.]+)/gu)).toEqual([
      'PSObject',
      'Security.Principal.WindowsPrincipal',
      'System.Net.Sockets.TcpClient',
    ]);
  });

  it('calls methods of .NET Framework 2.0 only, but for one it tests for first', () => {
    const methods = [
      'BeginConnect', 'BeginGetHostAddresses', 'Close', 'EndConnect', 'EndGetHostAddresses', 'FindDomainController', 'GetComputerDomain', 'GetCurrent', 'GetFolderPath', 'GetHostName', 'GetMethod', 'GetSubKeyNames', 'GetType', 'GetValue',
      'IsInRole', 'LastIndexOf', 'OpenBaseKey', 'OpenSubKey', 'StartNew', 'Stop', 'Substring', 'ToLowerInvariant', 'ToUniversalTime', 'Trim', 'TrimEnd', 'WaitOne',
    ]; // prettier-ignore
    expect(found(/(?:\.|::)([A-Za-z]+)\(/gu)).toEqual(methods);
    expect(script).toContain(".GetMethod('OpenBaseKey')");
    // Both arguments: WaitOne(int) came with a service pack.
    expect(code.match(/WaitOne\(\$deadlineMs, \$false\)/gu)).toHaveLength(2);
  });

  it.each([
    ['&& and ||', /&&|\|\|/u],
    ['?:, ??, ?. and the alias ?', /\?/u],
    ['$using:, $script: and $global:', /\$(?:using|script|global|private):/iu],
    [
      'automatic variables of later versions',
      /\$(?:IsWindows|IsLinux|IsMacOS|IsCoreCLR|PSScriptRoot|PSCommandPath|PSItem|PSEdition)\b/iu,
    ],
    [
      'classes, enumerations, using, workflows, requirements',
      /(?<![\w$.-])(?:class|enum|using|workflow|configuration|data|dynamicparam)\s/iu,
    ],
    ['a variable in place of a type', /\$\w+::/u],
    [
      'variables that PowerShell owns',
      /\$(?:host|home|pid|pwd|error|args|input|this|profile|event|sender|matches)\s*=[^=]/iu,
    ],
    [
      'aliases',
      /(?:^|[|;{(])\s*(?:%|echo|cat|ls|dir|gci|gc|gi|gp|select|sort|where|foreach\s+\{|iex|sleep|curl|wget)\s/imu,
    ],
    ['other programs', /\.exe\b|Start-Process|&\s*["']/u],
  ])('has none of: %s', (_what, pattern) => expect(code).not.toMatch(pattern));

  it('filters and walks by script block: names in their place came with 3.0', () =>
    expect(code.match(/(?:Where|ForEach)-Object (?!\{)/u)).toBeNull());

  it('asks `in` only of foreach', () => expect(code.replaceAll(/foreach \(\$\w+ in /gu, '')).not.toMatch(/\s-?in\s/u));

  it('walks lists only, since 2.0 walks nothing at all once', () => {
    const lists = found(/foreach \(\$\w+ in (\$\w+|@\()/gu).filter((one) => one !== '@(');
    for (const list of lists) expect(script, list).toContain(`${list} = @(`);
  });
});

describe('a domain controller that is not there', () => {
  const names = ['ActiveDirectoryObjectNotFoundException', 'ActiveDirectoryServerDownException'];

  it.each(names)('%s means absent, as in the script that a live PC is asked by', (name) => {
    expect(readFileSync(join(path, '../../live/powershell/scripts/domain-controller.ps1'), 'utf8')).toContain(
      `.${name}]`,
    );
    expect(script).toContain(`'${name}'`);
  });

  it('is known by any exception of the chain, since PowerShell wraps what a method throws', () => {
    const body = /function Test-NoController\(\$problem\) \{\n([^]*?)\n {4}\}\n/u.exec(script)![1]!;
    expect(body).toContain('$inner = $problem.Exception');
    expect(body).toContain('$inner = $inner.InnerException');
    expect(body).toContain('$inner.GetType().Name');
    expect(script).toMatch(
      /FindDomainController\(\)\.Name\n\s+\} catch \{\n\s+if \(-not \(Test-NoController \$_\)\) \{ throw \}/u,
    );
  });
});

/** A row of the facts block, by what it says it reads. */
interface Read {
  readonly how: string;
  readonly id: string;
  readonly source: string;
  readonly as?: string;
}

/** Walks the block of facts as PowerShell does: `$hive`, `$view`, `$key` and `$from` hold what was last put into them. */
function readBlock(): readonly Read[] {
  const block = /\$facts = @\(& \{\n([^]*?)\n {4}\}\)\n/u
    .exec(script)![1]!
    .replaceAll(/`\n\s*/gu, '')
    .replaceAll(/' \+\n\s*'/gu, '');
  const set: Record<string, string> = {};
  const reads: Read[] = [];
  for (const line of block.split('\n').map((one) => one.trim())) {
    const assigned = /^\$(hive|view|key|from) = (?:'(.*)'|(\d+))$/u.exec(line);
    if (assigned) set[assigned[1]!] = assigned[2] ?? assigned[3]!;
    const called = /^(?:\$joined = )?(Read-\w+) '([^']+)'(?: ('[^']*'|\$from))?(?: ('[^']*'|\$\w+))?/u.exec(line);
    if (!called) continue;
    const [, how, id] = called;
    const [first = '', second = ''] = called.slice(3).map((part) => (part as string | undefined)?.replaceAll("'", ''));
    if (how === 'Read-Registry')
      reads.push({
        how,
        id: id!,
        as: second,
        source: `${set['hive']!}\\${set['key']!}, value ${first}${set['hive'] === 'HKLM' ? ` (${set['view']!}-bit view)` : ''}`,
      });
    else if (how === 'Read-Variable') reads.push({ how, id: id!, as: second, source: `environment variable ${first}` });
    else if (how === 'Read-Module') reads.push({ how, id: id!, source: `folders of the module path, ${first}` });
    else if (how === 'Read-PowerShell7') reads.push({ how, id: id!, source: sourceOf(id as FactId) });
    else reads.push({ how: how!, id: id!, source: first === '$from' ? set['from']! : first });
  }
  return reads;
}

describe('the collector and the fact table', () => {
  const reads = readBlock();

  it('have the same regular rows: if not, npm run collector writes them', () =>
    // Not toBe: a difference would print the whole script.
    expect(script === withFactRows(script), 'collect.ps1 is behind fact-table.ts: npm run collector').toBe(true));

  it('know the same facts, each read once', () =>
    expect(reads.map(({ id }) => id).sort()).toEqual([...factIds].sort()));

  it.each(reads.map((read) => [read.id as FactId, read] as const))(
    '%s is read where the table says, as what the table says',
    (id, read) => {
      const { from } = factTable[id];
      // Node.js and PowerShell have ways of their own to the same four facts.
      if (!['windows.kernel', 'user.name', 'user.elevated', 'pc.name'].includes(id))
        expect(read.source).toBe(sourceOf(id));
      if ('registry' in from || 'environment' in from) expect(read.as).toBe(from.as);
      const ways =
        'registry' in from
          ? ['Read-Registry']
          : 'environment' in from
            ? ['Read-Variable']
            : 'module' in from
              ? ['Read-Module']
              : 'settings' in from
                ? ['Read-Setting']
                : 'powershell' in from
                  ? ['Read-Asked']
                  : ['Read-Answer', 'Read-Asked', 'Read-PowerShell7'];
      expect(ways).toContain(read.how);
    },
  );

  it('write sources in the same words', () => {
    for (const words of [
      '$source = "$hive\\$key, value $name"',
      '$source = "$source ($view-bit view)"',
      '$source = "environment variable $name"',
      '$source = "folders of the module path, $name"',
      '$source = "HKLM\\$key, value SemanticVersion"',
    ])
      expect(script).toContain(words);
  });

  it('give reasons that have a sentence here', () => {
    const reasons = [
      ...script.matchAll(/(?:New-Unreadable \$id \$source|\$?\bwhy =|state = 'unreadable'; why =) '([a-z0-9-]+)'/gu),
    ].map((match) => match[1]!);
    expect(new Set(reasons)).toEqual(
      new Set([
        'denied',
        'recorded',
        'not-windows',
        'other-view',
        'too-long',
        'withheld',
        'type',
        'blocked-by-policy',
        'not-asked',
        'undecodable',
      ]),
    );
    for (const reason of reasons) expect(words).toHaveProperty([`unreadable.${reason}`]);
  });

  it('cut a user name and a password out of a proxy by the same rule', () => {
    const pattern = new RegExp(/if \(\$text -match '(\^\(\[A-Za-z\][^']+)'\)/u.exec(script)![1]!, 'iu');
    const cut = (text: string): string => {
      const at = text.lastIndexOf('@');
      return at < 0 ? text : (pattern.exec(text)?.[0] ?? '') + text.slice(at + 1);
    };
    const part = fc.constantFrom(
      'http',
      'https',
      '=',
      '://',
      ':',
      '@',
      ';',
      'user',
      'p@ss',
      'proxy.example',
      '8080',
      '/',
      '%40',
      '+',
      '.',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
        (setting) => cut(setting) === withoutCredentials(setting),
      ),
    );
  });
});
