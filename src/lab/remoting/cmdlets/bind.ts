import { textOf } from '../../../remoting/clixml/index.js';
import type { PsValue } from '../../../remoting/clixml/index.js';
import type { RequestedArgument } from '../psrp/commands-in.js';
import { bindingFailed, parameterNotFound } from './cmdlet.js';
import type { Bound, Cmdlet, Parameter } from './cmdlet.js';
import { convert, preferenceType, switchType } from './convert.js';

/** Parameters of every cmdlet (about_CommonParameters). */
export const commonParameters: readonly Parameter[] = [
  { name: 'Verbose', aliases: ['vb'], type: switchType },
  { name: 'Debug', aliases: ['db'], type: switchType },
  { name: 'ErrorAction', aliases: ['ea'], type: preferenceType },
  { name: 'WarningAction', aliases: ['wa'], type: preferenceType },
  { name: 'InformationAction', aliases: ['infa'], type: preferenceType },
  { name: 'ErrorVariable', aliases: ['ev'], type: 'System.String' },
  { name: 'WarningVariable', aliases: ['wv'], type: 'System.String' },
  { name: 'InformationVariable', aliases: ['iv'], type: 'System.String' },
  { name: 'OutVariable', aliases: ['ov'], type: 'System.String' },
  { name: 'OutBuffer', aliases: ['ob'], type: 'System.Int32' },
  { name: 'PipelineVariable', aliases: ['pv'], type: 'System.String' },
];

/**
 * Gives each argument to its parameter: by name or alias in any case, by the beginning of a name that fits one only, or by
 * position. A name that stands alone is a switch that is on, or takes the argument after it. Throws a Terminating; identifiers and
 * sentences as PowerShell 7.6.9 says them.
 */
export function bind(cmdlet: Cmdlet, given: readonly RequestedArgument[]): Bound {
  const bound = new Map<string, PsValue>();
  const give = (parameter: Parameter, value: PsValue): void => {
    if (bound.has(parameter.name))
      throw bindingFailed(
        cmdlet.name,
        'ParameterAlreadyBound',
        `Cannot bind parameter because parameter '${parameter.name}' is specified more than once. To provide multiple values to parameters that can accept multiple values, use the array syntax. For example, "-parameter value1,value2,value3".`,
      );
    bound.set(parameter.name, convert(cmdlet.name, parameter, value));
  };
  const byPosition: PsValue[] = [];
  for (let at = 0; at < given.length; at++) {
    const { name, value } = given[at]!;
    if (name === undefined) byPosition.push(value ?? { type: 'Null' });
    else {
      const parameter = named(cmdlet, name);
      if (value !== undefined) give(parameter, value);
      else if (parameter.type === switchType) give(parameter, { type: 'Boolean', value: true });
      else give(parameter, argumentAfter(given[++at], parameter, cmdlet));
    }
  }
  const free = cmdlet.parameters
    .filter(({ name, position }) => position !== undefined && !bound.has(name))
    .sort((one, other) => one.position! - other.position!);
  for (const value of byPosition) {
    const parameter = free.shift();
    if (!parameter)
      throw bindingFailed(
        cmdlet.name,
        'PositionalParameterNotFound',
        `A positional parameter cannot be found that accepts argument '${textOf(value) ?? ''}'.`,
      );
    give(parameter, value);
  }
  return bound;
}

function argumentAfter(next: RequestedArgument | undefined, { name, type }: Parameter, cmdlet: Cmdlet): PsValue {
  if (next && next.name === undefined) return next.value ?? { type: 'Null' };
  throw bindingFailed(
    cmdlet.name,
    'MissingArgument',
    `Missing an argument for parameter '${name}'. Specify a parameter of type '${type}' and try again.`,
  );
}

function named(cmdlet: Cmdlet, given: string): Parameter {
  const wanted = given.toLowerCase();
  const all = [...cmdlet.parameters, ...commonParameters];
  const exact = all.find(({ name, aliases = [] }) => name.toLowerCase() === wanted || aliases.includes(wanted));
  if (exact) return exact;
  const [only, ...others] = all.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  if (!only) throw parameterNotFound(cmdlet.name, given);
  if (others.length > 0) {
    const possible = [only, ...others].map(({ name }) => `-${name}`).join(' ');
    throw bindingFailed(
      cmdlet.name,
      'AmbiguousParameter',
      `Parameter cannot be processed because the parameter name '${given}' is ambiguous. Possible matches include: ${possible}.`,
    );
  }
  return only;
}
