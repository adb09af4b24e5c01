import { integerOf, property, textOf } from '../../../remoting/clixml/index.js';
import type { PsValue } from '../../../remoting/clixml/index.js';
import { bindingFailed } from './cmdlet.js';
import type { Parameter } from './cmdlet.js';

export const switchType = 'System.Management.Automation.SwitchParameter';
export const preferenceType = 'System.Management.Automation.ActionPreference';

/** System.Management.Automation.ActionPreference, in the order of its numbers. */
const preferences = ['SilentlyContinue', 'Stop', 'Continue', 'Inquire', 'Ignore', 'Suspend', 'Break'];

/**
 * The value as the parameter's type takes it. Types that only the cmdlet knows are left to it. Throws a Terminating; identifiers and
 * sentences as PowerShell 7.6.9 says them.
 */
export function convert(command: string, { name, type }: Parameter, value: PsValue): PsValue {
  if (type === switchType) return toSwitch(command, name, value);
  if (type === preferenceType) return toPreference(command, name, value);
  return type === 'System.Int32' ? toInteger(command, name, value) : value;
}

function toSwitch(command: string, name: string, value: PsValue): PsValue {
  if (value.type === 'Null') return { type: 'Boolean', value: false };
  // A switch may come as the object it is in PowerShell.
  const bare = value.type === 'Object' ? (property(value, 'IsPresent') ?? value.value) : value;
  if (bare?.type === 'Boolean') return bare;
  throw bindingFailed(
    command,
    'ParameterArgumentTransformationError',
    `Cannot process argument transformation on parameter '${name}'. Cannot convert value "System.${bare?.type ?? 'Object'}" to type "${switchType}". Boolean parameters accept only Boolean values and numbers, such as $True, $False, 1 or 0.`,
    'InvalidData',
  );
}

function toPreference(command: string, name: string, value: PsValue): PsValue {
  const text = textOf(value) ?? '';
  const number = integerOf(value) ?? (/^\d$/u.test(text) ? Number(text) : undefined);
  const found =
    number === undefined
      ? preferences.find((one) => one.toLowerCase() === text.trim().toLowerCase())
      : preferences[number];
  if (found !== undefined) return { type: 'String', value: found };
  throw bindingFailed(
    command,
    'CannotConvertArgumentNoMessage',
    number === undefined
      ? `Cannot bind parameter '${name}'. Cannot convert value "${text}" to type "${preferenceType}". Error: "Unable to match the identifier name ${text} to a valid enumerator name. Specify one of the following enumerator names and try again:\n${preferences.join(', ')}"`
      : `Cannot bind parameter '${name}'. Cannot convert value "${text}" to type "${preferenceType}" due to enumeration values that are not valid. Specify one of the following enumeration values and try again. The possible enumeration values are "${preferences.join(',')}".`,
  );
}

function toInteger(command: string, name: string, value: PsValue): PsValue {
  const text = textOf(value)?.trim() ?? '';
  const number = integerOf(value) ?? (/^[+-]?\d{1,10}$/u.test(text) ? Number(text) : Number.NaN);
  if (Number.isInteger(number) && Math.abs(number) < 2 ** 31) return { type: 'Int32', value: number };
  throw bindingFailed(
    command,
    'CannotConvertArgumentNoMessage',
    `Cannot bind parameter '${name}'. Cannot convert value "${text}" to type "System.Int32". Error: "The input string '${text}' was not in a correct format."`,
  );
}
