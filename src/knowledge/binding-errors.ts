/**
 * Errors PowerShell reports for a command line it cannot bind, whatever the cmdlet: the script is at fault or this
 * PowerShell lacks the parameter, and no server was contacted. Source: PowerShell, ParameterBinderBase.cs,
 * CmdletParameterBinderController.cs.
 */
export const bindingErrors: ReadonlySet<string> = new Set([
  'AmbiguousParameter',
  'AmbiguousParameterSet',
  'AmbiguousPositionalParameterNoName',
  'CannotConvertArgument',
  'CannotConvertArgumentNoMessage',
  'CannotExtractAddMethod',
  'GetDynamicParametersException',
  'MissingArgument',
  'MissingMandatoryParameter',
  'NamedParameterNotFound',
  'ParameterAlreadyBound',
  'ParameterArgumentTransformationError',
  'ParameterArgumentValidationError',
  'ParameterArgumentValidationErrorEmptyArrayNotAllowed',
  'ParameterArgumentValidationErrorEmptyCollectionNotAllowed',
  'ParameterArgumentValidationErrorEmptyStringNotAllowed',
  'ParameterArgumentValidationErrorNullNotAllowed',
  'ParameterBindingFailed',
  'ParameterNameConflictsWithAlias',
  'PositionalParameterNotFound',
]);

/**
 * The cmdlets the tool's scripts call on this PC, as they end an identifier. A server's errors about its own commands
 * name others.
 */
export const ownCmdlets =
  /,Microsoft\.PowerShell\.Commands\.(?:NewPSSession|NewPSSessionOption|ImportPSSession|InvokeCommand)Command$/u;
