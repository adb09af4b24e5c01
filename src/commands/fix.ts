import { lstat } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { Machine, Origin } from '../machine/index.js';
import { SimulatedMachine } from '../machine/recording/simulated-machine.js';
import { ExecutionPolicyFix } from '../fixes/execution-policy/fix.js';
import { fixFor, fixIds } from '../fixes/fixes.js';
import { beforeAnyChange, FileJournal, journalPath, MemoryJournal } from '../fixes/execution-policy/journal.js';
import type { Journal } from '../fixes/execution-policy/journal.js';
import type { OpenPowerShell } from '../fixes/execution-policy/live-policy-store.js';
import { LivePolicyStore } from '../fixes/execution-policy/live-policy-store.js';
import { SimulatedPolicyStore } from '../fixes/execution-policy/simulated-policy-store.js';
import { arg, message, UserError } from '../vocabulary/index.js';
import type { Message } from '../vocabulary/index.js';
import { FixDialog } from '../session/fix-dialog.js';
import { chooseMachine } from '../session/plan-run.js';
import { openRecordedPc } from '../session/recorded-pc.js';
import type { FixFlags } from './flags.js';
import type { Streams } from '../cli/streams.js';

/** What the fix works on: this PC, or a copy of a recorded one in memory. */
export interface FixSubject {
  readonly fix: ExecutionPolicyFix;
  readonly first: Message;
  readonly origin: Origin;
  readonly inMemory: boolean;
}

/** `exo-preflight fix execution-policy`: look, show, ask, change, read again; or put back. */
export async function fixCommand(name: string | undefined, flags: FixFlags, streams: Streams): Promise<number> {
  const id = fixFor(name ?? '');
  if (id === undefined)
    throw new UserError(
      name === undefined ? 'fix: what to mend is missing.' : `There is no fix for "${name}".`,
      `Give one of: ${fixIds.join(', ')}.`,
    );
  refuseOddFlags(flags);
  await refuseMissingJournal(flags);
  const subject = await subjectOf(flags, streams);
  const dialog = new FixDialog(id, subject, flags, streams);
  return flags.undo ? dialog.undo() : dialog.fix();
}

function subjectOf(flags: FixFlags, streams: Streams): Promise<FixSubject> {
  if (flags.lab) return simulatedPc(flags);
  return flags.machine === undefined ? thisPc(flags, streams) : recordedPc(flags.machine, flags, streams);
}

function refuseOddFlags({ undo, force, scope, also32Bit, machine, lab, journal }: FixFlags): void {
  if (lab && machine !== undefined) throw new UserError('--lab and --machine name two PCs.', 'Give one of the two.');
  if (lab && undo)
    throw new UserError(
      '--undo has no meaning with --lab: its PC ends with the command.',
      'Leave it out; on a terminal the way back is offered after the change.',
    );
  if (force && !undo) throw new UserError('--force goes with --undo.', 'Add --undo, or leave it out.');
  if (undo && scope !== undefined)
    throw new UserError('--scope has no meaning with --undo.', 'Leave it out: what was changed is put back.');
  if (undo && also32Bit)
    throw new UserError('--also-32-bit has no meaning with --undo.', 'Leave it out: what was changed is put back.');
  if (journal === '') throw new UserError('--journal "" is not the path of a file.', 'Give a path, or leave it out.');
  if (undo && machine !== undefined && journal === undefined) {
    throw new UserError(
      '--undo: a recorded PC is changed in a copy in memory, which ends with the command; there is nothing to undo.',
      'To play the way back on a recording, give the journal of its PC as well: --journal FILE.',
    );
  }
}

/** A path that was mistyped is no empty journal. */
async function refuseMissingJournal({ undo, journal }: FixFlags): Promise<void> {
  if (!undo || journal === undefined || (await isThere(journal))) return;
  throw new UserError(
    `--journal: there is no file ${journal}. Nothing was changed.`,
    'Check the path: it is the one that --journal was given when the change was made.',
  );
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: unknown) => !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''),
  );

async function thisPc(flags: FixFlags, streams: Streams): Promise<FixSubject> {
  return liveSubject((await chooseMachine({}, streams)).machine, flags.journal);
}

function liveSubject(machine: Machine, journal?: string): FixSubject {
  const path = journal ?? journalPath({ platform: machine.platform, environment: process.env, home: homedir() });
  return {
    fix: new ExecutionPolicyFix(new LivePolicyStore(machine, openPowerShell), new FileJournal(path)),
    first: message('fix.origin.live'),
    origin: 'live',
    inMemory: false,
  };
}

async function recordedPc(file: string, flags: FixFlags, streams: Streams): Promise<FixSubject> {
  const { recording, name } = await openRecordedPc(file, {}, streams);
  const store = new SimulatedPolicyStore(new SimulatedMachine(recording));
  return {
    fix: new ExecutionPolicyFix(store, await journalFor(flags)),
    first: message('fix.origin.copy', { name: arg('path', name ?? file) }),
    origin: 'recorded',
    inMemory: true,
  };
}

/** The PC that a screen shows, changed where it is: the real one, or the lab's in memory. `undefined` for a recording, which nobody can change. */
export function subjectOnScreen(machine: Machine): FixSubject | undefined {
  if (machine.origin === 'live') return liveSubject(machine);
  if (!(machine instanceof SimulatedMachine)) return undefined;
  return {
    fix: new ExecutionPolicyFix(new SimulatedPolicyStore(machine), new MemoryJournal()),
    first: message('fix.origin.simulated'),
    origin: 'simulated',
    inMemory: true,
  };
}

/** The PC of the lab as Windows comes: nobody has set a policy yet. */
async function simulatedPc(flags: FixFlags): Promise<FixSubject> {
  const { labPc } = await import('../lab/pc.js');
  const machine = new SimulatedMachine(labPc);
  for (const id of ['policy.localMachine64', 'policy.localMachine32'] as const) machine.change(id, { state: 'absent' });
  return {
    fix: new ExecutionPolicyFix(new SimulatedPolicyStore(machine), await journalFor(flags)),
    first: message('fix.origin.lab'),
    origin: 'simulated',
    inMemory: true,
  };
}

/** What happens in memory is noted there; in a file only where one is given, and a way back that is only played leaves it as it is. */
async function journalFor({ journal, undo }: FixFlags): Promise<Journal> {
  if (journal === undefined) return new MemoryJournal();
  const file = new FileJournal(journal);
  return undo ? new MemoryJournal(await beforeAnyChange(file.entries())) : file;
}

/** What starts a program is loaded when one is started. */
const openPowerShell: OpenPowerShell = async (options) =>
  (await import('../machine/live/powershell/open-session.js')).openPowerShell(options);
