import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from 'exo-preflight/checks';
import type { Facilities } from 'exo-preflight';
import { describe, expect, it } from 'vitest';
import { readMachineFile } from '../../src/machine/recording/machine-file.js';
import { RecordedMachine } from '../../src/machine/recording/recorded-machine.js';
import type { AnyCheck } from '../../src/preflight/index.js';
import { preflight } from '../../src/preflight/index.js';
import { isKnownSymptom } from '../../src/knowledge/symptoms.js';
import { composedPcs, fileOf } from '../machines/compose.js';
import { judge, pcChecks, pcFacilities } from '../support/facilities.js';

const folder = join(import.meta.dirname, '../machines');
const open = async (pc: string) => new RecordedMachine((await readMachineFile(join(folder, `${pc}.json`))).recording);

/** What a row says: nothing for pass, the symptom of a failure, `~` before a warning's, `?` for what could not be reported. */
async function reported(pc: string, route: string): Promise<Record<string, string>> {
  const machine = await open(pc);
  const rows: Record<string, string> = {};
  for (const check of pcChecks) {
    const finding = await judge(check, pcFacilities(machine, route));
    if (finding.status === 'pass' || finding.status === 'not-applicable') continue;
    rows[check.id] = finding.status === 'unknown' ? '?' : `${finding.status === 'warn' ? '~' : ''}${finding.symptom}`;
  }
  return rows;
}

const everything = {
  'windows-version': '?',
  'dotnet-framework': '?',
  wmf: '?',
  'execution-policy': '?',
  'language-mode': '?',
  'winrm-client': '?',
  'tls-client': '?',
};

/** PC by PC: what stands in the way of a PowerShell session to Exchange, the article's way, with Basic. */
const forSessions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'windows-7-as-shipped': {
    'dotnet-framework': 'dotnet-missing',
    wmf: 'wmf-too-old-remove-first',
    'execution-policy': 'scripts-disabled-by-default',
    'tls-client': 'tls12-off-old-windows',
  },
  'windows-7-rtm': {
    'windows-version': 'windows-needs-service-pack',
    'dotnet-framework': 'dotnet-missing',
    wmf: 'windows-needs-service-pack',
    'tls-client': 'tls12-off-old-windows',
  },
  'windows-7-dotnet-45': {
    'dotnet-framework': 'dotnet-too-old',
    wmf: 'wmf-too-old-remove-first',
    'tls-client': 'tls12-off-old-windows',
  },
  'windows-7-prepared': {},
  'windows-7-tls-taken-out': { 'tls-client': 'tls12-off-old-windows' },
  'server-2008-r2': {},
  'server-2012': {},
  'server-2012-unclear': { 'windows-version': '?', 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old-unclear' },
  'windows-8': {},
  'windows-8.1': {},
  'server-2012-r2': {},
  'exchange-2013-server': {},
  'exchange-2010-server': { 'dotnet-framework': 'dotnet-on-exchange-server', wmf: 'wmf-too-old-on-exchange-server' },
  'windows-10-1511': { wmf: '~wmf-superseded' },
  'server-2016': {},
  'server-2019-no-policy': { 'execution-policy': '?' },
  'server-2019-asked': {},
  'windows-10': {},
  'windows-10-64-bit-only': {},
  'windows-10-all-signed': { 'execution-policy': 'scripts-must-be-signed' },
  'windows-10-basic-off': { 'winrm-client': 'basic-disabled-by-policy' },
  'windows-10-current-user-restricted': { 'execution-policy': 'scripts-disabled-for-user' },
  'windows-10-dotnet-missing': { 'dotnet-framework': 'dotnet-missing' },
  'windows-10-german': {},
  'exchange-2016-server': {},
  'exchange-se-server': {},
  'windows-10-kerberos-off': {},
  'windows-10-kerberos-off-here': {},
  'windows-10-no-domain': {},
  'windows-10-off-vpn': {},
  'windows-10-language-constrained': { 'language-mode': 'language-mode-constrained' },
  'windows-10-language-none': { 'language-mode': 'language-mode-restricted' },
  'windows-10-powershell-blocked': { 'language-mode': '?' },
  'windows-10-module-missing': {},
  'windows-10-module-old': {},
  'windows-10-module-versions': {},
  'windows-10-module-two-folders': {},
  'windows-10-module-old-loads': {},
  'windows-10-module-conflict': {},
  'windows-10-module-does-not-load': {},
  'windows-10-module-loads': {},
  'windows-10-module-for-powershell-7': {},
  'windows-10-powershell-7-old': {},
  'windows-10-powershell-7-undetermined': {},
  'windows-10-no-powershellget': {},
  'windows-10-policy-all-signed': { 'execution-policy': 'scripts-must-be-signed-by-policy' },
  'windows-10-policy-locked': { 'execution-policy': 'scripts-disabled-by-policy' },
  'windows-10-tls-off': { 'tls-client': 'tls12-disabled' },
  'windows-10-unreadable': everything,
  'windows-11-fresh': { 'execution-policy': 'scripts-disabled-by-default' },
  'windows-11-current-user-allowed': {},
  'windows-11-policy-allowed': {},
  'server-2022': {},
  'server-2025-core': {},
  'windows-newer': { 'windows-version': '~windows-newer-than-table' },
};

/** What the WinRM client says to Exchange Server's way, which is Kerberos; all else is as on the article's. PCs that are not here have nothing against it. */
const forKerberos: Readonly<Record<string, string>> = {
  'windows-10-kerberos-off': 'kerberos-disabled-by-policy',
  'windows-10-kerberos-off-here': 'kerberos-disabled',
  'windows-10-no-domain': '~kerberos-without-domain',
  'windows-10-off-vpn': '~domain-controller-silent',
  'windows-10-powershell-blocked': '?',
};

/** The same for the Exchange Online module: later .NET Framework and PowerShell, no WinRM. */
const forModule: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'windows-7-as-shipped': {
    'windows-version': 'windows-too-old',
    'dotnet-framework': 'dotnet-missing',
    wmf: 'wmf-too-old-remove-first',
    'execution-policy': 'scripts-disabled-by-default',
    'tls-client': '?',
    'exchange-module': 'module-missing',
  },
  'windows-7-rtm': {
    'windows-version': 'windows-needs-service-pack',
    'dotnet-framework': 'dotnet-missing',
    wmf: 'windows-needs-service-pack',
    'tls-client': '?',
    'exchange-module': 'module-missing',
  },
  'server-2012-unclear': {
    'windows-version': '?',
    'dotnet-framework': 'dotnet-too-old',
    wmf: 'wmf-too-old-unclear',
    'exchange-module': 'module-missing',
  },
  'windows-8': {
    'windows-version': 'windows-too-old',
    'dotnet-framework': 'dotnet-too-old',
    wmf: 'wmf-dead-end',
    'exchange-module': 'module-missing',
  },
  'exchange-2010-server': {
    'windows-version': 'windows-too-old',
    'dotnet-framework': 'dotnet-on-exchange-server',
    wmf: 'wmf-too-old-on-exchange-server',
    'tls-client': '?',
    'exchange-module': 'module-missing',
  },
  'windows-7-dotnet-45': {
    'windows-version': 'windows-too-old',
    'dotnet-framework': 'dotnet-too-old',
    wmf: 'wmf-too-old-remove-first',
    'tls-client': '?',
    'exchange-module': 'module-missing',
  },
  'windows-7-prepared': {
    'windows-version': 'windows-too-old',
    'tls-client': '?',
    'exchange-module': 'module-missing',
  },
  'windows-7-tls-taken-out': {
    'windows-version': 'windows-too-old',
    'tls-client': '~tls12-off-by-default',
    'exchange-module': 'module-missing',
  },
  'server-2008-r2': {
    'windows-version': 'windows-too-old',
    'dotnet-framework': 'dotnet-too-old',
    wmf: 'wmf-too-old-remove-first',
    'tls-client': '?',
    'exchange-module': 'module-missing',
  },
  'server-2012': { 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old', 'exchange-module': 'module-missing' },
  'windows-8.1': { 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old', 'exchange-module': 'module-missing' },
  'server-2012-r2': { 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old', 'exchange-module': 'module-missing' },
  'exchange-2013-server': { wmf: 'wmf-too-old-on-exchange-server', 'exchange-module': 'module-missing' },
  'windows-10-1511': {
    'windows-version': '~windows-not-listed',
    'dotnet-framework': 'dotnet-too-old',
    wmf: 'wmf-too-old-by-update',
    'exchange-module': 'module-missing',
  },
  'server-2016': { 'dotnet-framework': 'dotnet-too-old' },
  'server-2019-no-policy': { 'execution-policy': '?' },
  'server-2019-asked': {},
  'windows-10': {},
  'windows-10-64-bit-only': {},
  'windows-10-all-signed': { 'execution-policy': 'scripts-must-be-signed' },
  'windows-10-basic-off': {},
  'windows-10-current-user-restricted': { 'execution-policy': 'scripts-disabled-for-user' },
  'windows-10-dotnet-missing': { 'dotnet-framework': 'dotnet-missing' },
  'windows-10-german': {},
  'exchange-2016-server': {},
  'exchange-se-server': {},
  'windows-10-kerberos-off': {},
  'windows-10-kerberos-off-here': {},
  'windows-10-no-domain': {},
  'windows-10-off-vpn': {},
  'windows-10-language-constrained': { 'language-mode': 'language-mode-constrained' },
  'windows-10-language-none': { 'language-mode': 'language-mode-restricted' },
  'windows-10-powershell-blocked': { 'language-mode': '?' },
  'windows-10-module-missing': { 'exchange-module': 'module-missing' },
  'windows-10-module-old': { 'exchange-module': 'module-too-old' },
  'windows-10-module-versions': { 'exchange-module': '~module-duplicates' },
  'windows-10-module-two-folders': { 'exchange-module': '~module-duplicates' },
  'windows-10-module-old-loads': { 'exchange-module': 'module-duplicates' },
  'windows-10-module-conflict': { 'exchange-module': 'module-conflict' },
  'windows-10-module-does-not-load': { 'exchange-module': 'module-does-not-load' },
  'windows-10-module-loads': {},
  'windows-10-module-for-powershell-7': { 'exchange-module': 'module-missing' },
  'windows-10-powershell-7-old': { 'exchange-module': '~module-unfit-for-powershell-7' },
  'windows-10-powershell-7-undetermined': { 'exchange-module': '~module-unfit-for-powershell-7' },
  'windows-10-no-powershellget': { 'exchange-module': '~module-needs-powershellget' },
  'windows-10-policy-all-signed': { 'execution-policy': 'scripts-must-be-signed-by-policy' },
  'windows-10-policy-locked': { 'execution-policy': 'scripts-disabled-by-policy' },
  'windows-10-tls-off': { 'tls-client': 'tls12-disabled' },
  'windows-10-unreadable': {
    'windows-version': '?',
    'dotnet-framework': '?',
    wmf: '?',
    'execution-policy': '?',
    'language-mode': '?',
    'exchange-module': '?',
    'tls-client': '?',
  },
  'windows-11-fresh': { 'execution-policy': 'scripts-disabled-by-default' },
  'windows-11-current-user-allowed': {},
  'windows-11-policy-allowed': {},
  'server-2022': {},
  'server-2025-core': {},
  'windows-newer': { 'windows-version': '~windows-newer-than-table' },
};

/** Symptoms in the order in which they are to be fixed: the way of the article, Exchange Server, the module. PCs that are not here have none. */
const rankedCauses: Readonly<Record<string, readonly [string, string, string]>> = {
  'windows-7-as-shipped': [
    'dotnet-missing > scripts-disabled-by-default > tls12-off-old-windows > wmf-too-old-remove-first',
    'dotnet-missing > scripts-disabled-by-default > tls12-off-old-windows > wmf-too-old-remove-first',
    'windows-too-old > dotnet-missing > scripts-disabled-by-default > wmf-too-old-remove-first > module-missing',
  ],
  'windows-7-rtm': [
    'windows-needs-service-pack > dotnet-missing > tls12-off-old-windows > windows-needs-service-pack',
    'windows-needs-service-pack > dotnet-missing > tls12-off-old-windows > windows-needs-service-pack',
    'windows-needs-service-pack > dotnet-missing > windows-needs-service-pack > module-missing',
  ],
  'windows-7-dotnet-45': [
    'dotnet-too-old > tls12-off-old-windows > wmf-too-old-remove-first',
    'dotnet-too-old > tls12-off-old-windows > wmf-too-old-remove-first',
    'windows-too-old > dotnet-too-old > wmf-too-old-remove-first > module-missing',
  ],
  'windows-7-prepared': ['', '', 'windows-too-old > module-missing'],
  'windows-7-tls-taken-out': ['tls12-off-old-windows', 'tls12-off-old-windows', 'windows-too-old > module-missing'],
  'server-2008-r2': ['', '', 'windows-too-old > dotnet-too-old > wmf-too-old-remove-first > module-missing'],
  'server-2012': ['', '', 'dotnet-too-old > wmf-too-old > module-missing'],
  'server-2012-unclear': [
    'dotnet-too-old > wmf-too-old-unclear',
    'dotnet-too-old > wmf-too-old-unclear',
    'dotnet-too-old > wmf-too-old-unclear > module-missing',
  ],
  'windows-8': ['', '', 'windows-too-old > dotnet-too-old > wmf-dead-end > module-missing'],
  'windows-8.1': ['', '', 'dotnet-too-old > wmf-too-old > module-missing'],
  'server-2012-r2': ['', '', 'dotnet-too-old > wmf-too-old > module-missing'],
  'exchange-2013-server': ['', '', 'wmf-too-old-on-exchange-server > module-missing'],
  'exchange-2010-server': [
    'dotnet-on-exchange-server > wmf-too-old-on-exchange-server',
    'dotnet-on-exchange-server > wmf-too-old-on-exchange-server',
    'windows-too-old > dotnet-on-exchange-server > wmf-too-old-on-exchange-server > module-missing',
  ],
  'windows-10-1511': ['', '', 'dotnet-too-old > wmf-too-old-by-update > module-missing'],
  'server-2016': ['', '', 'dotnet-too-old'],
  'windows-10-all-signed': ['scripts-must-be-signed', 'scripts-must-be-signed', 'scripts-must-be-signed'],
  'windows-10-basic-off': ['basic-disabled-by-policy', '', ''],
  'windows-10-current-user-restricted': [
    'scripts-disabled-for-user',
    'scripts-disabled-for-user',
    'scripts-disabled-for-user',
  ],
  'windows-10-dotnet-missing': ['dotnet-missing', 'dotnet-missing', 'dotnet-missing'],
  'windows-10-kerberos-off': ['', 'kerberos-disabled-by-policy', ''],
  'windows-10-kerberos-off-here': ['', 'kerberos-disabled', ''],
  'windows-10-language-constrained': [
    'language-mode-constrained',
    'language-mode-constrained',
    'language-mode-constrained',
  ],
  'windows-10-language-none': ['language-mode-restricted', 'language-mode-restricted', 'language-mode-restricted'],
  'windows-10-module-missing': ['', '', 'module-missing'],
  'windows-10-module-old': ['', '', 'module-too-old'],
  'windows-10-module-old-loads': ['', '', 'module-duplicates'],
  'windows-10-module-conflict': ['', '', 'module-conflict'],
  'windows-10-module-does-not-load': ['', '', 'module-does-not-load'],
  'windows-10-module-for-powershell-7': ['', '', 'module-missing'],
  'windows-10-policy-all-signed': [
    'scripts-must-be-signed-by-policy',
    'scripts-must-be-signed-by-policy',
    'scripts-must-be-signed-by-policy',
  ],
  'windows-10-policy-locked': [
    'scripts-disabled-by-policy',
    'scripts-disabled-by-policy',
    'scripts-disabled-by-policy',
  ],
  'windows-10-tls-off': ['tls12-disabled', 'tls12-disabled', 'tls12-disabled'],
  'windows-11-fresh': ['scripts-disabled-by-default', 'scripts-disabled-by-default', 'scripts-disabled-by-default'],
};

/** All checks by the engine, as a recorded PC is judged: what asks a network is blocked by its lack. */
async function wholeRun(pc: string, route: string) {
  const facilities = pcFacilities(await open(pc), route);
  for await (const event of preflight(checks as readonly AnyCheck<Facilities>[], facilities, {
    signal: new AbortController().signal,
    deadlineMs: 10_000,
    inputs: new Set(),
    goal: 'test-connection',
  })) {
    if (event.type === 'run-finished') return event;
  }
  throw new Error('no end');
}

const pcs = Object.keys(composedPcs);

describe('composed PCs', () => {
  it('are all in the tables, and all on disk as composed', () => {
    expect(Object.keys(forSessions).sort()).toEqual([...pcs].sort());
    expect(Object.keys(forModule).sort()).toEqual([...pcs].sort());
    expect(
      readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .sort(),
    ).toEqual(pcs.map((pc) => `${pc}.json`).sort());
    for (const [pc, composed] of Object.entries(composedPcs))
      expect(readFileSync(join(folder, `${pc}.json`), 'utf8')).toBe(fileOf(composed));
  });

  it.each(pcs)('%s: what stands in the way of a PowerShell session, on either route', async (pc) => {
    expect(await reported(pc, 'partner-basic')).toEqual(forSessions[pc]);
    const others = Object.entries(forSessions[pc]!).filter(([check]) => check !== 'winrm-client');
    expect(await reported(pc, 'exchange-server')).toEqual({
      ...Object.fromEntries(others),
      ...(forKerberos[pc] === undefined ? {} : { 'winrm-client': forKerberos[pc] }),
    });
  });

  it.each(pcs)('%s: what stands in the way of the Exchange Online module', async (pc) => {
    expect(await reported(pc, 'exchange-online')).toEqual(forModule[pc]);
  });

  it.each(pcs)('%s: causes in their order, and the exit code, on every route', async (pc) => {
    for (const [index, route] of (['partner-basic', 'exchange-server', 'exchange-online'] as const).entries()) {
      const { causes, exitCode } = await wholeRun(pc, route);
      expect(causes.map(({ symptom }) => symptom).join(' > '), route).toBe(rankedCauses[pc]?.[index] ?? '');
      // A recorded PC alone never exits 0: the rows that ask a network are reported to be missing.
      expect(exitCode, route).toBe(causes.length > 0 ? 1 : 3);
    }
  });

  it('name only faults that have an owner and a remedy', async () => {
    for (const pc of pcs) {
      for (const symptom of Object.values({ ...forSessions[pc], ...forModule[pc] })) {
        if (symptom !== '?') expect(isKnownSymptom(symptom.replace('~', '')), symptom).toBe(true);
      }
    }
  });
});
