import { Command, CommanderError, Option } from 'commander';
import { UserError } from '../vocabulary/index.js';
import type { CollectFlags, ConnectionFlags, FixFlags, LabFlags, OpenFlags } from './flags.js';
import { runCommand } from './run.js';
import type { Streams } from '../cli/streams.js';
import { version } from '../cli/version.js';

/** An empty list is most likely a variable that was not set: it must not mean "all". */
function collect(value: string, before: readonly string[] = []): readonly string[] {
  const given = value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (given.length === 0)
    throw new UserError(
      'An option that takes a list was given nothing.',
      'Name at least one, or leave the option out.',
    );
  return [...before, ...given];
}

const append = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Parses the command line and runs the command it names. What is seldom asked for is loaded only when it is. */
export async function program(args: readonly string[], streams: Streams): Promise<number> {
  let exitCode = 0;
  const root = new Command('exo-preflight')
    .description(
      'Checks whether this PC, network and account can connect to Exchange with remote PowerShell, tries it with a real Get-Mailbox, and names what is wrong, who can mend it and how.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.result(text.trimEnd()),
      writeErr: (text) => void process.stderr.write(withoutValues(text, args)),
    })
    .helpCommand('help [command]', 'what there is')
    .showHelpAfterError('Run exo-preflight --help for what there is.')
    .enablePositionalOptions();

  const run = root
    .option('--route <id>', 'way in: partner-basic, exchange-server or exchange-online')
    .option('--via <way>', 'what makes the test connection: powershell (of this PC), native (this tool), both, or auto')
    .option('--authentication <kind>', 'with PowerShell on exchange-server: kerberos, negotiate or basic')
    .option('--import', 'with PowerShell: Import-PSSession instead of Invoke-Command')
    .option('--try-module', 'load the Exchange Online module once, to see that it loads')
    .option('--tenant <domain>', "the customer's tenant, for example contoso.onmicrosoft.com")
    .option('--user <name>', 'the account, for example admin@partner.example')
    .option('--password-stdin', 'read the password from standard input, up to its end')
    .option('--endpoint <url>', 'another server than the one the route names')
    .option('--ca <file>', 'trust this certificate authority too (PEM)', append)
    .option('--allow-redirect <host[:port]>', 'a host a redirect may take the password to', collect)
    .option('--allow-plain-http', 'let the password cross the network unencrypted')
    .option('--try-retired', 'connect even where Microsoft has closed the way in')
    .option('--no-remember', 'neither offer the answers of the last run nor keep those of this one');
  addRunOptions(run)
    .allowExcessArguments(true)
    .action(async (flags: ConnectionFlags, { args: [unknown] }: Command) => {
      if (unknown !== undefined)
        throw new UserError(`"${unknown}" is not a command.`, 'Run exo-preflight --help for what there is.');
      exitCode = await runCommand(flags, streams);
    });

  const lab = root
    .command('lab')
    .description('the same run against an Exchange endpoint inside this program, on a simulated PC')
    .option('--scenario <id>', 'how the endpoint behaves', 'healthy')
    .option('--list', 'list the scenarios')
    .option('--serve', 'only serve the endpoint until interrupted')
    .option('--try-retired', 'connect even where the scenario stands for a server that is closed')
    .option('--port <number>', 'with --serve: the https port', wholeNumber)
    .option('--user <name>', 'with --serve: the account to accept')
    .option('--password-stdin', 'with --serve: its password from standard input');
  addRunOptions(lab).action(async (flags: LabFlags) => {
    const { labCommand } = await import('./lab.js');
    exitCode = await labCommand(flags, streams);
  });

  root
    .command('collect')
    .description("write this PC's facts to a file, to judge them elsewhere with --machine")
    .allowExcessArguments(false)
    .option('--script', 'instead write the script that does it on a PC without Node.js')
    .option('--output <file>', 'another file than one named after the PC, or collect.ps1')
    .option('--force', 'replace the file')
    .option('--debug', 'show stack traces')
    .action(async (flags: CollectFlags) => {
      const { collectCommand } = await import('./collect.js');
      exitCode = await collectCommand(flags, streams);
    });

  root
    .command('open')
    .description('show a finished report as its run looked; nothing is run')
    .argument('<file>', 'a report, as --output wrote it')
    .option('--plain', 'lines instead of a screen, on a terminal too')
    .option('--screen-reader', 'a screen to be read aloud: words only')
    .option('--no-color', 'no colour')
    .option('--debug', 'show stack traces')
    .allowExcessArguments(false)
    .action(async (file: string, flags: OpenFlags) => {
      const { openCommand } = await import('./open.js');
      exitCode = await openCommand(file, flags, streams);
    });

  root
    .command('fix')
    .description('explain and mend what stops PowerShell from running scripts (execution-policy), and take it back')
    .argument('[name]', 'what to mend: execution-policy, or a symptom it mends')
    .option('--dry-run', 'show what would be changed, and stop')
    .option('--yes', 'agree in advance to the change that is shown')
    .addOption(
      new Option('--scope <scope>', 'change it for this user alone, or for everybody on this PC').choices([
        'user',
        'machine',
      ]),
    )
    .option('--also-32-bit', "agree to change the 32-bit PowerShell's own value as well")
    .option('--undo', 'put back what the last change found')
    .option('--force', 'with --undo: even if somebody changed it since')
    .option('--machine <file>', 'play it on a copy of a recorded PC')
    .option('--lab', 'play it on the simulated PC of the lab, with no policy set')
    .option('--journal <file>', 'keep the way back in this file')
    .addOption(
      new Option('--format <format>', 'what goes to standard output').choices(['text', 'json']).default('text'),
    )
    .option('--no-color', 'no colour')
    .option('--debug', 'show stack traces')
    .allowExcessArguments(false)
    .action(async (name: string | undefined, flags: FixFlags) => {
      const { fixCommand } = await import('./fix.js');
      exitCode = await fixCommand(name, flags, streams);
    });

  root
    .command('checks')
    .description('list the checks')
    .allowExcessArguments(false)
    .option('--format <format>', 'text or json', 'text')
    .action(async (flags: { format: string }) => {
      const { checksCommand } = await import('./checks.js');
      exitCode = checksCommand(flags.format, streams);
    });

  root
    .command('about')
    .description('about this PC: model, memory, disks (never part of a verdict)')
    .allowExcessArguments(false)
    .option('--format <format>', 'text or json', 'text')
    .action(async (flags: { format: string }) => {
      const { aboutCommand } = await import('./about.js');
      exitCode = await aboutCommand(flags.format, streams);
    });

  try {
    await root.parseAsync([...args], { from: 'user' });
  } catch (error) {
    // Commander has written its sentence already; help and version are no mistakes.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  return exitCode;
}

/** A value that was given to an option there is not may be a password: it is not repeated. */
function withoutValues(text: string, args: readonly string[]): string {
  const shown = args.reduce(
    (clean, arg) => (arg.startsWith('-') ? clean.replaceAll(arg, namesOnly(arg)) : clean),
    text,
  );
  return shown.includes("unknown option '--pass")
    ? `${shown}A password is read from standard input: --password-stdin.\n`
    : shown;
}

/** `--name=value` and `-nvalue` without the value. */
const namesOnly = (arg: string): string => arg.replace(/^(--[\w-]+)=[^]*$/u, '$1=…').replace(/^(-\w)[^]+$/u, '$1…');

function addRunOptions(command: Command): Command {
  return command
    .option('--machine <file>', 'judge a recorded PC instead of this one')
    .option('--only <ids>', 'only these checks, and what they need', collect)
    .option('--skip <ids>', 'all checks but these', collect)
    .option('--checks <file>', 'more checks from a compiled module (.js, .mjs); repeatable', append)
    .option('--allow-elevated-plugins', 'load them in an elevated window too')
    .option('--all', 'Get-Mailbox for all mailboxes instead of the first')
    .option('--strict', 'warnings count as failures')
    .option('--timeout <factor>', 'multiply every deadline', positiveNumber)
    .addOption(
      new Option('--format <format>', 'what goes to standard output').choices(['text', 'json']).default('text'),
    )
    .option('--output <file>', 'also write the report (JSON) to a new file')
    .option('--force', 'with --output: replace the file')
    .option('--redact', 'replace names, addresses and server texts')
    .option('--about', 'with a report: add model, memory and disks of this PC')
    .option('--plain', 'lines instead of a screen, on a terminal too')
    .option('--screen-reader', 'a screen to be read aloud: words only')
    .option('--no-motion', 'no times that tick')
    .option('--no-color', 'no colour')
    .option('--debug', 'show stack traces')
    .allowExcessArguments(false);
}

function positiveNumber(given: string): number {
  const number = Number(given);
  if (!(number > 0) || number > 100)
    throw new UserError(`--timeout "${given}" is not a factor.`, 'Give a number above 0 and up to 100, for example 3.');
  return number;
}

function wholeNumber(given: string): number {
  const number = Number(given);
  if (!/^\d{1,5}$/u.test(given) || number > 65535)
    throw new UserError(`--port "${given}" is not a port.`, 'Give a number from 0 (any free one) to 65535.');
  return number;
}
