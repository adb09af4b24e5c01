import type { Facilities } from 'exo-preflight';
import { flag, format, negated, parsed, text } from '../cli/command.js';
import type { FlagsOf, Option } from '../cli/command.js';
import { refuseOccupied } from '../files/new-file.js';
import { isKnownSymptom } from '../knowledge/symptoms.js';
import { catalog } from '../locales/en/index.js';
import type { AnyCheck } from '../preflight/index.js';
import { thisPc } from '../session/choose-machine.js';
import type { SessionHost } from '../session/host.js';
import type { RunPlan } from '../session/run-plan.js';
import { UserError } from '../vocabulary/index.js';

/** An empty list is most likely a variable that was not set: it must not mean "all". */
export const list = (value: string, summary: string): Option<readonly string[] | undefined> =>
  parsed(value, summary, (typed, before = []) => {
    const given = typed
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    if (given.length === 0)
      throw new UserError(
        'An option that takes a list was given nothing.',
        'Name at least one, or leave the option out.',
      );
    return [...before, ...given];
  });

export const repeatable = (value: string, summary: string): Option<readonly string[] | undefined> =>
  parsed(value, summary, (typed, before = []) => [...before, typed]);

/** Options of every run, whatever it runs against. */
export const runOptions = {
  machine: text('<file>', 'judge a recorded PC instead of this one'),
  only: list('<ids>', 'only these checks, and what they need'),
  skip: list('<ids>', 'all checks but these'),
  checks: repeatable('<file>', 'more checks from a compiled module (.js, .mjs); repeatable'),
  allowElevatedPlugins: flag('load them in an elevated window too'),
  all: flag('Get-Mailbox for all mailboxes instead of the first'),
  strict: flag('warnings count as failures'),
  timeout: parsed<number>('<factor>', 'multiply every deadline', positiveNumber),
  format,
  output: text('<file>', 'also write the report (JSON) to a new file'),
  force: flag('with --output: replace the file'),
  redact: flag('replace names, addresses and server texts'),
  about: flag('with a report: add model, memory and disks of this PC'),
  plain: flag('lines instead of a screen, on a terminal too'),
  screenReader: flag('a screen to be read aloud: words only'),
  motion: negated('no times that tick'),
  color: negated('no colour'),
  debug: flag('show stack traces'),
};

type RunFlags = FlagsOf<typeof runOptions>;

function positiveNumber(given: string): number {
  const number = Number(given);
  if (!(number > 0) || number > 100)
    throw new UserError(`--timeout "${given}" is not a factor.`, 'Give a number above 0 and up to 100, for example 3.');
  return number;
}

/** The parts of a plan that do not depend on what the run is made against. */
type CommonPlan = Pick<
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

type Environment = Pick<SessionHost, 'environment'>;

/** Whether somebody listens to the screen instead of looking at it. */
export const readsAloud = (
  { screenReader }: { readonly screenReader?: boolean },
  { environment }: Environment,
): boolean => screenReader ?? environment['INK_SCREEN_READER'] === 'true';

/** Whether colours may be used: neither --no-color nor NO_COLOR says no. */
export const wantsColor = ({ color }: { readonly color: boolean }, { environment }: Environment): boolean =>
  color && (environment['NO_COLOR'] ?? '') === '';

/** Checks the flags every run has, loads plugins, and makes sure the report can be written before anything is asked. */
export async function planCommon(flags: RunFlags, waive: readonly string[], host: SessionHost): Promise<CommonPlan> {
  if (flags.force && flags.output === undefined)
    throw new UserError(
      '--force replaces the file of --output, which is not given.',
      'Add --output FILE, or leave --force out.',
    );
  if (flags.output !== undefined) {
    await refuseOccupied(flags.output, { force: flags.force ?? false });
  }
  return {
    plugins: await loadPlugins(flags, host),
    choice: { only: flags.only ?? [], skip: flags.skip ?? [], waive },
    format: flags.format,
    plain: flags.plain ?? false,
    motion: flags.motion,
    reader: readsAloud(flags, host),
    force: flags.force ?? false,
    strict: flags.strict ?? false,
    all: flags.all ?? false,
    redact: flags.redact ?? false,
    debug: flags.debug ?? false,
    color: wantsColor(flags, host),
    timeScale: flags.timeout ?? 1,
    about: flags.about ?? false,
    ...(flags.output === undefined ? {} : { output: flags.output }),
  };
}

/**
 * A plugin runs with all rights of this process, so it is named first. An elevated window on Windows has to say yes to it. On
 * other systems root is often the only user (a container), and there is no window to reopen: a line says so, and the run goes on.
 */
async function loadPlugins(
  { checks = [], allowElevatedPlugins, format }: RunFlags,
  { streams, environment }: SessionHost,
): Promise<readonly AnyCheck<Facilities>[]> {
  if (checks.length === 0) return [];
  const pc = await thisPc({ environment });
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
