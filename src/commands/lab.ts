import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineCommand, flag, parsed, text, textOr } from '../cli/command.js';
import type { FlagsOf } from '../cli/command.js';
import type { CommandHost } from '../cli/io.js';
import { readPassword } from '../cli/password.js';
import { chooseTarget } from '../exchange/index.js';
import { checkUser } from '../identity/checked-input.js';
import type { Lab, LabOptions, ScenarioId } from '../lab/index.js';
import { SimulatedMachine } from '../machine/recording/simulated-machine.js';
import type { Interruption, Output, SessionHost } from '../session/host.js';
import { firstPicture, performRun, wantsScreen } from '../session/perform-run.js';
import { openRecordedPc } from '../session/recorded-pc.js';
import type { RunPlan } from '../session/run-plan.js';
import { RunSession } from '../session/run-session.js';
import type { Picture } from '../session/screen-session.js';
import { arg, message, pub, UserError } from '../vocabulary/index.js';
import { planCommon, runOptions } from './run-options.js';

const options = {
  scenario: textOr('healthy', '<id>', 'how the endpoint behaves'),
  list: flag('list the scenarios'),
  serve: flag('only serve the endpoint until interrupted'),
  tryRetired: flag('connect even where the scenario stands for a server that is closed'),
  port: parsed<number>('<number>', 'with --serve: the https port', wholeNumber),
  user: text('<name>', 'with --serve: the account to accept'),
  passwordStdin: flag('with --serve: its password from standard input'),
  ...runOptions,
};
type LabFlags = FlagsOf<typeof options>;

/** The main job without a Windows PC and without an Exchange, and says so first. */
export const lab = defineCommand({
  name: 'lab',
  summary: 'the same run against an Exchange endpoint inside this program, on a simulated PC',
  options,
  async run(flags, host) {
    const { isScenarioId, scenarioIds, scenarios } = await import('../lab/scenarios.js');
    if (flags.list) {
      const width = Math.max(...scenarioIds.map((id) => id.length));
      for (const { id, summary, source } of Object.values(scenarios))
        host.streams.result(`${id.padEnd(width)}  ${summary}\n${' '.repeat(width)}  (source: ${source})`);
      return 0;
    }
    const { scenario } = flags;
    if (!isScenarioId(scenario))
      throw new UserError(`--scenario "${scenario}" is not a scenario.`, `Give one of: ${scenarioIds.join(', ')}.`);
    if (flags.serve) {
      refuseRunOptions(flags);
      return serve(flags, scenario, host);
    }
    for (const [name, given] of [
      ['--port', flags.port],
      ['--user', flags.user],
      ['--password-stdin', flags.passwordStdin],
    ] as const) {
      if (given !== undefined) throw new UserError(`${name} goes with --serve.`, 'Add --serve, or leave it out.');
    }
    return runIn(scenario, flags, host);
  },
});

function wholeNumber(given: string): number {
  const number = Number(given);
  if (!/^\d{1,5}$/u.test(given) || number > 65535)
    throw new UserError(`--port "${given}" is not a port.`, 'Give a number from 0 (any free one) to 65535.');
  return number;
}

/** A lab that is served runs no check: an option about checks would be left out without a word. */
function refuseRunOptions(flags: LabFlags): void {
  const given = (
    [
      ['--machine', flags.machine],
      ['--only', flags.only],
      ['--skip', flags.skip],
      ['--checks', flags.checks],
      ['--all', flags.all],
      ['--strict', flags.strict],
      ['--output', flags.output],
      ['--redact', flags.redact],
      ['--about', flags.about],
      ['--try-retired', flags.tryRetired],
    ] as const
  ).find(([, value]) => value !== undefined);
  if (given)
    throw new UserError(
      `${given[0]} has no meaning with --serve.`,
      'Leave it out; give it to the run that connects to the lab.',
    );
}

async function runIn(scenario: ScenarioId, flags: LabFlags, host: CommandHost): Promise<number> {
  const { streams } = host;
  const { machine, name } = await pcOf(flags, streams);
  const common = await planCommon(flags, flags.tryRetired ? ['route-offered'] : [], host);
  const interruption = host.interruption(() => streams.progress('Left at once.'));
  const origin = message('origin.simulated', {
    scenario: pub(scenario),
    name: flags.machine === undefined ? pub(name) : arg('path', name),
  });
  const early = wantsScreen(common, host)
    ? await pictureBeforeTheLab(
        { ...common, machine, origin, tryRetired: flags.tryRetired ?? false },
        { host, interruption },
      )
    : undefined;
  // While its keys are being made elsewhere, what draws the screen is loaded.
  const [lab] = await Promise.all([
    start({ scenario }),
    ...(early ? [import('../session/screen-session.js')] : []),
  ]).catch((error: unknown) => {
    early?.screen.leave();
    throw error;
  });
  try {
    const target = chooseTarget({
      route: 'partner-basic',
      endpoint: lab.https,
      tenant: lab.tenant,
      httpEndpoint: lab.http,
      ...(lab.standsFor === undefined ? {} : { standsFor: lab.standsFor }),
    });
    const trust = { added: [lab.ca], windowsRoots: () => Promise.resolve([]) };
    const { Credential } = await import('../identity/credential.js');
    const credential = new Credential(lab.user, lab.password);
    const exitCode = await performRun(
      {
        ...common,
        target,
        tryRetired: flags.tryRetired ?? false,
        machine,
        trust,
        allowedRedirects: lab.allowedRedirects,
        account: credential.account,
        origin,
      },
      {
        host,
        interruption,
        early,
        signIn: { credential, labCredential: () => new Credential(lab.user, lab.password) },
      },
    );
    if (common.format === 'text') tellCounts(lab, streams);
    return exitCode;
  } finally {
    await lab.close();
  }
}

/** The rows of the run that is going to be, before there is a server to run it against: it has no address yet. */
function pictureBeforeTheLab(
  plan: Omit<RunPlan, 'target' | 'trust' | 'allowedRedirects'>,
  { host, interruption }: { readonly host: SessionHost; readonly interruption: Interruption },
): Promise<Picture> {
  const target = chooseTarget({ route: 'partner-basic', endpoint: 'https://127.0.0.1/' });
  const session = new RunSession(
    { ...plan, target, trust: { added: [], windowsRoots: () => Promise.resolve([]) }, allowedRedirects: [] },
    { host, signal: interruption.signal },
  );
  return firstPicture(session, { ...session.shown(), headline: '' }, host);
}

/** The lab's own book-keeping, which no client can talk it out of. */
function tellCounts(lab: Lab, streams: Output): void {
  const { shellsOpened, shellsLeft, signIns, signInsRefused } = lab.counts();
  const trap = lab.trap?.();
  streams.progress(
    `The lab counted: sessions opened ${shellsOpened}, left open ${shellsLeft}; sign-ins accepted ${signIns}, refused ${signInsRefused}${trap ? `; credentials at the other host ${trap.credentials}` : ''}.`,
  );
}

/** Says in one line how to reach it, serves until interrupted, says in one line what came of it. */
async function serve(flags: LabFlags, scenario: ScenarioId, host: CommandHost): Promise<number> {
  const { streams } = host;
  if (flags.passwordStdin && flags.user === undefined)
    throw new UserError('--password-stdin has no account to go with.', 'Add --user NAME.');
  const password = flags.passwordStdin ? await readPassword(host.stdin) : undefined;
  const interruption = host.interruption(() => streams.progress('Left at once.'));
  const lab = await start({
    scenario,
    ...(flags.port === undefined ? {} : { port: flags.port }),
    ...(flags.user === undefined ? {} : { user: checkUser(flags.user) }),
    ...(password === undefined ? {} : { password }),
  });
  const folder = await mkdtemp(join(tmpdir(), 'exo-preflight-lab-'));
  try {
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, lab.ca, { mode: 0o600, flag: 'wx' });
    // A password somebody gave is known to them; only one made here has to be printed.
    streams.result(
      JSON.stringify({
        http: lab.http,
        https: lab.https,
        ca,
        user: lab.user,
        tenant: lab.tenant,
        ...(password === undefined ? { password: lab.password } : {}),
      }),
    );
    await interrupted(interruption.signal);
    const counts = lab.counts();
    await lab.close();
    streams.result(JSON.stringify(counts));
    return 0;
  } finally {
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function start(options: LabOptions & { readonly port?: number }): Promise<Lab> {
  const { startLab } = await import('../lab/index.js');
  try {
    return await startLab(options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE' || code === 'EACCES')
      throw new UserError(
        `--port ${options.port ?? 0} can not be used (${code}).`,
        'Give another port, or 0 for any free one.',
        { cause: error },
      );
    throw error;
  }
}

const interrupted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    // A promise alone keeps no process alive.
    const alive = setInterval(() => undefined, 60_000);
    const end = (): void => {
      clearInterval(alive);
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });

/** The PC of the lab, or a recorded one that is then treated as a simulated one. */
async function pcOf(
  { machine: file, redact = false }: LabFlags,
  streams: Output,
): Promise<{ readonly machine: SimulatedMachine; readonly name: string }> {
  if (file === undefined) {
    const { labPc, labPcName } = await import('../lab/pc.js');
    return { machine: new SimulatedMachine(labPc), name: labPcName };
  }
  const { recording, name } = await openRecordedPc(file, { redact }, streams);
  return { machine: new SimulatedMachine(recording), name: name ?? file };
}
