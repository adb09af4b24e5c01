import { bag, enumeration, object, PsProperties, psValue } from '../../../remoting/clixml/index.js';
import type { PsObject } from '../../../remoting/clixml/index.js';

const exceptionProperties = (message: string): PsProperties =>
  new PsProperties(
    Object.entries({
      Message: message,
      Data: null,
      HelpLink: null,
      HResult: -2146233087,
      InnerException: null,
      Source: null,
      StackTrace: null,
      TargetSite: null,
    }).map(([name, value]) => [name, psValue(value)] as const),
  );

/** The values of System.Management.Automation.ErrorCategory used here. */
const categories = {
  NotSpecified: 0,
  InvalidArgument: 5,
  InvalidData: 6,
  ObjectNotFound: 13,
  OperationStopped: 14,
  ParserError: 17,
} as const;

export interface ErrorInput {
  readonly message: string;
  /** Full names, most derived first, without System.Exception and System.Object. */
  readonly exceptionTypes: readonly [string, ...string[]];
  readonly fullyQualifiedErrorId: string;
  readonly category: keyof typeof categories;
  /** The command that ran. */
  readonly activity?: string;
  readonly target?: string;
}

/** MS-PSRP 2.2.3.15, with the mandatory properties only. */
export function errorRecord({
  message,
  exceptionTypes,
  fullyQualifiedErrorId,
  category,
  activity = '',
  target,
}: ErrorInput): PsObject {
  const reason = exceptionTypes[0].replace(/^.*\./, '');
  const record = bag({
    Exception: object({
      typeNames: [...exceptionTypes, 'System.Exception', 'System.Object'],
      text: `${exceptionTypes[0]}: ${message}`,
      adapted: exceptionProperties(message),
    }),
    TargetObject: target ?? null,
    FullyQualifiedErrorId: fullyQualifiedErrorId,
    InvocationInfo: null,
    ErrorCategory_Category: categories[category],
    ErrorCategory_Activity: activity,
    ErrorCategory_Reason: reason,
    ErrorCategory_TargetName: target ?? '',
    ErrorCategory_TargetType: target === undefined ? '' : 'String',
    ErrorCategory_Message: `${category}: (${target === undefined ? ':' : `${target}:String`}) [${activity}], ${reason}`,
    SerializeExtendedInfo: false,
  });
  return { ...record, typeNames: ['System.Management.Automation.ErrorRecord', 'System.Object'], text: message };
}

/** MS-PSRP 2.2.3.16. */
export const warningRecord = (message: string): PsObject => ({
  ...bag({ InformationalRecord_Message: message, InformationalRecord_SerializeInvocationInfo: false }),
  typeNames: [
    'System.Management.Automation.WarningRecord',
    'System.Management.Automation.InformationalRecord',
    'System.Object',
  ],
  text: message,
});

/**
 * What Windows sends before the first output of a session, whatever the command (as recorded in the tests of pypsrp).
 */
export const firstUseProgress = (): PsObject =>
  bag({
    Activity: 'Preparing modules for first use.',
    ActivityId: 0,
    StatusDescription: ' ',
    CurrentOperation: null,
    ParentActivityId: -1,
    PercentComplete: -1,
    Type: enumeration('System.Management.Automation.ProgressRecordType', 'Completed', 1),
    SecondsRemaining: -1,
  });

/** MS-PSRP 2.2.3.5 and 2.2.2.21. */
const pipelineStates = { stopped: 3, completed: 4, failed: 5 } as const;
export type PipelineEnd = keyof typeof pipelineStates;

export const pipelineState = (end: PipelineEnd, error?: PsObject): PsObject =>
  bag({ PipelineState: pipelineStates[end], ...(error ? { ExceptionAsErrorRecord: error } : {}) });
