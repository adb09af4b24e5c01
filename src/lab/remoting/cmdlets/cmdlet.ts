import type { PsObject, PsValue } from '../../../remoting/clixml/index.js';
import { errorRecord } from '../psrp/records.js';

/** What a cmdlet sees of the session it runs in. */
export interface CmdletSession {
  /** Domain of the organization that the session is for. */
  readonly organization: string;
  /** GUID of the runspace, which every output carries. */
  readonly runspaceId: string;
}

export interface Parameter {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** .NET type, as given in metadata. */
  readonly type: string;
  /** Position, where it can be given without a name. */
  readonly position?: number;
}

/** Values by parameter name, spelled as the parameter is. */
export type Bound = ReadonlyMap<string, PsValue>;

export type Emitted = { readonly output: PsObject } | { readonly error: PsObject } | { readonly warning: string };

export interface Cmdlet {
  readonly name: string;
  /** Module or snap-in. */
  readonly namespace: string;
  readonly parameters: readonly Parameter[];
  /** `input` is what was piped in; undefined where nothing is piped. May throw a Terminating. */
  run(bound: Bound, session: CmdletSession, input: readonly PsValue[] | undefined): Iterable<Emitted>;
}

/** An error that ends the pipeline. */
export class Terminating extends Error {
  override readonly name = 'Terminating';
  readonly record: PsObject;

  constructor(record: PsObject) {
    super(record.text ?? '');
    this.record = record;
  }
}

const runtimeException = ['System.Management.Automation.RuntimeException', 'System.SystemException'] as const;
const bindingException = ['System.Management.Automation.ParameterBindingException', ...runtimeException] as const;

/** PowerShell's error for an unknown command, which is also how Exchange hides one that no role allows. */
export const commandNotFound = (name: string): Terminating =>
  new Terminating(
    errorRecord({
      message: `The term '${name}' is not recognized as the name of a cmdlet, function, script file, or operable program. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.`,
      exceptionTypes: ['System.Management.Automation.CommandNotFoundException', ...runtimeException],
      fullyQualifiedErrorId: 'CommandNotFoundException',
      category: 'ObjectNotFound',
      target: name,
    }),
  );

/** The error of a runspace in no-language mode for a script (PowerShell, Command.cs and ParserStrings.resx). */
export const scriptsNotAllowed = (): Terminating =>
  new Terminating(
    errorRecord({
      message: 'The syntax is not supported by this runspace. This can occur if the runspace is in no-language mode.',
      exceptionTypes: ['System.Management.Automation.ParseException', ...runtimeException],
      fullyQualifiedErrorId: 'ScriptsNotAllowed',
      category: 'ParserError',
    }),
  );

export const parameterNotFound = (command: string, parameter: string): Terminating =>
  bindingFailed(
    command,
    'NamedParameterNotFound',
    `A parameter cannot be found that matches parameter name '${parameter}'.`,
  );

/** The identifiers are those of ParameterBinderStrings.resx, without the command. */
export const bindingFailed = (
  command: string,
  id: string,
  message: string,
  category: 'InvalidArgument' | 'InvalidData' = 'InvalidArgument',
): Terminating =>
  new Terminating(
    errorRecord({
      message,
      exceptionTypes: bindingException,
      fullyQualifiedErrorId: `${id},${command}`,
      category,
      activity: command,
    }),
  );

export const pipelineStopped = (): PsObject =>
  errorRecord({
    message: 'The pipeline has been stopped.',
    exceptionTypes: ['System.Management.Automation.PipelineStoppedException', ...runtimeException],
    fullyQualifiedErrorId: 'PipelineStopped',
    category: 'OperationStopped',
  });
