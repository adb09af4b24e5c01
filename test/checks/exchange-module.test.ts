import { exchangeModule } from 'exo-preflight/checks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  installedCopies,
  isSeenByPowerShell7,
  isSeenByWindowsPowerShell,
  loadedByName,
} from '../../src/machine/live/installed-modules.js';
import { canConnect, isAtLeast, powershell7For } from '../../src/machine/rules/module-releases.js';
import { moduleTrial } from '../../src/machine/live/module-trial.js';
import type { Changes } from '../machines/compose.js';
import { pcWith } from '../support/composed-pc.js';
import { judge, pcFacilities } from '../support/facilities.js';

const name = 'ExchangeOnlineManagement';
const everybody = `C:\\Program Files\\WindowsPowerShell\\Modules\\${name}`;
const own = `C:\\Users\\tech\\Documents\\WindowsPowerShell\\Modules\\${name}`;
const ownSeven = `C:\\Users\\tech\\Documents\\PowerShell\\Modules\\${name}`;

const says = async (changes: Changes, more: object = {}) => {
  const facilities = pcFacilities(pcWith('windows-10', changes), 'exchange-online');
  const finding = await judge(exchangeModule, { ...facilities, route: { ...facilities.route, ...more } });
  return finding.status === 'not-applicable' ? finding.status : `${finding.status} ${finding.summary.id}`;
};

describe('the Exchange Online module', () => {
  it.each<[string, Changes, string]>([
    ['in place', {}, 'pass in-place'],
    [
      'of a version still to come',
      { 'modules.exchangeOnlineManagement': `4.0.0 ${everybody}\\4.0.0` },
      'pass in-place',
    ],
    ['without a folder for its version', { 'modules.exchangeOnlineManagement': `3.4.0 ${everybody}` }, 'pass in-place'],
    [
      'a last version before REST',
      { 'modules.exchangeOnlineManagement': `2.0.6 ${everybody}\\2.0.6; 2.0.5 ${own}\\2.0.5` },
      'fail module-too-old',
    ],
    [
      'too old, and new only for PowerShell 7',
      { 'modules.exchangeOnlineManagement': `3.10.1 ${ownSeven}\\3.10.1; 2.0.5 ${own}\\2.0.5` },
      'fail module-too-old',
    ],
    [
      'beside another in one folder',
      { 'modules.exchangeOnlineManagement': `3.10.1 ${own}\\3.10.1; 3.9.2 ${own}\\3.9.2` },
      'warn module-duplicates',
    ],
    [
      'in two folders',
      { 'modules.exchangeOnlineManagement': `3.10.1 ${own}\\3.10.1; 3.10.1 ${everybody}\\3.10.1` },
      'warn copies-in-several-folders',
    ],
    [
      'in two folders, tried',
      {
        'modules.exchangeOnlineManagement': `3.10.1 ${own}\\3.10.1; 3.9.2 ${everybody}\\3.9.2`,
        'modules.exchangeLoads': 'loaded 3.9.2',
      },
      'warn module-duplicates',
    ],
    [
      'in a folder of each PowerShell',
      { 'modules.exchangeOnlineManagement': `3.10.1 ${own}\\3.10.1; 3.9.2 ${ownSeven}\\3.9.2` },
      'pass in-place',
    ],
    ['tried', { 'modules.exchangeLoads': 'loaded 3.10.1' }, 'pass loads'],
    [
      'tried, a method missing',
      {
        'modules.exchangeLoads':
          'failed System.MissingMethodException,Microsoft.PowerShell.Commands.ImportModuleCommand',
      },
      'fail module-conflict',
    ],
    [
      'tried, a file missing',
      {
        'modules.exchangeLoads':
          'failed System.IO.FileNotFoundException,Microsoft.PowerShell.Commands.ImportModuleCommand',
      },
      'fail module-does-not-load',
    ],
    [
      'tried, without a word one could read',
      { 'modules.exchangeLoads': '[server-text 1]' },
      'unknown trial-undetermined',
    ],
    ['tried in vain', { 'modules.exchangeLoads': { unreadable: 'timed-out' } }, 'unknown trial-undetermined'],
    [
      'not tried, in a recording older than the trial',
      { 'modules.exchangeLoads': { unreadable: 'not-recorded' } },
      'pass in-place',
    ],
    ['in a report that hides it', { 'modules.exchangeOnlineManagement': '[path 1]' }, 'unknown not-understood'],
    ['without PackageManagement', { 'modules.packageManagement': null }, 'warn module-needs-powershellget'],
    [
      'with PowerShellGet for PowerShell 7 only',
      { 'modules.powerShellGet': '2.2.5 C:\\Program Files\\PowerShell\\7\\Modules\\PowerShellGet' },
      'warn module-needs-powershellget',
    ],
    [
      'with helpers that can not be listed',
      { 'modules.powerShellGet': { unreadable: 'denied' } },
      'unknown cannot-tell-helpers',
    ],
    [
      'with helpers that a report hides',
      { 'modules.powerShellGet': '[path 2]', 'modules.packageManagement': '[path 3]' },
      'pass in-place',
    ],
    ['beside a PowerShell 7 that fits', { 'powershell.7': '7.6.0' }, 'pass in-place'],
    ['beside a preview of it', { 'powershell.7': '7.6.0-preview.4' }, 'warn module-unfit-for-powershell-7'],
    [
      'where PowerShell 7 does not see it',
      { 'powershell.7': '7.4.6', 'modules.exchangeOnlineManagement': `3.10.1 ${own}\\3.10.1` },
      'pass in-place',
    ],
    [
      'where PowerShell 7 has one of its own that fits',
      {
        'powershell.7': '7.4.6',
        'modules.exchangeOnlineManagement': `3.10.1 ${everybody}\\3.10.1; 3.9.2 ${ownSeven}\\3.9.2`,
      },
      'pass in-place',
    ],
  ])('%s', async (_what, changes, expected) => expect(await says(changes)).toBe(expected));

  it('missing is a warning where our own client speaks REST', async () => {
    expect(await says({ 'modules.exchangeOnlineManagement': null }, { via: 'rest' })).toBe('warn module-missing');
  });

  it('is nothing to a way in without it', async () => {
    expect(await judge(exchangeModule, pcFacilities(pcWith('windows-10'), 'partner-basic'))).toMatchObject({
      status: 'not-applicable',
      why: { id: 'no-module' },
    });
  });
});

describe('what is known of its releases', () => {
  it.each([
    ['2.0.5', undefined],
    ['3.0.0', '7.2.0'],
    ['3.4.0', '7.2.0'],
    ['3.5.0', '7.4.0'],
    ['3.9.2', '7.4.0'],
    ['3.10.0', '7.6.0'],
    ['3.10.1', '7.6.0'],
  ])('%s asks PowerShell 7 for %s', (version, required) => {
    expect(powershell7For(version)).toBe(required);
    expect(canConnect(version)).toBe(required !== undefined);
  });

  it('a version that is none is too old for nothing', () => expect(isAtLeast('seven', '7.6.0')).toBe(true));
});

describe('copies of a module', () => {
  it.each([
    [`${everybody}\\3.10.1`, true, true],
    [`${own}\\3.10.1`, true, false],
    [`${ownSeven}\\3.10.1`, false, true],
    [`C:\\Program Files\\PowerShell\\Modules\\${name}\\3.10.1`, false, true],
    [`C:\\Program Files\\PowerShell\\7\\Modules\\${name}`, false, true],
    [`D:\\Tools\\Modules\\${name}\\3.10.1`, true, true],
  ])('in %s', (folder, windows, seven) => {
    expect([
      isSeenByWindowsPowerShell({ version: '3.10.1', folder }),
      isSeenByPowerShell7({ version: '3.10.1', folder }),
    ]).toEqual([windows, seven]);
  });

  it('are read back as they were written, folders with any sign that a module path may hold', () => {
    const version = fc.array(fc.nat(99), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('.'));
    const folder = fc
      .string({ minLength: 1 })
      .filter((text) => !text.includes(';') && text.trim() === text)
      .map((text) => `C:\\${text}`);
    fc.assert(
      fc.property(fc.array(fc.record({ version, folder }), { minLength: 1, maxLength: 5 }), (copies) => {
        expect(installedCopies(copies.map((copy) => `${copy.version} ${copy.folder}`).join('; '))).toEqual(copies);
      }),
    );
  });

  it.each(['', ' ', '[path 1]', '3.10.1', '3.10.1 ', 'latest C:\\x', 'x; 3.10.1 C:\\x'])('%j is none', (text) =>
    expect(installedCopies(text)).toBeUndefined(),
  );

  it('of one folder have one that is loaded; of several it is not known', () => {
    const at = (version: string, folder: string) => ({ version, folder: `${folder}\\${version}` });
    expect(loadedByName([at('3.10.1', own), at('3.9.2', own.toUpperCase())])).toBe('3.10.1');
    expect(loadedByName([at('3.10.1', own), at('3.9.2', everybody)])).toBeUndefined();
    expect(loadedByName([at('3.10.1', own), { version: '3.9.2', folder: own }])).toBeUndefined();
    expect(loadedByName([{ version: '3.9.2', folder: own }])).toBe('3.9.2');
    expect(loadedByName([])).toBeUndefined();
  });
});

describe('the trial', () => {
  it.each(['', 'loaded', 'loaded ', 'loaded latest', 'failed', 'failed ', 'LOADED 3.10.1', '[server-text 1]'])(
    '%j says nothing',
    (text) => expect(moduleTrial(text)).toBeUndefined(),
  );
});
