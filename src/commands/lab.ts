import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Credential } from '../identity/credential.js';
import { chooseTarget } from '../exchange/index.js';
import type { Lab, LabOptions, ScenarioId } from '../lab/index.js';
import { SimulatedMachine } from '../machine/recording/simulated-machine.js';
import { arg, message, pub, UserError } from '../vocabulary/index.js';
import { Interruption } from '../cli/interruption.js';
import { checkUser, readPassword } from '../cli/password.js';
import type { Picture } from '../session/early-picture.js';
import { firstPicture, wantsScreen } from '../session/early-picture.js';
import { performRun } from '../session/perform-run.js';
import { planCommon } from '../session/plan-run.js';
import { openRecordedPc } from '../session/recorded-pc.js';
import type { RunPlan } from '../session/run-plan.js';
import { RunSession } from '../session/run-session.js';
import type { LabFlags } from './flags.js';
import type { Streams } from '../cli/streams.js';

/** `exo-preflight lab`: the main job without a Windows PC and without an Exchange, and says so first. */
export async function labCommand(flags: LabFlags, streams: Streams): Promise<number> {
  const { isScenarioId, scenarioIds, scenarios } = await import('../lab/scenarios.js');
  if (flags.list) {
    const width = Math.max(...scenarioIds.map((id) => id.length));
    for (const { id, summary, source } of Object.values(scenarios))
      streams.result(`${id.padEnd(width)}  ${summary}\n${' '.repeat(width)}  (source: ${source})`);
    return 0;
  }
  const { scenario } = flags;
  if (!isScenarioId(scenario))
    throw new UserError(`--scenario "${scenario}" is not a scenario.`, `Give one of: ${scenarioIds.join(', ')}.`);
  if (flags.serve) {
    refuseRunOptions(flags);
    return serve(flags, scenario, streams);
  }
  for (const [name, given] of [
    ['--port', flags.port],
    ['--user', flags.user],
    ['--password-stdin', flags.passwordStdin],
  ] as const) {
    if (given !== undefined) throw new UserError(`${name} goes with --serve.`, 'Add --serve, or leave it out.');
  }
  return run(flags, scenario, streams);
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

async function run(flags: LabFlags, scenario: ScenarioId, streams: Streams): Promise<number> {
  const { machine, name } = await pcOf(flags, streams);
  const common = await planCommon(flags, flags.tryRetired ? ['route-offered'] : [], streams);
  const interruption = new Interruption(() => streams.progress('Left at once.'));
  const origin = message('origin.simulated', {
    scenario: pub(scenario),
    name: flags.machine === undefined ? pub(name) : arg('path', name),
  });
  const early = wantsScreen(common)
    ? await pictureBeforeTheLab(
        { ...common, machine, origin, tryRetired: flags.tryRetired ?? false },
        { streams, interruption },
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
    const credential = new Credential(lab.user, lab.password);
    const exitCode = await performRun(
      {
        ...common,
        target,
        tryRetired: flags.tryRetired ?? false,
        machine,
        trust,
        allowedRedirects: lab.allowedRedirects,
        credential,
        labCredential: () => new Credential(lab.user, lab.password),
        origin,
      },
      { streams, interruption, early },
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
  { streams, interruption }: { readonly streams: Streams; readonly interruption: Interruption },
): Promise<Picture> {
  const target = chooseTarget({ route: 'partner-basic', endpoint: 'https://127.0.0.1/' });
  const session = new RunSession(
    { ...plan, target, trust: { added: [], windowsRoots: () => Promise.resolve([]) }, allowedRedirects: [] },
    { streams, signal: interruption.signal },
  );
  return firstPicture({ shown: { ...session.shown(), headline: '' }, rows: session.rows() }, plan);
}

/** The lab's own book-keeping, which no client can talk it out of. */
function tellCounts(lab: Lab, streams: Streams): void {
  const { shellsOpened, shellsLeft, signIns, signInsRefused } = lab.counts();
  const trap = lab.trap?.();
  streams.progress(
    `The lab counted: sessions opened ${shellsOpened}, left open ${shellsLeft}; sign-ins accepted ${signIns}, refused ${signInsRefused}${trap ? `; credentials at the other host ${trap.credentials}` : ''}.`,
  );
}

/** Says in one line how to reach it, serves until interrupted, says in one line what came of it. */
async function serve(flags: LabFlags, scenario: ScenarioId, streams: Streams): Promise<number> {
  if (flags.passwordStdin && flags.user === undefined)
    throw new UserError('--password-stdin has no account to go with.', 'Add --user NAME.');
  const password = flags.passwordStdin ? await readPassword() : undefined;
  const interruption = new Interruption(() => streams.progress('Left at once.'));
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
    // A password somebody gave is known to them; only the one made here has to be reported.
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
  streams: Streams,
): Promise<{ readonly machine: SimulatedMachine; readonly name: string }> {
  if (file === undefined) {
    const { labPc, labPcName } = await import('../lab/pc.js');
    return { machine: new SimulatedMachine(labPc), name: labPcName };
  }
  const { recording, name } = await openRecordedPc(file, { redact }, streams);
  return { machine: new SimulatedMachine(recording), name: name ?? file };
}
