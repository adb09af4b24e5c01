import { bag, integerOf, list, property, psValue, textOf } from '../clixml/index.js';
import type { PsObject, PsValue } from '../clixml/index.js';

/** Which of the account's commands to list, as Import-PSSession does. */
export interface CommandQuery {
  /** Wildcard patterns of command names. */
  readonly names: readonly string[];
  /** Wildcard patterns of modules or snap-ins; default all. */
  readonly namespaces?: readonly string[];
}

/** One command and its parameters. */
export interface CommandMetadata {
  readonly name: string;
  readonly namespace: string | undefined;
  /** `Cmdlet`, `Function`, `Alias`, …. */
  readonly commandType: string | undefined;
  readonly parameters: readonly {
    readonly name: string;
    readonly typeName: string | undefined;
    readonly isSwitch: boolean;
  }[];
}

/** Alias, Function, Filter, Cmdlet, ExternalScript, Application, Script, Workflow and Configuration together. */
const allCommandTypes = 511;

/** GET_COMMAND_METADATA (MS-PSRP 2.2.2.14). */
export const getCommandMetadata = ({ names, namespaces }: CommandQuery): PsObject =>
  bag({
    Name: strings(names),
    CommandType: allCommandTypes,
    Namespace: namespaces ? strings(namespaces) : null,
    ArgumentList: null,
  });

const strings = (texts: readonly string[]): PsObject =>
  list(['System.String[]', 'System.Array', 'System.Object'], texts.map(psValue));

/**
 * Reads one output of that request (MS-PSRP 2.2.3.22). The first is only the number of those that follow: `count`.
 * Undefined for any other object.
 */
export function readCommandMetadata(value: PsValue): { readonly count: number } | CommandMetadata | undefined {
  const name = textOf(property(value, 'Name'));
  const count = integerOf(property(value, 'Count'));
  if (name === undefined) return count === undefined ? undefined : { count };
  const parameters = property(value, 'Parameters');
  const entries =
    parameters?.type === 'Object' && parameters.container?.kind === 'dictionary' ? parameters.container.entries : [];
  return {
    name,
    namespace: textOf(property(value, 'Namespace')),
    commandType: textOf(property(value, 'CommandType')),
    parameters: entries.map(([key, parameter]) => ({
      name: textOf(key) ?? '',
      typeName: textOf(property(parameter, 'ParameterType')),
      isSwitch: textOf(property(parameter, 'SwitchParameter')) === 'true',
    })),
  };
}
