import { bag, integerOf, object, property, PsProperties, psValue, textOf } from '../clixml/index.js';
import type { PsInput, PsObject, PsValue } from '../clixml/index.js';

/** System.Management.Automation.ErrorCategory, by number. */
const categories = [
  'NotSpecified', 'OpenError', 'CloseError', 'DeviceError', 'DeadlockDetected', 'InvalidArgument', 'InvalidData', 'InvalidOperation',
  'InvalidResult', 'InvalidType', 'MetadataError', 'NotImplemented', 'NotInstalled', 'ObjectNotFound', 'OperationStopped',
  'OperationTimeout', 'SyntaxError', 'ParserError', 'PermissionDenied', 'ResourceBusy', 'ResourceExists', 'ResourceUnavailable',
  'ReadError', 'WriteError', 'FromStdErr', 'SecurityError', 'ProtocolError', 'ConnectionError', 'AuthenticationError',
  'LimitsExceeded', 'QuotaExceeded', 'NotEnabled',
] as const; // prettier-ignore

/**
 * An error as PowerShell reports it (MS-PSRP 2.2.3.15). What was not sent is undefined. Texts are in the server's
 * language.
 */
export interface ErrorRecord {
  /** The error's details where it has any, else the exception's message, else its ToString(); '' when there is none. */
  readonly message: string;
  /** Independent of language: `CommandNotFoundException`, or `Id,Command` from a cmdlet. */
  readonly fullyQualifiedErrorId: string | undefined;
  readonly category: {
    readonly number: number | undefined;
    /** `ObjectNotFound`, `PermissionDenied`, …; undefined for a number without a name. */
    readonly name: string | undefined;
    readonly activity: string | undefined;
    readonly reason: string | undefined;
    readonly targetName: string | undefined;
    readonly targetType: string | undefined;
    /** All of these as one line. */
    readonly message: string | undefined;
  };
  readonly exception: {
    /** Most derived first, such as `System.Management.Automation.CommandNotFoundException`. */
    readonly typeNames: readonly string[];
    readonly message: string | undefined;
    readonly hResult: number | undefined;
  };
  readonly target: PsValue | undefined;
  readonly recommendedAction: string | undefined;
  readonly scriptStackTrace: string | undefined;
  /** The whole record as it came. */
  readonly value: PsValue;
}

export function readErrorRecord(value: PsValue): ErrorRecord {
  const text = (name: string): string | undefined => textOf(property(value, name));
  const exception = property(value, 'Exception');
  const exceptionMessage = textOf(property(exception, 'Message'));
  const number = integerOf(property(value, 'ErrorCategory_Category'));
  return {
    message: text('ErrorDetails_Message') ?? exceptionMessage ?? textOf(value) ?? '',
    fullyQualifiedErrorId: text('FullyQualifiedErrorId'),
    category: {
      number,
      name: number === undefined ? undefined : categories[number],
      activity: text('ErrorCategory_Activity'),
      reason: text('ErrorCategory_Reason'),
      targetName: text('ErrorCategory_TargetName'),
      targetType: text('ErrorCategory_TargetType'),
      message: text('ErrorCategory_Message'),
    },
    exception: {
      typeNames: exception?.type === 'Object' ? exception.typeNames : [],
      message: exceptionMessage,
      hResult: integerOf(property(exception, 'HResult')),
    },
    target: property(value, 'TargetObject'),
    recommendedAction: text('ErrorDetails_RecommendedAction'),
    scriptStackTrace: text('ErrorDetails_ScriptStackTrace'),
    value,
  };
}

/** The error record this client answers host calls with, as it has no host. */
export function hostCallRefusal(method: string): PsObject {
  const message = `There is no host that could answer ${method}.`;
  const properties = (entries: Readonly<Record<string, PsInput>>): PsProperties =>
    new PsProperties(Object.entries(entries).map(([name, input]) => [name, psValue(input)] as const));
  const exception = object({
    typeNames: [
      'System.Management.Automation.Host.HostException',
      'System.Management.Automation.RuntimeException',
      'System.SystemException',
      'System.Exception',
      'System.Object',
    ],
    text: `System.Management.Automation.Host.HostException: ${message}`,
    adapted: properties({
      Message: message,
      Data: null,
      HelpLink: null,
      HResult: -2146233087,
      InnerException: null,
      Source: null,
      StackTrace: null,
      TargetSite: null,
    }),
  });
  return {
    ...bag({
      Exception: exception,
      TargetObject: null,
      FullyQualifiedErrorId: 'HostFunctionNotImplemented',
      InvocationInfo: null,
      ErrorCategory_Category: categories.indexOf('NotImplemented'),
      ErrorCategory_Activity: '',
      ErrorCategory_Reason: 'HostException',
      ErrorCategory_TargetName: '',
      ErrorCategory_TargetType: '',
      ErrorCategory_Message: 'NotImplemented: (:) [], HostException',
      SerializeExtendedInfo: false,
    }),
    typeNames: ['System.Management.Automation.ErrorRecord', 'System.Object'],
    text: message,
  };
}
