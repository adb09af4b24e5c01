import type { CommandHost } from './io.js';

/** An option, or an argument, of a command: what it is for, and what becomes of it. Its name is that of its property. */
export interface Option<Value> {
  readonly summary: string;
  /** What stands for its value in the help; without it the option is given or not. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly initial?: Value;
  /** Given as `--no-…`, and true as long as it is not. */
  readonly isNegated?: boolean;
  readonly isRequired?: boolean;
  /** Makes the value of what was typed; `before` is what the same option was given earlier on the line. */
  parse?(given: string, before: Value | undefined): Value;
}

type Options = Readonly<Record<string, Option<unknown>>>;
type ValueOf<One> = One extends Option<infer Value> ? Value : never;
type Sure<All> = keyof { [Name in keyof All as undefined extends ValueOf<All[Name]> ? never : Name]: true };

/** What a command is given, by its options: those that may be left out may be missing. */
export type FlagsOf<All extends Options> = {
  readonly [Name in keyof All & Sure<All>]: ValueOf<All[Name]>;
} & {
  readonly [Name in Exclude<keyof All, Sure<All>>]?: Exclude<ValueOf<All[Name]>, undefined>;
};

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Without a dash, in their order. */
  readonly operands?: Options;
  readonly options: Options;
  /** Resolves to the exit code. Throws a UserError for what a person can put right. */
  run(flags: Readonly<Record<string, unknown>>, host: CommandHost): Promise<number>;
}

/** A command as one object; what `run` is given has the types of its options. */
export const defineCommand = <const All extends Options, const Operands extends Options>(command: {
  readonly name: string;
  readonly summary: string;
  readonly operands?: Operands;
  readonly options: All;
  run(flags: FlagsOf<Operands & All>, host: CommandHost): Promise<number>;
}): Command => command;

export const flag = (summary: string): Option<boolean | undefined> => ({ summary });

export const negated = (summary: string): Option<boolean> => ({ summary, isNegated: true });

export const text = (value: string, summary: string): Option<string | undefined> => ({ summary, value });

export const textOr = (initial: string, value: string, summary: string): Option<string> => ({
  summary,
  value,
  initial,
});

export const choice = <const Choice extends string>(
  value: string,
  choices: readonly Choice[],
  summary: string,
): Option<Choice | undefined> => ({ summary, value, choices });

export const parsed = <Value>(
  value: string,
  summary: string,
  parse: (given: string, before: Value | undefined) => Value,
): Option<Value | undefined> => ({ summary, value, parse: (given, before) => parse(given, before) });

export const operand = (summary: string): Option<string> => ({ summary, isRequired: true });

export const optionalOperand = (summary: string): Option<string | undefined> => ({ summary });

/** What goes to standard output. */
export const format: Option<'text' | 'json'> = {
  summary: 'what goes to standard output',
  value: '<format>',
  choices: ['text', 'json'],
  initial: 'text',
};

/** `also32Bit` as it is typed: `--also-32-bit`. */
export const optionName = (property: string, { isNegated = false }: Pick<Option<unknown>, 'isNegated'> = {}): string =>
  `--${isNegated ? 'no-' : ''}${property.replaceAll(/[A-Z]|\d+/gu, (part) => `-${part.toLowerCase()}`)}`;
