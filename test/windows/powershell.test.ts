import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/document/schema.js';
import { cli, here } from './wine.js';

/** Wine's powershell.exe prints nothing and exits with 0: what it must never be taken for is an answer. */
describe.skipIf(!here)('a powershell.exe that prints nothing and exits with 0, on the Windows build of Node.js', () => {
  const report = (...args: readonly string[]): Report => {
    const { stdout, stderr } = cli([
      '--route',
      'partner-basic',
      '--endpoint',
      'https://127.0.0.1:9/PowerShell/',
      '--tenant',
      'contoso.com',
      '--format',
      'json',
      '--debug',
      ...args,
    ]);
    if (!stdout.startsWith('{')) throw new Error(`no report: ${stderr}`);
    return JSON.parse(Buffer.from(stdout, 'latin1').toString('utf8')) as Report;
  };

  it('is found where Windows keeps it and tells no language mode: unknown, and no PowerShell connects by itself', () => {
    const { outcomes, facts, via } = report('--only', 'language-mode,exchange-module');
    expect(outcomes.find(({ check }) => check === 'language-mode')?.status).toBe('unknown');
    const { state, ...mode } = facts.find(({ id }) => id === 'powershell.languageMode')!;
    expect([state, 'why' in mode ? mode.why : undefined]).toEqual([
      'unreadable',
      { id: 'unreadable.powershell', args: { why: { value: 'crashed', kind: 'public' } } },
    ]);
    expect(via).toBe('native');
  });

  it('is asked nothing for a report alone', () => {
    const facts = report('--only', 'wmf').facts.filter(({ id }) =>
      [
        'powershell.languageMode',
        'policy.effective64',
        'pc.domainJoined',
        'pc.domainController',
        'modules.exchangeLoads',
      ].includes(id),
    );
    expect(facts.map((fact) => ('why' in fact ? fact.why.id : fact.state))).toEqual(
      Array(5).fill('unreadable.not-asked'),
    );
  });
});
