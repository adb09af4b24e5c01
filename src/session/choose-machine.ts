import type { Machine } from '../machine/index.js';
import { RecordedMachine } from '../machine/recording/recorded-machine.js';
import type { SessionHost } from './host.js';
import { openRecordedPc } from './recorded-pc.js';

interface Chosen {
  readonly machine?: string;
  readonly timeout?: number;
  readonly redact?: boolean;
  readonly tryModule?: boolean;
}

/** The PC to judge: this one, or a recorded one. */
export async function chooseMachine(
  { machine: file, timeout = 1, redact = false, tryModule = false }: Chosen,
  { streams, environment }: Pick<SessionHost, 'streams' | 'environment'>,
): Promise<{ readonly machine: Machine; readonly recording?: string }> {
  if (file === undefined) return { machine: await thisPc({ environment, timeScale: timeout, tryModule }) };
  const { recording, name } = await openRecordedPc(file, { redact }, streams);
  return { machine: new RecordedMachine(recording), recording: name ?? file };
}

/** Loaded on demand: what starts other programs is no part of reading a file. */
export async function thisPc(
  options: Pick<SessionHost, 'environment'> & { readonly timeScale?: number; readonly tryModule?: boolean },
): Promise<Machine> {
  const { LiveMachine } = await import('../machine/live/live-machine.js');
  return new LiveMachine(options);
}
