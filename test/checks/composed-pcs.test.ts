import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMachineFile } from '../../src/machine/machine-file.js';
import { RecordedMachine } from '../../src/machine/recorded-machine.js';
import { isKnownSymptom } from '../../src/knowledge/symptoms.js';
import { composedPcs, fileOf } from '../machines/compose.js';
import { judge, pcChecks, pcFacilities } from '../support/facilities.js';

const folder = join(import.meta.dirname, '../machines');
const open = async (pc: string) => new RecordedMachine((await readMachineFile(join(folder, `${pc}.json`))).recording);

/** What a row says: nothing for pass, the symptom of a failure, `~` before a warning's, `?` for what could not be told. */
async function told(pc: string, route: string): Promise<Record<string, string>> {
  const machine = await open(pc);
  const rows: Record<string, string> = {};
  for (const check of pcChecks) {
    const finding = await judge(check, pcFacilities(machine, route));
    if (finding.status === 'pass' || finding.status === 'not-applicable') continue;
    rows[check.id] = finding.status === 'unknown' ? '?' : `${finding.status === 'warn' ? '~' : ''}${finding.symptom}`;
  }
  return rows;
}

const everything = { 'windows-version': '?', 'dotnet-framework': '?', wmf: '?', 'execution-policy': '?', 'winrm-client': '?', 'tls-client': '?' };

/** PC by PC: what stands in the way of a PowerShell session to Exchange (the article's way, and Exchange Server's). */
const forSessions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'windows-7-as-shipped': { 'dotnet-framework': 'dotnet-missing', wmf: 'wmf-too-old-remove-first', 'execution-policy': 'scripts-disabled-by-default', 'tls-client': 'tls12-off-old-windows' },
  'windows-7-rtm': { 'windows-version': 'windows-needs-service-pack', 'dotnet-framework': 'dotnet-missing', wmf: 'windows-needs-service-pack', 'tls-client': 'tls12-off-old-windows' },
  'windows-7-dotnet-45': { 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old-remove-first', 'tls-client': 'tls12-off-old-windows' },
  'windows-7-prepared': {},
  'windows-7-tls-taken-out': { 'tls-client': 'tls12-off-old-windows' },
  'server-2008-r2': {},
  'server-2012': {},
  'server-2012-unclear': { 'windows-version': '?', 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old-unclear' },
  'windows-8': {},
  'windows-8.1': {},
  'server-2012-r2': {},
  'exchange-2013-server': {},
  'exchange-2010-server': { 'dotnet-framework': 'dotnet-missing', wmf: 'wmf-too-old-on-exchange-server' },
  'windows-10-1511': { wmf: '~wmf-superseded' },
  'server-2016': {},
  'server-2019-no-policy': { 'execution-policy': '?' },
  'windows-10': {},
  'windows-10-64-bit-only': {},
  'windows-10-all-signed': { 'execution-policy': 'scripts-must-be-signed' },
  'windows-10-basic-off': { 'winrm-client': 'basic-disabled-by-policy' },
  'windows-10-current-user-restricted': { 'execution-policy': 'scripts-disabled-for-user' },
  'windows-10-dotnet-missing': { 'dotnet-framework': 'dotnet-missing' },
  'windows-10-german': {},
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

/** The same for the Exchange Online module: later .NET Framework and PowerShell, no WinRM. */
const forModule: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'windows-7-as-shipped': { 'windows-version': 'windows-too-old', 'dotnet-framework': 'dotnet-missing', wmf: 'wmf-too-old-remove-first', 'execution-policy': 'scripts-disabled-by-default', 'tls-client': '?' },
  'windows-7-rtm': { 'windows-version': 'windows-needs-service-pack', 'dotnet-framework': 'dotnet-missing', wmf: 'windows-needs-service-pack', 'tls-client': '?' },
  'server-2012-unclear': { 'windows-version': '?', 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old-unclear' },
  'windows-8': { 'windows-version': 'windows-too-old', 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-dead-end' },
  'exchange-2010-server': { 'windows-version': 'windows-too-old', 'dotnet-framework': 'dotnet-missing', wmf: 'wmf-too-old-on-exchange-server', 'tls-client': '?' },
  'windows-7-dotnet-45': { 'windows-version': 'windows-too-old', 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old-remove-first', 'tls-client': '?' },
  'windows-7-prepared': { 'windows-version': 'windows-too-old', 'tls-client': '?' },
  'windows-7-tls-taken-out': { 'windows-version': 'windows-too-old', 'tls-client': '~tls12-off-by-default' },
  'server-2008-r2': { 'windows-version': 'windows-too-old', 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old-remove-first', 'tls-client': '?' },
  'server-2012': { 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old' },
  'windows-8.1': { 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old' },
  'server-2012-r2': { 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old' },
  'exchange-2013-server': { wmf: 'wmf-too-old-on-exchange-server' },
  'windows-10-1511': { 'windows-version': '~windows-not-listed', 'dotnet-framework': 'dotnet-too-old', wmf: 'wmf-too-old-by-update' },
  'server-2016': { 'dotnet-framework': 'dotnet-too-old' },
  'server-2019-no-policy': { 'execution-policy': '?' },
  'windows-10': {},
  'windows-10-64-bit-only': {},
  'windows-10-all-signed': { 'execution-policy': 'scripts-must-be-signed' },
  'windows-10-basic-off': {},
  'windows-10-current-user-restricted': { 'execution-policy': 'scripts-disabled-for-user' },
  'windows-10-dotnet-missing': { 'dotnet-framework': 'dotnet-missing' },
  'windows-10-german': {},
  'windows-10-policy-all-signed': { 'execution-policy': 'scripts-must-be-signed-by-policy' },
  'windows-10-policy-locked': { 'execution-policy': 'scripts-disabled-by-policy' },
  'windows-10-tls-off': { 'tls-client': 'tls12-disabled' },
  'windows-10-unreadable': { 'windows-version': '?', 'dotnet-framework': '?', wmf: '?', 'execution-policy': '?', 'tls-client': '?' },
  'windows-11-fresh': { 'execution-policy': 'scripts-disabled-by-default' },
  'windows-11-current-user-allowed': {},
  'windows-11-policy-allowed': {},
  'server-2022': {},
  'server-2025-core': {},
  'windows-newer': { 'windows-version': '~windows-newer-than-table' },
};

const pcs = Object.keys(composedPcs);

describe('composed PCs', () => {
  it('are all in the tables, and all on disk as composed', () => {
    expect(Object.keys(forSessions).sort()).toEqual([...pcs].sort());
    expect(Object.keys(forModule).sort()).toEqual([...pcs].sort());
    expect(readdirSync(folder).filter((file) => file.endsWith('.json')).sort()).toEqual(pcs.map((pc) => `${pc}.json`).sort());
    for (const [pc, composed] of Object.entries(composedPcs)) expect(readFileSync(join(folder, `${pc}.json`), 'utf8')).toBe(fileOf(composed));
  });

  it.each(pcs)('%s: what stands in the way of a PowerShell session, on either route', async (pc) => {
    expect(await told(pc, 'partner-basic')).toEqual(forSessions[pc]);
    expect(await told(pc, 'exchange-server')).toEqual(forSessions[pc]);
  });

  it.each(pcs)('%s: what stands in the way of the Exchange Online module', async (pc) => {
    expect(await told(pc, 'exchange-online')).toEqual(forModule[pc]);
  });

  it('name only faults that have an owner and a remedy', async () => {
    for (const pc of pcs) {
      for (const symptom of Object.values({ ...forSessions[pc], ...forModule[pc] })) {
        if (symptom !== '?') expect(isKnownSymptom(symptom.replace('~', '')), symptom).toBe(true);
      }
    }
  });
});
