import { describe, expect, it } from 'vitest';
import { property, psValue, readClixml, textOf } from '../../../../src/remoting/clixml/index.js';
import { bind } from '../../../../src/lab/remoting/cmdlets/bind.js';
import { Terminating } from '../../../../src/lab/remoting/cmdlets/cmdlet.js';
import type { Bound } from '../../../../src/lab/remoting/cmdlets/cmdlet.js';
import { getMailbox } from '../../../../src/lab/remoting/cmdlets/get-mailbox.js';
import { readPipeline } from '../../../../src/lab/remoting/psrp/commands-in.js';
import type { RequestedArgument } from '../../../../src/lab/remoting/psrp/commands-in.js';
import { realMessages } from '../../../remoting/vectors.js';

const shown = (bound: Bound): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries([...bound].map(([name, value]) => [name, textOf(value)]));

/** A name with its value, or standing alone. */
const named = (name: string, value?: Parameters<typeof psValue>[0]): RequestedArgument => ({
  name,
  value: value === undefined ? undefined : psValue(value),
});
const bare = (value: Parameters<typeof psValue>[0]): RequestedArgument => ({ name: undefined, value: psValue(value) });

function refused(given: readonly RequestedArgument[]): readonly [id: string | undefined, text: string] {
  try {
    bind(getMailbox, given);
  } catch (error) {
    if (error instanceof Terminating)
      return [textOf(property(error.record, 'FullyQualifiedErrorId')), error.record.text ?? ''];
    throw error;
  }
  return ['bound', ''];
}

describe('arguments as a real PowerShell 7.6.9 sends them', () => {
  it.each([
    ['client-invoke-command-resultsize-1', { ResultSize: '1' }],
    ['client-invoke-command-erroraction-stop', { Identity: 'nobody', ErrorAction: 'Stop' }],
    ['client-invoke-command-switch-verbose', { Verbose: 'true' }],
    ['client-proxy-resultsize-colon', { ResultSize: '1' }],
  ])('%s', (name, expected) => {
    const [message] = realMessages(name);
    const [[command] = []] = readPipeline(readClixml(message!.data)).statements;
    expect(command?.name).toBe('Get-Mailbox');
    expect(shown(bind(getMailbox, command!.arguments))).toEqual(expected);
  });
});

describe('binding, as PowerShell 7.6.9 does it', () => {
  it.each<[string, readonly RequestedArgument[], Readonly<Record<string, string>>]>([
    [
      'a name takes the argument after it',
      [named('resultsize'), bare(5), bare('bram')],
      { ResultSize: '5', Identity: 'bram' },
    ],
    ['a switch takes none', [named('Verbose'), bare('bram')], { Verbose: 'true', Identity: 'bram' }],
    ['a switch that is turned off', [named('Debug', false)], { Debug: 'false' }],
    [
      'common parameters by alias and in any case',
      [named('ea', 'silentlycontinue')],
      { ErrorAction: 'SilentlyContinue' },
    ],
    ['a preference by number', [named('WarningAction', 0)], { WarningAction: 'SilentlyContinue' }],
    ['a number as text', [named('OutBuffer', '10')], { OutBuffer: '10' }],
  ])('%s', (_, given, expected) => {
    expect(shown(bind(getMailbox, given))).toEqual(expected);
  });

  it.each<[string, readonly RequestedArgument[], string, RegExp]>([
    [
      'nothing after a name',
      [named('ResultSize')],
      'MissingArgument',
      /^Missing an argument for parameter 'ResultSize'\./u,
    ],
    ['a name after a name', [named('ResultSize'), named('Verbose')], 'MissingArgument', /Specify a parameter of type/u],
    ['no such preference', [named('ErrorAction', 'Foo')], 'CannotConvertArgumentNoMessage', /identifier name Foo/u],
    [
      'no such number',
      [named('ErrorAction', 9)],
      'CannotConvertArgumentNoMessage',
      /enumeration values that are not valid/u,
    ],
    ['no number', [named('OutBuffer', 'x')], 'CannotConvertArgumentNoMessage', /'x' was not in a correct format/u],
    ['text for a switch', [named('Verbose', 'true')], 'ParameterArgumentTransformationError', /"System\.String"/u],
    ['one argument too many', [bare('a'), bare('b')], 'PositionalParameterNotFound', /accepts argument 'b'\.$/u],
    ['a name twice', [named('Identity', 'a'), named('Identity', 'b')], 'ParameterAlreadyBound', /more than once/u],
    ['a beginning of two names', [named('E', 'Stop')], 'AmbiguousParameter', /-ErrorAction -ErrorVariable/u],
  ])('refuses %s', (_, given, id, text) => {
    const [found, sentence] = refused(given);
    expect(found).toBe(`${id},Get-Mailbox`);
    expect(sentence).toMatch(text);
  });
});
