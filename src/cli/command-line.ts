import { Command as Parser, CommanderError, Option as ParserOption } from 'commander';
import { clean } from '../locales/render.js';
import { UserError } from '../vocabulary/index.js';
import type { Command, Option } from './command.js';
import { optionName } from './command.js';
import { hostOf, version } from './io.js';
import type { CommandHost, Io } from './io.js';

/** The tool could not do its work: its own bug, code of a plugin outside any check, or a result that did not arrive. */
export const failed = 4;

/** The command without a name, and those with one. */
export interface Commands {
  readonly main: Command;
  readonly named: readonly Command[];
}

/** Reads a command line and runs the one command it asks for. Resolves to the exit code, whatever happens. */
export async function runCommandLine(commands: Commands, args: readonly string[], io: Io): Promise<number> {
  const host = hostOf(io);
  try {
    return await parseAndRun(commands, args, { host, io });
  } catch (error) {
    return tell(error, args.includes('--debug'), host);
  }
}

async function parseAndRun(
  { main, named }: Commands,
  args: readonly string[],
  { host, io }: { readonly host: CommandHost; readonly io: Io },
): Promise<number> {
  let exitCode = 0;
  const root = new Parser(main.name)
    .description(main.summary)
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.streams.result(text.trimEnd()),
      writeErr: (text) => void io.stderr.write(io.masker.text(withoutValues(text, args))),
      getOutHelpWidth: () => helpWidth(io.stdout),
      getErrHelpWidth: () => helpWidth(io.stderr),
    })
    .helpCommand('help [command]', 'what there is')
    .showHelpAfterError('Run exo-preflight --help for what there is.')
    .enablePositionalOptions();

  addOptions(root, main)
    .allowExcessArguments(true)
    .action(async (flags: Readonly<Record<string, unknown>>, { args: [unknown] }: Parser) => {
      if (unknown !== undefined)
        throw new UserError(`"${unknown}" is not a command.`, 'Run exo-preflight --help for what there is.');
      exitCode = await main.run(flags, host);
    });

  for (const command of named) {
    const operands = Object.entries(command.operands ?? {});
    const parser = root.command(command.name).description(command.summary).allowExcessArguments(false);
    for (const [name, { summary, isRequired = false }] of operands)
      parser.argument(isRequired ? `<${name}>` : `[${name}]`, summary);
    addOptions(parser, command).action(async () => {
      const given = Object.fromEntries(
        operands.flatMap(([name], index) => {
          const value = parser.args[index];
          return value === undefined ? [] : [[name, value]];
        }),
      );
      exitCode = await command.run({ ...parser.opts<Record<string, unknown>>(), ...given }, host);
    });
  }

  try {
    await root.parseAsync([...args], { from: 'user' });
  } catch (error) {
    // Commander has written its sentence already; help and version are no mistakes.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  return exitCode;
}

function addOptions(parser: Parser, { options }: Command): Parser {
  for (const [name, option] of Object.entries(options)) parser.addOption(asParserOption(name, option));
  return parser;
}

function asParserOption(name: string, option: Option<unknown>): ParserOption {
  const { summary, value, choices, initial } = option;
  const made = new ParserOption([optionName(name, option), ...(value === undefined ? [] : [value])].join(' '), summary);
  if (choices) made.choices(choices);
  if (initial !== undefined) made.default(initial);
  if (option.parse) made.argParser((given, before: unknown) => option.parse?.(given, before));
  return made;
}

/** As Commander takes it, of a stream that is handed in. */
const helpWidth = ({ isTTY = false, columns = 0 }: Io['stdout']): number => (isTTY && columns > 0 ? columns : 80);

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

/** What a user can fix is a sentence and the next step; anything else is our own bug and says so. */
function tell(error: unknown, debug: boolean, { streams }: CommandHost): number {
  if (error instanceof UserError) {
    streams.progress(`exo-preflight: ${clean(error.message)}`);
    streams.progress(clean(error.todo));
    if (debug) streams.progress(stackOf(error));
    return error.exitCode;
  }
  streams.progress(
    `exo-preflight: this is a bug of the tool itself (${error instanceof Error ? error.name : typeof error}).`,
  );
  streams.progress(debug ? stackOf(error) : 'Run the same again with --debug and report what it prints.');
  return failed;
}

export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack ?? error.message}${error.cause === undefined ? '' : `\ncaused by: ${stackOf(error.cause)}`}`;
}
