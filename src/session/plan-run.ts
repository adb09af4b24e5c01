import type { Facilities } from 'exo-preflight';
import type { Machine } from '../machine/index.js';
import { isKnownSymptom } from '../knowledge/symptoms.js';
import { catalog } from '../locales/en/index.js';
import { RecordedMachine } from '../machine/recording/recorded-machine.js';
import type { AnyCheck } from '../preflight/index.js';
import { refuseOccupied } from '../files/new-file.js';
import { UserError } from '../vocabulary/index.js';
import type { RunPlan } from './run-plan.js';
import { openRecordedPc } from './recorded-pc.js';
import type { RunFlags } from '../commands/flags.js';
import type { Streams } from '../cli/streams.js';

/** The parts of a plan that do not depend on what the run is made against. */
export type CommonPlan = Pick<
  RunPlan,
  | 'plugins'
  | 'choice'
  | 'format'
  | 'plain'
  | 'motion'
  | 'reader'
  | 'force'
  | 'strict'
  | 'all'
  | 'redact'
  | 'debug'
  | 'color'
  | 'timeScale'
  | 'about'
  | 'output'
>;

/** Whether somebody listens to the screen instead of looking at it. */
export const readsAloud = ({ screenReader }: { readonly screenReader?: boolean }): boolean =>
  screenReader ?? process.env['INK_SCREEN_READER'] === 'true';

/** Whether colours may be used: neither --no-color nor NO_COLOR says no. */
export const wantsColor = (color: boolean): boolean => color && (process.env['NO_COLOR'] ?? '') === '';

/** Checks the flags every run has, loads plugins, and makes sure the report can be written before anything is asked. */
export async function planCommon(flags: RunFlags, waive: readonly string[], streams: Streams): Promise<CommonPlan> {
  if (flags.force && flags.output === undefined)
    throw new UserError(
      '--force replaces the file of --output, which is not given.',
      'Add --output FILE, or leave --force out.',
    );
  if (flags.output !== undefined) {
    await refuseOccupied(flags.output, { force: flags.force ?? false });
  }
  return {
    plugins: await loadPlugins(flags, streams),
    choice: { only: flags.only ?? [], skip: flags.skip ?? [], waive },
    format: flags.format,
    plain: flags.plain ?? false,
    motion: flags.motion,
    reader: readsAloud(flags),
    force: flags.force ?? false,
    strict: flags.strict ?? false,
    all: flags.all ?? false,
    redact: flags.redact ?? false,
    debug: flags.debug ?? false,
    color: wantsColor(flags.color),
    timeScale: flags.timeout ?? 1,
    about: flags.about ?? false,
    ...(flags.output === undefined ? {} : { output: flags.output }),
  };
}

/**
 * A plugin runs with all rights of this process, so it is named first. An elevated window on Windows has to say yes to it. On
 * other systems root is often the only user (a container), and there is no window to reopen: it is reported, and goes on.
 */
async function loadPlugins(
  { checks = [], allowElevatedPlugins, format }: RunFlags,
  streams: Streams,
): Promise<readonly AnyCheck<Facilities>[]> {
  if (checks.length === 0) return [];
  const pc = await thisPc();
  const elevated = await pc.read('user.elevated');
  if (elevated.state === 'value' && elevated.value && !allowElevatedPlugins) {
    if (pc.platform === 'win32')
      throw new UserError(
        '--checks: this window runs as administrator, and a plugin would too.',
        'Run in an ordinary window, or add --allow-elevated-plugins.',
      );
    streams.progress('--checks: this process is root, and so is a plugin.');
  }
  const { loadChecks, refuseDividedSymptoms } = await import('../preflight/plugins.js');
  const loaded: AnyCheck<Facilities>[] = [];
  for (const path of checks) {
    streams.progress(`Loading checks from ${path}`);
    if (format === 'json') streams.guard();
    loaded.push(...(await loadChecks<Facilities>(path, { isKnownSymptom, isOwner })));
  }
  refuseDividedSymptoms(loaded);
  return loaded;
}

const isOwner = (owner: string): boolean => Object.hasOwn(catalog, `owner.${owner}`);

/** Loaded on demand: what starts other programs is no part of reading a file. */
async function thisPc({ timeScale = 1, tryModule = false } = {}): Promise<Machine> {
  const { LiveMachine } = await import('../machine/live/live-machine.js');
  return new LiveMachine({ timeScale, tryModule });
}

/** The PC to judge: this one, or a recorded one. */
export async function chooseMachine(
  {
    machine: file,
    timeout = 1,
    redact = false,
    tryModule = false,
  }: Pick<RunFlags, 'machine' | 'timeout' | 'redact'> & { readonly tryModule?: boolean },
  streams: Streams,
): Promise<{ readonly machine: Machine; readonly recording?: string }> {
  if (file === undefined) return { machine: await thisPc({ timeScale: timeout, tryModule }) };
  const { recording, name } = await openRecordedPc(file, { redact }, streams);
  return { machine: new RecordedMachine(recording), recording: name ?? file };
}
