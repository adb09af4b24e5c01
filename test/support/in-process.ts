import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// What follows is all that the record of judgements knows of the source: when files move, it is put right here and nowhere else.
import { hostOf } from '../../src/cli/io.js';
import { runCli } from '../../src/commands/index.js';
import type { SessionHost } from '../../src/session/host.js';
import { performRun } from '../../src/session/perform-run.js';
import { Credential } from '../../src/identity/credential.js';
import { chooseTarget } from '../../src/exchange/index.js';
import type { Lab, ScenarioId } from '../../src/lab/index.js';
import { readMachineFile } from '../../src/machine/recording/machine-file.js';
import { SimulatedMachine } from '../../src/machine/recording/simulated-machine.js';
import type { Report } from '../../src/report/document/schema.js';
import { message, pub } from '../../src/vocabulary/index.js';
import { captured } from './run-cli.js';

export type { Report, ScenarioId };
export { scenarioIds, startLab } from '../../src/lab/index.js';

/** What a user has of a run: the exit code, what it printed, the document it wrote, and that document opened again. */
export interface WholeRun {
  readonly exitCode: number;
  readonly text: readonly string[];
  readonly stderr: readonly string[];
  readonly document: Report;
  readonly opened: readonly string[];
  /** Of `open`; the same as `exitCode` wherever nothing is wrong. */
  readonly openedExitCode: number;
}

interface Printed {
  readonly exitCode: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

const linesOf = (text: string): readonly string[] => text.replace(/\n$/u, '').split('\n');
const printed = (exitCode: number, stdout: string, stderr: string): Printed => ({
  exitCode,
  stdout: stdout === '' ? [] : linesOf(stdout),
  stderr: stderr === '' ? [] : linesOf(stderr),
});

/** The program without a process of its own: one command line. */
export async function inProcess(args: readonly string[]): Promise<Printed> {
  const { io, stdout, stderr } = captured();
  const exitCode = await runCli(args, io);
  return printed(exitCode, stdout(), stderr());
}

async function printedBy(run: (host: SessionHost) => Promise<number>): Promise<Printed> {
  const { io, stdout, stderr } = captured();
  const exitCode = await run(hostOf(io));
  return printed(exitCode, stdout(), stderr());
}

/** One run to a file, and the file opened again. */
async function wholeRun(run: (output: string) => Promise<Printed>): Promise<WholeRun> {
  const folder = await mkdtemp(join(tmpdir(), 'exo-preflight-judged-'));
  try {
    const output = join(folder, 'report.json');
    const { exitCode, stdout, stderr } = await run(output);
    const document = JSON.parse(await readFile(output, 'utf8')) as Report;
    const opened = await inProcess(['open', output, '--plain']);
    return {
      exitCode,
      text: stdout,
      stderr: stderr.map((line) => line.replaceAll(output, '<file>')),
      document,
      opened: opened.stdout,
      openedExitCode: opened.exitCode,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A command line that makes a run. */
export const wholeRunOf = (args: readonly string[]): Promise<WholeRun> =>
  wholeRun((output) => inProcess([...args, '--plain', '--output', output]));

/** Deadlines are far away: how busy the machine is must not be what is recorded. */
export const timeScale = 20;

export interface AgainstLab {
  readonly lab: Lab;
  readonly scenario: ScenarioId;
  readonly route: string;
  /** A recorded PC. */
  readonly machine: string;
  readonly output?: string;
}

/** A run as `lab --machine` makes it, by any way in: the command itself knows the lab's own only. */
export async function runAgainst(run: AgainstLab): Promise<WholeRun> {
  return wholeRun((output) => printedBy((host) => labRun({ ...run, output }, host)));
}

/** The same, for its document alone. */
export async function judgedAgainst(run: AgainstLab): Promise<Report> {
  const { stdout } = await printedBy((host) => labRun(run, host));
  return JSON.parse(stdout.join('\n')) as Report;
}

async function labRun({ lab, scenario, route, machine, output }: AgainstLab, host: SessionHost): Promise<number> {
  const { recording, name } = await readMachineFile(machine);
  const credential = new Credential(lab.user, lab.password);
  return performRun(
    {
      target: chooseTarget({
        route,
        via: 'native',
        endpoint: lab.https,
        tenant: lab.tenant,
        httpEndpoint: lab.http,
        ...(lab.standsFor === undefined ? {} : { standsFor: lab.standsFor }),
      }),
      machine: new SimulatedMachine(recording),
      account: credential.account,
      trust: { added: [lab.ca], windowsRoots: () => Promise.resolve([]) },
      allowedRedirects: lab.allowedRedirects,
      tryRetired: false,
      plugins: [],
      choice: {},
      format: output === undefined ? 'json' : 'text',
      plain: true,
      motion: false,
      reader: false,
      force: false,
      strict: false,
      all: false,
      redact: false,
      debug: false,
      color: false,
      timeScale,
      about: false,
      ...(output === undefined ? {} : { output }),
      origin: message('origin.simulated', { scenario: pub(scenario), name: pub(name ?? machine) }),
    },
    {
      host,
      interruption: host.interruption(() => undefined),
      signIn: { credential, labCredential: () => new Credential(lab.user, lab.password) },
    },
  );
}
