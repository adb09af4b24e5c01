import { afterEach, describe, expect, it } from 'vitest';
import { openPowerShell } from '../../../../src/machine/live/powershell/open-session.js';
import { PowerShellFacts } from '../../../../src/machine/live/powershell/powershell-facts.js';
import type { Plan, StandIn } from '../../../support/stand-in.js';
import { standIn } from '../../../support/stand-in.js';

let powershell: StandIn | undefined;
afterEach(() => powershell?.remove());

function facts(plan: Plan, startMs = 10_000): PowerShellFacts {
  powershell = standIn(plan);
  const { program } = powershell;
  return new PowerShellFacts({
    environment: process.env,
    timeScale: 0.1,
    open: () => openPowerShell({ edition: 'windows-64', programs: [program], startMs }),
  });
}
const starts = (): number => powershell!.log().filter(({ started }) => started !== undefined).length;

describe('facts that a started PowerShell tells', () => {
  it('come from one start, however many ask', async () => {
    const some = facts({
      calls: { 'domain-joined': { value: true }, 'domain-controller': { value: 'dc01.contoso.example' } },
    });
    expect(
      await Promise.all([
        some.read('powershell.languageMode'),
        some.read('policy.effective64'),
        some.read('pc.domainJoined'),
        some.read('pc.domainController'),
      ]),
    ).toEqual([
      { state: 'value', value: 'FullLanguage' },
      { state: 'value', value: 'RemoteSigned' },
      { state: 'value', value: true },
      { state: 'value', value: 'dc01.contoso.example' },
    ]);
    expect(starts()).toBe(1);
  });

  it('are absent where PowerShell answers with nothing', async () => {
    expect(await facts({ calls: { 'domain-controller': { value: '' } } }).read('pc.domainController')).toEqual({
      state: 'absent',
    });
  });

  it('are unreadable, never absent, where it can not be asked', async () => {
    expect(await facts({ start: 'exit', exitCode: 0 }).read('powershell.languageMode')).toMatchObject({
      state: 'unreadable',
      why: { id: 'unreadable.powershell' },
    });
    expect(await facts({ start: 'silent' }, 300).read('powershell.languageMode')).toMatchObject({
      state: 'unreadable',
      why: { id: 'unreadable.timed-out' },
    });
    expect(await facts({ calls: { 'domain-joined': { value: 'yes' } } }).read('pc.domainJoined')).toMatchObject({
      state: 'unreadable',
      why: { id: 'unreadable.powershell' },
    });
    expect(await new PowerShellFacts({ environment: {}, timeScale: 1 }).read('policy.effective64')).toMatchObject({
      state: 'unreadable',
      why: { id: 'unreadable.program' },
    });
  });

  it('in another language mode: the mode and the policy are reported, the rest is blocked', async () => {
    const some = facts({ hello: '<<exo:hello::ConstrainedLanguage|5.1.26100.1|Desktop|AllSigned>>\r\n' });
    expect(await some.read('powershell.languageMode')).toEqual({ state: 'value', value: 'ConstrainedLanguage' });
    expect(await some.read('policy.effective64')).toEqual({ state: 'value', value: 'AllSigned' });
    expect(await some.read('pc.domainJoined')).toMatchObject({
      state: 'unreadable',
      why: { id: 'unreadable.blocked-by-policy' },
    });
  });

  it('the module is loaded in a process of its own', async () => {
    const some = facts({ calls: { 'load-exchange-module': { value: 'loaded 3.10.1' } } });
    await some.read('powershell.languageMode');
    expect(await some.read('modules.exchangeLoads')).toEqual({ state: 'value', value: 'loaded 3.10.1' });
    expect(starts()).toBe(2);
  });

  it('after a call that failed the next question gets a new PowerShell', async () => {
    const some = facts({ calls: { 'domain-controller': { does: 'hang' } } });
    expect(await some.read('pc.domainController')).toMatchObject({
      state: 'unreadable',
      why: { id: 'unreadable.timed-out' },
    });
    expect(await some.read('powershell.languageMode')).toEqual({ state: 'value', value: 'FullLanguage' });
    expect(starts()).toBe(2);
  });
});
