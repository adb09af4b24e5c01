import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Masker } from '../../src/redaction/masker.js';
import { hostOf } from '../../src/cli/io.js';
import { FixDialog } from '../../src/session/fix-dialog.js';
import type { FixOptions } from '../../src/session/fix-dialog.js';
import { openPowerShell } from '../../src/machine/live/powershell/open-session.js';
import type { SimulatedMachine } from '../../src/machine/recording/simulated-machine.js';
import { ExecutionPolicyFix } from '../../src/fixes/execution-policy/fix.js';
import { FileJournal } from '../../src/fixes/execution-policy/journal.js';
import { LivePolicyStore } from '../../src/fixes/execution-policy/live-policy-store.js';
import { message, value } from '../../src/vocabulary/index.js';
import { pcWith } from '../support/composed.js';
import { captured } from '../support/run-cli.js';
import { standIn } from '../support/stand-in.js';
import type { Plan } from '../support/stand-in.js';

const folder = mkdtempSync(join(tmpdir(), 'fix-dialog-'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * The whole way as on a real PC, journal file included: the facts are in memory, PowerShell is a stand-in behind a real session,
 * and what it claims to have written is in the facts or not, as the test has it.
 */
async function onThisPc(
  machine: SimulatedMachine,
  flags: Partial<FixOptions>,
  calls: NonNullable<Plan['calls']>,
  does: () => void = () => undefined,
  journal = join(folder, `${Math.random()}.json`),
) {
  const program = standIn({ calls });
  const { io, stdout, stderr } = captured();
  const store = new LivePolicyStore(machine, ({ edition }) => {
    does();
    return openPowerShell({ edition, programs: [program.program] });
  });
  try {
    const dialog = new FixDialog(
      'execution-policy',
      {
        fix: new ExecutionPolicyFix(store, new FileJournal(journal, new Masker())),
        first: message('fix.origin.live'),
        origin: 'live',
        inMemory: false,
      },
      { format: 'text', yes: true, ...flags },
      hostOf(io),
    );
    const exitCode = await (flags.undo ? dialog.undo() : dialog.fix());
    return {
      exitCode,
      text: stdout().trimEnd(),
      progress: stderr().split('\n').slice(0, -1),
      journal,
      called: program.log().filter(({ call }) => call !== undefined).length,
    };
  } finally {
    program.remove();
  }
}

const restricted = (): SimulatedMachine => pcWith({ 'policy.localMachine64': 'Restricted' }, 'windows-10');

describe('the fix on this PC', () => {
  it('there and back for the user, with the journal in a file', async () => {
    const machine = restricted();
    const there = await onThisPc(machine, {}, { 'set-policy': { value: { outcome: 'written' } } }, () =>
      machine.change('policy.currentUser', value('RemoteSigned')),
    );
    expect(there.exitCode).toBe(0);
    expect(there.text).toMatch(/^This PC, now\. Nothing is changed before you say so\./u);
    expect(there.text).toContain(`noted in ${there.journal}`);
    expect(there.progress).toEqual([]);
    const back = await onThisPc(
      machine,
      { undo: true },
      { 'set-policy': { value: { outcome: 'written' } } },
      () => machine.change('policy.currentUser', { state: 'absent' }),
      there.journal,
    );
    expect([back.exitCode, back.text]).toEqual([
      0,
      expect.stringContaining(
        'Put back: a new window of Windows PowerShell starts with: Restricted, set for LocalMachine.',
      ),
    ]);
    expect((await onThisPc(machine, { undo: true }, {}, undefined, there.journal)).text).toContain(
      'The journal holds no change',
    );
  });

  it('says that Windows will ask, and that a declined prompt changed nothing', async () => {
    const { exitCode, text, progress } = await onThisPc(
      restricted(),
      { scope: 'machine' },
      { elevate: { value: { outcome: 'not-started', code: 1223 } } },
    );
    expect(exitCode).toBe(1);
    expect(progress).toEqual(['Windows asks for administrator rights now; look for its window.']);
    expect(text).toContain('The administrator rights that Windows asked for were not given. Nothing was changed.');
    expect(text).not.toContain('--undo');
  });

  it('tells an overridden value as what it is, and keeps its way back', async () => {
    const machine = restricted();
    const { exitCode, text } = await onThisPc(
      machine,
      {},
      {
        'set-policy': {
          error: {
            fullyQualifiedErrorId: 'ExecutionPolicyOverride,Microsoft.PowerShell.Commands.SetExecutionPolicyCommand',
          },
        },
      },
      () => {
        machine.change('policy.currentUser', value('RemoteSigned'));
        machine.change('policy.machinePolicy.enableScripts', value(0));
      },
    );
    expect(exitCode).toBe(1);
    expect(text).toContain('It was written, but it does not count: Restricted, set for MachinePolicy, is stronger.');
    expect(text).toContain('The way back: exo-preflight fix execution-policy --undo');
    expect(text).toMatch(/FAILED +PowerShell may run scripts/u);
  });

  it('never calls silence a success', async () => {
    const { exitCode, text } = await onThisPc(restricted(), {}, { 'set-policy': { value: null } });
    expect([exitCode, text]).toEqual([
      1,
      expect.stringContaining('PowerShell gave no answer, so it counts as not done'),
    ]);
  });

  it('starts no PowerShell for a plan alone', async () => {
    expect(await onThisPc(restricted(), { dryRun: true }, {})).toMatchObject({ exitCode: 1, called: 0 });
  });
});
