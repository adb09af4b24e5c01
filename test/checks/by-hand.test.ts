import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from 'exo-preflight/checks';
import { describe, expect, it } from 'vitest';
import { Redaction } from '../../src/redaction/pseudonyms.js';
import { Wording } from '../../src/report/text/wording.js';
import type { Subject } from '../../src/report/text/wording.js';

const pages = join(import.meta.dirname, '../../docs/checks');
/** The names the pages give as examples. */
const example = { host: 'ps.outlook.com', port: 443, tenant: 'contoso.onmicrosoft.com', user: 'admin@partner.example' };
const ways = ['remote-powershell', 'rest'] as const;
const about = (subject: Partial<Subject>): Wording =>
  new Wording(checks, { ...example, speaks: 'remote-powershell', ...subject });
const reported = checks.flatMap(({ id }) =>
  ways.map((speaks) => ({ id, speaks, text: about({ speaks }).byHand(id)! })),
);

/** What stands in backticks. */
const spansIn = (text: string): readonly string[] => [...text.matchAll(/`([^`\n]+)`/gu)].map((match) => match[1]!);
const codeOnPage = (id: string): string => {
  const page = readFileSync(join(pages, `${id}.md`), 'utf8');
  const blocks = [...page.matchAll(/^```\n(.*?)^```$/gmsu)].map((match) => match[1]!);
  return [...blocks, ...spansIn(page)].join('\n');
};

/** Programs of Windows, with the words that make them only look. */
const looking = [
  /^reg query "HK(?:LM|CU)\\[^"]+"(?: \/v \w+)?(?: \/reg:64)?$/u,
  /^nslookup \S+$/u,
  /^w32tm \/stripchart \/computer:\S+ \/samples:\d \/dataonly$/u,
  /^netsh winhttp show proxy$/u,
  /^findstr (?:\/[sni] )+"\w+" \*\.ps1$/u,
];
/** What reads in every Windows PowerShell from 2.0 on, and Exchange's own that read. */
const reading =
  /^(?:Get-ExecutionPolicy|Get-ChildItem|Get-Module|Get-PSSession|Get-User|Get-ManagementRoleAssignment|Get-Mailbox|Format-List|Format-Table)(?: [\w:,.*@ -]+)?$/u;
/** Expressions that ask and keep nothing. */
const asking = [
  /^\$ExecutionContext\.SessionState\.LanguageMode$/u,
  /^\(Get-ItemProperty '[^']+'\)\.\w+$/u,
  /^\[System\.Net\.Dns\]::GetHostAddresses\('[^']+'\)$/u,
  /^\(New-Object System\.Net\.Sockets\.TcpClient\)\.Connect\('[^']+', \d+\)$/u,
];
/** Only where the row itself is the sign-in: the article's steps, asked for by PowerShell's own window and put away again. */
const connecting = [
  /^\$UserCredential = Get-Credential$/u,
  /^\$Session = New-PSSession -ConfigurationName Microsoft\.Exchange -ConnectionUri <address> -Credential \$UserCredential -Authentication \w+$/u,
  /^Invoke-Command -Session \$Session -ScriptBlock \{Get-Mailbox -ResultSize 1\}$/u,
  /^Remove-PSSession \$Session$/u,
  /^(?:Connect|Disconnect)-ExchangeOnline$/u,
  /^-DelegatedOrganization \S+$/u,
];
const onlyLooks = (command: string): boolean =>
  [...looking, ...asking].some((one) => one.test(command)) || command.split(' | ').every((part) => reading.test(part));

/** An action, where trying again by a command would be one more sign-in. */
const withoutCommand: readonly string[] = ['credentials'];
/** Four commands, the last of which must not be left out. */
const longer: readonly string[] = ['test-connection'];

describe('what to check by hand', () => {
  it.each(reported)('$id ($speaks): is there, short, and filled to the last name', ({ id, text }) => {
    expect(text.length).toBeGreaterThan(20);
    expect(text.length).toBeLessThanOrEqual(longer.includes(id) ? 340 : 190);
    expect(text.replaceAll('{Get-Mailbox -ResultSize 1}', '')).not.toMatch(/[{}]|undefined/u);
    expect(spansIn(text).length > 0).toBe(!withoutCommand.includes(id));
  });

  it.each(reported)('$id ($speaks): stands on its page as well', ({ id, text }) => {
    const code = codeOnPage(id);
    expect(spansIn(text).filter((command) => !code.includes(command))).toEqual([]);
    const links = (text.match(/https:\/\/[\w.-]*\w/gu) ?? []).filter((link) => !link.includes(example.host));
    expect(links.filter((link) => !code.includes(link))).toEqual([]);
  });

  it.each(reported)('$id ($speaks): only reads', ({ id, text }) => {
    const other = spansIn(text).filter((command) => !onlyLooks(command));
    expect(other.filter((command) => id !== 'test-connection' || !connecting.some((one) => one.test(command)))).toEqual(
      [],
    );
  });

  it('a session that is opened is removed', () => {
    expect(spansIn(about({}).byHand('test-connection')!).at(-1)).toBe('Remove-PSSession $Session');
    expect(spansIn(about({ speaks: 'rest' }).byHand('test-connection')!).at(-1)).toBe('Disconnect-ExchangeOnline');
  });

  it('asks the endpoint of this run, with the authentication of this run', () => {
    const wording = about({ host: 'mail.contoso.example', port: 8443, plainPort: 8080, authentication: 'Kerberos' });
    expect(wording.byHand('name-resolution')).toContain('`nslookup mail.contoso.example`');
    expect(wording.byHand('port-443')).toContain("Connect('mail.contoso.example', 8443)");
    expect(wording.byHand('port-80')).toContain("Connect('mail.contoso.example', 8080)");
    expect(wording.byHand('test-connection')).toContain('-Authentication Kerberos`');
  });

  it('asks the host that the finding speaks of', () => {
    const args = { host: { value: 'other.example', kind: 'host' } } as const;
    expect(about({}).byHand('name-resolution', { id: 'name-not-found', args })).toContain('`nslookup other.example`');
  });

  it.each([
    ["a';calc;'.example"],
    ['a&calc.example'],
    ['$(calc).example'],
    ['-debug'],
    ['a’b.example'],
    ['first last'],
  ])('leaves a name out that a command line would read as more than one: %s', (odd) => {
    const wording = about({ host: odd, user: odd });
    for (const { id } of checks) expect(wording.byHand(id), id).not.toContain(odd);
    expect(wording.byHand('name-resolution')).toContain('`nslookup <host>`');
    expect(wording.byHand('remote-powershell')).toContain('`Get-User <user> |');
  });

  it.each(['[2001:db8::1]', '192.0.2.1', 'CONTOSO\\åsa', 'first.last+tag@contoso.example'])(
    'takes a plain one as it is: %s',
    (name) => expect(about({ user: name }).byHand('remote-powershell')).toContain(`\`Get-User ${name} |`),
  );

  it('names nobody in a redacted report', () => {
    const redacted = new Wording(checks, { ...example, speaks: 'remote-powershell' }, { show: new Redaction().show });
    for (const { id } of checks)
      expect(redacted.byHand(id), id).not.toMatch(/ps\.outlook\.com|contoso|partner\.example/u);
    expect(redacted.byHand('name-resolution')).toContain('`nslookup [host 1]`');
    expect(redacted.byHand('remote-powershell')).toContain('`Get-User [user 1] |');
  });

  it('a check without one has none', () => {
    const [first] = checks;
    const silent = { ...first, id: 'silent', texts: { en: { title: 'Silent' } } };
    expect(new Wording([silent], { ...example, speaks: 'rest' }).byHand('silent')).toBeUndefined();
    expect(about({}).byHand('no-such-check')).toBeUndefined();
  });
});
