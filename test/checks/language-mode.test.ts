import { message, pub } from 'exo-preflight';
import { languageMode } from 'exo-preflight/checks';
import type { Asked, PreparedReading } from 'exo-preflight/testing';
import { judge } from 'exo-preflight/testing';
import { describe, expect, it } from 'vitest';

type Said = PreparedReading<string>;
const says = (mode: Said, route = 'partner-basic', target: Asked['target'] = {}) =>
  judge(languageMode, { route, target, facts: { 'powershell.languageMode': mode } });
const notStarted = (code: string) => message('unreadable.program', { program: pub('powershell.exe'), code: pub(code) });

describe('the language mode of Windows PowerShell', () => {
  it.each([
    ['FullLanguage', 'partner-basic', { status: 'pass' }],
    [
      'ConstrainedLanguage',
      'partner-basic',
      { status: 'fail', symptom: 'language-mode-constrained', summary: { id: 'constrained' } },
    ],
    [
      'ConstrainedLanguage',
      'exchange-online',
      { status: 'fail', symptom: 'language-mode-constrained', summary: { id: 'constrained-module' } },
    ],
    ['RestrictedLanguage', 'exchange-server', { status: 'fail', symptom: 'language-mode-restricted' }],
    ['NoLanguage', 'exchange-online', { status: 'fail', symptom: 'language-mode-restricted' }],
    ['TomorrowsLanguage', 'partner-basic', { status: 'unknown', summary: { id: 'not-a-mode' } }],
    [null, 'partner-basic', { status: 'unknown', summary: { id: 'cannot-tell' } }],
    [{ unreadable: 'not-asked' }, 'partner-basic', { status: 'unknown', summary: { id: 'cannot-tell' } }],
    [{ unreadable: 'not-recorded' }, 'partner-basic', { status: 'unknown', summary: { id: 'cannot-tell' } }],
    [
      { unreadable: 'blocked-by-policy' },
      'partner-basic',
      {
        status: 'unknown',
        summary: { id: 'blocked' },
        candidates: ['language-mode-constrained', 'powershell-blocked'],
      },
    ],
  ] as const)('%j on %s', async (mode, route, expected) => {
    expect((await says(mode, route)).outcome).toMatchObject(expected);
  });

  it.each([
    ['UNKNOWN', { summary: { id: 'not-started' }, candidates: ['powershell-blocked'] }],
    ['ENOMEM', { summary: { id: 'cannot-tell' } }],
  ])('of a start that failed with %s is told no more than that', async (code, expected) => {
    expect((await says({ unreadable: notStarted(code) })).outcome).toMatchObject({ status: 'unknown', ...expected });
  });

  it('is a warning where our own client speaks REST, which loads no module on the PC', async () => {
    expect((await says('ConstrainedLanguage', 'exchange-online', { via: 'rest' })).outcome).toMatchObject({
      status: 'warn',
      symptom: 'language-mode-constrained',
    });
  });
});
