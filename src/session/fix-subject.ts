import type { Machine, Origin } from '../machine/index.js';
import { SimulatedMachine } from '../machine/recording/simulated-machine.js';
import { ExecutionPolicyFix } from '../fixes/execution-policy/fix.js';
import { beforeAnyChange, FileJournal, journalPath, MemoryJournal } from '../fixes/execution-policy/journal.js';
import type { Journal } from '../fixes/execution-policy/journal.js';
import type { OpenPowerShell } from '../fixes/execution-policy/live-policy-store.js';
import { LivePolicyStore } from '../fixes/execution-policy/live-policy-store.js';
import { SimulatedPolicyStore } from '../fixes/execution-policy/simulated-policy-store.js';
import type { Masker } from '../redaction/masker.js';
import { arg, message } from '../vocabulary/index.js';
import type { Message } from '../vocabulary/index.js';
import { chooseMachine } from './choose-machine.js';
import type { SessionHost } from './host.js';
import { openRecordedPc } from './recorded-pc.js';

/** What the fix works on: this PC, or a copy of a recorded one in memory. */
export interface FixSubject {
  readonly fix: ExecutionPolicyFix;
  readonly first: Message;
  readonly origin: Origin;
  readonly inMemory: boolean;
}

/** Which PC, and where the way back is kept. */
interface Chosen {
  readonly machine?: string;
  /** The lab's PC, with no execution policy set. */
  readonly lab?: boolean;
  readonly journal?: string;
  readonly undo?: boolean;
}

type SubjectHost = Pick<SessionHost, 'streams' | 'environment' | 'home' | 'masker'>;

export async function subjectOf(chosen: Chosen, host: SubjectHost): Promise<FixSubject> {
  if (chosen.lab) return simulatedPc(chosen, host);
  if (chosen.machine !== undefined) return recordedPc(chosen.machine, chosen, host);
  return liveSubject((await chooseMachine({}, host)).machine, host, chosen.journal);
}

function liveSubject(
  machine: Machine,
  { environment, home, masker }: Pick<SessionHost, 'environment' | 'home' | 'masker'>,
  journal?: string,
): FixSubject {
  const path = journal ?? journalPath({ platform: machine.platform, environment, home });
  return {
    fix: new ExecutionPolicyFix(new LivePolicyStore(machine, openPowerShell), new FileJournal(path, masker)),
    first: message('fix.origin.live'),
    origin: 'live',
    inMemory: false,
  };
}

async function recordedPc(file: string, chosen: Chosen, { streams, masker }: SubjectHost): Promise<FixSubject> {
  const { recording, name } = await openRecordedPc(file, {}, streams);
  const store = new SimulatedPolicyStore(new SimulatedMachine(recording));
  return {
    fix: new ExecutionPolicyFix(store, await journalFor(chosen, masker)),
    first: message('fix.origin.copy', { name: arg('path', name ?? file) }),
    origin: 'recorded',
    inMemory: true,
  };
}

/** The PC that a screen shows, changed where it is: the real one, or the lab's in memory. `undefined` for a recording, which nobody can change. */
export function subjectOnScreen(
  machine: Machine,
  host: Pick<SessionHost, 'environment' | 'home' | 'masker'>,
): FixSubject | undefined {
  if (machine.origin === 'live') return liveSubject(machine, host);
  if (!(machine instanceof SimulatedMachine)) return undefined;
  return {
    fix: new ExecutionPolicyFix(new SimulatedPolicyStore(machine), new MemoryJournal()),
    first: message('fix.origin.simulated'),
    origin: 'simulated',
    inMemory: true,
  };
}

/** The PC of the lab as Windows comes: nobody has set a policy yet. */
async function simulatedPc(chosen: Chosen, { masker }: Pick<SessionHost, 'masker'>): Promise<FixSubject> {
  const { labPc } = await import('../lab/pc.js');
  const machine = new SimulatedMachine(labPc);
  for (const id of ['policy.localMachine64', 'policy.localMachine32'] as const) machine.change(id, { state: 'absent' });
  return {
    fix: new ExecutionPolicyFix(new SimulatedPolicyStore(machine), await journalFor(chosen, masker)),
    first: message('fix.origin.lab'),
    origin: 'simulated',
    inMemory: true,
  };
}

/** What happens in memory is noted there; in a file only where one is given, and a way back that is only played leaves it as it is. */
async function journalFor({ journal, undo }: Chosen, masker: Masker): Promise<Journal> {
  if (journal === undefined) return new MemoryJournal();
  const file = new FileJournal(journal, masker);
  return undo ? new MemoryJournal(await beforeAnyChange(file.entries())) : file;
}

/** What starts a program is loaded when one is started. */
const openPowerShell: OpenPowerShell = async (options) =>
  (await import('../machine/live/powershell/open-session.js')).openPowerShell(options);
