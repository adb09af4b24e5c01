import type { PsValue } from '../../../remoting/clixml/index.js';
import type { RequestedArgument } from '../psrp/commands-in.js';
import { bindingFailed, parameterNotFound } from './cmdlet.js';
import type { Bound, Cmdlet, Parameter } from './cmdlet.js';

/** Parameters of every cmdlet (about_CommonParameters). */
export const commonParameters: readonly Parameter[] = [
  { name: 'Verbose', aliases: ['vb'], type: 'System.Management.Automation.SwitchParameter' },
  { name: 'Debug', aliases: ['db'], type: 'System.Management.Automation.SwitchParameter' },
  { name: 'ErrorAction', aliases: ['ea'], type: 'System.Management.Automation.ActionPreference' },
  { name: 'WarningAction', aliases: ['wa'], type: 'System.Management.Automation.ActionPreference' },
  { name: 'InformationAction', aliases: ['infa'], type: 'System.Management.Automation.ActionPreference' },
  { name: 'ErrorVariable', aliases: ['ev'], type: 'System.String' },
  { name: 'WarningVariable', aliases: ['wv'], type: 'System.String' },
  { name: 'InformationVariable', aliases: ['iv'], type: 'System.String' },
  { name: 'OutVariable', aliases: ['ov'], type: 'System.String' },
  { name: 'OutBuffer', aliases: ['ob'], type: 'System.Int32' },
  { name: 'PipelineVariable', aliases: ['pv'], type: 'System.String' },
];

/**
 * Binds each argument to its parameter: by name or alias in any case, by an unambiguous prefix, or by position. Throws
 * a Terminating.
 */
export function bind(cmdlet: Cmdlet, given: readonly RequestedArgument[]): Bound {
  const bound = new Map<string, PsValue>();
  const give = (parameter: Parameter, value: PsValue): void => {
    if (bound.has(parameter.name))
      throw bindingFailed(
        cmdlet.name,
        'ParameterAlreadyBound',
        `Cannot bind parameter because parameter '${parameter.name}' is specified more than once.`,
      );
    bound.set(parameter.name, value);
  };
  for (const { name, value } of given) if (name !== undefined) give(named(cmdlet, name), value);
  const free = cmdlet.parameters
    .filter(({ name, position }) => position !== undefined && !bound.has(name))
    .sort((one, other) => one.position! - other.position!);
  for (const { name, value } of given) {
    if (name !== undefined) continue;
    const parameter = free.shift();
    if (!parameter)
      throw bindingFailed(
        cmdlet.name,
        'PositionalParameterNotFound',
        'A positional parameter cannot be found that accepts the argument.',
      );
    give(parameter, value);
  }
  return bound;
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
