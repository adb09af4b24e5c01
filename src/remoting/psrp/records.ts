import { integerOf, itemsOf, property, textOf } from '../clixml/index.js';
import type { PsValue } from '../clixml/index.js';

/** A warning, verbose or debug record (MS-PSRP 2.2.3.16). */
export interface InformationalRecord {
  readonly message: string;
  /** The whole record as it came. */
  readonly value: PsValue;
}

/** MS-PSRP 2.2.2.25. Numbers are -1 where the server does not know them. */
export interface ProgressRecord {
  readonly activity: string;
  readonly activityId: number;
  readonly parentActivityId: number;
  readonly statusDescription: string | undefined;
  readonly currentOperation: string | undefined;
  readonly percentComplete: number;
  readonly secondsRemaining: number;
  readonly isCompleted: boolean;
}

/** What Write-Information and Write-Host send (MS-PSRP 2.2.2.26), from protocol 2.3 on. */
export interface InformationRecord {
  readonly messageData: PsValue;
  /** The message data as text, where it has one. */
  readonly message: string | undefined;
  readonly source: string | undefined;
  /** DateTime text; see `instantOf`. */
  readonly timeGenerated: string | undefined;
  readonly tags: readonly string[];
  readonly user: string | undefined;
  readonly computer: string | undefined;
}

export const readInformational = (value: PsValue): InformationalRecord => ({
  message: textOf(property(value, 'InformationalRecord_Message')) ?? textOf(value) ?? '',
  value,
});

export const readProgressRecord = (value: PsValue): ProgressRecord => ({
  activity: textOf(property(value, 'Activity')) ?? '',
  activityId: integerOf(property(value, 'ActivityId')) ?? 0,
  parentActivityId: integerOf(property(value, 'ParentActivityId')) ?? -1,
  statusDescription: textOf(property(value, 'StatusDescription')),
  currentOperation: textOf(property(value, 'CurrentOperation')),
  percentComplete: integerOf(property(value, 'PercentComplete')) ?? -1,
  secondsRemaining: integerOf(property(value, 'SecondsRemaining')) ?? -1,
  isCompleted: integerOf(property(value, 'Type')) === 1,
});

export function readInformation(value: PsValue): InformationRecord {
  const messageData = property(value, 'MessageData') ?? { type: 'Null' };
  return {
    messageData,
    // Write-Host sends an object whose ToString() is the text.
    message: textOf(messageData) ?? textOf(property(messageData, 'Message')),
    source: textOf(property(value, 'Source')),
    timeGenerated: textOf(property(value, 'TimeGenerated')),
    tags: (itemsOf(property(value, 'Tags')) ?? []).flatMap((tag) => textOf(tag) ?? []),
    user: textOf(property(value, 'User')),
    computer: textOf(property(value, 'Computer')),
  };
}
