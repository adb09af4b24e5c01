import { languageMode } from 'exo-preflight/checks';
import { describe, expect, it } from 'vitest';
import type { Changes } from '../machines/compose.js';
import { pcWith } from '../support/composed-pc.js';
import { judge, pcFacilities } from '../support/facilities.js';

type Said = Changes['powershell.languageMode'];
const says = (mode: Said, route = 'partner-basic', more: object = {}) => {
  const facilities = pcFacilities(pcWith('windows-10', { 'powershell.languageMode': mode ?? null }), route);
  return judge(languageMode, { ...facilities, route: { ...facilities.route, ...more } });
};

describe('the language mode of Windows PowerShell', () => {
  it.each([
    ['FullLanguage', 'partner-basic', { status: 'pass' }],
    ['ConstrainedLanguage', 'partner-basic', { status: 'fail', symptom: 'language-mode-constrained', summary: { id: 'constrained' } }],
    ['ConstrainedLanguage', 'exchange-online', { status: 'fail', symptom: 'language-mode-constrained', summary: { id: 'constrained-module' } }],
    ['RestrictedLanguage', 'exchange-server', { status: 'fail', symptom: 'language-mode-restricted' }],
    ['NoLanguage', 'exchange-online', { status: 'fail', symptom: 'language-mode-restricted' }],
    ['TomorrowsLanguage', 'partner-basic', { status: 'unknown', summary: { id: 'not-a-mode' } }],
    [null, 'partner-basic', { status: 'unknown', summary: { id: 'cannot-tell' } }],
    [{ unreadable: 'not-asked' }, 'partner-basic', { status: 'unknown', summary: { id: 'cannot-tell' } }],
    [{ unreadable: 'not-recorded' }, 'partner-basic', { status: 'unknown', summary: { id: 'cannot-tell' } }],
    [{ unreadable: 'blocked-by-policy' }, 'partner-basic', { status: 'unknown', summary: { id: 'blocked' }, candidates: ['language-mode-constrained', 'powershell-blocked'] }],
  ] as const)('%j on %s', async (mode, route, expected) => {
    expect(await says(mode, route)).toMatchObject(expected);
  });

  it('is a warning where our own client speaks REST, which loads no module on the PC', async () => {
    expect(await says('ConstrainedLanguage', 'exchange-online', { via: 'rest' })).toMatchObject({ status: 'warn', symptom: 'language-mode-constrained' });
  });
});
