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

const routes = ['partner-basic', 'exchange-server', 'exchange-online'] as const;

/** What is expected of one PC, row by row as `reported` says it; a row that is not named passes or does not apply. */
interface Expected {
  /** What stands in the way of a PowerShell session to Exchange, the article's way, with Basic. */
  readonly sessions: Readonly<Record<string, string>>;
  /** What the WinRM client says to Exchange Server's way, which is Kerberos, where it has something against it; all else is as for `sessions`. */
  readonly kerberos?: string;
  /** The same for the Exchange Online module: later .NET Framework and PowerShell, no WinRM. */
  readonly module: Readonly<Record<string, string>>;
  /** Symptoms in the order in which they are to be fixed; a route that is not named has none. */
  readonly causes?: Readonly<Partial<Record<(typeof routes)[number], readonly string[]>>>;
}

const expected = JSON.parse(readFileSync(join(import.meta.dirname, 'composed-pcs.json'), 'utf8')) as Readonly<
  Record<string, Expected>
>;

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
  it('are all in the table, and all on disk as composed', () => {
    expect(Object.keys(expected).sort()).toEqual([...pcs].sort());
    expect(
      readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .sort(),
    ).toEqual(pcs.map((pc) => `${pc}.json`).sort());
    for (const [pc, composed] of Object.entries(composedPcs))
      expect(readFileSync(join(folder, `${pc}.json`), 'utf8')).toBe(fileOf(composed));
  });

  it.each(pcs)('%s: what stands in the way of a PowerShell session, on either route', async (pc) => {
    const { sessions, kerberos } = expected[pc]!;
    expect(await reported(pc, 'partner-basic')).toEqual(sessions);
    const others = Object.entries(sessions).filter(([check]) => check !== 'winrm-client');
    expect(await reported(pc, 'exchange-server')).toEqual({
      ...Object.fromEntries(others),
      ...(kerberos === undefined ? {} : { 'winrm-client': kerberos }),
    });
  });

  it.each(pcs)('%s: what stands in the way of the Exchange Online module', async (pc) => {
    expect(await reported(pc, 'exchange-online')).toEqual(expected[pc]!.module);
  });

  it.each(pcs)('%s: causes in their order, and the exit code, on every route', async (pc) => {
    for (const route of routes) {
      const { causes, exitCode } = await wholeRun(pc, route);
      expect(
        causes.map(({ symptom }) => symptom),
        route,
      ).toEqual(expected[pc]!.causes?.[route] ?? []);
      // A recorded PC alone never exits 0: the rows that ask a network are said to be missing.
      expect(exitCode, route).toBe(causes.length > 0 ? 1 : 3);
    }
  });

  it('name only faults that have an owner and a remedy', () => {
    for (const { sessions, module } of Object.values(expected)) {
      for (const symptom of Object.values({ ...sessions, ...module })) {
        if (symptom !== '?') expect(isKnownSymptom(symptom.replace('~', '')), symptom).toBe(true);
      }
    }
  });
});
