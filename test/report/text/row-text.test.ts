import { describe, expect, it } from 'vitest';
import type { RunSession } from '../../../src/session/run-session.js';
import { chooseTarget } from '../../../src/exchange/index.js';
import type { CheckId, Outcome } from '../../../src/preflight/index.js';
import { rowText, textToSend } from '../../../src/report/text/row-text.js';
import { composedPcs } from '../../machines/compose.js';
import { pcWith } from '../../support/composed-pc.js';
import { planOf } from '../../support/plan.js';
import { eventsOf, labPlan, labs, sessionOf } from '../../support/screens.js';

const lab = labs();

async function judged(pc: string, redact = false): Promise<RunSession> {
  const session = sessionOf(
    planOf({
      target: chooseTarget({
        route: 'exchange-server',
        endpoint: 'https://mail.contoso.example/PowerShell/',
        tenant: 'contoso.onmicrosoft.com',
      }),
      machine: pcWith(pc),
      redact,
    }),
  );
  await eventsOf(session.run());
  return session;
}

const text = (check: CheckId, { wording, outcomes }: RunSession): readonly string[] =>
  rowText(check, outcomes(), wording).split('\n');
const send = (check: CheckId, { wording, outcomes }: RunSession): string | undefined =>
  textToSend(check, outcomes(), wording);

describe('a finding as text', () => {
  it('says what was asked, what came of it, on what proof, why, whose it is and what to do', async () => {
    const lines = text('execution-policy', await judged('windows-10-policy-locked'));
    expect(lines[0]).toBe('PowerShell may run scripts: FAILED');
    expect(lines.map((line) => line.split(': ')[0])).toEqual(
      expect.arrayContaining(['Seen', 'Proof', 'Cause', 'Who', 'Do']),
    );
    expect(lines).toContain('Who: the administrator of your domain');
  });

  it('of an account that was refused names the reasons in their order, each with whose it is', async () => {
    const session = sessionOf(labPlan(await lab('wrong-password')));
    await eventsOf(session.run());
    const candidates = text('credentials', session).filter((line) => line.startsWith('May be: '));
    expect(candidates.length).toBeGreaterThan(1);
    for (const line of candidates) expect(line).toMatch(/\([^)]+\)$/u);
    expect(candidates[0]).toContain('name or the password is wrong');
  });

  it('of a row that passed, and of one that waits for another, is short', async () => {
    const session = sessionOf(labPlan(await lab('wrong-password')));
    await eventsOf(session.run());
    expect(text('windows-version', session).map((line) => line.split(': ')[0])).not.toContain('Cause');
    expect(text('test-connection', session)).toEqual([
      'Get-Mailbox answers over a real connection: blocked',
      expect.stringContaining('The account is accepted'),
    ]);
  });

  it('of a row without an answer in time says how long it was waited for', async () => {
    const { wording } = await judged('windows-10');
    const lone = new Map<CheckId, Outcome>([['wmf', { status: 'timed-out', afterMs: 15_000 }]]);
    expect(rowText('wmf', lone, wording).split('\n')).toEqual([
      'Windows Management Framework is new enough: no answer',
      'Seen: No answer after 15 s.',
    ]);
  });

  it('has no sentence half filled and no line without words, whatever row of whatever PC', async () => {
    for (const pc of Object.keys(composedPcs)) {
      const session = await judged(pc);
      for (const { id } of session.checks) {
        const lines = text(id, session);
        expect([
          pc,
          id,
          lines.filter(
            (line) =>
              line.trim() === '' || /\{[A-Za-z]+(?:\|[^}]*)?\}/u.test(line.replaceAll(/-ScriptBlock \{[^}]*\}/gu, '')),
          ),
        ]).toEqual([pc, id, []]);
      }
    }
  });

  it('hides names where they are hidden', async () => {
    const session = await judged('windows-10-kerberos-off', true);
    const all = session.checks.map(({ id }) => rowText(id, session.outcomes(), session.wording)).join('\n');
    expect(all).not.toContain('mail.contoso.example');
  });
});

describe('the text that is ready to send', () => {
  it('is that of the fault', async () =>
    expect(send('execution-policy', await judged('windows-10-policy-locked'))).toContain('Turn on Script Execution'));

  it('or of the likeliest reason that has one', async () => {
    const session = sessionOf(labPlan(await lab('remote-powershell-disabled')));
    await eventsOf(session.run());
    expect(send('test-connection', session)).toContain('Set-User admin@partner.example -RemotePowerShellEnabled $true');
  });

  it('is not there for the owner alone, nor for a row that passed', async () => {
    const session = await judged('windows-11-fresh');
    expect([send('execution-policy', session), send('windows-version', session)]).toEqual([undefined, undefined]);
  });
});
