/**
 * What PowerShell says of a command line it cannot bind, whatever the cmdlet: the script is at fault or this PowerShell lacks the parameter,
 * and no server was asked. Source: PowerShell, ParameterBinderBase.cs, CmdletParameterBinderController.cs.
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

/** The cmdlets our scripts call on this PC, as an identifier ends with them. What a server says of its own commands names others. */
export const ownCmdlets =
  /,Microsoft\.PowerShell\.Commands\.(?:NewPSSession|NewPSSessionOption|ImportPSSession|InvokeCommand)Command$/u;
