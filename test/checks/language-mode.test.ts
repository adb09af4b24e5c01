import { languageMode } from 'exo-preflight/checks';
import { describe, expect, it } from 'vitest';
import { SimulatedMachine } from '../../src/machine/recording/simulated-machine.js';
import { message, pub } from '../../src/vocabulary/index.js';
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
    expect(await says(mode, route)).toMatchObject(expected);
  });

  it.each([
    ['UNKNOWN', { summary: { id: 'not-started' }, candidates: ['powershell-blocked'] }],
    ['ENOMEM', { summary: { id: 'cannot-tell' } }],
  ])('of a start that failed with %s is told no more than that', async (code, expected) => {
    const facilities = pcFacilities(pcWith('windows-10'), 'partner-basic');
    const machine = new SimulatedMachine(new Map());
    machine.change('host.platform', { state: 'value', value: 'win32' });
    machine.change('powershell.languageMode', {
      state: 'unreadable',
      why: message('unreadable.program', { program: pub('powershell.exe'), code: pub(code) }),
    });
    expect(await judge(languageMode, { ...facilities, machine: machine.fresh() })).toMatchObject({
      status: 'unknown',
      ...expected,
    });
  });

  it('is a warning where our own client speaks REST, which loads no module on the PC', async () => {
    expect(await says('ConstrainedLanguage', 'exchange-online', { via: 'rest' })).toMatchObject({
      status: 'warn',
      symptom: 'language-mode-constrained',
    });
  });
});
